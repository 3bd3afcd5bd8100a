import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIp } from '../../src/kernel/ip-address.ts';
import { isDeviceName } from '../../src/kernel/names.ts';
import { addressesSet, bondMembers } from '../../src/kernel/observe/read-sysfs.ts';
import { sshPeer } from '../../src/kernel/observe/ssh-peer.ts';
import { checkPrivileges } from '../../src/organism/doctor/check-program.ts';
import type { Scene } from '../../src/organism/doctor/finding.ts';
import { budget, timeLimit } from './budget.ts';
import { hostileText, mutatedText } from './mutations.ts';

const pid = 7;

/** What the kernel says of a bond and its cards, and of the process that asks and its parents. */
const usual = {
  'net/eth0/addr_assign_type': '3\n',
  'net/eth0/ifindex': '2\n',
  'net/bond0/addr_assign_type': '3\n',
  'net/bond0/ifindex': '5\n',
  'net/bond0/bonding/slaves': 'eth0 eth1\n',
  'proc/7/status': 'Name:\tsg\nPPid:\t6\nCapEff:\t000001ffffffffff\n',
  'proc/7/environ': 'PATH=/bin\0HOME=/root\0',
  'proc/6/status': 'Name:\tsudo\nPPid:\t5\n',
  'proc/6/environ': 'SSH_CONNECTION=fe80::1%eth0 50000 fe80::2 22\0TERM=xterm\0',
} as const;

type Place = keyof typeof usual;
const places = Object.keys(usual) as Place[];

/** Another text, none, nothing at all, very much, a folder, a link to itself, or what another file says. */
type Change = (file: string) => void;

function anew(make: Change): Change {
  return (file) => {
    rmSync(file, { recursive: true });
    make(file);
  };
}

const changes: Record<string, Change> = {
  empty: (file) => {
    truncateSync(file);
  },
  gone: (file) => {
    rmSync(file);
  },
  long: (file) => {
    truncateSync(file, 3_000_000);
  },
  folder: anew(mkdirSync),
  loop: anew((file) => {
    symlinkSync(file, file);
  }),
  'folder gone': (file) => {
    rmSync(path.dirname(file), { recursive: true, force: true });
  },
};

const said: Arbitrary<string> = fc.oneof(
  hostileText,
  mutatedText(Object.values(usual)),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map((number) => `${number}\n`),
  fc.constantFrom(
    'PPid:\t7\nCapEff:\tffffffffffffffffffffffff\n',
    'PPid:\t99999999999999999999\n',
    '3',
    ' 3 \n\n',
    '2\0',
  ),
  fc.constantFrom('SSH_CONNECTION=$(x) 1', 'SSH_CONNECTION=::1%/.. 1 2 3', 'eth0 eth0 ../eth1 -rf a\u001b[2J'),
);

const edits = fc.dictionary(
  fc.constantFrom(...places),
  fc.oneof(
    {
      weight: 3,
      arbitrary: said.map((text): Change => (file) => {
        writeFileSync(file, text);
      }),
    },
    { weight: 2, arbitrary: fc.constantFrom(...Object.values(changes)) },
  ),
  { minKeys: 1, maxKeys: 3 },
);

describe('what the kernel tells in files', () => {
  it(
    'is believed where it makes sense, and is nothing where it does not',
    () =>
      fc.assert(
        fc.asyncProperty(edits, async (edited) => {
          const root = mkdtempSync(path.join(tmpdir(), 'sg-sysfs-'));
          try {
            for (const [place, text] of Object.entries(usual)) {
              mkdirSync(path.dirname(path.join(root, place)), { recursive: true });
              writeFileSync(path.join(root, place), text);
            }
            for (const [place, change] of Object.entries(edited)) ifThere(change, path.join(root, place));
            await expectSense(root);
          } finally {
            rmSync(root, { recursive: true });
          }
        }),
        budget(40),
      ),
    timeLimit(),
  );
});

/** A change before may have taken the folder away. */
function ifThere(change: Change, file: string): void {
  try {
    change(file);
  } catch (error) {
    expect((error as NodeJS.ErrnoException).syscall).toBeDefined();
  }
}

async function expectSense(root: string): Promise<void> {
  const [net, proc] = [path.join(root, 'net'), path.join(root, 'proc')];
  const links = [
    { ifname: 'eth0', ifindex: 2 },
    { ifname: 'bond0', ifindex: 5 },
  ];
  for (const name of addressesSet(links, net)) expect(links.map(({ ifname }) => ifname)).toContain(name);
  const members = await bondMembers('bond0', net);
  expect(members.filter((name) => !isDeviceName(name))).toEqual([]);
  const peer = sshPeer(proc, pid);
  if (peer !== undefined) expect(parseIp(peer.address)).toBeDefined();
  if (peer?.device !== undefined) expect(isDeviceName(peer.device)).toBe(true);
  const scene = { kernel: 'iproute2' } as unknown as Scene;
  expect((await checkPrivileges(scene, 0, path.join(proc, String(pid), 'status'))).found.length).toBeLessThanOrEqual(1);
}
