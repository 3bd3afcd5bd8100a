import { namesIn, type BeforeChange } from '../iproute2/change-host.ts';
import { planChange, type ChangeName } from '../iproute2/plan-change.ts';
import { restoreHost } from '../iproute2/restore-host.ts';
import { runIp } from '../iproute2/run-ip.ts';
import { clampDelay } from '../forward-delay.ts';
import type { StpOptions } from '../network.ts';
import { findHostLink } from '../observe/host-state.ts';
import type { HostTools } from '../observe/host-tools.ts';
import { observeHost } from '../observe/observe-host.ts';
import type { OperationArguments } from '../operations.ts';
import type { ChangeContext } from './change-context.ts';
import { ownProfile } from './change-context.ts';
import { finish } from './finish.ts';
import { keepInProfile, reapply } from './keep-profile.ts';
import { bridgeSection, createBond, createBridge, createVlan } from './make-links.ts';
import { managerRefusal } from './manager-error.ts';
import type { NetworkManager } from './network-manager.ts';
import { attachPort, detachPort } from './ports.ts';
import type { ProfileLog } from './profile-log.ts';
import { refuseTaken } from './refuse-taken.ts';
import { refuseUnmanaged } from './refuse-unmanaged.ts';
import { removeLink } from './remove-links.ts';
import { Variant } from './variant.ts';
import { flag, number, withMac, withValues, type Settings } from './settings.ts';

type Change<Name extends ChangeName> = (context: ChangeContext, ...args: OperationArguments<Name>) => Promise<void>;

const changes: { readonly [Name in ChangeName]: Change<Name> } = {
  createBridge,
  deleteBridge: removeLink,
  attachPort,
  detachPort: (context, _bridge, port) => detachPort(context, port),
  setStp,
  setMac: (context, device, mac) => keepInProfile(context, device, (settings) => withMac(settings, mac)),
  createBond,
  deleteBond: removeLink,
  createVlan,
  deleteVlan: removeLink,
  setUp: keepUp,
  setMtu: keepMtu,
};

/** Where the running kernel has the last word on what is allowed: it is asked first, and the profile follows. */
const byKernelFirst: ReadonlySet<ChangeName> = new Set<ChangeName>(['setMac', 'setUp', 'setMtu']);

/**
 * Performs one changing operation through NetworkManager; one that fails has changed nothing.
 * @throws Refusal with the kernel's or NetworkManager's own text
 */
export async function changeNetwork<Name extends ChangeName>(
  options: { readonly tools: HostTools; readonly manager: NetworkManager; readonly log: ProfileLog },
  name: Name,
  args: OperationArguments<Name>,
  before: BeforeChange,
): Promise<void> {
  const { tools, log } = options;
  const state = await observeHost(tools);
  const commands = planChange(state.links, name, args);
  refuseTaken(state, name, args);
  if (commands.length === 0) return;
  const devices = namesIn(commands);
  await refuseUnmanaged(options.manager, state, devices);
  await before(devices);
  const mark = log.length;
  const change: Change<Name> = changes[name];
  try {
    if (name === 'setUp' && args[1] === false) await stirCheckpoint({ ...options, state }, args[0]);
    if (byKernelFirst.has(name)) for (const command of commands) await runIp(tools, command);
    await change({ ...options, state }, ...args);
  } catch (error) {
    await log.undo(mark).catch(() => undefined);
    await restoreHost(tools, state, devices);
    throw managerRefusal(error);
  }
}

async function setStp(context: ChangeContext, bridge: string, { enabled, forwardDelay }: StpOptions): Promise<void> {
  const has = (findHostLink(context.state, bridge)?.bridge?.forwardDelay ?? 0) / 100;
  const wanted = forwardDelay ?? (enabled ? clampDelay(has) : has);
  const change = (settings: Settings): Settings =>
    withValues(
      withValues(settings, 'bridge', { 'forward-delay': undefined }),
      'bridge',
      bridgeSection(enabled, wanted),
    );
  await keepInProfile(context, bridge, change);
  await reapply(context, bridge, change);
  await finish(context.tools, [
    { name: bridge, stp: enabled, ...(forwardDelay === undefined ? {} : { forwardDelay }) },
  ]);
}

async function keepMtu(context: ChangeContext, device: string, mtu: number): Promise<void> {
  const change = (settings: Settings): Settings => withValues(settings, '802-3-ethernet', { mtu: number(mtu) });
  if (findHostLink(context.state, device)?.kind === 'loopback') return;
  await keepInProfile(context, device, change);
  await reapply(context, device, change);
  await finish(context.tools, [{ name: device, mtu }]);
}

/**
 * A link that is set down is still activated to NetworkManager, and going back to a checkpoint passes over it: what counts
 * there is whether the activation has changed since (its version, nm-checkpoint.c). Applying it anew with whether it is
 * metered said, or left to be guessed, makes it another one and changes nothing else. So a path that is cut this way comes
 * back by itself when nobody is left to bring it back.
 */
async function stirCheckpoint(context: ChangeContext, device: string): Promise<void> {
  await reapply(context, device, (applied) => {
    const said = applied['connection']?.['metered']?.value ?? meteredUnknown;
    const metered = new Variant('i', said === meteredUnknown ? meteredNo : meteredUnknown);
    return withValues(applied, 'connection', { metered });
  });
}

/** NMMetered. */
const meteredUnknown = 0;
const meteredNo = 2;

/** A profile can't say "down"; one that is not activated when the host starts comes nearest. */
async function keepUp({ manager, log }: ChangeContext, device: string, up: boolean): Promise<void> {
  const profile = ownProfile(await manager.look(), device);
  if (profile === undefined) return;
  await log.update(profile, withValues(profile.settings, 'connection', { autoconnect: flag(up) }));
}
