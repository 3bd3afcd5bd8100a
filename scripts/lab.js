// The tests that need a real kernel, in throw-away labs (test/lab): network namespaces, with and without NetworkManager, and
// User-Mode Linux. What this machine can't do is skipped by name with the reason. `--only=KIND` (host, namespace,
// networkmanager, uml) runs one lab; further arguments go to vitest. Everything a lab starts ends with it.
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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

/** In which lab the tests of a folder run, as a command and its environment. */
const labs = {
  host: (command) => runProgram(command[0], command.slice(1), settings('host')),
  namespace: (command) => inNamespace(command, 'namespace', { LAB_NM: '0', LAB_CARDS: '4' }),
  networkmanager: (command) => inNamespace(command, 'networkmanager', { LAB_NM: '1', LAB_CARDS: '4' }),
  // The guest's disk is read-only, and vite's own way to read its settings writes beside them.
  uml: (command) => inGuest([...command, '--configLoader=runner']),
};

/** Where vitest leaves its counts; the guest can write to its own memory only, and prints them. */
const reports = path.join(root, 'node_modules/.cache');
const guestReport = '/run/tmp/report.json';

function reportFile(kind) {
  return path.join(reports, `sg-lab-${kind}-tests.json`);
}

function settings(kind, more = {}) {
  return { cwd: root, env: { ...process.env, LC_ALL: 'C', SG_LAB: kind, ...more } };
}

function inNamespace(command, kind, more) {
  const args = ['unshare', ...namespaces, path.join(folder, 'inside.sh'), ...command];
  return runProgram('setpriv', [...mortal, ...args], settings(kind, more));
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
async function inGuest(command) {
  const work = mkdtempSync(path.join(tmpdir(), 'sg-uml-'));
  writeFileSync(path.join(work, 'command'), `${quoted(command)}; status=$?; ${quoted(tellCounts)}; exit $status`);
  const place = { LAB_HERE: folder, LAB_WORK: work, LAB_PWD: root };
  // What was asked of the tests (LAB_SEQUENCES, LAB_SEED).
  const asked = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^LAB_SE/.test(name)));
  // CI keeps vitest from drawing on what is no terminal.
  const given = { ...place, SG_LAB: 'uml', LC_ALL: 'C', CI: '1', NO_COLOR: '1', LAB_CARDS: '4', LAB_NM: '0', ...asked };
  const boot = ['root=/dev/root', 'rootfstype=hostfs', 'rootflags=/', 'ro', 'loglevel=1', 'con=null', 'con0=null,fd:1'];
  const variables = Object.entries(given).map(([name, value]) => `${name}=${value}`);
  const init = `init=${path.join(folder, 'uml-init.sh')}`;
  try {
    return await guestStatus([`mem=${process.env.LAB_UML_MEMORY ?? '768M'}`, ...boot, init, ...variables]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function guestStatus(args) {
  return new Promise((resolve) => {
    const own = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child', 'linux.uml'];
    const guest = spawn('setpriv', [...mortal, ...own, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let status;
    let rest = '';
    let complaints = '';
    guest.stdout.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).replaceAll('\r\n', '\n').split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const end = /LAB-EXIT (\d+)/.exec(line);
        const counts = /LAB-COUNTS (\{.*\})/.exec(line);
        if (end !== null) status = Number(end[1]);
        else if (counts !== null) writeFileSync(reportFile('uml'), counts[1]);
        // What follows is the guest going down.
        else if (status === undefined) console.log(line);
      }
    });
    guest.stderr.setEncoding('utf8').on('data', (text) => {
      complaints = (complaints + text).slice(-10_000);
    });
    guest.on('error', (error) => {
      complaints += error.message;
    });
    guest.on('close', () => {
      if (status === undefined) console.error(`The guest ended early:\n${rest}\n${complaints}`);
      resolve(status ?? 70);
    });
  });
}

mkdirSync(reports, { recursive: true });
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
const further = process.argv.slice(2).filter((argument) => !argument.startsWith('--only='));
const files = further.filter((argument) => argument.startsWith('test/lab/'));
const flags = further.filter((argument) => !argument.startsWith('test/lab/'));

/** The test files asked for that belong to a lab, or its folder. */
function testsOf(kind) {
  return files.length === 0 ? [`test/lab/${kind}/`] : files.filter((file) => file.startsWith(`test/lab/${kind}/`));
}

const kinds = only === undefined ? Object.keys(labs) : [only];
if (kinds.some((kind) => labs[kind] === undefined)) {
  console.error(`--only= takes one of ${Object.keys(labs).join(', ')}.`);
  process.exitCode = 2;
} else {
  for (const kind of kinds) {
    const started = performance.now();
    const reason = missing(kind);
    // A lab that this machine can't run has no tests to count; one that ends early leaves none, which CI takes for a failure.
    if (reason === undefined) rmSync(reportFile(kind), { force: true });
    else writeFileSync(reportFile(kind), JSON.stringify({ numPassedTests: 0, numFailedTests: 0 }));
    const counted = [
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${kind === 'uml' ? guestReport : reportFile(kind)}`,
    ];
    const command = [process.execPath, tool('vitest'), 'run', '--project=lab', ...testsOf(kind), ...flags];
    const status =
      reason === undefined
        ? await labs[kind]([...command, ...counted])
        : await runProgram(
            command[0],
            [...command.slice(1), '--reporter=verbose'],
            settings('', { SG_LAB_MISSING: reason }),
          );
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const outcome = status !== 0 ? 'FAILED' : reason === undefined ? 'ok    ' : `SKIPPED (${reason})`;
    console.log(`${outcome} lab ${kind} (${seconds} s)`);
    if (status !== 0) process.exitCode = status;
  }
}
