import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { describeLab } from '../lab.ts';

describeLab('networkmanager', 'the NetworkManager lab', () => {
  it('has a NetworkManager of its own that manages the cards', () => {
    const text = execFileSync('nmcli', ['-t', '-f', 'DEVICE,TYPE,STATE', 'device'], { encoding: 'utf8' });
    expect(text).toMatch(/^eth0:ethernet:(disconnected|connected|connecting)/m);
  });
});
