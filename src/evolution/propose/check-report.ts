import { z } from 'zod';
import { evidenceMarkdown } from '../../arena/evidence-markdown.ts';
import { IntegrityError } from '../../errors/integrity-error.ts';
import { shortDigest } from '../../model/digest.ts';
import type { VerifiedDecision } from '../evolve/verify-decision.ts';
import type { CheckedAllele, ProposalCheck } from './check-proposal.ts';
import { codeSpan } from './markdown-code.ts';

/** What the judging job hands to the one that may write: data, whoever wrote it. */
export interface CheckReport {
  readonly version: 1;
  readonly head: string;
  readonly conclusion: ProposalCheck['conclusion'];
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
}

const oid = z.string().regex(/^[0-9a-f]{40}$/);

const schema = z.strictObject({
  version: z.literal(1),
  head: oid,
  conclusion: z.enum(['success', 'failure', 'neutral']),
  title: z.string().min(1).max(200),
  summary: z.string().max(200_000),
});

export function checkReport(check: ProposalCheck): CheckReport {
  const { head, conclusion } = check;
  return { version: 1, head, conclusion, title: titleOf(check), summary: summaryOf(check) };
}

/** @throws IntegrityError `check-report-invalid` */
export function parseCheckReport(text: string): CheckReport {
  const parsed = schema.safeParse(tryJson(text));
  if (parsed.success) return parsed.data;
  throw new IntegrityError({
    code: 'check-report-invalid',
    message: `Expected what \`sg arena check --out FILE\` writes: ${parsed.error.issues[0]?.message ?? 'it is something else'}.`,
    hint: 'Look at the judging job: it may have ended before it had an answer.',
  });
}

function titleOf({ conclusion, alleles, faults, promotion }: ProposalCheck): string {
  if (conclusion === 'success' && promotion !== undefined) return 'The decision was made again, and is the same';
  if (conclusion === 'success') return 'The evidence was made again, and is the same';
  if (conclusion === 'failure') {
    const count = faults.length + alleles.filter(({ problem }) => problem !== null).length;
    return `Refused for ${count === 1 ? 'one reason' : `${count} reasons`}`;
  }
  const without = alleles.filter(({ evidence }) => evidence === null).length;
  if (without > 0 && without < alleles.length) return `The evidence holds; ${without} came without evidence`;
  return without < alleles.length
    ? 'The evidence holds; who is right, a person has to say'
    : 'There is no evidence to make again';
}

function summaryOf({ base, head, alleles, faults, promotion }: ProposalCheck): string {
  const seen = `Head ${codeSpan(shortDigest(head))} against ${codeSpan(shortDigest(base))}, where it left the base.`;
  const refused = faults.map((fault) => `- ${codeSpan(fault)}`);
  const parts = [...(refused.length === 0 ? [] : [refused.join('\n')]), ...alleles.map(alleleText)];
  return [seen, ...parts, ...(promotion ? [decisionText(promotion)] : [])].join('\n\n');
}

function decisionText({ action, phenotype, locus, source, remade, trailers }: VerifiedDecision): string {
  const from = source === 'ledger' ? 'ledgers' : `the arena's evidence${remade ? ', which was measured again' : ''}`;
  const rows = trailers.map(({ key, value }) => `| ${codeSpan(key)} | ${codeSpan(value)} |`);
  return [
    `${codeSpan(locus)} in ${codeSpan(phenotype)}: ${action}, from ${from}. Every trailer and the file came out the same.`,
    ['| trailer | value |', '| --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

function alleleText({ locus, allele, evidence, problem }: CheckedAllele): string {
  const name = `${codeSpan(locus)} ${codeSpan(shortDigest(allele))}`;
  if (problem !== null) return `- ${name}: ${codeSpan(problem.code)}: ${codeSpan(problem.message)}`;
  return evidence === null ? `- ${name}: a seed; people review it` : evidenceMarkdown(evidence);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
