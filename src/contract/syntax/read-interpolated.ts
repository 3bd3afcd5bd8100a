import type { Name, Prose, Reference, Span } from '../ast.ts';
import type { Faults } from './faults.ts';
import { spanIn, type Line } from './line.ts';
import type { Token } from './token.ts';

const braces = /\{[^{}]*\}/g;
const parameter = /^\{\s*([a-z][a-z0-9_]*)(?:\.(\d{1,6}))?\s*\}$/d;
const step = /^\{\s*step\s+([1-9]\d{0,5})\.([a-z][a-z0-9_]*)\s*\}$/d;

/** `{name}`, or a word with references in it: `storage.{vlan}`. */
export function readInterpolated(text: string, line: Line, span: Span, faults: Faults): Token | undefined {
  const start = span.start.column - 1;
  const parts: (Prose | Reference)[] = [];
  let faulty = false;
  let last = 0;
  for (const match of text.matchAll(braces)) {
    if (match.index > last) parts.push(proseAt(text, last, match.index, line, start));
    last = match.index + match[0].length;
    const reference = readReference(match[0], line, start + match.index);
    if (reference === undefined) {
      faulty = true;
      reportReference(match[0], spanIn(line, start + match.index, start + last), faults);
    } else parts.push(reference);
  }
  if (faulty) return undefined;
  if (last < text.length) parts.push(proseAt(text, last, text.length, line, start));
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && 'kind' in only) return { type: 'reference', text, span, node: only };
  return { type: 'template', text, span, node: { kind: 'template', parts, span } };
}

function proseAt(text: string, from: number, to: number, line: Line, start: number): Prose {
  return { text: text.slice(from, to), span: spanIn(line, start + from, start + to) };
}

function readReference(text: string, line: Line, start: number): Reference | undefined {
  const span = spanIn(line, start, start + text.length);
  const nameAt = (match: RegExpExecArray, group: number): Name => {
    const [from, to] = match.indices?.[group] ?? [0, 0];
    return { text: text.slice(from, to), span: spanIn(line, start + from, start + to) };
  };
  const ofStep = step.exec(text);
  if (ofStep !== null) return { kind: 'step', step: Number(ofStep[1]), field: nameAt(ofStep, 2), span };
  const ofParameter = parameter.exec(text);
  if (ofParameter === null) return undefined;
  const index = ofParameter[2] === undefined ? undefined : Number(ofParameter[2]);
  return { kind: 'parameter', name: nameAt(ofParameter, 1), index, span };
}

function reportReference(text: string, span: Span, faults: Faults): void {
  const inner = text.slice(1, -1).trim();
  const stepLike = /^steps?[\s.]*(\d+)[\s.]+([a-z]\w*)$/i.exec(inner);
  const fixed = stepLike === null ? undefined : `{step ${stepLike[1] ?? ''}.${stepLike[2] ?? ''}}`;
  faults.report('invalid-reference', span, inner === '' ? 'The braces are empty.' : `\`${text}\` is no reference.`, {
    expected: 'a parameter like {name}, one of its elements like {nic.0}, or what a step gave like {step 2.field}',
    suggestion: fixed ?? lowerCased(inner),
  });
}

function lowerCased(inner: string): string | undefined {
  const lower = inner.toLowerCase().replaceAll('-', '_');
  return lower !== inner && parameter.test(`{${lower}}`) ? `{${lower}}` : undefined;
}
