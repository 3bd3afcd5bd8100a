import { evidenceMarkdown } from '../../arena/evidence-markdown.ts';
import { shortDigest } from '../../model/digest.ts';
import type { PairedTally } from '../../model/paired-tally.ts';
import type { Risk } from '../../model/risk.ts';
import { fence } from '../../mutation/fence.ts';
import { alphaFor } from '../../selection/alpha-spending.ts';
import { errorRate } from '../../selection/error-rate.ts';
import { rateInterval, type OwnRecord } from '../../selection/own-record.ts';
import { printRational } from '../../selection/rational.ts';
import { agreementProse } from '../evolve/agreement.ts';
import { sumOfShares, type HostShare } from './host-shares.ts';
import { lineageMarkdown } from './lineage-markdown.ts';
import { codeSpan } from './markdown-code.ts';
import { markdownDiff } from './markdown-diff.ts';
import type { BranchPromotion } from './read-promotion.ts';

/** The page on which a person agrees to a promotion, or does not. */
export function promotionBody(promotion: BranchPromotion): string {
  const { lineage, allele } = promotion;
  return [
    summary(promotion),
    '## Evidence',
    ...evidence(promotion),
    '## What changes',
    ...difference(promotion),
    '## Risk, and what merging will do',
    riskText(promotion),
    '## Lineage',
    lineageMarkdown(lineage, allele),
    '## How to recompute',
    recomputeText(promotion),
  ].join('\n\n');
}

export function promotionTitle({ locus, action, allele, phenotype }: BranchPromotion): string {
  return `${locus}: ${action === 'fallback' ? 'fall back on' : action} ${shortDigest(allele)} in ${phenotype}`.slice(
    0,
    200,
  );
}

export function promotionLabels({ locus, risk }: BranchPromotion): readonly string[] {
  // GitHub takes 50 characters of a label.
  return ['sg', 'promotion', `locus:${locus}`.slice(0, 50), `risk:${risk}`];
}

function summary(promotion: BranchPromotion): string {
  const { locus, phenotype, action, allele, dominant, tally, source } = promotion;
  const [one, other] = [codeSpan(shortDigest(allele)), codeSpan(shortDigest(dominant))];
  const place = `at ${codeSpan(locus)} in phenotype ${codeSpan(phenotype)}`;
  const what =
    action === 'fallback'
      ? `Put ${one} behind the others to fall back on ${place}; ${other} stays dominant.`
      : `Make ${one} dominant ${place}, in place of ${other}.`;
  return `${what} ${claim(source, tally)} ${proof(promotion)}`;
}

function claim(source: BranchPromotion['source'], { wins, losses }: PairedTally): string {
  if (source === 'arena-cost') {
    return `In the arena it was never wrong where the dominant was right, **cheaper in ${wins} worlds and dearer in ${losses}**.`;
  }
  const [inputs, where] = source === 'ledger' ? ['inputs', 'On hosts'] : ['worlds', 'In the arena'];
  return `${where} it was **right on ${wins} ${inputs} that the dominant got wrong, and wrong on ${losses}** that it got right.`;
}

/** M against what it had to reach; a fallback has nothing to prove but that it passed. */
function proof({ action, numbers: { M = '?', alpha = '', challenger = '' } }: BranchPromotion): string {
  if (action === 'fallback') return 'It passed every gate of the arena and is not proven better.';
  const rate = alphaFor(Math.max(1, Number(challenger) || 1), errorRate(alpha));
  const needed = printRational({ numerator: rate.denominator, denominator: rate.numerator });
  return `M = ${M}, needed ${needed} (α = ${alpha}, challenger ${challenger}).`;
}

function evidence(promotion: BranchPromotion): readonly string[] {
  const { source, hosts, measured } = promotion;
  const arena = measured === undefined ? [] : [evidenceMarkdown(measured)];
  if (source !== 'ledger')
    return [...arena, hosts.length === 0 ? 'No host has published a ledger.' : hostTable(promotion)];
  return [hostTable(promotion), ...(arena.length === 0 ? [] : [folded('What the arena said when it was born', arena)])];
}

function folded(title: string, parts: readonly string[]): string {
  return [`<details><summary>${title}</summary>`, ...parts, '</details>'].join('\n\n');
}

function hostTable({ hosts, tally, source, agreement }: BranchPromotion): string {
  const sum = sumOfShares(hosts);
  const shown = source === 'ledger' ? sum.tally.wins + sum.tally.losses - tally.wins - tally.losses : 0;
  const note =
    shown === 0
      ? ''
      : `\n\n${shown === 1 ? 'One of them is the input' : `${shown} of them are inputs`} an allele was made for, which never counts: ${tally.wins}–${tally.losses} decide.`;
  const agreed = agreement === undefined ? '' : `\n\n${sentence(agreementProse(agreement))}`;
  return `${[
    '| host | won | lost | this allele was right | the dominant was right |',
    '| --- | ---: | ---: | --- | --- |',
    ...hosts.map(hostRow),
    `| **all ${hosts.length}** | **${sum.tally.wins}** | **${sum.tally.losses}** | ${share(sum.own)} | ${share(sum.dominant)} |`,
  ].join(
    '\n',
  )}\n\nWon: right on an input that the dominant got wrong. Brackets are 99 % intervals; of all it was asked it has to be right clearly more often.${note}${agreed}`;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function hostRow({ name, tally, own, dominant }: HostShare): string {
  const host = name.replace(/^fitness\//, '').replace(/@[0-9a-f]+$/, '');
  return `| ${codeSpan(host)} | ${tally.wins} | ${tally.losses} | ${share(own)} | ${share(dominant)} |`;
}

/** `10 of 10 (60–100 %)`. */
function share(record: OwnRecord): string {
  const { right, wrong } = record;
  if (right + wrong === 0) return 'never asked';
  const { low, high } = rateInterval(record);
  return `${right} of ${right + wrong} (${Math.floor(low * 100)}–${Math.ceil(high * 100)} %)`;
}

function difference({ file, sources, allele, dominant, locus }: BranchPromotion): readonly string[] {
  const [one, other] = [codeSpan(shortDigest(allele)), codeSpan(shortDigest(dominant))];
  return [
    `${codeSpan(file.path)}, and nothing else:`,
    markdownDiff(file.before, file.after, file.path, 4_000),
    `From the dominant ${other} to ${one}:`,
    markdownDiff(sources.dominant, sources.allele, `genome/${locus}/${allele}.ts`),
  ];
}

const care: Readonly<Record<Risk, string>> = {
  none: 'Looking changes nothing.',
  low: 'Each run is a transaction that is rolled back on failure.',
  medium: 'Each run is a transaction that is kept only when its verification holds to the end of the window.',
  high: 'One person has to agree. Each run is a transaction that is kept only when its verification holds to the end of the window.',
  critical:
    'Two persons have to agree. Each run is a transaction that is kept only when its verification holds to the end of the window.',
};

function riskText({ risk, action, phenotype, dominant }: BranchPromotion): string {
  const hosts = `Hosts that run ${codeSpan(phenotype)}`;
  const other = codeSpan(shortDigest(dominant));
  const next =
    action === 'fallback'
      ? `${hosts} try this allele where all others have failed, from their next \`sg pull\` on.`
      : `${hosts} try this allele first, from their next \`sg pull\` on; ${other} becomes the first to fall back on.`;
  return `Risk **${risk}**. ${care[risk]} ${next} When it does worse it is demoted by itself. Closing this without merging leaves everything as it is; the branch then stands for "no" until somebody deletes it.`;
}

function recomputeText({ branch, commit, source }: BranchPromotion): string {
  const commands = [
    `git fetch origin ${branch} '+refs/heads/fitness/*:refs/remotes/origin/fitness/*'`,
    `sg evolve verify ${commit}${source === 'ledger' ? '' : ' --arena'}`,
  ];
  const what = `The decision follows from the commit before it${source === 'ledger' ? ' and the ledgers it names' : ", the arena's evidence in that, and the ledgers it names"}; anyone gets the same trailers and the same file.`;
  return `${what}\n\n${fence(commands.join('\n'), 'sh')}`;
}
