import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sshPeer, type SshPeer } from '../../../src/kernel/observe/ssh-peer.ts';

/** @param processes by their ids: the parent, and the environment */
function peerOf(processes: Readonly<Record<number, readonly [number, ...string[]]>>, pid: number): SshPeer | undefined {
  const proc = mkdtempSync(path.join(tmpdir(), 'sg-test-'));
  onTestFinished(() => {
    rmSync(proc, { recursive: true });
  });
  for (const [id, [parent, ...environment]] of Object.entries(processes)) {
    mkdirSync(path.join(proc, id));
    writeFileSync(path.join(proc, id, 'status'), `Name:\tsh\nPPid:\t${parent}\n`);
    writeFileSync(path.join(proc, id, 'environ'), environment.map((one) => `${one}\0`).join(''));
  }
  return sshPeer(proc, pid);
}

describe('the other end of an ssh session', () => {
  const session = 'SSH_CONNECTION=198.51.100.7 52144 192.0.2.10 22';

  it('is told by the environment', () => {
    expect(peerOf({ 7: [1, 'HOME=/root', session] }, 7)).toEqual({ address: '198.51.100.7' });
  });

  it('is told by the nearest parent where sudo has taken it out of the environment', () => {
    expect(peerOf({ 9: [8], 8: [7, 'SUDO_UID=1000'], 7: [6, session], 6: [1] }, 9)).toEqual({
      address: '198.51.100.7',
    });
  });

  it('may be link-local, then with its device', () => {
    const link = 'SSH_CONNECTION=fe80::1%eth3 52144 fe80::2%eth3 22';
    expect(peerOf({ 7: [1, link] }, 7)).toEqual({ address: 'fe80::1', device: 'eth3' });
  });

  it.each(['SSH_CONNECTION=; reboot 1 2 3', 'SSH_CONNECTION=gateway 1 2 3', 'MY_SSH_CONNECTION=192.0.2.1 1 2 3'])(
    'is nobody for %j',
    (text) => {
      expect(peerOf({ 7: [1, text] }, 7)).toBeUndefined();
    },
  );

  it('is nobody without a session, or in a ring of parents', () => {
    expect(peerOf({ 7: [1], 1: [0] }, 7)).toBeUndefined();
    expect(peerOf({ 7: [8], 8: [7] }, 7)).toBeUndefined();
  });
});
