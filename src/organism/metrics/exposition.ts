import { Buffer } from 'node:buffer';

/** One number with what it is about. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/**
 * Gauges as the text format that Prometheus reads (version 0.0.4, also by node_exporter's textfile collector):
 * https://prometheus.io/docs/instrumenting/exposition_formats/. Families without samples are left out.
 */
export function exposition(families: readonly MetricFamily[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, samples }) => {
      const head = `# HELP ${name} ${escapedHelp(help)}\n# TYPE ${name} gauge\n`;
      return head + samples.map((sample) => `${name}${labelText(sample)} ${numberText(sample.value)}\n`).join('');
    })
    .join('');
}

function labelText({ labels }: Sample): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapedLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Names come from contracts, digests and ledgers: nothing in them may end the line or the quotes. */
function escapedLabel(value: string): string {
  return wellFormed(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function escapedHelp(text: string): string {
  return wellFormed(text).replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

/** Halves of surrogate pairs are no UTF-8; what ends lines, hides or reorders text elsewhere is nobody's name. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('utf8')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => (character === '\n' ? character : '\ufffd'));
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}
