import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { Refusal } from '../../kernel/refusal.ts';
import { remoteAddress } from '../../git/transport/remote-address.ts';
import { error, note, warning, type CheckResult, type Finding, type Scene } from './finding.ts';

/** The oldest Node that sg runs on. */
const oldestNode = [20, 19] as const;

export function checkNode(version = process.versions.node): Promise<CheckResult> {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
  const message = `Expected Node ${oldestNode.join('.')} or later; this is ${version}.`;
  const found = old ? [error('node-too-old', message, 'apt-get install nodejs')] : [];
  return Promise.resolve({ found, seen: `node ${version}` });
}

interface Tool {
  readonly program: string;
  readonly args: readonly string[];
  readonly package: string;
  /** What can't be done without it. */
  readonly why: string;
  readonly severity: (scene: Scene) => Finding['severity'];
}

const forHosts = ({ kernel }: Scene): Finding['severity'] => (kernel === 'mock' ? 'note' : 'error');

const tools: readonly Tool[] = [
  { program: 'ip', args: ['-V'], package: 'iproute2', why: 'links are seen and changed by it', severity: forHosts },
  { program: 'bridge', args: ['-V'], package: 'iproute2', why: 'bridges are seen by it', severity: forHosts },
  {
    program: 'perl',
    args: ['-e', 'printf "perl %vd", $^V'],
    package: 'perl',
    why: 'address announcements are sent by it',
    severity: ({ kernel }) => (kernel === 'mock' ? 'note' : 'warning'),
  },
  {
    program: 'git',
    args: ['--version'],
    package: 'git',
    why: 'remotes over ssh and local paths are reached by it',
    severity: ({ remote }) => (isForProgram(remote) ? 'error' : 'note'),
  },
];

function isForProgram(remote: string): boolean {
  try {
    return remoteAddress(remote).by === 'program';
  } catch {
    // A name, or no address at all: another check tells.
    return false;
  }
}

export async function checkTools(scene: Scene): Promise<CheckResult> {
  const results = await Promise.all(tools.map((tool) => checkTool(tool, scene)));
  return { found: results.flatMap(({ found }) => found), seen: results.map(({ seen }) => seen).join(', ') };
}

async function checkTool({ program, args, package: name, why, severity }: Tool, scene: Scene): Promise<CheckResult> {
  try {
    const { status, stdout, stderr } = await scene.tools.run(program, args, { timeoutMs: 5_000 });
    const said = `${stdout}${stderr}`.trim().split('\n')[0]?.slice(0, 60) ?? '';
    if (status === 0) return { found: [], seen: said };
    return { found: [broken(program, `it says "${said}"`, severity(scene))], seen: '' };
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    const message = `${cause.message}: ${why}.`;
    const found = { code: `no-${program}`, severity: severity(scene), message, mend: `apt-get install ${name}` };
    return { found: [found], seen: `no ${program}` };
  }
}

function broken(program: string, why: string, severity: Finding['severity']): Finding {
  return { code: `broken-${program}`, severity, message: `${program} does not work: ${why}.`, mend: `${program} -V` };
}

/** Bits of capability sets: include/uapi/linux/capability.h. */
const needed = { CAP_NET_ADMIN: 12n, CAP_NET_RAW: 13n } as const;

/** Whether this process may change the network: capabilities(7), proc_pid_status(5). */
export async function checkPrivileges(
  { kernel }: Scene,
  uid = process.getuid?.() ?? 0,
  status = '/proc/self/status',
): Promise<CheckResult> {
  const text = await readFile(status, 'utf8').catch(() => '');
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]{1,16})$/m.exec(text)?.[1] ?? '0'}`);
  const missing = Object.entries(needed).filter(([, bit]) => ((effective >> bit) & 1n) === 0n);
  const names = missing.map(([name]) => name).join(' and ');
  const seen = `user ${uid}${missing.length === 0 ? '' : ` without ${names}`}`;
  if (kernel === 'mock' || missing.length === 0) return { found: [], seen };
  if (uid !== 0) {
    const message = `User ${uid} may look, but not change the network of this host; some checks see less, too.`;
    return { found: [note('not-root', message, 'sudo sg doctor')], seen };
  }
  const message = `Root has no ${names} here (a container?): changes of the network will be refused.`;
  return { found: [warning('missing-capability', message, 'grep Cap /proc/self/status')], seen };
}
