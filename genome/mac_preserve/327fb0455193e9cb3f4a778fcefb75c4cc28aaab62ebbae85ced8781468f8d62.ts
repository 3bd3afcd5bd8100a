import type { Link } from '../kernel.js';
import type { Input, Kernel, Output, Refusal } from './contract.js';

export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const { device, source } = input;
  const before = await kernel.link(device);
  if (before === null) return refused('device not found', `there is no device ${device}`);
  if (before.kind === 'loopback') return refused('device is a loopback', `${device} has no address to pin`);
  const donor = source === '' ? before : await kernel.link(source);
  if (donor === null) return refused('source not found', `there is no interface ${source}`);

  const wanted = addressToPin(input, donor);
  if (!isUnicast(wanted)) return refused('mac is not a unicast address', `expected a unicast address, got ${wanted}`);
  try {
    // Also when it is the address already: an address that follows its ports becomes one that stays.
    await kernel.setMac(device, wanted);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') throw error;
    return refused('device is protected', error instanceof Error ? error.message : device);
  }
  const changed = wanted !== before.mac;
  if (changed && before.up && before.carrier) await kernel.announce(device);
  return { success: true, device, mac: wanted, previous_mac: before.mac, changed };
}

function addressToPin({ mac }: Input, donor: Link): string {
  return mac === 'preserve' ? donor.mac : mac.toLowerCase();
}

/** The lowest bit of the first octet marks a group address (IEEE 802). */
function isUnicast(mac: string): boolean {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac)) return false;
  return mac !== '00:00:00:00:00:00' && (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0;
}

function refused(refusal: Refusal, error: string): Output {
  return { success: false, refusal, error };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
