import { describe, expect, it } from 'vitest';
import type { Neighbour } from '../../../src/kernel/network.ts';
import { NeighbourMemory } from '../../../src/kernel/observe/neighbour-memory.ts';

const devices = new Set(['br0']);

function neighbour(more: Partial<Neighbour> = {}): Neighbour {
  const here = { address: '192.0.2.1', device: 'br0', mac: '52:54:00:ff:00:01' };
  return { ...here, state: 'reachable', confirmed: 2, ...more };
}

describe('neighbours that the kernel has forgotten', () => {
  it('grow old as if it had not, and are there once', () => {
    const memory = new NeighbourMemory();
    memory.note([neighbour()], 100);
    expect(memory.complete([], devices, 110)).toEqual([neighbour({ confirmed: 12 })]);
    expect(memory.complete([], devices, 120)).toEqual([neighbour({ confirmed: 22, state: 'stale' })]);
    const again = neighbour({ state: 'incomplete', mac: null, confirmed: null });
    expect(memory.complete([again], devices, 120)).toEqual([again]);
  });

  it('are let go with their device, after an hour, and where they were no news', () => {
    const memory = new NeighbourMemory();
    memory.note([neighbour(), neighbour({ address: '192.0.2.2', state: 'permanent' })], 100);
    memory.note([neighbour({ address: '192.0.2.3', confirmed: null })], 100);
    memory.note([neighbour({ address: '192.0.2.4', mac: null })], 100);
    expect(memory.complete([], devices, 101).map(({ address }) => address)).toEqual(['192.0.2.1']);
    expect(memory.complete([], new Set(['br1']), 101)).toEqual([]);
    memory.note([], 3_800);
    expect(memory.complete([], devices, 101)).toEqual([]);
  });
});
