import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeLab } from '../lab.ts';

describeLab('uml', 'the User-Mode Linux lab', () => {
  it('has a kernel with bonding, VLANs and VLAN filtering', () => {
    expect(readFileSync('/proc/version', 'utf8')).toMatch(/^Linux version \d/);
    const ip = (...args: readonly string[]): Buffer => execFileSync('ip', args);
    ip('link', 'add', 'bond9', 'type', 'bond', 'mode', 'active-backup');
    ip('link', 'add', 'link', 'eth0', 'name', 'eth0.9', 'type', 'vlan', 'id', '9');
    ip('link', 'add', 'br9', 'type', 'bridge', 'vlan_filtering', '1');
    for (const name of ['eth0.9', 'bond9', 'br9']) ip('link', 'delete', name);
  });
});
