import type { z } from 'zod';
import { Refusal } from '../refusal.ts';
import type { HostTools, ToolLimits, ToolResult } from './host-tools.ts';
import type { RowMemory } from './row-memory.ts';

/** How often a listing is asked for that something changes meanwhile. */
const patience = 4;

/** A listing whose parts are of one moment: the kernel tells `ip` when they are not (NLM_F_DUMP_INTR), and `ip` says so. */
export async function wholeAnswer(
  tools: HostTools,
  program: string,
  args: readonly string[],
  limits?: ToolLimits,
): Promise<ToolResult> {
  let result = await tools.run(program, args, limits);
  for (let count = 1; count < patience && result.stderr.includes('Dump was interrupted'); count += 1)
    result = await tools.run(program, args, limits);
  return result;
}

/** How to read what a program printed. */
export interface Reading<Row> {
  readonly schema: z.ZodType<Row[]>;
  /** Of rows that were read before. */
  readonly memory?: RowMemory<Row> | undefined;
  /** Whether the listing is of all there are. */
  readonly whole?: boolean;
}

/** @throws Refusal EUNAVAILABLE, ETIMEDOUT */
export async function askRows<Row>(
  tools: HostTools,
  program: string,
  args: readonly string[],
  reading: Reading<Row>,
): Promise<readonly Row[]> {
  const shown = `${program} ${args.join(' ')}`;
  return readRows(shown, outputOf(shown, await wholeAnswer(tools, program, args)), reading);
}

/** @throws Refusal EUNAVAILABLE where the program failed */
export function outputOf(shown: string, { status, stdout, stderr }: ToolResult): string {
  if (status !== 0) throw new Refusal('EUNAVAILABLE', `${shown} failed: ${stderr.trim().slice(0, 500)}`);
  return stdout;
}

/** @throws Refusal EUNAVAILABLE where it can't be read */
export function readRows<Row>(
  shown: string,
  text: string,
  { schema, memory, whole = true }: Reading<Row>,
): readonly Row[] {
  const known = memory?.rows(text, (json) => schema.safeParse(json).data, whole);
  if (known !== undefined) return known;
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  throw new Refusal('EUNAVAILABLE', `${shown} printed what can't be read, at ${where}: ${issue?.message ?? 'invalid'}`);
}

/** With nothing to show, some versions print nothing at all. */
function parseJson(text: string): unknown {
  if (text.trim() === '') return [];
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
