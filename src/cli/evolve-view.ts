import type { EvolveResult, LocusOutcome } from '../evolution/evolve/evolve.ts';
import type { VerifiedDecision } from '../evolution/evolve/verify-decision.ts';
import { shortDigest } from '../model/digest.ts';
import { printable, printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';
import { wrapLine } from './wrap-line.ts';

/** What `sg evolve` decided and why, for people. */
export function evolveView(result: EvolveResult, style: Style): string {
  const told = result.loci.filter(({ rival }) => rival !== null);
  const quiet = result.loci.length - told.length;
  return [
    ledgerLine(result, style),
    ...remoteLine(result, style),
    ...ignoredLines(result.ignored, style),
    ...told.map((outcome) => outcomeBlock(outcome, result.dryRun, style)),
    ...(result.withdrawn ?? []).map((number) => `withdrawn  pull request #${number}, overtaken`),
    ...(quiet === 0 ? [] : [style.dim(`${quiet} loci without disagreements between their alleles`)]),
  ].join('\n');
}

function ledgerLine({ ledger, evidence, dryRun }: EvolveResult, style: Style): string {
  const hosts = evidence.length === 1 ? '1 ledger' : `${evidence.length} ledgers`;
  if (ledger === null) return `${style.dim('ledgers')}  decided on ${hosts}`;
  const state = dryRun ? 'not published' : ledger.commit === null ? 'as published' : ledger.commit.slice(0, 12);
  return `${style.dim('ledger')}   ${ledger.branch} (${state}); decided on ${hosts}`;
}

function remoteLine({ remote, dryRun }: EvolveResult, style: Style): readonly string[] {
  if (remote === null) return [];
  const { url, branch, base, commit, pushed, fetched, rounds } = remote;
  const state = pushed ? `${base.slice(0, 12)}..${commit.slice(0, 12)} pushed` : `${base.slice(0, 12)}, nothing pushed`;
  const come = `${fetched} ${fetched === 1 ? 'ledger has' : 'ledgers have'} come on`;
  const times = rounds === 1 ? [] : [`         others were first: decided ${rounds} times`];
  const first = `${style.dim('remote')}   ${printableLine(branch, 64)} of ${printable(url)}`;
  return [first, `         ${state}${dryRun ? ' (dry run)' : ''}; ${come}`, ...times];
}

/** Whoever may push chooses these names, and how many there are. */
const mostIgnored = 20;

function ignoredLines(ignored: EvolveResult['ignored'], style: Style): readonly string[] {
  const shown = ignored.slice(0, mostIgnored);
  const lines = shown.map(({ ledger, error }) => `${style.warn('left out')} ${printableLine(ledger, 120)}: ${error}`);
  const rest = ignored.length - shown.length;
  return rest === 0 ? lines : [...lines, `${style.warn('left out')} ${rest} more`];
}

function outcomeBlock(outcome: LocusOutcome, dryRun: boolean, style: Style): string {
  const { locus, dominant, rival, wins, losses, m, source, reason, commit } = outcome;
  const names = [dominant, rival].map((digest) => (digest === null ? 'none' : shortDigest(digest)));
  const head = `${word(outcome, dryRun, style)}  ${style.strong(printableLine(locus, 64))}`;
  const numbers = m === null ? '' : `: ${wins}-${losses}, M ${m}${places[source ?? 'ledger']}`;
  const evidence = `${names[1]} against ${names[0]}${numbers}`;
  const made = commit === null ? [] : [`commit ${commit.slice(0, 12)}`];
  const waiting = [branchLine(outcome), pullRequestLine(outcome)].filter((line) => line !== undefined);
  return [
    head,
    ...[evidence, ...made, reason, ...waiting].flatMap((line) => wrapLine(`  ${printable(line)}`, '  ')),
  ].join('\n');
}

function branchLine({ branch }: LocusOutcome): string | undefined {
  return branch === null ? undefined : `branch ${branch.name}${branch.created ? '' : ', as before'}`;
}

function pullRequestLine({ pullRequest }: LocusOutcome): string | undefined {
  return pullRequest && `pull request #${pullRequest.number}, ${pullRequest.state}: ${pullRequest.url}`;
}

/** Where numbers come from; on hosts is the usual. */
const places = { ledger: '', arena: ' (arena)', 'arena-cost': ' (arena, by cost)' };

function word({ action, commit }: LocusOutcome, dryRun: boolean, style: Style): string {
  if (action === 'none') return style.dim('undecided');
  if (action === 'propose') return style.warn('to propose');
  const done = { promote: 'promoted', demote: 'demoted', fallback: 'to fall back on' }[action];
  if (dryRun) return style.good(`would be ${done}`);
  return commit === null ? style.dim(`${done} already`) : style.good(done);
}

/** A decision that was made again and came out the same. */
export function verifiedView(result: VerifiedDecision, style: Style): string {
  const rows = result.trailers.map(({ key, value }) => [style.dim(key), printableLine(value, 60)]);
  const what = `${style.good('verified')} ${result.commit.slice(0, 12)}: ${result.action} at ${printableLine(result.locus, 64)}`;
  const remade = result.remade ? [style.dim('  the arena measured its evidence again and found the same')] : [];
  const person = result.person ? [style.dim('  at its risk a person had to agree: see who merged it')] : [];
  return [what, ...person, ...remade, ...unnamedLines(result, style), table(rows, '  ')].join('\n');
}

/** Who was not heard may have been left out so that fewer had to agree. */
function unnamedLines({ unnamed }: VerifiedDecision, style: Style): readonly string[] {
  const shown = unnamed.slice(0, mostIgnored);
  const lines = shown.map(
    (ledger) => `  ${style.warn('not heard')} ${printableLine(ledger, 64)}, which was there by then`,
  );
  const rest = unnamed.length - shown.length;
  return rest === 0 ? lines : [...lines, `  ${style.warn('not heard')} ${rest} more`];
}
