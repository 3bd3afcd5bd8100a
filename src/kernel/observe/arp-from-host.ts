import type { DeviceName } from '../network.ts';
import type { HostTools } from './host-tools.ts';
import { observeLinks } from './observe-host.ts';

/** What starting a program may take beside the waiting itself. */
const slackMs = 5_000;

/**
 * Whether an IPv4 address on a connected network answers an ARP request (RFC 826) sent through the device, with the first
 * IPv4 address it has. By perl, which every Debian has; without it, or the right to send frames, there is no answer.
 */
export async function arpFromHost(
  tools: HostTools,
  target: string,
  device: DeviceName,
  timeoutSeconds: number,
): Promise<boolean> {
  const link = (await observeLinks(tools)).find(({ name }) => name === device);
  const own = link?.addresses.find(({ family }) => family === 'inet')?.address;
  if (link === undefined || own === undefined) return false;
  const args = ['-e', program, '--', String(link.index), link.mac, own, target, String(timeoutSeconds)];
  const { status } = await tools.run('perl', args, { timeoutMs: timeoutSeconds * 1_000 + slackMs });
  return status === 0;
}

/**
 * AF_PACKET is 17, SOCK_RAW 3, ETH_P_ARP 0x0806 (packet(7)). Arguments: interface index, MAC address, own IPv4 address, the
 * one that is sought, seconds.
 */
const program = String.raw`
use strict;
use Socket;
use Time::HiRes qw(time);
my ($index, $mac, $from, $target, $seconds) = @ARGV;
my $own = pack('C6', map { hex } split(/:/, $mac));
my ($source, $sought) = (inet_aton($from), inet_aton($target));
my $all = "\xff" x 6;
socket(my $socket, 17, 3, unpack('S', pack('n', 0x0806))) or die "socket: $!\n";
bind($socket, pack('S n l S C C a8', 17, 0x0806, $index, 0, 0, 0, '')) or die "bind: $!\n";
my $question = pack('n n C C n', 1, 0x0800, 6, 4, 1) . $own . $source . ("\0" x 6) . $sought;
my $frame = $all . $own . pack('n', 0x0806) . $question;
$frame .= "\0" x (60 - length($frame));
my $to = pack('S n l S C C a8', 17, 0x0806, $index, 1, 0, 6, $all);
send($socket, $frame, 0, $to) or die "send: $!\n";
my $end = time + $seconds;
while ((my $left = $end - time) > 0) {
  my $ready = '';
  vec($ready, fileno($socket), 1) = 1;
  next unless select($ready, undef, undef, $left) > 0;
  recv($socket, my $answer, 2048, 0);
  next if length($answer) < 42;
  exit 0 if substr($answer, 20, 2) eq "\0\2" && substr($answer, 28, 4) eq $sought;
}
exit 1;
`;
