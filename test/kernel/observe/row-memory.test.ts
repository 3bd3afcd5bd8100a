import { expect, it, vi } from 'vitest';
import { lastingEntry, RowMemory, wholeRow } from '../../../src/kernel/observe/row-memory.ts';

interface Row {
  readonly dst: string;
}

it('reads only rows that are new, and gives the very same value for the others, in their order', () => {
  const memory = new RowMemory<Row>(wholeRow);
  const read = vi.fn((fresh: readonly unknown[]) => fresh.map((row) => ({ ...(row as Row) })));
  const [a, b] = memory.rows([{ dst: 'a' }, { dst: 'b' }], read);
  const again = memory.rows([{ dst: 'c' }, { dst: 'b' }, { dst: 'a' }], read);
  expect(again).toEqual([{ dst: 'c' }, { dst: 'b' }, { dst: 'a' }]);
  expect(again[1]).toBe(b);
  expect(again[2]).toBe(a);
  expect(read).toHaveBeenLastCalledWith([{ dst: 'c' }]);
});

it('keeps a row that is there twice twice', () => {
  const memory = new RowMemory<Row>(wholeRow);
  const rows = [{ dst: 'a' }, { dst: 'a' }];
  for (let look = 0; look < 2; look += 1) expect(memory.rows(rows, (fresh) => fresh as Row[])).toEqual(rows);
});

it('throws what reading throws, and remembers nothing of it', () => {
  const memory = new RowMemory<Row>(wholeRow);
  const refuse = (): never => {
    throw new Error('no row');
  };
  expect(() => memory.rows([{ dst: 'a' }], refuse)).toThrow('no row');
  expect(() => memory.rows([{ dst: 'a' }], refuse)).toThrow('no row');
});

it('knows an entry that does not age whatever its age, and tells apart what it says otherwise', () => {
  const entry = { mac: '52:54:00:00:00:01', ifname: 'eth0', master: 'br0', state: 'permanent', updated: 3, used: 9 };
  expect(lastingEntry({ ...entry, updated: 4 })).toBe(lastingEntry(entry));
  for (const other of [{ ifname: 'eth1' }, { master: 'br1' }, { vlan: 1 }, { state: 'static' }, { vlan: '1' }])
    expect(lastingEntry({ ...entry, ...other })).not.toBe(lastingEntry(entry));
  expect(lastingEntry({ ...entry, state: undefined })).toBeUndefined();
  for (const strange of [null, 'text', 7, []]) expect(lastingEntry(strange)).toBeUndefined();
});
