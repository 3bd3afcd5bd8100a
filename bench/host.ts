import { rowsInLab } from './in-lab.ts';
import type { BenchRow } from './row.ts';

/** Rows 7 and 8, on a real kernel in labs of their own. */
export function hostRows({ smoke }: { readonly smoke: boolean }): Promise<readonly BenchRow[]> {
  const bridge = { id: '7', work: 'bridge with two ports on NetworkManager', script: 'host-bridge.ts', manager: true };
  const declared = { id: '8', work: '100 declared bridges', script: 'declared-host.ts', manager: false };
  return Promise.resolve([
    ...rowsInLab({ ...bridge, programs: ['unshare', 'ip', 'NetworkManager', 'dbus-daemon', 'nmcli'] }, smoke),
    ...rowsInLab({ ...declared, programs: ['unshare', 'ip', 'bridge', 'ifreload'] }, smoke),
  ]);
}
