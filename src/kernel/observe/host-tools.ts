import { execFile } from 'node:child_process';
import { Refusal } from '../refusal.ts';

/** The programs a kernel runs, found in a search path of their own. No shell; texts in the C locale. */
export interface HostTools {
  /**
   * @throws Refusal EUNAVAILABLE when the program is not installed, ETIMEDOUT when it took too long, EINVAL when it said
   *   more than allowed
   */
  run(program: string, args: readonly string[], limits?: ToolLimits): Promise<ToolResult>;
}

export interface ToolLimits {
  readonly timeoutMs?: number;
}

export interface ToolResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `ip` and `bridge` answer in milliseconds; ten thousand links are 15 MiB of JSON. */
const defaultTimeoutMs = 10_000;
const longestOutput = 64 * 1024 * 1024;

const packages: Readonly<Record<string, string>> = { ip: 'iproute2', bridge: 'iproute2' };

/** @param path where to look for programs; the environment's PATH and the administrator's folders when left out */
export function hostTools(path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`): HostTools {
  const env = { PATH: path, LC_ALL: 'C', LANG: 'C' };
  return {
    run: (program, args, limits = {}) =>
      new Promise((resolve, reject) => {
        const timeout = limits.timeoutMs ?? defaultTimeoutMs;
        const options = { env, timeout, killSignal: 'SIGKILL', maxBuffer: longestOutput, windowsHide: true } as const;
        execFile(program, args, options, (error, stdout, stderr) => {
          if (error === null) resolve({ status: 0, stdout, stderr });
          else if (typeof error.code === 'number') resolve({ status: error.code, stdout, stderr });
          else reject(failureOf(program, error, timeout));
        });
      }),
  };
}

function failureOf(program: string, error: Error & { code?: unknown; killed?: boolean }, timeout: number): Error {
  if (error.code === 'ENOENT') return new MissingTool(program);
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return new Refusal('EINVAL', `${program} printed more than ${longestOutput} bytes`);
  if (error.killed === true) return new Refusal('ETIMEDOUT', `${program} took more than ${timeout} ms`);
  return new Refusal('EUNAVAILABLE', `${program} could not be run: ${error.message}`);
}

export class MissingTool extends Refusal {
  constructor(program: string) {
    const source = packages[program];
    super(
      'EUNAVAILABLE',
      `the program ${program} is not installed${source === undefined ? '' : ` (package ${source})`}`,
    );
    this.name = 'MissingTool';
  }
}
