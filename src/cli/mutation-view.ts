import type { MutateResult, QuestionResult } from '../evolution/mutate/mutate-result.ts';
import { shortDigest } from '../model/digest.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';
import { wrapLine } from './wrap-line.ts';

/** What came of `sg mutate` or `sg generate`, for people. */
export function mutationView(result: MutateResult, style: Style): string {
  const { locus, failure } = result;
  const why = failure === null ? 'ahead of any failure' : printableLine(failure, 50);
  return [
    `${style.strong(printableLine(locus, 40))}  ${style.dim(why)}`,
    ...questions(result, style),
    ...spent(result, style),
    '',
    ...conclusion(result, style).flatMap((line) => wrapLine(line, '  ')),
  ].join('\n');
}

function questions({ questions: asked }: MutateResult, style: Style): readonly string[] {
  if (asked.length === 0) return [];
  return [
    table(
      asked.map((question) => [
        String(question.attempt + 1),
        question.allele === null ? 'no allele' : shortDigest(question.allele),
        ...outcome(question, style),
      ]),
      '  ',
    ),
  ];
}

function outcome({ fault, verdict, chosen }: QuestionResult, style: Style): readonly string[] {
  if (fault !== null) return [style.warn(printableLine(fault.code, 24)), printableLine(fault.message, 42)];
  if (verdict === null) return ['', ''];
  const stage = verdict.stage === null ? '' : ` at ${verdict.stage}`;
  const word = `${verdict.result}${stage}`;
  return [chosen ? style.good(word) : style.dim(word), printableLine(verdict.reason, 42)];
}

function spent({ cost, budget, questions: asked, engine }: MutateResult, style: Style): readonly string[] {
  const { limits, spentToday } = budget;
  const price = cost.money === null ? 'price unknown' : `${cost.money.currency} ${cost.money.amount}`;
  const own = asked.length === 0 ? 'nobody was asked' : `${cost.calls} calls, ${tokens(cost)} tokens, ${price}`;
  const today = [
    `${spentToday.calls}${of(limits.calls)} calls`,
    `${spentToday.tokens}${of(limits.tokens)} tokens`,
    `USD ${spentToday.money}${of(limits.money)}`,
  ].join(', ');
  return [style.dim(`  ${engine}: ${own}`), style.dim(`  today at this locus: ${today}`)];
}

function tokens({ inputTokens, outputTokens }: MutateResult['cost']): number {
  return inputTokens + outputTokens;
}

function of(limit: number | string | null): string {
  return limit === null ? '' : ` of ${limit}`;
}

function conclusion(result: MutateResult, style: Style): readonly string[] {
  const { state, budget, allele } = result;
  const name = allele === null ? '' : shortDigest(allele);
  switch (state) {
    case 'proposed':
      return [`${style.good('proposed')} ${name} on ${result.branch?.name ?? ''}`, ...next(result, style)];
    case 'already-proposed':
      return [`${style.warn('already proposed')} ${name}; nobody was asked`, ...next(result, style)];
    case 'answered':
      return [`${style.good('answered')}: ${name} of the genome is right on this case; nobody was asked`];
    case 'nothing-passed':
      return [`${style.bad('nothing passed')}: no candidate is proposed`, ...refusal(budget, style)];
    case 'not-asked':
      return [style.warn('nobody was asked'), ...refusal(budget, style)];
    case 'dry-run':
      return [`${style.strong('would ask')} ${result.engine} for a successor of ${shortDigest(result.parent ?? '')}`];
  }
}

function refusal({ refusal: found }: MutateResult['budget'], style: Style): readonly string[] {
  return found === null ? [] : [`  ${style.warn(found.code)}: ${printableLine(found.message, 200)}`];
}

function next({ branch, pullRequest, base }: MutateResult, style: Style): readonly string[] {
  if (pullRequest !== null) {
    const hosts = pullRequest.hosts > 1 ? `, seen on ${pullRequest.hosts} hosts` : '';
    return [`  pull request #${pullRequest.number}${hosts}: ${printableLine(pullRequest.url, 120)}`];
  }
  if (branch === null) return [];
  return [
    style.dim(`  look at it:  git show ${branch.name}`),
    style.dim(`  take it in:  git switch ${base.branch} && git merge ${branch.name}`),
  ];
}
