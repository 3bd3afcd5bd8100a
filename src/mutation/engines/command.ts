import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { UsageError } from '../../errors/usage-error.ts';
import {
  defaultTimeoutMs,
  noUsage,
  type EngineDefinition,
  type EngineReply,
  type EngineRequest,
  type EngineSettings,
} from '../engine.ts';
import { promptText } from '../prompt.ts';

const longestOutput = 1024 * 1024;
const keptErrors = 1_000;

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
  // A process group of its own, so that what the program starts ends with it.
  const child = spawn(program, args, {
    env: cleanEnvironment(settings.env, request.locus),
    detached: true,
    stdio: 'pipe',
    shell: false,
  });
  const usage = { ...noUsage, calls: 1 };
  return new Promise((resolve) => {
    const heard = listen(child);
    const end = (code: string, message: string): void => {
      stop();
      resolve({ usage, fault: { code, message } });
    };
    const timer = setTimeout(() => {
      end('engine-timeout', `${program} did not answer within ${timeoutMs / 1000} s.`);
    }, timeoutMs);
    const aborted = (): void => {
      end('engine-stopped', 'The question was withdrawn.');
    };
    const stop = (): void => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', aborted);
      endGroup(child);
    };
    request.signal?.addEventListener('abort', aborted);
    heard.onFlood = () => {
      end('engine-flood', `${program} wrote more than ${longestOutput} bytes.`);
    };
    child.on('error', ({ message }) => {
      end('engine-unavailable', `${program} could not be started: ${message}`);
    });
    child.on('close', (status, signal) => {
      stop();
      if (status === 0) resolve({ usage, text: heard.output(), form: 'text' });
      else end('engine-failed', `${program} ended with ${signal ?? `status ${status}`}: ${heard.errors()}`);
    });
    child.stdin.on('error', () => undefined); // A program that answers without reading closes its end.
    child.stdin.end(promptText(request.prompt));
    if (request.signal?.aborted === true) aborted();
  });
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
