import { readdir } from 'node:fs/promises';
import { expect } from 'vitest';
import { recoverHost } from '../../src/kernel/iproute2/recover-host.ts';
import { recoverManager } from '../../src/kernel/networkmanager/recover-manager.ts';
import { hostTools } from '../../src/kernel/observe/host-tools.ts';
import { drawing, killPoints, shuffled } from './kills.ts';
import type { Task, Victims } from './victim.ts';

/** How many kills; LAB_SEED replays what a failure printed. */
export function killCount(usual: number): number {
  return Number(process.env['LAB_KILLS'] ?? usual);
}

const killSeed = Number(process.env['LAB_SEED'] ?? 1);

export interface KillLab {
  readonly victims: Victims;
  readonly kernel: Task['kernel'];
  readonly journals: string;
  readonly calls: Task['calls'];
  readonly kills: number;
  /** What must be as before. */
  picture(): Promise<object>;
  /** A process to be killed with the program in that round. */
  also?(round: number): number | undefined;
  /** After the kill, before the recovery. */
  afterKill?(round: number): Promise<void>;
}

/**
 * Kills the program at every step of its journal and in between, then anywhere while it does the same calls in other orders,
 * and every eighth time its recovery too. After each, one recovery must leave what was before, and no journal.
 */
export async function killEverywhere(lab: KillLab): Promise<void> {
  const { victims, kernel, journals, calls, kills } = lab;
  const draw = drawing(killSeed);
  const task: Task = { journals, kernel, work: 'take back', calls, at: 0 };
  const before = await lab.picture();
  const { points } = await victims.run(task);
  await expect.poll(() => lab.picture(), { timeout: 10_000 }).toEqual(before);
  const steps = new Set(points).size;
  const tally = { killed: 0, undone: 0, recoveries: 0 };
  for (const at of killPoints(points, kills, draw)) {
    const round = tally.killed + 1;
    const order = round <= steps ? calls : shuffled(calls, draw);
    const told = JSON.stringify({ seed: killSeed, round, at, order });
    // Other orders have fewer points: one that was done before is killed halfway there.
    const also = lab.also?.(round);
    const died =
      (await victims.run({ ...task, calls: order, at, also })).killed ||
      (await victims.run({ ...task, calls: order, at: Math.ceil(at / 2), also })).killed;
    if (!died) continue;
    tally.killed = round;
    await lab.afterKill?.(round);
    const again: Task = { ...task, work: 'recover', at: 1 + Math.floor(draw() * 12) };
    if (round % 8 === 0 && (await victims.run(again)).killed) tally.recoveries += 1;
    if (await recovered(journals, told)) tally.undone += 1;
    await expect.poll(() => lab.picture(), { timeout: 10_000, message: told }).toEqual(before);
  }
  console.log(
    `${kernel}: ${tally.killed + tally.recoveries} kills (${tally.recoveries} of a recovery) in ${steps} steps of ${points.length} points, ` +
      `${tally.undone} undone, 0 broken`,
  );
  expect(tally.killed).toBeGreaterThan(kills / 2);
  if (kills > steps) expect(tally.undone).toBeGreaterThan(kills / 2);
}

/** `sg recover`. @returns whether something was undone */
export async function recovered(journals: string, told: string): Promise<boolean> {
  const tools = hostTools();
  const found = await recoverHost({
    journals,
    tools,
    incomplete: true,
    profiles: (story) => recoverManager(tools, story),
  });
  expect(
    found.filter(({ outcome }) => outcome === 'incomplete'),
    told,
  ).toEqual([]);
  expect(await readdir(journals), told).toEqual([]);
  return found.some(({ outcome }) => outcome === 'restored');
}
