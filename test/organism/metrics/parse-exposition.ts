/** A sample as a reader of the text format sees it. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Reads the text format 0.0.4 strictly, written from its description alone
 * (https://prometheus.io/docs/instrumenting/exposition_formats/): every line is a HELP, a TYPE or a sample; a family's lines
 * stand together, HELP and TYPE once and first; no sample stands twice; values are numbers. Throws on anything else.
 */
export function parseExposition(text: string): readonly ParsedSample[] {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end');
  const over = new Set<string>();
  const seen = new Set<string>();
  const samples: ParsedSample[] = [];
  let family: string | undefined;
  let typed = false;
  for (const line of text.split('\n').slice(0, -1)) {
    const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\]|\\\\|\\n)*)$/.exec(line);
    const type = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|untyped)$/.exec(line);
    if (help !== null) {
      if (over.has(help[1]!)) throw new Error(`a second family ${help[1]}`);
      family = help[1]!;
      over.add(family);
      typed = false;
    } else if (type !== null) {
      if (type[1] !== family || typed) throw new Error(`a TYPE out of place: ${line}`);
      typed = true;
    } else {
      const sample = parseSample(line);
      if (sample.name !== family || !typed) throw new Error(`a sample out of place: ${line}`);
      const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (seen.has(key)) throw new Error(`a sample twice: ${line}`);
      seen.add(key);
      samples.push(sample);
    }
  }
  return samples;
}

function parseSample(line: string): ParsedSample {
  const [, name, rest = ''] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(.*)$/s.exec(line) ?? [];
  if (name === undefined) throw new Error(`no sample: ${JSON.stringify(line)}`);
  const { labels, at } = rest.startsWith('{') ? parseLabels(rest) : { labels: {}, at: 0 };
  const [, number] = /^ (NaN|[+-]Inf|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(rest.slice(at)) ?? [];
  if (number === undefined) throw new Error(`no value: ${JSON.stringify(line)}`);
  return { name, labels, value: Number(number.replace('Inf', 'Infinity')) };
}

function parseLabels(text: string): { readonly labels: Record<string, string>; readonly at: number } {
  const labels: Record<string, string> = {};
  let at = 1;
  while (text[at] !== '}') {
    const [whole, name] = /^,?([a-zA-Z_][a-zA-Z0-9_]*)="/.exec(text.slice(at)) ?? [];
    if (whole === undefined || name === undefined || name in labels) throw new Error(`no label: ${text.slice(at)}`);
    at += whole.length;
    let value = '';
    while (text[at] !== '"') {
      if (at >= text.length) throw new Error('a label without an end');
      if (text[at] !== '\\') value += text.charAt(at);
      else {
        at += 1;
        const meant = new Map([
          ['\\', '\\'],
          ['"', '"'],
          ['n', '\n'],
        ]).get(text[at] ?? '');
        if (meant === undefined) throw new Error(`no escape: \\${text[at]}`);
        value += meant;
      }
      at += 1;
    }
    labels[name] = value;
    at += 1;
  }
  return { labels, at: at + 1 };
}
