import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { describeLab } from '../lab.ts';
import { freshNetwork } from '../network.ts';

describeLab('namespace', 'the namespace lab', () => {
  it('has four cards of its own, and no other network', () => {
    freshNetwork();
    const links = JSON.parse(execFileSync('ip', ['-j', 'link'], { encoding: 'utf8' })) as { ifname: string }[];
    const names = links.map(({ ifname }) => ifname).sort();
    expect(names).toEqual(['eth0', 'eth1', 'eth2', 'eth3', 'lo', 'wire0', 'wire1', 'wire2', 'wire3']);
  });
});
