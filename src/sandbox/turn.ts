import { EngineStop } from './engine/engine-stop.ts';
import type { ThrownText } from './gene-fault.ts';
import type { GeneFaultKind } from './sandbox.ts';
import type { Json } from '../model/json.ts';

/** What the guest reports when nothing is left to run inside: operations the gene asks for, and its end if it came. */
export interface Turn {
  readonly calls: readonly GuestCall[];
  readonly end: GuestEnd | undefined;
  /** UTF-16 units of the report: nothing in it can be longer. */
  readonly units: number;
}

export interface GuestCall {
  readonly id: number;
  readonly operation: string;
  readonly args: readonly Json[];
}

export type GuestEnd =
  | { readonly type: 'output'; readonly output: Json }
  | { readonly type: 'thrown'; readonly thrown: ThrownText }
  | { readonly type: 'refused'; readonly kind: GeneFaultKind; readonly message: string; readonly stack: string };

/** Faults the guest may report by name. */
const guestFaults: ReadonlySet<unknown> = new Set<GeneFaultKind>([
  'invalid-output',
  'depth-limit',
  'output-limit',
  'operation-limit',
]);

type Unknowns = Readonly<Record<string, unknown>>;

/**
 * Reads a report. The guest writes it, but whoever breaks the engine writes it too: its shape is a claim.
 *
 * @throws EngineStop `engine-fault` for anything the guest would not write
 */
export function parseTurn(text: string): Turn {
  const report = parse(text);
  const calls = report['calls'];
  const end = report['end'];
  if (!Array.isArray(calls)) throw malformed();
  return { calls: calls.map(parseCall), end: end === null ? undefined : parseEnd(record(end)), units: text.length };
}

function parse(text: string): Unknowns {
  try {
    return record(JSON.parse(text));
  } catch {
    throw malformed();
  }
}

function parseCall(call: unknown): GuestCall {
  if (!Array.isArray(call)) throw malformed();
  const [id, operation, args] = call as unknown[];
  if (typeof id !== 'number' || typeof operation !== 'string' || !Array.isArray(args)) throw malformed();
  return { id, operation, args: args as Json[] };
}

function parseEnd(end: Unknowns): GuestEnd {
  if (Object.hasOwn(end, 'output')) return { type: 'output', output: end['output'] as Json };
  if (Object.hasOwn(end, 'thrown')) return { type: 'thrown', thrown: parseThrown(record(end['thrown'])) };
  const { kind } = end;
  if (!guestFaults.has(kind)) throw malformed();
  return { type: 'refused', kind: kind as GeneFaultKind, message: string(end['message']), stack: string(end['stack']) };
}

/** Reads what the guest's `describe` wrote. */
export function parseDescription(text: string): ThrownText {
  return parseThrown(record(parse(text)['thrown']));
}

function parseThrown(thrown: Unknowns): ThrownText {
  return {
    name: string(thrown['name']),
    code: string(thrown['code']),
    operation: string(thrown['operation']),
    message: string(thrown['message']),
    stack: string(thrown['stack']),
  };
}

function record(value: unknown): Unknowns {
  if (typeof value !== 'object' || value === null) throw malformed();
  return value as Unknowns;
}

function string(value: unknown): string {
  if (typeof value !== 'string') throw malformed();
  return value;
}

function malformed(): EngineStop {
  return new EngineStop('engine-fault', 'left the engine in a state it cannot be in', true);
}
