import type { Field, GeneContract } from '../ast.ts';
import { executable, type ContractSet } from '../contract-set.ts';
import { suggest } from '../suggest.ts';
import { typeText } from '../type-text.ts';
import type { Check, CheckContext } from './check-context.ts';

/** What the two families may and must say. */
export const checkFamily: Check<GeneContract> = (gene, context) => {
  if (gene.family === 'diagnostic') checkDiagnostic(gene, context);
  else checkConfiguration(gene, context);
};

function checkDiagnostic({ name, risk, gives }: GeneContract, { report }: CheckContext): void {
  if (risk !== 'none') {
    report(
      'diagnostic-with-risk',
      name,
      `The diagnostic ${name.text} has risk ${risk}, and a diagnostic changes nothing.`,
      {
        expected: 'risk none',
      },
    );
  }
  if (!gives.some((field) => field.name.text === 'healthy')) {
    report('missing-healthy', name, `The diagnostic ${name.text} does not give healthy.`, {
      expected: '`healthy bool` under gives',
      suggestion: suggest(
        'healthy',
        gives.map((field) => field.name.text),
      ),
    });
  }
}

function checkConfiguration({ name, risk, unhealthyWhen, feeds }: GeneContract, { report }: CheckContext): void {
  if (risk === 'none') {
    report('configuration-without-risk', name, `${name.text} has risk none, so its kernel can change nothing.`, {
      expected: 'risk low, medium, high or critical',
    });
  }
  for (const [section, first] of [
    ['unhealthy when', unhealthyWhen[0]],
    ['feeds', feeds[0]],
  ] as const) {
    if (first === undefined) continue;
    report('diagnostic-only-section', first, `\`${section}\` is for diagnostics, and ${name.text} is configuration.`, {
      expected: '`is diagnostic`',
    });
  }
}

/** Output fields the runtime reads itself. */
const runtimeFields: ReadonlyMap<string, readonly string[]> = new Map([
  ['success', ['bool']],
  ['healthy', ['bool']],
  ['error', ['string', 'string?']],
]);

export const checkGives: Check<GeneContract> = ({ gives }, { report }) => {
  for (const { name, type } of gives) {
    const allowed = runtimeFields.get(name.text);
    if (name.text === 'refusal') {
      report('reserved-name', name, 'refusal is the field in which a gene names the refusal it met.', {
        expected: 'another field name',
      });
    } else if (allowed !== undefined && !allowed.includes(typeText(type))) {
      report('wrong-output-type', type, `The runtime reads ${name.text} as ${allowed[0] ?? ''}.`, {
        expected: allowed.join(' or '),
      });
    }
  }
};

/** A refusal is said with `success: false`, so there must be a `success` to say it with. */
export const checkRefusals: Check<GeneContract> = ({ gives, failsWhen }, { report }) => {
  const refusal = failsWhen.find((clause) => clause.consequence === 'refusal');
  if (refusal === undefined || gives.some((field: Field) => field.name.text === 'success')) return;
  report('refusal-without-success', refusal, 'The bullet promises success=false, and the gene gives no success.', {
    expected: '`success bool` under gives',
  });
};

/** A diagnostic's verdicts count for loci that change something. */
export const checkFeeds: Check<GeneContract> = ({ family, feeds }, { set, broken, report }) => {
  if (family !== 'diagnostic') return;
  for (const { locus } of feeds) {
    const target = executable(set, locus.text);
    if (target === undefined && !broken.has(locus.text)) {
      report('unknown-locus', locus, `No contract defines the locus ${locus.text}.`, {
        expected: 'the name of a configuration gene or a pathway',
        suggestion: suggest(locus.text, judgedLoci(set)),
      });
    } else if (target?.kind === 'gene' && target.family === 'diagnostic') {
      report('feeds-diagnostic', locus, `${locus.text} is a diagnostic, which is not judged by health.`, {
        expected: 'the name of a configuration gene or a pathway',
      });
    }
  }
};

function judgedLoci({ genes, pathways }: ContractSet): readonly string[] {
  const changing = [...genes.values()].filter(({ family }) => family === 'configuration');
  return [...changing.map(({ name }) => name.text), ...pathways.keys()];
}
