import { expect, test } from 'vitest';
import type { HostTools } from '../../../src/kernel/observe/host-tools.ts';
import { observeLinks } from '../../../src/kernel/observe/observe-host.ts';

const interrupted = 'Dump was interrupted and may be inconsistent.\n';
const row = {
  ifindex: 7,
  ifname: 'eth7',
  flags: ['UP'],
  mtu: 1500,
  operstate: 'UP',
  link_type: 'ether',
  address: '02:00:00:00:00:07',
  addr_info: [],
};

/** Answers links; the first `torn` answers are said to be of several moments. */
function tools(torn: number): HostTools & { asked: number } {
  return {
    asked: 0,
    run() {
      this.asked += 1;
      const whole = this.asked > torn;
      return Promise.resolve({
        status: 0,
        stdout: whole ? JSON.stringify([row]) : '[]',
        stderr: whole ? '' : interrupted,
      });
    },
  };
}

test('a listing that something changed meanwhile is asked for again', async () => {
  const host = tools(2);
  expect(await observeLinks(host)).toMatchObject([{ name: 'eth7' }]);
  expect(host.asked).toBe(3);
});

test('and not for ever', async () => {
  const host = tools(Infinity);
  expect(await observeLinks(host)).toEqual([]);
  expect(host.asked).toBe(4);
});
