import { spawn } from 'node:child_process';
import path from 'node:path';
import type { JsonObject } from '../../src/model/json.ts';

/** One cache for all tests: what it holds follows from alleles and engine alone. */
const cache = path.join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'sg-tests');

const program = path.join(import.meta.dirname, '..', '..', 'bin', 'run.js');

export interface SgResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON; throws when it is not. */
  json(): JsonObject;
}

export interface SgOptions {
  readonly cwd: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the built program as a user would; it never outlives a minute. */
export function sg(args: readonly string[], options: SgOptions): Promise<SgResult> {
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    NO_COLOR: '1',
    SG_CACHE_DIR: cache,
    ...options.env,
  };
  const child = spawn(process.execPath, [program, ...args], { cwd: options.cwd, env, timeout: 60_000 });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  child.stdin.end(options.stdin ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, ...output, json: () => JSON.parse(output.stdout) as JsonObject });
    });
  });
}
