import { z } from 'zod';
import type { MutationFault } from './engine.ts';
import { fencedBlocks } from './fence.ts';

/** What an engine wrote, once it has the shape of an allele. Whether it is one, the arena says. */
export interface Answer {
  readonly source: string;
  /** Why it is as it is, in the engine's words: untrusted. */
  readonly note?: string;
}

export type AnswerReading = { readonly answer: Answer } | { readonly fault: MutationFault };

/** As the arena has it. */
const longestSource = 256 * 1024;

const structure = z.strictObject({ source: z.string(), note: z.string().optional() });

/**
 * Takes exactly one allele from an answer: the field of a structured one, the one code block of a text, or a text that is
 * nothing but code. Everything else is refused; nobody guesses which of two blocks was meant.
 */
export function readAnswer(text: string, form: 'structured' | 'text'): AnswerReading {
  if (form === 'text') return readSource(text);
  const checked = structure.safeParse(tryJson(text));
  if (!checked.success) return fault('answer-malformed', 'Expected an object with "source" and perhaps "note".');
  const { source, note } = checked.data;
  const reading = readSource(source);
  return 'fault' in reading || note === undefined ? reading : { answer: { ...reading.answer, note } };
}

function readSource(text: string): AnswerReading {
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const { blocks, open } = fencedBlocks(plain);
  if (open) return fault('answer-truncated', 'Its code block does not end.');
  if (blocks.length > 1) return fault('answer-two-blocks', `Expected one code block, found ${blocks.length}.`);
  const source = blocks[0] ?? plain;
  if (blocks.length === 0 && !startsAsCode.test(plain))
    return fault('answer-not-code', 'Expected an allele, found prose.');
  return checkSource(`${source.trim()}\n`);
}

/** The first line of a module: an import, a comment, a declaration. */
const startsAsCode = /^\s*(?:import\b|export\b|\/\/|\/\*|interface\b|type\b|const\b|(?:async )?function\b|class\b)/;

function checkSource(source: string): AnswerReading {
  if (Buffer.byteLength(source) > longestSource)
    return fault('answer-too-large', `Expected at most ${longestSource} bytes.`);
  const foreign = foreignImport(source);
  if (foreign !== undefined)
    return fault('answer-import', `An allele imports types of its contract only, found: ${foreign}`);
  const exports = source.match(/^[ \t]*export\b.*$/gm) ?? [];
  const [first = ''] = exports;
  if (exports.length === 1 && /^export default async function execute\s*\(/.test(first)) return { answer: { source } };
  const found = exports.length === 0 ? 'no export' : exports.map((line) => line.trim().slice(0, 80)).join(' | ');
  return fault(
    'answer-wrong-signature',
    `Expected one "export default async function execute(input, kernel)", found ${found}.`,
  );
}

const typeImport = /^import type \{[^{}]*\} from (["'])(?:\.\/contract|\.\.\/kernel)\.js\1;?[ \t]*$/gm;

function foreignImport(source: string): string | undefined {
  const rest = source.replaceAll(typeImport, '');
  return /^[ \t]*import\b.*|\bimport\s*\(.*|\brequire\s*\(.*/m.exec(rest)?.[0].trim().slice(0, 120);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fault(code: string, message: string): AnswerReading {
  return { fault: { code, message } };
}
