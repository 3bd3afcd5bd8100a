import type { HostFdbEntry } from '../observe/host-state.ts';
import type { RestoreStep, RestoreSteps, RestoreView } from './restore-view.ts';

/** Entries set by hand. Learned ones come with traffic, and a bridge makes its own itself. */
export function planFdb({ target, current, inScope }: RestoreView): RestoreSteps {
  const ours = (entries: readonly HostFdbEntry[]): readonly HostFdbEntry[] =>
    entries.filter(({ origin, bridge, port }) => origin === 'static' && inScope(bridge) && inScope(port));
  const ports = new Map(current.links.map(({ name, master }) => [name, master]));
  const [had, has] = [ours(target.fdb), ours(current.fdb)];
  return [
    ...lacking(had, has).map((entry) => step('delete', entry)),
    ...lacking(has, had)
      .filter(({ port, bridge }) => ports.get(port) === bridge)
      .map((entry) => step('add', entry)),
  ];
}

function lacking(known: readonly HostFdbEntry[], all: readonly HostFdbEntry[]): readonly HostFdbEntry[] {
  const keys = new Set(known.map(key));
  return all.filter((entry) => !keys.has(key(entry)));
}

function key({ bridge, mac, port, vlan }: HostFdbEntry): string {
  return `${bridge} ${mac} ${port} ${vlan ?? ''}`;
}

function step(action: 'add' | 'delete', { mac, port, vlan }: HostFdbEntry): RestoreStep {
  const tag = vlan === null ? [] : ['vlan', String(vlan)];
  const origin = action === 'add' ? ['static'] : [];
  return { program: 'bridge', args: ['fdb', action, mac, 'dev', port, 'master', ...origin, ...tag] };
}
