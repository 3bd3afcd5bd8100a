// The tests that need a real kernel, in throw-away labs (test/lab): network namespaces, with and without NetworkManager, and
// User-Mode Linux. What this machine can't do is skipped by name with the reason. `--only=KIND` (host, namespace,
// networkmanager, uml) runs one kind; test files run alone; further arguments go to vitest. Several labs run side by side
// (LAB_JOBS), each line with the name of its lab. Everything a lab starts ends with it.
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { addCounts, sharesOf } from './lab-shares.js';
import { root, runProgram, tool } from './run-step.js';

const folder = path.join(root, 'test/lab');
const namespaces = ['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];

/** A lab ends when this process does, however that happens. */
const mortal = ['--pdeathsig', 'KILL'];

/** What each lab needs, beside root: programs and the packages that bring them. */
const needs = {
  host: { unshare: 'util-linux', ip: 'iproute2', sshd: 'openssh-server', 'ssh-keygen': 'openssh-client' },
  namespace: { unshare: 'util-linux', ip: 'iproute2', bridge: 'iproute2' },
  networkmanager: { unshare: 'util-linux', ip: 'iproute2', NetworkManager: 'network-manager', 'dbus-daemon': 'dbus' },
  uml: { 'linux.uml': 'user-mode-linux', ip: 'iproute2', modprobe: 'kmod' },
};

/** Why this machine can't run a lab, or undefined. */
function missing(kind) {
  if (process.getuid?.() !== 0) return 'needs root';
  const absent = Object.entries(needs[kind]).filter(([program]) => !installed(program));
  if (absent.length > 0) return `needs ${absent.map(([program, name]) => `${program} (${name})`).join(', ')}`;
  return kind === 'uml' ? undefined : refusedNamespaces();
}

function installed(program) {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((name) => {
    try {
      accessSync(path.join(name, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function refusedNamespaces() {
  try {
    execFileSync('unshare', [...namespaces, 'true'], { stdio: 'pipe', timeout: 10_000 });
    return undefined;
  } catch (error) {
    return `needs namespaces, which this machine refuses (${String(error.stderr ?? error.message).trim()})`;
  }
}

/** In which lab the tests of a folder run, as a command and its environment. `say`: for each line it prints. */
const labs = {
  host: (command, say) => runHere(command[0], command.slice(1), settings('host'), say),
  namespace: (command, say) => inNamespace(command, 'namespace', { LAB_NM: '0', LAB_CARDS: '4' }, say),
  networkmanager: (command, say) => inNamespace(command, 'networkmanager', { LAB_NM: '1', LAB_CARDS: '4' }, say),
  // The guest's disk is read-only, and vite's own way to read its settings writes beside them.
  uml: (command, say, report) => inGuest([...command, '--configLoader=runner'], say, report),
};

/** Line by line where several labs talk at once, else with the terminal's own streams. */
function runHere(command, args, options, say) {
  if (say === undefined) return runProgram(command, args, options);
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) byLine(stream, say);
    child.on('error', (error) => {
      say(`${command}: ${error.message}`);
      resolve(70);
    });
    child.on('close', (status) => {
      resolve(status ?? 70);
    });
  });
}

function byLine(stream, say) {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).replaceAll('\r\n', '\n').split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) say(line);
  });
  stream.on('end', () => {
    if (rest !== '') say(rest);
  });
}

/** Where vitest leaves its counts; the guest can write to its own memory only, and prints them. */
const reports = path.join(root, 'node_modules/.cache');
const guestReport = '/run/tmp/report.json';

function reportFile(name) {
  return path.join(reports, `sg-lab-${name}-tests.json`);
}

function settings(kind, more = {}) {
  return { cwd: root, env: { ...process.env, LC_ALL: 'C', SG_LAB: kind, ...more } };
}

function inNamespace(command, kind, more, say) {
  const args = ['unshare', ...namespaces, path.join(folder, 'inside.sh'), ...command];
  return runHere('setpriv', [...mortal, ...args], settings(kind, more), say);
}

function quoted(command) {
  return command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
}

const tellCounts = [
  process.execPath,
  '-e',
  `const { numPassedTests, numFailedTests } = require('${guestReport}');
   console.log('LAB-COUNTS ' + JSON.stringify({ numPassedTests, numFailedTests }));`,
];

/** The guest prints the command's exit status as its last line; the kernel's own messages go to a file. */
async function inGuest(command, say = console.log, report) {
  const work = mkdtempSync(path.join(tmpdir(), 'sg-uml-'));
  writeFileSync(path.join(work, 'command'), `${quoted(command)}; status=$?; ${quoted(tellCounts)}; exit $status`);
  const place = { LAB_HERE: folder, LAB_WORK: work, LAB_PWD: root };
  // What was asked of the tests (LAB_SEQUENCES, LAB_SEED, LAB_FULL).
  const asked = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^LAB_(SE|FULL)/.test(name)));
  // CI, whatever its value, keeps vitest from drawing on what is no terminal.
  const given = {
    ...place,
    SG_LAB: 'uml',
    LC_ALL: 'C',
    CI: process.env.CI ?? '1',
    NO_COLOR: '1',
    LAB_CARDS: '4',
    LAB_NM: '0',
    ...asked,
  };
  const boot = ['root=/dev/root', 'rootfstype=hostfs', 'rootflags=/', 'ro', 'loglevel=1', 'con=null', 'con0=null,fd:1'];
  const variables = Object.entries(given).map(([name, value]) => `${name}=${value}`);
  const init = `init=${path.join(folder, 'uml-init.sh')}`;
  try {
    return await guestStatus([`mem=${process.env.LAB_UML_MEMORY ?? '768M'}`, ...boot, init, ...variables], say, report);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function guestStatus(args, say, report) {
  return new Promise((resolve) => {
    const own = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child', 'linux.uml'];
    const guest = spawn('setpriv', [...mortal, ...own, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let status;
    let last = '';
    let complaints = '';
    byLine(guest.stdout, (line) => {
      const end = /LAB-EXIT (\d+)/.exec(line);
      const counts = /LAB-COUNTS (\{.*\})/.exec(line);
      last = line;
      if (end !== null) status = Number(end[1]);
      else if (counts !== null) writeFileSync(report, counts[1]);
      // What follows is the guest going down.
      else if (status === undefined) say(line);
    });
    guest.stderr.setEncoding('utf8').on('data', (text) => {
      complaints = (complaints + text).slice(-10_000);
    });
    guest.on('error', (error) => {
      complaints += error.message;
    });
    guest.on('close', () => {
      if (status === undefined) say(`The guest ended early:\n${last}\n${complaints}`);
      resolve(status ?? 70);
    });
  });
}

mkdirSync(reports, { recursive: true });
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
const further = process.argv.slice(2).filter((argument) => !argument.startsWith('--only='));
const files = further.filter((argument) => argument.startsWith('test/lab/'));
const flags = further.filter((argument) => !argument.startsWith('test/lab/'));
const kinds = only === undefined ? Object.keys(labs) : [only];

function tests(paths, report) {
  const counted = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return [process.execPath, tool('vitest'), 'run', '--project=lab', ...paths, ...flags, ...counted];
}

/** Tells why each test of a kind is skipped. It has none to count. */
async function skip(kind, reason) {
  writeFileSync(reportFile(kind), JSON.stringify({ numPassedTests: 0, numFailedTests: 0 }));
  const command = [tool('vitest'), 'run', '--project=lab', `test/lab/${kind}/`, ...flags, '--reporter=verbose'];
  const status = await runProgram(process.execPath, command, settings('', { SG_LAB_MISSING: reason }));
  tell(status, `lab ${kind}`, `SKIPPED (${reason})`);
}

function tell(status, what, outcome) {
  console.log(`${status === 0 ? outcome : 'FAILED'} ${what}`);
  if (status !== 0) process.exitCode = status;
}

/** What the kill tests counted, over all labs. */
const kills = { done: 0, broken: 0 };

async function runShare({ name, kind, files: paths }, several, width) {
  const started = performance.now();
  const report = reportFile(name);
  const say = (line) => {
    const counted = /(\d+) kills .*?(\d+) broken/.exec(line);
    kills.done += Number(counted?.[1] ?? 0);
    kills.broken += Number(counted?.[2] ?? 0);
    if (line.trim() !== '') console.log(`${name.padEnd(width)} | ${line}`);
  };
  const command = tests(paths, kind === 'uml' ? guestReport : report);
  const status = await labs[kind](command, several ? say : undefined, report);
  tell(status, `lab ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`, 'ok    ');
}

/** As many at a time as the machine bears; the first of a kind begin first. */
async function runShares(shares) {
  const width = Math.max(...shares.map(({ name }) => name.length));
  const waiting = [...shares];
  const jobs = Number(process.env.LAB_JOBS ?? 3 * availableParallelism());
  const work = async () => {
    for (let share = waiting.shift(); share !== undefined; share = waiting.shift())
      await runShare(share, shares.length > 1, width);
  };
  await Promise.all(Array.from({ length: Math.min(jobs, shares.length) }, work));
  if (kills.done > 0) console.log(`labs: ${kills.done} kills, ${kills.broken} left broken`);
}

async function runKinds() {
  const shares = [];
  for (const kind of kinds) {
    const reason = missing(kind);
    if (reason !== undefined) await skip(kind, reason);
    else shares.push(...sharesOf(kind, files));
  }
  // A lab that ends early leaves no counts, which CI takes for a failure.
  for (const name of new Set(shares.flatMap((share) => [share.kind, share.name])))
    rmSync(reportFile(name), { force: true });
  // What starts slowest first.
  await runShares(shares.toReversed());
  for (const kind of new Set(shares.map((share) => share.kind))) {
    const reported = shares.filter((share) => share.kind === kind).map(({ name }) => reportFile(name));
    if (reported.every((file) => existsSync(file))) addCounts(reported, reportFile(kind));
    else rmSync(reportFile(kind), { force: true });
  }
}

if (kinds.some((kind) => labs[kind] === undefined)) {
  console.error(`--only= takes one of ${Object.keys(labs).join(', ')}.`);
  process.exitCode = 2;
} else {
  await runKinds();
}
