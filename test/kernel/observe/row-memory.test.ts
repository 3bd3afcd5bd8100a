import { expect, it, vi } from 'vitest';
import { fdbForm, linkForm, routeForm, RowMemory, type RowForm } from '../../../src/kernel/observe/row-memory.ts';

interface Row {
  readonly dst: string;
}

const asRows = (json: unknown): readonly Row[] => json as Row[];

function text(...rows: readonly object[]): string {
  return `${JSON.stringify(rows)}\n`;
}

it('reads only rows that are new, and gives the very same value for the others, in their order', () => {
  const memory = new RowMemory<Row>(routeForm);
  const read = vi.fn(asRows);
  const [a, b] = memory.rows(text({ dst: 'a' }, { dst: 'b' }), read) ?? [];
  const again = memory.rows(text({ dst: 'c' }, { dst: 'b' }, { dst: 'a' }), read) ?? [];
  expect(again).toEqual([{ dst: 'c' }, { dst: 'b' }, { dst: 'a' }]);
  expect(again[1]).toBe(b);
  expect(again[2]).toBe(a);
  expect(read).toHaveBeenCalledTimes(3);
});

it('forgets what a listing of all does not show, and nothing for a listing of some', () => {
  const memory = new RowMemory<Row>(routeForm);
  const [first] = memory.rows(text({ dst: 'a' }), asRows) ?? [];
  memory.rows(text({ dst: 'b' }), asRows, false);
  expect(memory.rows(text({ dst: 'a' }), asRows, false)?.[0]).toBe(first);
  memory.rows(text({ dst: 'b' }), asRows);
  expect(memory.rows(text({ dst: 'a' }), asRows)?.[0]).not.toBe(first);
});

it('keeps a row that is there twice twice', () => {
  const memory = new RowMemory<Row>(routeForm);
  const rows = [{ dst: 'a' }, { dst: 'a' }];
  for (let look = 0; look < 2; look += 1) expect(memory.rows(text(...rows), asRows)).toEqual(rows);
});

it('does not fall into pieces where a row speaks of rows, inside of strings or of others', () => {
  const memory = new RowMemory<Row>(routeForm);
  const hop = { via: { family: 'inet', host: '192.0.2.1' }, dev: '},{"dst":"x' };
  const rows = [
    { dst: 'default', nexthops: [hop, { ...hop, flags: [] }] },
    { type: 'local', dst: '},{"type":"y"' },
  ];
  expect(memory.rows(text(...rows), asRows)).toEqual(rows);
});

it('gives nothing for what it can not read, and remembers nothing of it', () => {
  const memory = new RowMemory<Row>(routeForm);
  for (let look = 0; look < 2; look += 1) {
    expect(memory.rows(text({ dst: 'a' }, { dst: 'b' }), () => undefined)).toBeUndefined();
    for (const strange of ['', '{}', '[]', '[{"dst":1]', '[{"dst":"a"}', '[ {"dst":"a"}]'])
      expect(memory.rows(strange, asRows)).toBeUndefined();
  }
  expect(memory.rows(text({ dst: 'b' }), asRows)).toEqual([{ dst: 'b' }]);
});

/** Whether a second row is taken for the first. */
function sameAs(form: RowForm, first: object, second: object): boolean {
  const memory = new RowMemory<object>(form);
  const [before] = memory.rows(text(first), (json) => json as object[]) ?? [];
  return memory.rows(text(second), (json) => json as object[])?.[0] === before;
}

it('knows an entry that does not age whatever its age, and tells apart what it says otherwise', () => {
  const entry = { mac: '52:54:00:00:00:01', ifname: 'eth0', used: 9, updated: 3, master: 'br0', state: 'permanent' };
  expect(sameAs(fdbForm, entry, { ...entry, used: 10, updated: 4 })).toBe(true);
  for (const other of [{ ifname: 'eth1' }, { master: 'br1' }, { vlan: 1 }, { state: 'static' }, { mac: '' }])
    expect(sameAs(fdbForm, entry, { ...entry, ...other })).toBe(false);
  for (const state of ['', undefined]) expect(sameAs(fdbForm, { ...entry, state }, { ...entry, state })).toBe(false);
});

it('knows a link whatever its timers say', () => {
  const link = (gc: number, delay: number): object => ({
    ifindex: 2,
    linkinfo: { info_data: { forward_delay: delay, gc_timer: gc, hello_timer: 0.5 } },
  });
  expect(sameAs(linkForm, link(1.25, 1500), link(7, 1500))).toBe(true);
  expect(sameAs(linkForm, link(1.25, 1500), link(1.25, 200))).toBe(false);
  const port = (timer: number, state: string): object => ({
    ifindex: 3,
    linkinfo: { info_slave_data: { state, hold_timer: timer, message_age_timer: 0, forward_delay_timer: timer } },
  });
  expect(sameAs(linkForm, port(14.79, 'forwarding'), port(3, 'forwarding'))).toBe(true);
  expect(sameAs(linkForm, port(14.79, 'forwarding'), port(14.79, 'blocking'))).toBe(false);
});
