import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KernelError } from '../../../src/errors/kernel-error.ts';
import type { KernelPort, Savepoint } from '../../../src/kernel/kernel.ts';
import { zeroMac } from '../../../src/kernel/mac.ts';
import { findLink, linksUnder } from '../../../src/kernel/mock/links.ts';
import { MockKernel } from '../../../src/kernel/mock/mock-kernel.ts';
import { settle } from '../../../src/kernel/mock/settle.ts';
import { findWorldFault } from '../../../src/kernel/mock/world-faults.ts';
import { parseWorld } from '../../../src/kernel/mock/world-file.ts';
import { worldSchema, type World } from '../../../src/kernel/mock/world-schema.ts';
import { canonicalJson } from '../../../src/model/canonical-json.ts';
import { anyCall, observingCall, startName, startWorlds, type Call } from './arbitrary-operations.ts';

async function perform(port: KernelPort, [operation, ...args]: Call): Promise<boolean> {
  try {
    await port.call(operation, args);
    return true;
  } catch (error) {
    if (error instanceof KernelError) return false;
    throw error;
  }
}

/** What must hold in every world, whatever led to it. */
function expectSound(world: World): void {
  expect(worldSchema.safeParse(world).error).toBeUndefined();
  expect(findWorldFault(world)).toBeUndefined();
  expect(settle(world)).toBe(world);
  for (const link of world.links) {
    const lower = linksUnder(world, link.name);
    if (link.kind === 'bridge') {
      const macs = lower.map(({ mac }) => mac).sort();
      if (!link.macSet && macs.length > 0) expect(link.mac).toBe(macs[0]);
      const own = world.fdb.filter((entry) => entry.bridge === link.name && entry.origin === 'permanent');
      expect(own.map(({ mac }) => mac).sort()).toEqual(
        [...new Set([...macs, link.mac])].filter((mac) => mac !== zeroMac).sort(),
      );
      expect(
        link.carrier && link.up && lower.every(({ port }) => port?.state !== 'forwarding') && lower.length > 0,
      ).toBe(false);
    }
    if (link.kind === 'bond' && link.active !== null)
      expect(link.members.map(({ name }) => name)).toContain(link.active);
    if (link.kind === 'vlan') {
      const parent = findLink(world, link.parent);
      expect(link.mtu).toBeLessThanOrEqual(parent?.mtu ?? -1);
      if (link.up) expect(parent?.up).toBe(true);
    }
  }
}

describe('every operation', () => {
  it('changes the world validly, or fails and leaves it as it was', async () => {
    await fc.assert(
      fc.asyncProperty(startName, fc.array(anyCall, { maxLength: 25 }), async (start, calls) => {
        const kernel = MockKernel.open({ world: startWorlds[start] });
        const port = (await kernel.begin({ label: 'law' })).port();
        for (const call of calls) {
          const before = kernel.world;
          if (await perform(port, call)) expectSound(kernel.world);
          else expect(kernel.world).toBe(before);
          expect(kernel.world.clock).toBeGreaterThanOrEqual(before.clock);
        }
        expect(port.log).toHaveLength(calls.length);
      }),
      { numRuns: 300 },
    );
  });

  it('gives JSON that survives writing and reading', async () => {
    await fc.assert(
      fc.asyncProperty(startName, fc.array(anyCall, { maxLength: 12 }), async (start, calls) => {
        const kernel = MockKernel.open({ world: startWorlds[start] });
        const port = (await kernel.begin({ label: 'law' })).port();
        for (const call of calls) await perform(port, call);
        for (const operation of ['links', 'neighbours']) await perform(port, [operation]);
        expect(JSON.parse(JSON.stringify(port.log))).toEqual(port.log);
        const text = JSON.stringify(kernel.world);
        expect(parseWorld(text, 'here')).toEqual(kernel.world);
        expect(JSON.parse(canonicalJson(await kernel.snapshot()))).toEqual(await kernel.snapshot());
      }),
      { numRuns: 100 },
    );
  });

  it('comes out the same when it is done again', async () => {
    await fc.assert(
      fc.asyncProperty(startName, fc.array(anyCall, { maxLength: 20 }), async (start, calls) => {
        const logs = [];
        for (let time = 0; time < 2; time += 1) {
          const kernel = MockKernel.open({ world: startWorlds[start] });
          const port = (await kernel.begin({ label: 'law' })).port();
          for (const call of calls) await perform(port, call);
          logs.push([port.log, kernel.world]);
        }
        expect(logs[1]).toEqual(logs[0]);
      }),
      { numRuns: 50 },
    );
  });
});

/** A step of a transaction: a call, a savepoint, or going back to an earlier one. */
type Step = { readonly call: Call } | 'save' | { readonly back: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: anyCall.map((call) => ({ call })) },
  { weight: 1, arbitrary: fc.constant('save' as const) },
  { weight: 1, arbitrary: fc.nat({ max: 3 }).map((back) => ({ back })) },
);

describe('rollback', () => {
  it('restores the snapshot byte for byte, through nested savepoints, and never turns time back', async () => {
    const steps = fc.array(step, { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(startName, fc.array(anyCall, { maxLength: 6 }), steps, async (start, setup, work) => {
        const kernel = MockKernel.open({ world: startWorlds[start] });
        const first = await kernel.begin({ label: 'set-up' });
        const port = first.port();
        for (const call of setup) await perform(port, call);
        await first.commit();
        const before = canonicalJson(await kernel.snapshot());
        const transaction = await kernel.begin({ label: 'law' });
        const points: { readonly point: Savepoint; readonly text: string }[] = [];
        let clock = await kernel.now();
        for (const next of work) {
          if (next === 'save') {
            const point = await transaction.savepoint();
            expect(canonicalJson(point.world)).toBe(canonicalJson(await kernel.snapshot()));
            points.push({ point, text: canonicalJson(point.world) });
          } else if ('call' in next) {
            await perform(transaction.port(), next.call);
          } else if (points.length > 0) {
            const index = Math.max(0, points.length - 1 - next.back);
            const { point, text } = points[index]!;
            expect(await point.restore()).toEqual({ proven: true, differences: [] });
            expect(canonicalJson(await kernel.snapshot())).toBe(text);
            points.length = index + 1;
          }
          expect(await kernel.now()).toBeGreaterThanOrEqual(clock);
          clock = await kernel.now();
          expectSound(kernel.world);
        }
        expect(await transaction.rollback()).toEqual({ proven: true, differences: [] });
        expect(canonicalJson(await kernel.snapshot())).toBe(before);
        expect(await kernel.now()).toBeGreaterThanOrEqual(clock);
      }),
      { numRuns: 150 },
    );
  });

  it('leaves the future as it would have been', async () => {
    await fc.assert(
      fc.asyncProperty(
        startName,
        fc.array(anyCall, { maxLength: 8 }),
        fc.array(anyCall, { maxLength: 8 }),
        fc.array(observingCall, { maxLength: 5 }),
        async (start, setup, undone, later) => {
          const futures = [];
          for (const detour of [[], undone]) {
            // What comes from outside at moments of its own is not put off by the time a detour took.
            const world = startWorlds[start];
            const hosts = world.wire.hosts.map((host) => ({ ...host, talks: null }));
            const kernel = MockKernel.open({ world: { ...world, wire: { ...world.wire, hosts }, schedule: [] } });
            const first = await kernel.begin({ label: 'set-up' });
            for (const call of setup) await perform(first.port(), call);
            await first.commit();
            const transaction = await kernel.begin({ label: 'detour' });
            for (const call of detour) await perform(transaction.port(), call);
            await transaction.rollback();
            const watcher = kernel.observer();
            for (const call of later) await perform(watcher, call);
            futures.push([watcher.log.map(({ result }) => result), canonicalJson(await kernel.snapshot())]);
          }
          expect(futures[1]).toEqual(futures[0]);
        },
      ),
      { numRuns: 100 },
    );
  });
});
