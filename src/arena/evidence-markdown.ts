import { printable } from '../contract/printable.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import { shortDigest } from '../model/digest.ts';
import type { Evidence, EvidenceAnswer, EvidenceDifference } from './evidence.ts';

/**
 * Evidence for a pull request. What genes said stands in code spans only, shortened and without line breaks, so that it
 * can't pass for a part of the page.
 */
export function evidenceMarkdown(evidence: Evidence): string {
  const { locus, candidate, incumbent, verdict } = evidence;
  const against = incumbent === null ? 'no incumbent' : `incumbent ${code(shortDigest(incumbent))}`;
  return [
    `### Arena: ${verdict.result}${verdict.stage === null ? '' : ` at stage ${verdict.stage}`}`,
    `${code(locus)} candidate ${code(shortDigest(candidate))}, ${against}. ${reason(evidence)}`,
    stageTable(evidence),
    ...competition(evidence),
    ...differences(evidence),
    ...counterexample(evidence),
    recompute(evidence),
  ].join('\n\n');
}

function reason({ verdict, stages }: Evidence): string {
  const [failure] = stages.find(({ status }) => status === 'failed')?.failures ?? [];
  return failure === undefined
    ? verdict.reason
    : `${code(failure.kind)} at ${code(failure.at)}: ${code(failure.message)}`;
}

function stageTable({ stages }: Evidence): string {
  const rows = stages.map(({ stage, status, checked, failures }) => {
    const found = failures.map(({ kind, at }) => `${code(kind)} at ${code(at)}`).join('<br>');
    return `| ${stage} | ${status} | ${checked} | ${found} |`;
  });
  return ['| stage | result | checked | found |', '| --- | --- | ---: | --- |', ...rows].join('\n');
}

function competition({ competition: found, basis }: Evidence): readonly string[] {
  if (found === null) return [];
  const { pairs, wins, losses, ties, m, reverse, threshold, decision, open, cost } = found;
  const count = `${pairs} pairs: ${wins} won, ${losses} lost, ${ties} alike${open === 0 ? '' : `, ${open} for a person to judge`}.`;
  const proof = `M(w, l) = ${m} (needed: ${threshold} at α = ${basis.alpha.promote}, challenger ${basis.alpha.challenger}); M(l, w) = ${reverse}: ${decision}.`;
  const { candidate, incumbent } = cost;
  const table = [
    `| cost over ${cost.worlds} worlds | candidate | incumbent |`,
    '| --- | ---: | ---: |',
    `| kernel operations | ${candidate.operations} | ${incumbent.operations} |`,
    `| link flaps | ${candidate.linkFlaps} | ${incumbent.linkFlaps} |`,
    `| world seconds | ${candidate.worldTime} | ${incumbent.worldTime} |`,
  ].join('\n');
  return [
    `**Competition.** ${count} ${proof}`,
    `${table}\n\nCheaper in ${cost.wins} worlds, dearer in ${cost.losses}${costSays[cost.decision]}.`,
  ];
}

const costSays = {
  promote: ': where both are equally right, it is the better one',
  demote: ': it costs more, which decides nothing against being right',
  inconclusive: ', which decides nothing',
  'not asked': '',
};

function differences({ differences: found, competition: counted }: Evidence): readonly string[] {
  if (found.length === 0) return [];
  const all = Object.values(counted?.differing ?? {}).reduce((sum, count) => sum + count, 0);
  // A list: a table of inputs and answers would be wider than the page, and hide the candidate's.
  return [`**Differences in behaviour** (${found.length} of ${all})\n\n${found.map(difference).join('\n')}`];
}

function difference({ at, input, incumbent, candidate }: EvidenceDifference): string {
  return [
    `- ${at}, input ${code(canonicalJson(input))}`,
    `  - incumbent: ${answer(incumbent)}`,
    `  - candidate: ${answer(candidate)}`,
  ].join('\n');
}

function answer({ outcome, output, refusal, kind, message, unhealthy }: EvidenceAnswer): string {
  if (outcome === 'ok') return code(canonicalJson(output));
  if (outcome === 'refused') return `refuses: ${code(refusal ?? '')}`;
  const found = unhealthy.length === 0 ? '' : `; ${code(unhealthy.join(', '))} unhealthy`;
  return `${code(kind ?? outcome)}: ${code(message)}${found}`;
}

function counterexample({ counterexample: shown }: Evidence): readonly string[] {
  if (shown === null) return [];
  const { trial } = shown;
  const links = trial.world.links.map(({ name, kind, up }) => `${name} (${kind}${up ? '' : ', down'})`).join(', ');
  const faults = trial.faults === undefined ? '' : `\n- faults: ${code(canonicalJson(trial.faults.faults))}`;
  return [`**Counterexample**\n\n- input: ${code(canonicalJson(trial.input))}\n- links: ${code(links)}${faults}`];
}

function recompute({ locus, candidate, basis }: Evidence): string {
  const { seed, budget, cases } = basis;
  const origin = seed.nonce === null ? 'chosen by hand' : 'derived from candidate and repository';
  return [
    `Seed ${code(seed.value.slice(0, 64))}, ${origin}; budget ${budget.worlds} worlds, ${budget.faultWorlds} with faults, ${budget.pairs} pairs; ${cases.length === 1 ? '1 case' : `${cases.length} cases`} replayed.`,
    `Recompute: \`sg arena verify genome/${locus}/${candidate}.evidence.json\``,
  ].join('\n\n');
}

const longest = 160;

/** A code span that nothing in the text can end: no back-ticks, no line breaks, and no bars, which end a table's cell. */
function code(text: string): string {
  const line = printable(text.replaceAll(/\s+/g, ' ')).replaceAll('`', "'").replaceAll('|', '¦').trim();
  const short = line.length > longest ? `${line.slice(0, longest)}…` : line;
  return `\`${short === '' ? ' ' : short}\``;
}
