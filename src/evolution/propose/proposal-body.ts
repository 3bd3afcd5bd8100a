import { evidenceMarkdown } from '../../arena/evidence-markdown.ts';
import { canonicalJson } from '../../model/canonical-json.ts';
import { shortDigest } from '../../model/digest.ts';
import type { Risk } from '../../model/risk.ts';
import { fence } from '../../mutation/fence.ts';
import { lineageMarkdown } from './lineage-markdown.ts';
import { codeSpan } from './markdown-code.ts';
import { markdownBlock, markdownDiff } from './markdown-diff.ts';
import type { BranchProposal } from './read-proposal.ts';

/** The page a reviewer decides on. Whatever comes from strangers stands in code spans and fences it can't leave. */
export function proposalBody(proposal: BranchProposal, hosts: number): string {
  return [
    summary(proposal, hosts),
    '## What failed',
    ...whatFailed(proposal, hosts),
    '## What is proposed',
    ...whatIsProposed(proposal),
    '## Evidence',
    evidenceMarkdown(proposal.evidence),
    '## Risk, and what merging will do',
    riskText(proposal.risk),
    '## Lineage and cost',
    lineageMarkdown(proposal.lineage, proposal.allele),
    costTable(proposal),
    '## How to recompute',
    recomputeText(proposal),
  ].join('\n\n');
}

/** What matters most, before anything has to be scrolled to. */
function summary({ locus, allele, risk, evidence: { verdict, competition } }: BranchProposal, hosts: number): string {
  const score =
    competition === null ? '' : `, ${competition.wins} won and ${competition.losses} lost against the dominant`;
  const seen = hosts > 1 ? ` Seen on **${hosts} hosts**.` : '';
  return `A new allele ${codeSpan(shortDigest(allele))} of ${codeSpan(locus)}, risk **${risk}**. Arena: **${verdict.result}**${score}.${seen}`;
}

export function proposalTitle({ locus, story, allele }: BranchProposal): string {
  const what = story.failure === undefined ? `propose ${shortDigest(allele)}` : `answer ${plain(story.failure)}`;
  return `${locus}: ${what}`.slice(0, 200);
}

export function proposalLabels({ locus, risk }: BranchProposal): readonly string[] {
  // GitHub takes 50 characters of a label.
  return ['sg', `locus:${locus}`.slice(0, 50), `risk:${risk}`];
}

/** A commit's message is a claim: in a title only what a symptom is made of. */
function plain(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9 ()_,;:-]/g, '');
}

function whatFailed({ locus, story, evidence, certificate }: BranchProposal, hosts: number): readonly string[] {
  if (story.failure === undefined) {
    return [`Nothing yet: this allele of ${codeSpan(locus)} was made ahead of any failure.`];
  }
  const [first] = evidence.basis.cases;
  const seen = hosts <= 1 ? 'seen on 1 host' : `seen on **${hosts} hosts**`;
  const input = first === undefined ? [] : [`- input: ${codeSpan(canonicalJson(first.input))}`];
  const links = first === undefined ? [] : [`- interfaces there: ${codeSpan(linksOf(first.world.links))}`];
  const said = story.said === undefined ? [] : [`- it said: ${codeSpan(story.said)}`];
  return [
    `${codeSpan(locus)} failed, and nothing it could fall back on did better: ${codeSpan(story.failure)}, ${seen}.`,
    [
      ...said,
      ...input,
      ...links,
      `- case ${codeSpan(shortDigest(certificate.promptedBy ?? ''))} from the ${codeSpan(story.kernel ?? 'unknown')} kernel; it is replayed below`,
    ].join('\n'),
  ];
}

function linksOf(links: readonly { readonly name: string; readonly kind: string; readonly up: boolean }[]): string {
  return links.map(({ name, kind, up }) => `${name} (${kind}${up ? '' : ', down'})`).join(', ');
}

function whatIsProposed({ allele, source, parent, certificate, locus }: BranchProposal): readonly string[] {
  const { name, model } = certificate.engine ?? { name: 'unknown' };
  const by = `written by ${codeSpan(name)}${model === undefined ? '' : ` (${codeSpan(model)})`}`;
  const from = parent === undefined ? '' : `, made from ${codeSpan(shortDigest(parent.digest))}`;
  const [, said] = certificate.note?.split('Its author: ') ?? [];
  const note = said === undefined ? [] : [`Its author says: ${codeSpan(said)}`];
  const file = `genome/${locus}/${allele}.ts`;
  return [
    `Allele ${codeSpan(shortDigest(allele))}${from}, ${by}.`,
    ...note,
    differenceText(parent?.source, source, file),
  ];
}

function differenceText(before: string | undefined, after: string, file: string): string {
  return before === undefined
    ? `The allele:\n\n${markdownBlock(after, 'typescript', file)}`
    : `Difference from the one it was made from:\n\n${markdownDiff(before, after, file)}`;
}

const merging: Readonly<Record<Risk, string>> = {
  none: 'Looking changes nothing. Merging puts the allele into the pool; `sg evolve` then expresses it behind all others, where hosts try it once those have failed, and promotes it by itself when it proves better.',
  low: 'Each run is a transaction that is rolled back on failure. Merging puts the allele into the pool; `sg evolve` then expresses it behind all others, where hosts try it once those have failed, and promotes it by itself when it proves better.',
  medium:
    'Each run is a transaction that is kept only when its verification holds to the end of the window. Merging puts the allele into the pool; `sg evolve` then expresses it behind all others, where hosts try it once those have failed, and promotes it by itself when it proves better.',
  high: 'Merging puts the allele into the pool; nothing runs it until a phenotype expresses it, which comes as a pull request of its own, and so does promotion.',
  critical:
    'Merging puts the allele into the pool and needs two persons; nothing runs it until a phenotype expresses it, which comes as a pull request of its own, and so does promotion.',
};

function riskText(risk: Risk): string {
  return `Risk **${risk}**. ${merging[risk]} Demotion is automatic. Closing this without merging leaves everything as it is; the branch then stands for "no" until somebody deletes it.`;
}

function costTable({ certificate, story }: BranchProposal): string {
  const { inputTokens = 0, outputTokens = 0, money } = certificate.cost ?? {};
  return [
    '| what it cost | |',
    '| --- | --- |',
    `| this allele | ${inputTokens} tokens in, ${outputTokens} out${money === undefined ? '' : `, ${codeSpan(`${money.currency} ${money.amount}`)}`} |`,
    `| all candidates asked for | ${codeSpan(story.cost ?? 'unknown')} |`,
    `| prompt | ${codeSpan(certificate.engine?.prompt ?? 'unknown')} |`,
  ].join('\n');
}

function recomputeText({ branch, locus, allele }: BranchProposal): string {
  const commands = [
    `git fetch origin ${branch}:${branch}`,
    `sg arena check --head ${branch}`,
    '',
    '# or, with the branch checked out',
    `sg arena verify genome/${locus}/${allele}.evidence.json --base main`,
  ];
  return `The evidence follows from digests and a seed that nobody chose; anyone gets the same bytes.\n\n${fence(commands.join('\n'), 'sh')}`;
}
