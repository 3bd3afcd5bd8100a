import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { UsageError } from '../../errors/usage-error.ts';
import {
  defaultTimeoutMs,
  noUsage,
  type EngineDefinition,
  type EngineReply,
  type EngineRequest,
  type EngineSettings,
  type MutationFault,
} from '../engine.ts';
import { promptText } from '../prompt.ts';

const longestOutput = 1024 * 1024;
const keptErrors = 1_000;
/** What a program has written is here at once; what it left behind may hold its pipes for good. */
const lastWordsMs = 500;

/**
 * Any program: the prompt on its standard input, the allele on its standard output. SG_MUTATION_COMMAND is a JSON list of
 * words (`["my-model", "--fast"]`) or words with blanks between them; no shell reads it. The program gets PATH, HOME, the
 * locus as SG_LOCUS, and what SG_MUTATION_COMMAND_ENV names (commas between), nothing else.
 */
export const command: EngineDefinition = {
  name: 'command',
  isReady: ({ env }) => (env['SG_MUTATION_COMMAND'] ?? '') !== '',
  create(settings) {
    const words = commandWords(settings.env['SG_MUTATION_COMMAND'] ?? '');
    return { name: 'command', ask: (request) => run(words, settings, request) };
  },
};

function commandWords(text: string): readonly [string, ...string[]] {
  const words: unknown = text.trimStart().startsWith('[')
    ? parsed(text)
    : text.split(/\s+/).filter((word) => word !== '');
  if (
    Array.isArray(words) &&
    words.length > 0 &&
    words[0] !== '' &&
    words.every((word) => typeof word === 'string' && !word.includes('\0'))
  ) {
    return words as [string, ...string[]];
  }
  throw new UsageError({
    code: 'mutation-command',
    message: 'Expected a program in SG_MUTATION_COMMAND: words, or a JSON list of them.',
    hint: 'For example SG_MUTATION_COMMAND=\'["my-model","--fast"]\'.',
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cleanEnvironment(env: EngineSettings['env'], locus: string): Record<string, string> {
  const passed = (env['SG_MUTATION_COMMAND_ENV'] ?? '').split(',').map((name) => name.trim());
  const entries = ['PATH', 'HOME', ...passed].flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(entries), LANG: 'C.UTF-8', SG_LOCUS: locus };
}

function run(
  [program, ...args]: readonly [string, ...string[]],
  settings: EngineSettings,
  request: EngineRequest,
): Promise<EngineReply> {
  const { timeoutMs = defaultTimeoutMs } = settings;
  const usage = { ...noUsage, calls: 1 };
  const child = started(program, args, cleanEnvironment(settings.env, request.locus));
  if (typeof child === 'string') return Promise.resolve({ usage, fault: notStarted(program, child) });
  return new Promise((resolve) => {
    const heard = listen(child);
    const finish = (reply: EngineReply): void => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', aborted);
      letGo(child);
      resolve(reply);
    };
    const end = (code: string, message: string): void => {
      finish({ usage, fault: { code, message } });
    };
    const timer = setTimeout(() => {
      end('engine-timeout', `${program} did not answer within ${timeoutMs / 1000} s.`);
    }, timeoutMs);
    const aborted = (): void => {
      end('engine-stopped', 'The question was withdrawn.');
    };
    request.signal?.addEventListener('abort', aborted);
    heard.onFlood = () => {
      end('engine-flood', `${program} wrote more than ${longestOutput} bytes.`);
    };
    child.on('error', ({ message }) => {
      finish({ usage, fault: notStarted(program, message) });
    });
    whenDone(child, (status, signal) => {
      if (status === 0) finish({ usage, text: heard.output(), form: 'text' });
      else end('engine-failed', `${program} ended with ${signal ?? `status ${status}`}: ${heard.errors()}`);
    });
    child.stdin.on('error', () => undefined); // A program that answers without reading closes its end.
    child.stdin.end(promptText(request.prompt));
    if (request.signal?.aborted === true) aborted();
  });
}

/** A process group of its own, so that what the program starts ends with it. Says why where nothing was started. */
function started(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
): ChildProcessWithoutNullStreams | string {
  try {
    const child = spawn(program, args, { env, detached: true, stdio: 'pipe', shell: false });
    // Where this process may open no more files, there is a child and none of its pipes.
    if ((child.stdin as unknown) !== undefined) return child;
    child.on('error', () => undefined);
    return 'no files are left to open';
  } catch (error) {
    return (error as Error).message;
  }
}

function notStarted(program: string, why: string): MutationFault {
  return { code: 'engine-unavailable', message: `${program} could not be started: ${why}` };
}

/** What a program leaves behind ends with it, also where it holds the pipes open. */
function whenDone(
  child: ChildProcessWithoutNullStreams,
  done: (status: number | null, signal: NodeJS.Signals | null) => void,
): void {
  child.on('close', done);
  child.on('exit', (status, signal) => {
    endGroup(child);
    // What has left the group holds them still: then what was heard is all.
    // First what is in the pipes is read, however late it is.
    const timer = setTimeout(() => setImmediate(done, status, signal), lastWordsMs);
    child.on('close', () => {
      clearTimeout(timer);
    });
  });
}

/** Nothing of it keeps sg from ending. */
function letGo(child: ChildProcessWithoutNullStreams): void {
  endGroup(child);
  for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
}

interface Heard {
  onFlood: () => void;
  output(): string;
  errors(): string;
}

function listen(child: ChildProcessWithoutNullStreams): Heard {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let errors = '';
  const heard: Heard = {
    onFlood: () => undefined,
    output: () => Buffer.concat(chunks).toString('utf8'),
    errors: () => errors.trim().slice(-keptErrors),
  };
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > longestOutput) heard.onFlood();
    else chunks.push(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2 * keptErrors);
  });
  return heard;
}

function endGroup(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
