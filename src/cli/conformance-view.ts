import path from 'node:path';
import type { Conformance } from '../arena/conformance/conformance.ts';
import type { AlleleConformance, LocusConformance, Tally } from '../arena/conformance/locus-conformance.ts';
import { shortDigest } from '../model/digest.ts';
import { printableLine } from './printable.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** `sg test` for people: a line an allele, then what does not hold, then what captured failures came to. */
export function conformanceView(result: Conformance, style: Style): string {
  const head = ['LOCUS', 'ALLELE', 'ROLE', 'EXAMPLES', 'CASES'].map(style.dim);
  const broken = result.loci.flatMap((locus) =>
    locus.alleles.flatMap((allele) => brokenExamples(locus, allele, style)),
  );
  const cases = result.loci.flatMap((locus) => caseLines(locus, result.root, style));
  return [
    `${style.strong(`phenotype ${printableLine(result.phenotype)}`)}  ${style.dim(printableLine(result.root))}`,
    '',
    table([head, ...result.loci.flatMap((locus) => locusRows(locus, style))]),
    ...(broken.length === 0 ? [] : ['', ...broken]),
    ...(cases.length === 0 ? [] : ['', style.dim('captured failures, which decide nothing here'), ...cases]),
    '',
    verdict(result, style),
  ].join('\n');
}

function locusRows({ locus, alleles }: LocusConformance, style: Style): readonly (readonly string[])[] {
  if (alleles.length === 0) return [[locus, style.bad('none expressed'), '', '', '']];
  return alleles.map(({ allele, role, examples, cases }, place) => [
    place === 0 ? locus : '',
    shortDigest(allele),
    role === 'dominant' ? style.strong(role) : role,
    share(examples, style.bad, style),
    cases.checked === 0 ? '' : share(cases, style.warn, style),
  ]);
}

/** `5/5`; an allele whose contract shows no example has kept none. */
function share({ checked, failures }: Tally, worse: Style['bad'], style: Style): string {
  if (checked === 0) return style.dim('no examples');
  const text = `${checked - failures.length}/${checked}`;
  return failures.length === 0 ? style.good(text) : worse(text);
}

function brokenExamples({ locus }: LocusConformance, { allele, examples }: AlleleConformance, style: Style): string[] {
  return examples.failures.flatMap(({ at, faults }) => [
    `${style.bad('✗')} ${locus} ${shortDigest(allele)}  ${printableLine(at, 50)}`,
    ...faults.map(({ kind, message }) => `    ${kind}: ${printableLine(message)}`),
  ]);
}

function caseLines({ alleles, notReplayed }: LocusConformance, root: string, style: Style): string[] {
  const failing = alleles.flatMap(({ allele, cases }) =>
    cases.failures.flatMap(({ at, faults }) => [
      `${style.warn('✗')} ${shortDigest(allele)} still fails  ${shown(at, root)}`,
      ...faults.map(({ kind, message }) => `    ${kind}: ${printableLine(message)}`),
    ]),
  );
  const left = notReplayed.flatMap(({ file, reason }) => [
    `${style.dim('-')} not replayable  ${shown(file, root)}`,
    `    ${printableLine(reason)}`,
  ]);
  return [...failing, ...left];
}

function shown(file: string, root: string): string {
  return printableLine(path.relative(root, file));
}

function verdict({ ok, loci }: Conformance, style: Style): string {
  const alleles = loci.flatMap((locus) => locus.alleles);
  const asked = alleles.reduce((sum, { examples }) => sum + examples.checked, 0);
  const broken = alleles.reduce((sum, { examples }) => sum + examples.failures.length, 0);
  const counted = `${alleles.length} alleles, ${asked} examples`;
  const missing = loci.filter((locus) => locus.alleles.length === 0).length;
  if (ok) return style.good(`${counted}: all kept`);
  const lacking = missing === 0 ? [] : [`${missing} genes express nothing`];
  return style.bad(`${counted}: ${[...(broken === 0 ? [] : [`${broken} not kept`]), ...lacking].join(', ')}`);
}
