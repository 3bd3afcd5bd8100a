import type { PathwayContract, Verify, VerifyItem } from '../../contract/ast.ts';
import type { Bindings } from '../../contract/evaluate.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { callInput, loopElements, withVariable } from '../run/call-arguments.ts';
import type { RunContext } from '../run/run-context.ts';
import type { CheckReport } from '../run/report.ts';
import { SwiftPass } from '../swift/swift-pass.ts';
import { conjunction, verify, type Verification } from '../run/verification.ts';
import { watchWindows } from '../swift/watch-window.ts';
import type { OwedVerification } from './expected-steps.ts';

export interface OwedFindings {
  readonly verification: Verification;
  /** The step whose verification was not healthy first; none where a pathway's own was. */
  readonly brokenAt: { readonly step: string; readonly locus: string } | undefined;
}

/**
 * Asks for everything that the steps' and the pathways' contracts verify, each question once, with all windows open at the
 * same time: healthy must hold at the end of the longest. Inside a swift pass they stay open until its end.
 */
export async function verifyOwed(context: RunContext, owed: readonly OwedVerification[]): Promise<OwedFindings> {
  const swift = new SwiftPass();
  const found = await askEach({ ...context, swift }, questions(context, owed));
  const wrong = found.find(({ verification }) => decisive(verification) !== true);
  if (wrong === undefined && context.swift === undefined) await watchWindows(context, swift.windows);
  const broken =
    wrong ??
    found.find(({ verification }) => decisive(verification) === false) ??
    found.find(({ verification }) => decisive(verification) === null);
  const all = found.map(({ verification }) => verification);
  const checks = all.flatMap((each) => each.checks);
  if (all.length === 0)
    return { verification: { checks, immediate: null, convergence: null, status: 'none' }, brokenAt: undefined };
  const last = broken === undefined ? true : decisive(broken.verification);
  const later = all.flatMap((each) => (each.window === undefined ? [each.convergence] : [each.window.healthy ?? null]));
  const immediate = conjunction(all.map((each) => each.immediate));
  const observed = later.filter((each) => each !== null);
  const convergence = observed.length === 0 ? null : conjunction(observed);
  const status = last === null ? 'unknown' : last ? 'healthy' : 'unhealthy';
  const ends = all.flatMap(({ unseen = [] }) => unseen);
  const unseen = ends.length === 0 ? {} : { unseen: Math.max(...ends) };
  const window =
    wrong === undefined && context.swift !== undefined ? handOver(swift, context.swift, checks) : undefined;
  const open = window === undefined ? {} : { window };
  const verification = { checks, immediate, convergence, status, ...unseen, ...open } as const;
  return { verification, brokenAt: placeOf(broken?.asked) };
}

interface Answered {
  readonly asked: OwedVerification;
  readonly verification: Verification;
}

/**
 * The steps' questions last step first, so that what was done earlier comes to rest while the later is observed, and then
 * the pathways' own. The answers are in the order the questions were given.
 */
async function askEach(context: RunContext, owed: readonly OwedVerification[]): Promise<readonly Answered[]> {
  const steps = owed.filter(({ locus }) => locus !== undefined).reverse();
  const found = new Map<OwedVerification, Answered>();
  for (const asked of [...steps, ...owed.filter(({ locus }) => locus === undefined)]) {
    const { section, bindings, step } = asked;
    found.set(asked, { asked, verification: await verify(context, section, bindings, step) });
  }
  return owed.flatMap((asked) => found.get(asked) ?? []);
}

/** Leaves windows to the pass around it; what is found at their ends goes into `checks`, and together into the result. */
function handOver({ windows }: SwiftPass, around: SwiftPass, checks: CheckReport[]): Verification['window'] {
  for (const window of windows) {
    around.windows.push({
      ...window,
      checks,
      get healthy() {
        return window.healthy;
      },
      set healthy(found) {
        window.healthy = found;
      },
    });
  }
  if (windows.length === 0) return undefined;
  return {
    get healthy() {
      return conjunction(windows.map(({ healthy = null }) => healthy));
    },
  };
}

function placeOf(asked: OwedVerification | undefined): OwedFindings['brokenAt'] {
  return asked?.locus === undefined ? undefined : { step: asked.step, locus: asked.locus };
}

/** What counts: the end of the window where one was left open, else what `verify` found. */
function decisive({ window, status }: Verification): boolean | null {
  if (window !== undefined && window.healthy !== undefined) return window.healthy;
  return status === 'unknown' ? null : status !== 'unhealthy';
}

/** Whether a pathway's own verification asks anything, e.g. not about an empty list. */
export function asksItself(contract: PathwayContract, owed: readonly OwedVerification[]): boolean {
  const own = owed.filter(({ step, locus }) => locus === undefined && step === contract.name.text);
  return own.flatMap(singleCalls).length > 0;
}

/** One section a question; of two equal questions the one with the longer window. */
function questions(context: RunContext, owed: readonly OwedVerification[]): readonly OwedVerification[] {
  const byKey = new Map<string, OwedVerification>();
  for (const one of owed.flatMap(singleCalls)) {
    const key = questionKey(context, one);
    const known = byKey.get(key);
    if (known === undefined || windowOf(known) < windowOf(one)) byKey.set(key, one);
  }
  return [...byKey.values()];
}

function windowOf({ section }: OwedVerification): number {
  return section.within?.duration.seconds ?? 0;
}

function singleCalls(one: OwedVerification): readonly OwedVerification[] {
  const { section, bindings } = one;
  const alone = (item: Exclude<VerifyItem, { kind: 'for' }>, round: Bindings): OwedVerification => {
    const single: Verify = { ...section, items: [item] };
    return { ...one, section: single, bindings: round };
  };
  return section.items.flatMap((item) => {
    if (item.kind === 'prose') return [];
    if (item.kind === 'call') return [alone(item, bindings)];
    return loopElements(item.over, bindings).flatMap((element) => {
      const round = withVariable(bindings, item.variable.text, element);
      return item.body.map((call) => alone(call, round));
    });
  });
}

function questionKey({ organism }: RunContext, { section, bindings, step }: OwedVerification): string {
  const [item] = section.items;
  const contract = item?.kind === 'call' ? organism.contracts.genes.get(item.target.text) : undefined;
  if (item?.kind !== 'call' || contract === undefined) return `${step} ${item?.span.start.offset ?? 0}`;
  const input = callInput(organism, contract, item.arguments, bindings);
  return `${item.target.text} ${input.ok ? canonicalJson(input.value) : `${step} ${item.span.start.offset}`}`;
}
