import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { initRepository } from '../src/git/init-repository.ts';
import type { BenchRow } from './row.ts';

/**
 * Row 8, inside the lab: bridges with two ports each, declared, made, and made again with nothing to do; by `sg deploy` on
 * the iproute2 kernel and by ifupdown2's `ifreload -a`, as whole processes. Counted of sg: everything but the windows, that
 * is with --no-wait: looks, changes, journal, scope and the immediate verification, which ifupdown2 has none of.
 */
const project = path.join(import.meta.dirname, '..');
const asked = process.argv.find((argument) => argument.startsWith('--bridges='))?.slice('--bridges='.length);
const bridges = Number(asked ?? (process.argv.includes('--smoke') ? 4 : 100));
/** Where V8's profiles of both deploys are left. */
const profiles = process.argv.find((argument) => argument.startsWith('--profiles='))?.slice('--profiles='.length);
const names = Array.from({ length: bridges }, (_, at) => at);

const ensureSwitch = `pathway ensure_switch for network
  risk medium
  provides switch

  does:
    Make a bridge with the given ports true.

  takes:
    name   string       "Name of the bridge"
    ports  string[1..]  "Its ports"

  steps:
    1. check_bridge_state
         bridge_name = {name}
         interfaces = {ports}
         stp = disabled
    2. when step 1.exists:
         false -> bridge_create
           bridge_name = {name}
           interfaces = {ports}
    3. for port in {step 1.missing_ports}:
         bridge_uplink
           bridge_name = {name}
           uplink = {port}

  requires:
    step 2 needs step 1
    step 3 needs step 2

  verify:
    check_bridge_state bridge_name={name} interfaces={ports} stp=disabled
    within 30s

  on failure:
    rollback all
`;

const topology = `topology racks for network
  does:
    Bridges with two ports each.

  has:
${names.map((at) => `    b${at}:\n      is switch\n      ports [p${at}a, p${at}b]\n`).join('')}
  on failure:
    preserve what works
    report what failed
`;

const interfaces = [
  'auto lo\niface lo inet loopback\n',
  ...names.map((at) => `auto b${at}\niface b${at}\n  bridge-ports p${at}a p${at}b\n  bridge-stp off\n`),
].join('');

/** The ports, up, as cards of a host are. */
function freshPorts(): void {
  const links = JSON.parse(execFileSync('ip', ['-json', 'link'], { encoding: 'utf8' })) as { ifname: string }[];
  const remove = links.filter(({ ifname }) => ifname !== 'lo').map(({ ifname }) => `link delete dev ${ifname}`);
  batch(remove);
  const ports = names.flatMap((at) => [`p${at}a`, `p${at}b`]);
  batch(ports.map((port) => `link add name ${port} type veth peer name w${port}`));
  batch(ports.flatMap((port) => [`link set dev ${port} up`, `link set dev w${port} up`]));
}

function batch(lines: readonly string[]): void {
  // The other end of a pair is gone when its turn comes: hence -force, and no status.
  spawnSync('ip', ['-force', '-batch', '-'], { input: lines.join('\n'), stdio: ['pipe', 'ignore', 'ignore'] });
}

/** What a program took with all it started; on a machine others use too, `processor` is the one to compare. */
interface Taken {
  readonly seconds: number;
  readonly processor: number;
}

function taken(command: string, args: readonly string[], cwd: string): Taken {
  const used = processorOfChildren();
  const started = performance.now();
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  return { seconds: (performance.now() - started) / 1000, processor: processorOfChildren() - used };
}

/** Seconds, user and system, of all children that ended, and of what outlived its parent: init takes that in. */
function processorOfChildren(): number {
  // What a program leaves behind ends with it, a moment later: the shell that starts `ip` for sg.
  execFileSync('sleep', ['0.2']);
  return ended('self') + ended('1');
}

/** cutime and cstime of proc_pid_stat(5). */
function ended(pid: string): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** A genome that declares the bridges. */
async function genome(root: string): Promise<void> {
  for (const name of ['contracts', 'genome', 'phenotypes']) {
    cpSync(path.join(project, name), path.join(root, name), { recursive: true });
  }
  await initRepository(root);
  writeFileSync(path.join(root, 'contracts/pathways/ensure_switch.sg'), ensureSwitch);
  rmSync(path.join(root, 'contracts/topologies'), { recursive: true });
  mkdirSync(path.join(root, 'contracts/topologies'));
  writeFileSync(path.join(root, 'contracts/topologies/racks.sg'), topology);
}

/** Everything of ifupdown2's own in this mount namespace only: this host's files stay as they are. */
function ifupdown(folder: string): void {
  const network = path.join(folder, 'network');
  cpSync('/etc/network', network, { recursive: true });
  execFileSync('mount', ['--bind', network, '/etc/network']);
  for (const place of ['/var/tmp', '/var/log']) execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', place]);
  mkdirSync('/run/network', { recursive: true });
  execFileSync('mount', ['-o', 'remount,rw', '/sys']);
  writeFileSync('/etc/network/interfaces', interfaces);
  appendFileSync('/etc/network/interfaces', '\n');
}

function row(
  id: string,
  what: string,
  [own, reference]: readonly [Taken, Taken],
  goal: BenchRow['goals'][number],
): BenchRow {
  const shown = ({ seconds, processor }: Taken): string =>
    `${seconds.toFixed(2)} s, processor ${processor.toFixed(2)} s`;
  return {
    id,
    work: `${bridges} bridges with two ports each: ${what}, windows apart`,
    measured: shown(own),
    reference: `ifreload -a: ${shown(reference)}`,
    ratio: `×${(reference.seconds / own.seconds).toFixed(2)}`,
    goals: [goal],
    values: {
      seconds: own.seconds,
      processorSeconds: own.processor,
      ifreloadSeconds: reference.seconds,
      ifreloadProcessorSeconds: reference.processor,
    },
  };
}

const folder = mkdtempSync(path.join(tmpdir(), 'sg-bench-host-'));
try {
  ifupdown(folder);
  freshPorts();
  const reference = [taken('ifreload', ['-a'], '/'), taken('ifreload', ['-a'], '/')] as const;
  freshPorts();
  const root = path.join(folder, 'genome');
  await genome(root);
  const sg = (name: string, ...args: readonly string[]): Taken => {
    const profiling =
      profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${name}.cpuprofile`];
    return taken(process.execPath, [...profiling, path.join(project, 'bin/run.js'), ...args], root);
  };
  const first = sg('first', 'deploy', 'racks', '--kernel', 'iproute2', '--no-wait');
  // What was not waited for stays armed until somebody confirms it.
  sg('accept', 'recover', '--accept');
  const second = sg('second', 'deploy', 'racks', '--kernel', 'iproute2');
  const rows = [
    row('8a', 'deploy', [first, reference[0]], {
      says: 'faster than ifreload',
      reached: first.seconds < reference[0].seconds,
    }),
    row('8b', 'deploy again', [second, reference[1]], { says: '1 s', reached: second.seconds < 1 }),
  ];
  console.log(JSON.stringify(rows));
} finally {
  execFileSync('umount', ['/etc/network']);
  rmSync(folder, { recursive: true, force: true });
}
