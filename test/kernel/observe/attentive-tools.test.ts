import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attentiveTools } from '../../../src/kernel/observe/attentive-tools.ts';
import { observeLinks, observeNamed } from '../../../src/kernel/observe/observe-host.ts';
import { observeNeighbours, observeRoutes } from '../../../src/kernel/observe/observe-paths.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sg-attentive-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A search path with an `ip` that notes each call in `calls` and does what the script says. */
async function withIp(script: string): Promise<{ search: string; calls: () => Promise<readonly string[]> }> {
  const place = await mkdtemp(path.join(folder, 'bin-'));
  await writeFile(path.join(place, 'ip'), `#!/bin/sh\necho "$*" >> ${place}/calls\n${script}\n`);
  await chmod(path.join(place, 'ip'), 0o755);
  const calls = async (): Promise<readonly string[]> =>
    (await readFile(path.join(place, 'calls'), 'utf8')).trim().split('\n');
  return { search: `${place}:/usr/bin:/bin`, calls };
}

const common = `"flags":["UP","LOWER_UP"],"mtu":1500,"operstate":"UP","link_type":"ether","addr_info":[]`;
const show = `cat <<'END'
[{"ifindex":2,"ifname":"eth0","address":"52:54:00:00:00:01",${common}},{"ifindex":3,"ifname":"eth1","address":"52:54:00:00:00:02",${common}}]
END`;

describe('attentive tools', () => {
  it('give status, output and complaint of each command', async () => {
    const { search } = await withIp('echo "said $3"; echo "no $3" >&2; exit 7');
    const tools = attentiveTools(search);
    for (const name of ['eth0', 'eth1']) {
      const expected = { status: 7, stdout: `said ${name}\n`, stderr: `no ${name}\n` };
      expect(await tools.run('ip', ['link', 'delete', name])).toEqual(expected);
    }
  });

  it('hand over words that a shell would read otherwise as they are', async () => {
    const { search, calls } = await withIp('exit 0');
    await attentiveTools(search).run('ip', ['link', 'delete', '$(id);*']);
    expect(await calls()).toEqual(['link delete $(id);*']);
  });

  it('ask once for what is looked at in the same moment, and again after a change', async () => {
    const { search, calls } = await withIp(show);
    const tools = attentiveTools(search);
    const [first, second] = await Promise.all([observeLinks(tools), observeLinks(tools)]);
    expect(second).toBe(first);
    expect((await observeNamed(tools, ['eth1'])).map(({ name }) => name)).toContain('eth1');
    expect(await calls()).toHaveLength(1);
    await tools.run('ip', ['link', 'set', 'dev', 'eth0', 'up']);
    expect(await observeLinks(tools)).toEqual(first);
    expect(await calls()).toHaveLength(3);
  });

  it('give the very same link where its text is the same', async () => {
    const { search } = await withIp(show);
    const tools = attentiveTools(search);
    const [before] = await observeLinks(tools);
    tools.moment?.end();
    const [after] = await observeLinks(tools);
    expect(after).toBe(before);
  });

  it('end a command that takes too long, and go on', async () => {
    const { search } = await withIp('[ "$3" = eth0 ] && sleep 30; echo done');
    const tools = attentiveTools(search);
    const slow = tools.run('ip', ['link', 'delete', 'eth0'], { timeoutMs: 100 });
    await expect(slow).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(await tools.run('ip', ['link', 'delete', 'eth1'])).toMatchObject({ status: 0, stdout: 'done\n' });
  });

  it('take nothing that a command says for its end, and nothing of one command for another', async () => {
    const { search } = await withIp('for at in 1 2 3 4; do echo "$at 0"; echo "$at 0" >&2; done; [ "$3" != eth0 ]');
    const tools = attentiveTools(search);
    const said = '1 0\n2 0\n3 0\n4 0\n';
    for (const [name, status] of Object.entries({ eth0: 1, eth1: 0 }))
      expect(await tools.run('ip', ['link', 'delete', name])).toEqual({ status, stdout: said, stderr: said });
  });

  it('give each command what it is to read, and no other one', async () => {
    const { search } = await withIp('[ "$3" = all ] && cat || head -n 1');
    const tools = attentiveTools(search);
    const read = async (which: string, input?: string): Promise<string> =>
      (await tools.run('ip', ['link', 'show', which], input === undefined ? {} : { input })).stdout;
    expect(await read('one', 'a\nb\n')).toBe('a\n');
    expect(await read('all')).toBe('');
    expect(await read('all', 'c\nd\n')).toBe('c\nd\n');
    expect(await read('all', 'e')).toBe('e');
  });

  it('do not do a change twice whose shell ended, and go on', async () => {
    const { search, calls } = await withIp('[ "$3" = eth0 ] && kill -9 $PPID; echo done');
    const tools = attentiveTools(search);
    await expect(tools.run('ip', ['link', 'delete', 'eth0'])).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect(await tools.run('ip', ['link', 'delete', 'eth1'])).toMatchObject({ status: 0, stdout: 'done\n' });
    expect(await calls()).toEqual(['link delete eth0', 'link delete eth1']);
  });

  it('say that a program is not installed', async () => {
    const missing = attentiveTools(folder).run('ip', ['-json', 'link', 'show']);
    await expect(missing).rejects.toMatchObject({ code: 'EUNAVAILABLE' });
  });
});

it('asks about all links where it was asked about many one by one', async () => {
  const { search, calls } = await withIp(show);
  const tools = attentiveTools(search);
  for (let at = 0; at < 20; at += 1) await observeNamed(tools, [`port${at}`]);
  const asked = await calls();
  expect(asked.filter((call) => call.includes(' dev ')).length).toBeLessThan(10);
  expect(asked).toContain('-json -details address show');
});

describe('several links', () => {
  const row = (name: string, at: number): string => `[{"ifindex":${at},"ifname":"${name}",${common}}]`;
  const namesOf = async (search: string): Promise<readonly string[]> =>
    (await observeNamed(attentiveTools(search), ['eth1', 'nobody', 'eth0'])).map(({ name }) => name);

  it('are asked about by one call, whether they exist or not', async () => {
    const { search, calls } = await withIp(`while read -r a b c name; do case "$name" in
      eth0) echo '${row('eth0', 2)}' ;; eth1) echo '${row('eth1', 3)}' ;;
      *) echo "Device \\"$name\\" does not exist." >&2; echo 'Command failed -:2' >&2; failed=1 ;;
    esac; done; exit $failed`);
    expect(await namesOf(search)).toEqual(['eth0', 'eth1']);
    expect(await calls()).toEqual(['-json -details -force -batch -']);
  });

  it('are asked about one by one where something else came up', async () => {
    const { search, calls } = await withIp(`case "$*" in
      *batch*) echo '${row('eth0', 2)}'; echo 'Cannot allocate memory' >&2; exit 1 ;;
      *eth0) echo '${row('eth0', 2)}' ;; *eth1) echo '${row('eth1', 3)}' ;;
      *) echo 'Device "nobody" does not exist.' >&2; exit 1 ;;
    esac`);
    expect(await namesOf(search)).toEqual(['eth0', 'eth1']);
    expect(await calls()).toHaveLength(4);
  });
});

const neighbours =
  '[{"dst":"192.0.2.1","dev":"eth0","lladdr":"52:54:00:00:00:09","state":["REACHABLE"],"confirmed":3}]';
const routes = '[{"dst":"default","gateway":"192.0.2.1","dev":"eth0","protocol":"boot","flags":[]}]';

/** Answers a batch line by line, as `ip` does, or a single question. */
const paths = (ofNeighbours: string): string => `answer() {
  case "$1" in neighbour*) ${ofNeighbours} ;; route*) echo '${routes}' ;; esac
}
case "$*" in
  *batch*) while read -r line; do answer "$line"; done ;;
  *neighbour*) answer neighbour ;;
  *) answer route ;;
esac`;

describe('routes and neighbours', () => {
  it('are seen by one call', async () => {
    const { search, calls } = await withIp(paths(`echo '${neighbours}'`));
    const tools = attentiveTools(search);
    const [seen, ways] = await Promise.all([observeNeighbours(tools), observeRoutes(tools)]);
    expect(seen).toMatchObject([{ address: '192.0.2.1', confirmed: 3 }]);
    expect(ways).toMatchObject([{ destination: 'default', hops: [{ via: '192.0.2.1' }] }]);
    expect(await calls()).toHaveLength(1);
    tools.moment?.end();
    expect((await observeRoutes(tools))[0]).toBe(ways[0]);
  });

  it('are asked for one by one where no line tells of nothing', async () => {
    const { search } = await withIp(paths(':'));
    const tools = attentiveTools(search);
    expect(await observeNeighbours(tools)).toEqual([]);
    expect(await observeRoutes(tools)).toMatchObject([{ destination: 'default' }]);
  });
});
