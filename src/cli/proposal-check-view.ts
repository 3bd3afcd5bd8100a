import type { CheckedAllele, ProposalCheck } from '../evolution/propose/check-proposal.ts';
import { shortDigest } from '../model/digest.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';

/** What `sg arena check` found, for people. */
export function proposalCheckView(check: ProposalCheck, style: Style): string {
  const { head, base, alleles, faults, conclusion } = check;
  const word = { success: style.good('holds'), failure: style.bad('refused'), neutral: style.warn('open') }[conclusion];
  return [
    `${style.dim('proposal')} ${head.slice(0, 12)}  ${style.dim(`left its base at ${base.slice(0, 12)}`)}`,
    ...faults.map((fault) => `  ${style.bad('✗')} ${printableLine(fault, 200)}`),
    ...alleles.map((allele) => alleleLine(allele, style)),
    '',
    `${word}${conclusion === 'neutral' ? ': a person has the word' : ''}`,
  ].join('\n');
}

function alleleLine({ locus, allele, evidence, problem }: CheckedAllele, style: Style): string {
  const name = `${printableLine(locus, 40)} ${shortDigest(allele)}`;
  if (problem !== null) return `  ${style.bad('✗')} ${name}  ${problem.code}: ${printableLine(problem.message, 300)}`;
  if (evidence === null) return `  ${style.warn('–')} ${name}  a seed: comes without evidence`;
  return `  ${style.good('✓')} ${name}  ${evidence.verdict.result}: ${printableLine(evidence.verdict.reason, 200)}`;
}
