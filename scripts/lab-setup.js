// Installs what the labs need (see lab.js) on Debian and its kin. Needs root and apt; says what to install otherwise.
import { accessSync, constants } from 'node:fs';
import { runProgram } from './run-step.js';

const packages = [
  'iproute2',
  'network-manager',
  'dbus',
  'user-mode-linux',
  'kmod',
  'iputils-ping',
  'iputils-arping',
  'ifupdown2',
  'openssh-server',
  'openssh-client',
  // Completion scripts and the manual page are tried with these.
  'fish',
  'zsh',
  'mandoc',
  // The set-up of docs/editors.md is tried with it.
  'neovim',
];

function hasApt() {
  try {
    accessSync('/usr/bin/apt-get', constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (process.getuid?.() !== 0 || !hasApt()) {
  console.error(`Installing needs root and apt-get. The labs need these Debian packages: ${packages.join(' ')}`);
  process.exitCode = 4;
} else {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Installed for their programs: no service of theirs may start and take this machine's network over.
  const policy = ['-o', 'Dpkg::Options::=--force-confold', '--no-install-recommends', '-y'];
  const updated = await runProgram('apt-get', ['update', '-q'], { env });
  process.exitCode =
    updated === 0 ? await runProgram('apt-get', ['install', '-q', ...policy, ...packages], { env }) : updated;
}
