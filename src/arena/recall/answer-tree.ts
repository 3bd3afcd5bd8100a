import type { Json } from '../../model/json.ts';
import type { GeneResult, GeneSource, HostPort } from '../../sandbox/sandbox.ts';
import { tell, type Told } from './told-port.ts';

type Answer = Extract<GeneResult, { ok: true }>;

/** What a gene does next, and by what is said to that what follows. */
interface Branch {
  asks?: { readonly operation: string; readonly args: readonly Json[] };
  readonly after: Map<string, Branch>;
  answer?: Answer;
}

/** How one gene answered one input and seed, by everything it was told on the way. */
export class AnswerTree {
  readonly #root: Branch = { after: new Map() };
  readonly #byClock: boolean;

  constructor(gene: GeneSource) {
    this.#byClock = readsClock(gene);
  }

  /** Performs the operations as the gene would, up to its answer or to where it is not known how it goes on. */
  async follow(port: HostPort): Promise<{ readonly told: readonly Told[]; readonly answer: Answer | undefined }> {
    const told: Told[] = [];
    let branch = this.#root.after.get(this.#entry(port.clock()));
    while (branch?.asks !== undefined) {
      const step = await tell(port, branch.asks.operation, branch.asks.args);
      told.push(step);
      branch = branch.after.get(this.#word(step));
    }
    return { told, answer: branch?.answer };
  }

  /** @param started hour before the first operation */
  remember(started: number, told: readonly Told[], answer: Answer): void {
    let branch = grown(this.#root, this.#entry(started));
    for (const step of told) {
      branch.asks ??= { operation: step.operation, args: step.args };
      branch = grown(branch, this.#word(step));
    }
    branch.answer = answer;
  }

  #entry(started: number): string {
    return this.#byClock ? String(started) : '';
  }

  #word({ said, clock }: Told): string {
    const word = 'ok' in said ? JSON.stringify(said.ok) : `${said.error.code}: ${said.error.message}`;
    return this.#byClock ? `${clock} ${word}` : word;
  }
}

function grown(branch: Branch, word: string): Branch {
  const known = branch.after.get(word);
  if (known !== undefined) return known;
  const made: Branch = { after: new Map() };
  branch.after.set(word, made);
  return made;
}

/** Who can't name the clock can't read it: code is not made from text in the sandbox, and names can be escaped only so. */
const mayNameClock = /Date|globalThis|\\/;

function readsClock({ source }: GeneSource): boolean {
  return mayNameClock.test(source);
}
