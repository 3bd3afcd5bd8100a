import type { HostLink } from '../observe/host-state.ts';
import { MissingTool, type HostTools } from '../observe/host-tools.ts';
import { observeLinks } from '../observe/observe-host.ts';
import { invalid, networkDown, noDevice, Refusal } from '../refusal.ts';
import { mayAdministerNetwork } from './run-ip.ts';

/**
 * Sends a frame that makes switches learn where `mac`, by default the device's own address, now is: a gratuitous ARP (RFC
 * 5227 section 3) for each IPv4 address of the device, or, where it has none, a reverse ARP request (RFC 903), as virtual
 * machines send after they moved. `arping` can't send from another address than the device's, and sends nothing without
 * an IPv4 address; perl, which every Debian has, can send the frame itself. Without perl `arping` does what it can.
 * @throws Refusal ENODEV, EINVAL (down, loopback), EUNAVAILABLE
 */
export async function announceOnHost(tools: HostTools, device: string, mac?: string): Promise<void> {
  const links = await observeLinks(tools);
  const link = links.find(({ name }) => name === device);
  if (link === undefined) throw noDevice(device);
  if (link.kind === 'loopback') throw invalid(`"${device}" is a loopback and can't ARP`);
  if (!link.up) throw networkDown(`"${device}" is down`);
  const addresses = link.addresses.filter(({ family }) => family === 'inet').map(({ address }) => address);
  try {
    await sendFrames(tools, link, mac ?? link.mac, addresses);
  } catch (error) {
    if (!(error instanceof MissingTool) || (mac !== undefined && mac !== link.mac) || addresses.length === 0)
      throw error;
    for (const address of addresses) await arping(tools, device, address);
  }
}

async function sendFrames(tools: HostTools, link: HostLink, mac: string, addresses: readonly string[]): Promise<void> {
  const args = ['-e', program, '--', String(link.index), mac, ...addresses];
  const { status, stderr } = await tools.run('perl', args);
  if (status === 0) return;
  const text = stderr.trim().slice(0, 300);
  if (/Network is down/.test(text)) throw networkDown(`"${link.name}" is down`);
  if (/No such device/.test(text)) throw noDevice(link.name);
  if (/not permitted/.test(text) && !mayAdministerNetwork())
    throw new Refusal('EUNAVAILABLE', `${text}: announcing needs root, or the capability CAP_NET_RAW`);
  throw new Refusal('EINVAL', text);
}

async function arping(tools: HostTools, device: string, address: string): Promise<void> {
  const { status, stderr } = await tools.run('arping', ['-U', '-c', '1', '-w', '1', '-I', device, address]);
  // iputils' arping has 1 where nobody answered, which nobody does to a gratuitous ARP.
  if (status > 1) throw new Refusal('EINVAL', stderr.trim().slice(0, 300));
}

/**
 * AF_PACKET is 17, SOCK_RAW 3. The address structure is sockaddr_ll (packet(7)); a frame has at least 60 bytes. Arguments:
 * interface index, MAC address, IPv4 addresses.
 */
const program = String.raw`
use strict;
use Socket;
my ($index, $mac, @addresses) = @ARGV;
my $own = pack('C6', map { hex } split(/:/, $mac));
my $all = "\xff" x 6;
socket(my $socket, 17, 3, 0) or die "socket: $!\n";
sub emit {
  my ($type, $body) = @_;
  my $frame = $all . $own . pack('n', $type) . $body;
  $frame .= "\0" x (60 - length($frame)) if length($frame) < 60;
  my $to = pack('S n l S C C a8', 17, $type, $index, 1, 0, 6, $all);
  send($socket, $frame, 0, $to) or die "send: $!\n";
}
for my $address (@addresses) {
  my $ip = inet_aton($address);
  emit(0x0806, pack('n n C C n', 1, 0x0800, 6, 4, 1) . $own . $ip . $all . $ip);
}
emit(0x8035, pack('n n C C n', 1, 0x0800, 6, 4, 3) . $own . ("\0" x 4) . $own . ("\0" x 4)) unless @addresses;
`;
