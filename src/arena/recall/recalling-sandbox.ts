import { canonicalJson } from '../../model/canonical-json.ts';
import type { Sha256 } from '../../model/digest.ts';
import type { Json } from '../../model/json.ts';
import type { GeneResult, GeneSource, HostPort, RunOptions, Sandbox } from '../../sandbox/sandbox.ts';
import { AnswerTree } from './answer-tree.ts';
import { ToldPort } from './told-port.ts';

/** Questions kept; beyond it all are forgotten and learned anew. */
const mostQuestions = 2_000;

/**
 * A sandbox that remembers some genes' answers. A gene has nothing but its input, its seed, the clock and what the kernel
 * says to it: told the same again, it does the same again. So its operations are performed one by one on the port it was
 * handed, for as long as the kernel says what it said before, and then its answer is known without a run; at the first
 * other word the gene itself goes on from there. Results, logs and worlds are those of a run.
 *
 * Only for genes that are not judged: whether one does the same again, only a run can show. Limits have to be the same for
 * every run; what ends at one is not remembered.
 */
export function recallingSandbox(sandbox: Sandbox, remembered: ReadonlySet<Sha256>): Sandbox {
  const trees = new Map<string, AnswerTree>();
  const treeOf = (gene: GeneSource, input: Json, port: HostPort, { seed }: RunOptions): AnswerTree => {
    const key = `${gene.digest}\n${gene.file}\n${port.operations.join()}\n${seed}\n${canonicalJson(input)}`;
    const known = trees.get(key);
    if (known !== undefined) return known;
    if (trees.size >= mostQuestions) trees.clear();
    const planted = new AnswerTree(gene);
    trees.set(key, planted);
    return planted;
  };
  return {
    run: (gene, input, port, options) =>
      remembered.has(gene.digest)
        ? recall(sandbox, treeOf(gene, input, port, options), { gene, input, port, options })
        : sandbox.run(gene, input, port, options),
    dispose: () => {
      sandbox.dispose();
    },
  };
}

interface Question {
  readonly gene: GeneSource;
  readonly input: Json;
  readonly port: HostPort;
  readonly options: RunOptions;
}

async function recall(sandbox: Sandbox, tree: AnswerTree, question: Question): Promise<GeneResult> {
  const { gene, input, port, options } = question;
  const started = port.clock();
  const { told, answer } = await tree.follow(port);
  if (answer !== undefined) return answer;
  const going = new ToldPort(port, told, started);
  const result = await sandbox.run(gene, input, going, options);
  if (result.ok) tree.remember(started, going.told, result);
  return result;
}
