import { execFile } from 'node:child_process';
import { Refusal } from '../refusal.ts';
import type { Moment } from './moment.ts';

/** The programs a kernel runs, found in a search path of their own. No shell; texts in the C locale. */
export interface HostTools {
  /**
   * @throws Refusal EUNAVAILABLE when the program is not installed, ETIMEDOUT when it took too long, EINVAL when it said
   *   more than allowed
   */
  run(program: string, args: readonly string[], limits?: ToolLimits): Promise<ToolResult>;
  /** What was seen a moment ago, where looks are shared. */
  readonly moment?: Moment;
}

export interface ToolLimits {
  readonly timeoutMs?: number;
  /** What the program reads; nothing when left out. */
  readonly input?: string;
}

export interface ToolResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `ip` and `bridge` answer in milliseconds; ten thousand links are 15 MiB of JSON. */
export const defaultTimeoutMs = 10_000;
export const longestOutput = 64 * 1024 * 1024;

const packages: Readonly<Record<string, string>> = { ip: 'iproute2', bridge: 'iproute2' };

/** Programs see nothing of this process's environment but where programs are. */
export function toolEnvironment(path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`): NodeJS.ProcessEnv {
  return { PATH: path, LC_ALL: 'C', LANG: 'C' };
}

/** @param path where to look for programs; the environment's PATH and the administrator's folders when left out */
export function hostTools(path?: string): HostTools {
  const env = toolEnvironment(path);
  return {
    run: (program, args, limits = {}) =>
      new Promise((resolve, reject) => {
        const timeout = limits.timeoutMs ?? defaultTimeoutMs;
        const options = { env, timeout, killSignal: 'SIGKILL', maxBuffer: longestOutput, windowsHide: true } as const;
        const { stdin } = execFile(program, args, options, (error, stdout, stderr) => {
          if (error === null) resolve({ status: 0, stdout, stderr });
          else if (typeof error.code === 'number') resolve({ status: error.code, stdout, stderr });
          else reject(failureOf(program, error, timeout));
        });
        // Who does not read what is given shows in how it ends.
        stdin?.on('error', () => undefined).end(limits.input ?? '');
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
