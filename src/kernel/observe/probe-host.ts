import { setTimeout as delay } from 'node:timers/promises';
import type { ProbeOptions, ProbeResult } from '../network.ts';
import { defaultProbeTimeout } from '../ranges.ts';
import { noDevice, Refusal } from '../refusal.ts';
import { MissingTool, type HostTools } from './host-tools.ts';
import { observeLinks } from './observe-host.ts';

/**
 * One echo request, by `ping`. Where it is not installed, perl sends and waits itself, which needs CAP_NET_RAW. Whatever
 * the reason, an unreachable target takes the whole time-out.
 * @param target an IPv4 or IPv6 address, already checked
 * @throws Refusal ENODEV (`from`), EUNAVAILABLE
 */
export async function probeFromHost(
  tools: HostTools,
  target: string,
  { from, timeoutSeconds = defaultProbeTimeout }: ProbeOptions = {},
): Promise<ProbeResult> {
  if (from !== undefined && (await observeLinks(tools)).every(({ name }) => name !== from)) throw noDevice(from);
  const started = performance.now();
  const rttMs = await echo(tools, target, from, timeoutSeconds);
  if (rttMs !== undefined) return { reachable: true, rttMs };
  const rest = timeoutSeconds * 1_000 - (performance.now() - started);
  if (rest > 0) await delay(rest);
  return { reachable: false, rttMs: null };
}

async function echo(
  tools: HostTools,
  target: string,
  from: string | undefined,
  seconds: number,
): Promise<number | undefined> {
  try {
    return await byPing(tools, target, from, seconds);
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error;
    return byPerl(tools, target, from, seconds);
  }
}

/** What starting a program may take beside the waiting itself. */
const slackMs = 5_000;

async function byPing(
  tools: HostTools,
  target: string,
  from: string | undefined,
  seconds: number,
): Promise<number | undefined> {
  const through = from === undefined ? [] : ['-I', from];
  // A time-out of 0 would mean to wait for ever.
  const wait = ['-W', String(Math.max(seconds, 0.01))];
  const limits = { timeoutMs: seconds * 1_000 + slackMs };
  const { status, stdout, stderr } = await tools.run(
    'ping',
    ['-n', '-c', '1', ...wait, ...through, '--', target],
    limits,
  );
  if (status === 0) return Number(/ time[=<]([\d.]+) ms/.exec(stdout)?.[1] ?? 0);
  if (/not permitted|Permission denied/i.test(stderr))
    throw new Refusal('EUNAVAILABLE', `ping: ${stderr.trim().slice(0, 300)}`);
  return undefined;
}

async function byPerl(
  tools: HostTools,
  target: string,
  from: string | undefined,
  seconds: number,
): Promise<number | undefined> {
  const args = ['-e', program, '--', target, String(seconds), from ?? ''];
  try {
    const { status, stdout, stderr } = await tools.run('perl', args, { timeoutMs: seconds * 1_000 + slackMs });
    if (status === 0) return Number(stdout);
    if (/not permitted/.test(stderr)) throw new Refusal('EUNAVAILABLE', `probe: ${stderr.trim().slice(0, 300)}`);
    return undefined;
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error;
    throw new Refusal('EUNAVAILABLE', 'the program ping is not installed (package iputils-ping), nor is perl');
  }
}

/**
 * A raw ICMP socket (RFC 792; RFC 4443, where the kernel fills the checksum in). Prints the round trip in milliseconds; ends
 * with 1 where no answer came. Arguments: target, seconds, interface or nothing.
 */
const program = String.raw`
use strict;
use Socket;
my ($target, $seconds, $from) = @ARGV;
my $six = $target =~ /:/;
my $family = $six ? AF_INET6 : AF_INET;
socket(my $socket, $family, 3, $six ? 58 : 1) or die "socket: $!\n";
setsockopt($socket, 1, 25, $from . "\0") or die "bind: $!\n" if $from ne '';
my ($request, $answer) = $six ? (128, 129) : (8, 0);
my $id = $$ & 0xffff;
my $body = 'software-genomics';
my $packet = pack('C C n n n', $request, 0, 0, $id, 1) . $body;
if (!$six) {
  my $sum = 0;
  $sum += $_ for unpack('n*', $packet . "\0");
  $sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
  $packet = pack('C C n n n', $request, 0, ~$sum & 0xffff, $id, 1) . $body;
}
my $where = Socket::inet_pton($family, $target) or exit 1;
my $to = $six ? Socket::pack_sockaddr_in6(0, $where) : Socket::pack_sockaddr_in(0, $where);
send($socket, $packet, 0, $to) or ($!{EPERM} ? die "send: $!\n" : exit 1);
my $left = $seconds;
while ($left > 0) {
  my $ready = '';
  vec($ready, fileno($socket), 1) = 1;
  (my $count, $left) = select($ready, undef, undef, $left);
  exit 1 if $count < 1;
  my $sender = recv($socket, my $data, 2048, 0);
  next unless defined $sender;
  my (undef, $by) = $six ? Socket::unpack_sockaddr_in6($sender) : Socket::unpack_sockaddr_in($sender);
  substr($data, 0, (ord($data) & 15) * 4) = '' unless $six;
  my ($type, undef, undef, $whose) = unpack('C C n n', $data);
  next unless $type == $answer && $whose == $id && $by eq $where;
  printf "%.3f", ($seconds - $left) * 1000;
  exit 0;
}
exit 1;
`;
