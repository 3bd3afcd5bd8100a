import { appendFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { KernelError } from '../../../src/errors/kernel-error.ts';
import { SgError } from '../../../src/errors/sg-error.ts';
import { Iproute2Kernel } from '../../../src/kernel/iproute2/iproute2-kernel.ts';
import { recoverHost } from '../../../src/kernel/iproute2/recover-host.ts';
import type { Kernel } from '../../../src/kernel/kernel.ts';
import { JournalFile } from '../../../src/kernel/journal/journal-file.ts';
import { encodeRecord } from '../../../src/kernel/journal/journal-line.ts';
import { Bus, type BusCall } from '../../../src/kernel/networkmanager/bus.ts';
import { NetworkManagerKernel } from '../../../src/kernel/networkmanager/networkmanager-kernel.ts';
import { recoverManager } from '../../../src/kernel/networkmanager/recover-manager.ts';
import { hostTools, type HostTools } from '../../../src/kernel/observe/host-tools.ts';
import type { Json } from '../../../src/model/json.ts';

/** What the program is to do: one line of JSON on its standard input. */
export interface Task {
  readonly journals: string;
  readonly kernel: 'iproute2' | 'networkmanager';
  /** Make the calls in a transaction, take them back and commit; commit them; or finish what a killed one left open. */
  readonly work: 'take back' | 'commit' | 'recover';
  readonly calls: readonly (readonly [string, ...Json[]])[];
  /** The point at which it ends by SIGKILL, counted from 1; 0: at none. */
  readonly at: number;
  /** Process that is killed with it, or in its place where `survive`. */
  readonly also?: number | undefined;
  readonly survive?: boolean;
}

/**
 * Where it can be killed, and in which step each point lies: every record of the journal (not yet begun, torn, durable),
 * every command of `ip` and `bridge` and every D-Bus call that changes something (under way, over).
 */
const points: number[] = [];
let steps = 0;
let task: Task | undefined;

/** @param step undefined: a step of its own begins here */
function reaches(step: number): boolean {
  points.push(step);
  return points.length === task?.at;
}

function die(): void {
  if (task?.also !== undefined) process.kill(task.also, 'SIGKILL');
  if (task?.survive !== true) process.kill(process.pid, 'SIGKILL');
}

const append: (this: JournalFile, ...args: Parameters<JournalFile['append']>) => Promise<void> = Reflect.get(
  JournalFile.prototype,
  'append',
);
JournalFile.prototype.append = async function (record) {
  const step = (steps += 1);
  if (reaches(step)) die();
  if (reaches(step) && task?.survive !== true) {
    const line = encodeRecord(record);
    appendFileSync(this.path, line.slice(0, line.length >> 1));
    die();
  }
  await append.call(this, record);
  if (reaches(step)) die();
};

async function acting<T>(act: () => Promise<T>): Promise<T> {
  const step = (steps += 1);
  const answer = act();
  if (reaches(step)) {
    await turn();
    die();
  }
  const result = await answer;
  if (reaches(step)) die();
  return result;
}

const changing =
  /^(AddConnection2|Update2|Delete|ActivateConnection|Reapply|Checkpoint(Create|Destroy|Rollback|AdjustRollbackTimeout))$/;
const call: (this: Bus, call: BusCall) => Promise<readonly unknown[]> = Reflect.get(Bus.prototype, 'call');
Bus.prototype.call = function (message) {
  return changing.test(message.member) ? acting(() => call.call(this, message)) : call.call(this, message);
};

const plain = hostTools();
const tools: HostTools = {
  run: (program, args, limits) =>
    args.includes('-json') ? plain.run(program, args, limits) : acting(() => plain.run(program, args, limits)),
};

async function perform({ journals, kernel: name, work, calls }: Task): Promise<void> {
  if (work === 'recover') {
    const profiles = (story: Parameters<typeof recoverManager>[1]): ReturnType<typeof recoverManager> =>
      recoverManager(tools, story);
    await recoverHost({ journals, tools, incomplete: false, profiles });
    return;
  }
  const kernel = await (name === 'networkmanager' ? NetworkManagerKernel : Iproute2Kernel).open({ journals, tools });
  try {
    await change(kernel, work, calls);
  } finally {
    if (kernel instanceof NetworkManagerKernel) await kernel.close();
  }
}

async function change(kernel: Kernel, work: Task['work'], calls: Task['calls']): Promise<void> {
  const transaction = await kernel.begin({ label: 'to be killed' });
  const point = await transaction.savepoint();
  for (const [operation, ...args] of calls) await orRefused(transaction.port().call(operation, args));
  const proof = work === 'commit' ? undefined : await point.restore();
  // As a run does: what can't be taken back in part is taken back as a whole.
  if (proof?.proven === false) await transaction.rollback();
  else await transaction.commit();
}

async function orRefused(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
  }
}

process.stdin.setEncoding('utf8').once('data', (line) => {
  task = JSON.parse(line as unknown as string) as Task;
  perform(task).then(
    () => {
      process.stdout.write(JSON.stringify(points));
    },
    (error: unknown) => {
      process.exitCode = error instanceof SgError ? error.exitStatus : 70;
      process.stderr.write(error instanceof Error ? (error.stack ?? error.message) : String(error));
    },
  );
});
