import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { EnvironmentError } from '../../errors/environment-error.ts';
import { IntegrityError } from '../../errors/integrity-error.ts';
import { migrated } from './migrate-world.ts';
import { findWorldFault } from './world-faults.ts';
import { worldSchema, worldVersion, type World } from './world-schema.ts';

/**
 * The world of an earlier command; `undefined` when there is none yet.
 * @throws IntegrityError `world-file-invalid` when the file is no world of this version
 */
export async function loadWorld(path: string): Promise<World | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return parseWorld(text, path);
}

/** `source` is shown in messages. @throws IntegrityError `world-file-invalid` */
export function parseWorld(text: string, source: string): World {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalidWorld(source, `expected JSON, but ${(error as Error).message}`, error);
  }
  value = migrated(value);
  const version = z.object({ version: z.unknown() }).safeParse(value).data?.version;
  if (version !== worldVersion) {
    throw invalidWorld(source, `expected a world of version ${worldVersion}, got version ${JSON.stringify(version)}`);
  }
  const parsed = worldSchema.safeParse(value);
  if (!parsed.success) throw invalidWorld(source, firstIssue(parsed.error), parsed.error);
  const fault = findWorldFault(parsed.data);
  if (fault !== undefined) throw invalidWorld(source, fault);
  return parsed.data;
}

/**
 * Whole or not at all: a reader never sees half a world.
 * @throws EnvironmentError `world-not-writable`: the disk is full or read-only; the world is as it was
 */
export async function saveWorld(path: string, world: World): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, `${JSON.stringify(world, null, 1)}\n`);
  } catch (cause) {
    throw new EnvironmentError({
      code: 'world-not-writable',
      message: `The mock world ${path} can't be written: ${(cause as Error).message}. It is as it was.`,
      hint: 'Free space or mend the permissions, then run again.',
      cause,
    });
  }
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return `at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function invalidWorld(source: string, found: string, cause?: unknown): IntegrityError {
  return new IntegrityError({
    code: 'world-file-invalid',
    message: `${source} holds no usable mock world: ${found}.`,
    hint: 'Start from the development world again with `sg kernel reset`.',
    details: { file: source },
    ...(cause === undefined ? {} : { cause }),
  });
}
