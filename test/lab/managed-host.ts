import { CallGate } from '../../src/kernel/call-gate.ts';
import { performOnHost } from '../../src/kernel/iproute2/perform-on-host.ts';
import type { KernelPort } from '../../src/kernel/kernel.ts';
import type { Bridge, Link } from '../../src/kernel/network.ts';
import { ManagerDriver } from '../../src/kernel/networkmanager/manager-driver.ts';
import type { NetworkManager } from '../../src/kernel/networkmanager/network-manager.ts';
import { openManager } from '../../src/kernel/networkmanager/open-manager.ts';
import { ProfileLog } from '../../src/kernel/networkmanager/profile-log.ts';
import { hostTools } from '../../src/kernel/observe/host-tools.ts';
import { hostClock } from '../../src/kernel/observe/observe-operations.ts';
import { allOperations } from '../../src/kernel/operations.ts';
import type { Call } from '../kernel/mock/arbitrary-operations.ts';
import type { HostUnderTest } from './differential.ts';
import { freshManagedNetwork } from './manager.ts';

const tools = hostTools();

/** The network through NetworkManager, for comparison with the mock. */
export async function managedHost(): Promise<HostUnderTest & { close(): void }> {
  const manager = await openManager();
  return {
    fresh: freshManagedNetwork,
    port: () => portOn(manager),
    mockAlso: keepsAddress,
    close: () => {
      manager.close();
    },
  };
}

function portOn(manager: NetworkManager): KernelPort {
  const parts = { tools, manager, log: new ProfileLog(manager), checkpoint: undefined, actives: {} };
  const driver = new ManagerDriver(parts);
  return new CallGate(allOperations, hostClock, (name, args) =>
    performOnHost(tools, name, args, (change) => change(() => Promise.resolve()), driver),
  );
}

/** Meant: a bridge keeps its address when a port with a lower one is added. The mock is told to pin it. */
async function keepsAddress([operation, name, port]: Call, mock: KernelPort): Promise<readonly Call[]> {
  if (operation !== 'attachPort' || typeof name !== 'string' || typeof port !== 'string') return [];
  const bridge = (await mock.call('bridge', [name])) as unknown as Bridge | null;
  const link = (await mock.call('link', [port])) as unknown as Link | null;
  if (bridge === null || link === null || bridge.ports.length === 0 || link.mac >= bridge.mac) return [];
  return link.master === null && link.kind === 'ethernet' ? [['setMac', name, bridge.mac]] : [];
}
