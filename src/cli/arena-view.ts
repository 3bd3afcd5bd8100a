import type { ArenaReport, VerifiedEvidence } from '../arena/arena.ts';
import type { Evidence, EvidenceAnswer, EvidenceDifference } from '../arena/evidence.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import { shortDigest } from '../model/digest.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** What the arena found of one candidate. */
export function arenaView({ evidence, case: kept }: ArenaReport, style: Style): string {
  const { locus, candidate, incumbent, verdict } = evidence;
  const against = incumbent === null ? 'no incumbent' : `against ${shortDigest(incumbent)}`;
  return [
    `${style.strong(printableLine(locus, 40))}  ${shortDigest(candidate)}  ${style.dim(against)}`,
    stageTable(evidence, style),
    ...competition(evidence, style),
    ...differences(evidence, style),
    ...counterexample(evidence, style),
    ...(kept === undefined ? [] : [`    kept in    ${printableLine(kept, 200)}`]),
    '',
    `${verdictWord(evidence, style)}  ${printableLine(verdict.reason, 300)}`,
  ].join('\n');
}

function verdictWord({ verdict: { result } }: Pick<Evidence, 'verdict'>, style: Style): string {
  if (result === 'rejected') return style.bad(result);
  return result === 'better' || result === 'passed' ? style.good(result) : style.warn(result);
}

function stageTable({ stages }: Evidence, style: Style): string {
  return table(
    stages.map(({ stage, status, checked, failures: [first] }) => [
      stage,
      status === 'failed' ? style.bad(status) : status === 'passed' ? style.good(status) : style.dim(status),
      status === 'skipped' ? '' : String(checked),
      first === undefined ? '' : printableLine(`${first.kind} at ${first.at}`, 44),
    ]),
    '  ',
  );
}

function competition({ competition: found }: Evidence, style: Style): readonly string[] {
  if (found === null) return [];
  const { pairs, wins, losses, m, threshold, cost } = found;
  const { candidate, incumbent } = cost;
  return [
    `  ${pairs} pairs: ${wins} won, ${losses} lost  ${style.dim(`M ${m}, needs ${threshold}`)}`,
    `  cost in ${cost.worlds} worlds: operations ${candidate.operations} to ${incumbent.operations}, ` +
      `flaps ${candidate.linkFlaps} to ${incumbent.linkFlaps}, seconds ${candidate.worldTime} to ${incumbent.worldTime}`,
  ];
}

function differences({ differences: found }: Evidence, style: Style): readonly string[] {
  return found.flatMap((difference) => differenceLines(difference, style));
}

function differenceLines({ kind, input, incumbent, candidate }: EvidenceDifference, style: Style): readonly string[] {
  return [
    '',
    `  ${style.warn(kind)}`,
    `    input      ${printableLine(canonicalJson(input), 64)}`,
    `    incumbent  ${printableLine(answerText(incumbent), 64)}`,
    `    candidate  ${printableLine(answerText(candidate), 64)}`,
  ];
}

function answerText({ outcome, output, refusal, kind, message, unhealthy }: EvidenceAnswer): string {
  if (outcome === 'ok') return canonicalJson(output);
  if (outcome === 'refused') return `refuses: ${refusal ?? ''}`;
  return unhealthy.length === 0 ? `${kind ?? outcome}: ${message}` : `unhealthy: ${unhealthy.join(', ')}`;
}

function counterexample({ counterexample: shown }: Evidence, style: Style): readonly string[] {
  if (shown === null) return [];
  const { trial } = shown;
  const links = trial.world.links.map(({ name, up }) => `${name}${up ? '' : ' (down)'}`).join(', ');
  const faults =
    trial.faults === undefined ? [] : [`    faults     ${printableLine(canonicalJson(trial.faults.faults), 64)}`];
  return [
    '',
    `  ${style.warn('counterexample')}`,
    `    input      ${printableLine(canonicalJson(trial.input), 64)}`,
    `    links      ${printableLine(links, 64)}`,
    ...faults,
  ];
}

/** `sg arena verify`: the evidence holds. */
export function verifiedEvidenceView(verified: VerifiedEvidence, style: Style): string {
  const { locus, candidate, verdict, weaker } = verified;
  const what = `${printableLine(locus, 40)} ${shortDigest(candidate)}: ${verdict.result}`;
  return [`${style.good('holds')}  ${what}`, ...weaker.map((line) => `${style.warn('weaker')}  ${line}`)].join('\n');
}
