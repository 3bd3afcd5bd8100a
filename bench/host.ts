import { rowsInLab } from './in-lab.ts';
import type { BenchRow } from './row.ts';

/** Row 7, in a lab with a NetworkManager. */
export function bridgeRows({ smoke }: { readonly smoke: boolean }): readonly BenchRow[] {
  const row = { id: '7', work: 'bridge with two ports on NetworkManager', script: 'host-bridge.ts', manager: true };
  return rowsInLab({ ...row, programs: ['unshare', 'ip', 'NetworkManager', 'dbus-daemon', 'nmcli'] }, smoke);
}

/** Row 8, in a lab of its own. */
export function declaredRows({ smoke }: { readonly smoke: boolean }): readonly BenchRow[] {
  const row = { id: '8', work: '100 declared bridges', script: 'declared-host.ts', manager: false };
  return rowsInLab({ ...row, programs: ['unshare', 'ip', 'bridge', 'ifreload'] }, smoke);
}
