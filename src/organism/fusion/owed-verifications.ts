import type { Verify, VerifyItem } from '../../contract/ast.ts';
import type { Bindings } from '../../contract/evaluate.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { callInput, loopElements, withVariable } from '../call-arguments.ts';
import type { RunContext } from '../run-context.ts';
import { SwiftPass } from '../swift-pass.ts';
import { closeWindows, conjunction, verify, type Verification } from '../verification.ts';
import type { OwedVerification } from './expected-steps.ts';

export interface OwedFindings {
  readonly verification: Verification;
  /** The step whose verification was not healthy first; none where a pathway's own was. */
  readonly brokenAt: { readonly step: string; readonly locus: string } | undefined;
}

/**
 * Asks for everything that the steps' and the pathways' contracts verify, each question once, with all windows open at the
 * same time: healthy must hold at the end of the longest.
 */
export async function verifyOwed(context: RunContext, owed: readonly OwedVerification[]): Promise<OwedFindings> {
  const swift = new SwiftPass();
  const found: { readonly asked: OwedVerification; readonly verification: Verification }[] = [];
  for (const asked of questions(context, owed)) {
    const { section, bindings, step } = asked;
    found.push({ asked, verification: await verify({ ...context, swift }, section, bindings, step) });
  }
  const wrong = found.find(({ verification }) => decisive(verification) !== true);
  if (wrong === undefined) await closeWindows(context, swift);
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
  return { verification: { checks, immediate, convergence, status, ...unseen }, brokenAt: placeOf(broken?.asked) };
}

function placeOf(asked: OwedVerification | undefined): OwedFindings['brokenAt'] {
  return asked?.locus === undefined ? undefined : { step: asked.step, locus: asked.locus };
}

/** What counts: the end of the window where one was left open, else what `verify` found. */
function decisive({ window, status }: Verification): boolean | null {
  if (window !== undefined && window.healthy !== undefined) return window.healthy;
  return status === 'unknown' ? null : status !== 'unhealthy';
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
