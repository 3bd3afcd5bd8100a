import type { Bridge, Link } from '../kernel.js';
import type { Finding, Input, Kernel, Output } from './contract.js';

/** Seconds for negotiation and for the kernel's own delay in reporting link changes. */
const grace = 5;

interface Look {
  readonly link: Link | null;
  readonly findings: readonly Finding[];
  /** Seconds after which looking again is pointless. */
  readonly patience: number;
}

/** Looks once a second until nothing is wrong, or until time cannot mend it any more. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const start = await kernel.now();
  let seen = await look(input, kernel);
  while (seen.findings.length > 0 && (await kernel.now()) - start < seen.patience) {
    await kernel.sleep(1);
    seen = await look(input, kernel);
  }
  const { link, findings } = seen;
  const healthy = findings.length === 0;
  return link === null ? { healthy, findings } : { healthy, operstate: link.operstate, carrier: link.carrier, findings };
}

async function look({ device, require_carrier }: Input, kernel: Kernel): Promise<Look> {
  const link = await kernel.link(device);
  const finding = (problem: string): Finding => ({ subject: device, problem });
  if (link === null) return { link, findings: [finding('there is no such device')], patience: 0 };
  if (!link.up) return { link, findings: [finding('administratively down: bring it up')], patience: 0 };

  const bridge = await kernel.bridge(device);
  const patience = grace + (bridge === null ? 0 : forwardingDelay(bridge));
  if (!link.carrier) {
    const below = await carrierBelow(link, kernel);
    if (below !== undefined) return { link, findings: [finding(`no carrier, although ${below} has`)], patience };
    if (require_carrier) return { link, findings: [finding('no carrier: look at the cable or what lies below')], patience };
    return { link, findings: [], patience };
  }
  // Some drivers never report a state.
  const working = link.operstate === 'up' || link.operstate === 'unknown';
  return { link, findings: working ? [] : [finding(`operational state is ${link.operstate}`)], patience };
}

/** Seconds until a port that is on its way through listening and learning forwards. */
function forwardingDelay(bridge: Bridge): number {
  const onTheWay = bridge.ports.some(({ state }) => state === 'listening' || state === 'learning');
  return onTheWay ? 2 * bridge.forwardDelay : 0;
}

/** Something that carries this device and has carrier itself. */
async function carrierBelow(link: Link, kernel: Kernel): Promise<string | undefined> {
  const links = await kernel.links();
  const below = links.filter(({ name, master }) => master === link.name || name === link.parent);
  return below.find(({ up, carrier }) => up && carrier)?.name;
}
