import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { HostTools, ToolResult } from '../../src/kernel/observe/host-tools.ts';

/**
 * The same programs as `hostTools` starts, kept running and asked line by line (`-batch`): starting one costs more than its
 * answer, a hundred times more under User-Mode Linux. What can't be written as a line of a batch is started anew.
 */
export class BatchTools implements HostTools {
  readonly #otherwise: HostTools;
  readonly #programs = new Map<string, BatchProgram>();

  constructor(otherwise: HostTools) {
    this.#otherwise = otherwise;
  }

  run(program: string, args: readonly string[]): Promise<ToolResult> {
    const flags = args.filter((arg) => arg.startsWith('-'));
    const words = args.filter((arg) => !arg.startsWith('-'));
    const fits = (program === 'ip' || program === 'bridge') && words.every((word) => /^[\w:.@-]+$/.test(word));
    if (!fits || words.length === 0) return this.#otherwise.run(program, args);
    const key = [program, ...flags].join(' ');
    const running = this.#programs.get(key) ?? new BatchProgram(program, flags);
    this.#programs.set(key, running);
    return running.ask(words.join(' '));
  }

  /** Ends what runs; the next question starts it anew. */
  close(): void {
    for (const program of this.#programs.values()) program.close();
    this.#programs.clear();
  }
}

/** No such object: the complaint about it tells where the answer before it ends. */
const mark = 'sgmark';
const endOfAnswer = new RegExp(`Object "${mark}" is unknown, try "\\w+ help"\\.\\nCommand failed -:\\d+\\n$`);
const failed = /Command failed -:\d+\n$/;

class BatchProgram {
  readonly #command: readonly [string, ...string[]];
  #child: ChildProcessWithoutNullStreams | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(program: string, flags: readonly string[]) {
    this.#command = [program, ...flags, '-force', '-batch', '-'];
  }

  /** One question at a time. */
  ask(line: string): Promise<ToolResult> {
    const answer = this.#last.then(() => this.#answer(line));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  close(): void {
    this.#child?.stdin.end();
    this.#child = undefined;
  }

  #answer(line: string, again = true): Promise<ToolResult> {
    const child = (this.#child ??= this.#start());
    return new Promise((resolve) => {
      let text = '';
      const done = (result: ToolResult | Promise<ToolResult>): void => {
        child.stdout.removeAllListeners('data');
        child.removeAllListeners('close');
        resolve(result);
      };
      child.stdout.on('data', (more: string) => {
        text += more;
        if (!endOfAnswer.test(text)) return;
        // Something changed meanwhile, a bond's carrier for instance: half of the answer is from before.
        if (again && text.includes('Dump was interrupted')) done(this.#answer(line, false));
        else done(resultOf(text.replace(endOfAnswer, '')));
      });
      // Arguments that `ip` itself refuses end the whole batch.
      child.on('close', (code) => {
        this.#child = undefined;
        // Nothing said: it was ending because of the line before, and has not seen this one.
        if (text === '' && again) resolve(this.#answer(line, false));
        else done({ status: code ?? 1, stdout: '', stderr: text });
      });
      child.stdin.write(`${line}\n${mark}\n`);
    });
  }

  #start(): ChildProcessWithoutNullStreams {
    // One stream for both, so that an answer and the complaint behind it keep their order.
    const child = spawn('sh', ['-c', 'exec "$0" "$@" 2>&1', ...this.#command], {
      env: { ...process.env, LC_ALL: 'C' },
    });
    child.stdout.setEncoding('utf8');
    child.stdin.on('error', () => undefined);
    return child;
  }
}

function resultOf(text: string): ToolResult {
  if (!failed.test(text)) return { status: 0, stdout: text, stderr: '' };
  return { status: 2, stdout: '', stderr: text.replace(failed, '') };
}
