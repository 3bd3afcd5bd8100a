import type { Verify, VerifyCall, VerifyItem, VerifyLoop, VerifyProse } from '../ast.ts';
import { endOfEntry, entriesOf, firstCode, type Entry } from './block.ts';
import type { Faults } from './faults.ts';
import type { WithinLine } from './line-forms.ts';
import { contentSpan } from './line.ts';
import { withArguments } from './read-calls.ts';
import { readAs, readLeaf } from './read-entry.ts';
import { isBullet, readBullet } from './read-prose.ts';
import { tokenise } from './tokenise.ts';
import { present } from './unique.ts';

const forms = ['for', 'within', 'all'];

/** Calls, loops of calls or prose bullets, and the window they have to hold in. */
export function readVerify(section: Entry, faults: Faults): Verify {
  const items: VerifyItem[] = [];
  let within: WithinLine | undefined;
  for (const entry of entriesOf(section.body, faults, isBullet)) {
    const word = /^\w+/.exec(entry.head.text.slice(entry.head.margin))?.[0];
    if (word === 'within' || word === 'all') within = readWithin(entry, within, faults);
    else items.push(...present([readItem(entry, word, faults)]));
  }
  return { items, within, span: { start: contentSpan(section.head).start, end: endOfEntry(section) } };
}

function readWithin(entry: Entry, first: WithinLine | undefined, faults: Faults): WithinLine | undefined {
  const read = readLeaf('within', entry, faults);
  if (first === undefined) return read;
  faults.report('duplicate-within', contentSpan(entry.head), `The window is ${first.duration.raw} already.`);
  return first;
}

function readItem(entry: Entry, word: string | undefined, faults: Faults): VerifyItem | undefined {
  if (isBullet(entry.head)) return readVerifyProse(entry, faults);
  return word === 'for' ? readLoop(entry, faults) : readCall(entry, faults);
}

function readVerifyProse(entry: Entry, faults: Faults): VerifyProse | undefined {
  const prose = readBullet(entry, faults);
  return prose === undefined ? undefined : { kind: 'prose', ...prose };
}

function readCall(entry: Entry, faults: Faults): VerifyCall | undefined {
  const call = readAs('verifyCall', tokenise(entry.head, faults), faults, { at: 0, words: forms });
  return call === undefined ? undefined : withArguments(call, entry.body, faults);
}

function readLoop(entry: Entry, faults: Faults): VerifyLoop | undefined {
  const loop = readAs('verifyLoop', tokenise(entry.head, faults), faults);
  const body = present(entriesOf(entry.body, faults).map((item) => readCall(item, faults)));
  if (loop === undefined) return undefined;
  const { start, end } = contentSpan(entry.head);
  if (firstCode(entry.body) === undefined) {
    faults.report('missing-body', { start, end }, 'This loop has nothing to repeat.', { expected: 'calls, indented' });
  }
  return { kind: 'for', ...loop, body, span: { start, end: body.at(-1)?.span.end ?? end } };
}
