import { execFile, execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { findRepository } from '../../../src/git/repository.ts';
import { dormantOrganism } from '../../../src/organism/open-organism.ts';
import { runningTree } from '../../../src/organism/host/host-place.ts';
import { openWorkspace } from '../../../src/organism/workspace.ts';
import { environment, git, Publisher, SharedForge, pull, temporaryFolder } from './host-fixture.ts';

const exec = promisify(execFile);
const locus = 'bridge_create';

const shared = SharedForge.forFile();
let publisher: Publisher;

beforeEach(async () => {
  publisher = Publisher.make(shared.template);
  await git(shared.forge.state.git.dir, 'update-ref', '-d', 'refs/heads/phenotype/default');
});

async function host(): Promise<string> {
  const root = temporaryFolder();
  await publisher.publish('origin');
  await pull(root, { remote: shared.forge.remote });
  return root;
}

/** Puts a commit that `sg publish` would refuse to make on the branch, as whoever holds the remote can. */
async function forced(edit: (root: string) => void, ...args: readonly string[]): Promise<string> {
  const root = temporaryFolder();
  await exec('git', ['clone', '--quiet', '--branch', 'phenotype/default', shared.forge.state.git.dir, root]);
  edit(root);
  await git(root, 'add', '-A');
  await git(root, ...args, 'commit', '--quiet', '--allow-empty', '-m', 'forced');
  await git(root, 'push', '--quiet', 'origin', 'HEAD');
  return git(root, 'rev-parse', 'HEAD');
}

describe('a host', () => {
  it('takes what is expressed, and nothing else, and runs it', async () => {
    publisher.genome.allele(locus, '// in the pool, not expressed\n');
    await publisher.commit('more in the pool');
    const root = temporaryFolder();
    const published = await publisher.publish('origin');

    const result = await pull(root, { remote: shared.forge.remote });

    expect(result).toMatchObject({ commit: published.commit, before: null, changed: true, alleles: published.alleles });
    const names = readdirSync(path.join(result.current, 'genome', locus));
    expect(names.filter((name) => name.endsWith('.ts') && name !== 'contract.d.ts')).toEqual(
      publisher.genome
        .expressed(locus)
        .map((digest) => `${digest}.ts`)
        .sort(),
    );
    expect(existsSync(path.join(result.current, 'genome', locus, 'graveyard.toml'))).toBe(false);
    const workspace = await openWorkspace(root);
    expect(workspace.root).toBe((await findRepository(root)).root);
    const { alleles } = await dormantOrganism(workspace, 'default');
    expect((await alleles.load(locus)).map(({ digest }) => digest)).toEqual(publisher.genome.expressed(locus));
  });

  it('does nothing when there is nothing new, and takes what is new on top', async () => {
    const root = await host();

    expect(await pull(root, {})).toMatchObject({ changed: false });
    const before = realpathSync(runningTree(root));
    await publisher.change('changed');
    await publisher.publish('origin');
    expect(await pull(root, { dryRun: true })).toMatchObject({ changed: false, dryRun: true });
    expect(realpathSync(runningTree(root))).toBe(before);
    expect(await pull(root, {})).toMatchObject({ changed: true });
    expect(readFileSync(path.join(runningTree(root), 'phenotypes', 'default.toml'), 'utf8')).toContain('"changed"');
    // What began before goes on reading what it began with.
    expect(readFileSync(path.join(before, 'phenotypes', 'default.toml'), 'utf8')).not.toContain('"changed"');
  });

  it('mends a tree that was tampered with here', async () => {
    const root = await host();
    const { file } = publisher.allele(locus);
    const place = path.join(runningTree(root), file);
    execFileSync('chmod', ['u+w', place]);
    appendFileSync(place, '\n// tampered\n');

    await pull(root, {});

    expect(readFileSync(path.join(runningTree(root), file), 'utf8')).toBe(
      publisher.genome.source(locus, publisher.allele(locus).digest),
    );
  });

  it('refuses a folder that somebody works in', async () => {
    await publisher.publish('origin');
    await expect(pull(publisher.root, {})).rejects.toMatchObject({ code: 'not-a-host', exitStatus: 2 });
  });
});

describe('what a host refuses', () => {
  /** The pull fails like this, and what ran before still does. */
  async function refuses(root: string, request: Parameters<typeof pull>[1], fault: object): Promise<void> {
    const before = runningTree(root);
    const good = await git(root, 'rev-parse', 'refs/sg/good/default');
    await expect(pull(root, request)).rejects.toMatchObject(fault);
    expect(runningTree(root)).toBe(before);
    expect(await git(root, 'rev-parse', 'refs/sg/good/default')).toBe(good);
    const { alleles } = await dormantOrganism(await openWorkspace(root), 'default');
    expect((await alleles.load(locus)).length).toBeGreaterThan(0);
  }

  it('what does not check, whatever it is', async () => {
    const root = await host();
    const { file } = publisher.allele(locus);
    const good = await git(shared.forge.state.git.dir, 'rev-parse', 'phenotype/default');
    const spoilt: Record<string, (clone: string) => void> = {
      'allele-digest-mismatch': (clone) => {
        appendFileSync(path.join(clone, file), '\n// tampered\n');
      },
      'certificate-missing': (clone) => {
        rmSync(path.join(clone, file.replace(/\.ts$/, '.toml')));
      },
      'allele-missing': (clone) => {
        rmSync(path.join(clone, file));
      },
      'contract-errors': (clone) => {
        writeFileSync(path.join(clone, 'contracts/genes/bridge_create.sg'), 'gene\n');
      },
      'symbolic-link': (clone) => {
        rmSync(path.join(clone, file));
        symlinkSync('/etc/passwd', path.join(clone, file));
      },
    };
    for (const [fault, spoil] of Object.entries(spoilt)) {
      await forced(spoil);
      const details = expect.objectContaining({ fault }) as object;
      await refuses(root, {}, { code: 'phenotype-refused', exitStatus: 3, details });
      await git(shared.forge.state.git.dir, 'update-ref', 'refs/heads/phenotype/default', good);
    }
    expect(await pull(root, {})).toMatchObject({ commit: good, changed: false });
  });

  it('a history that goes back, and one that is another', async () => {
    const root = temporaryFolder();
    const { commit: first } = await publisher.publish('origin');
    await pull(root, { remote: shared.forge.remote });
    await publisher.change('second');
    await publisher.publish('origin');
    await pull(root, {});

    await git(shared.forge.state.git.dir, 'update-ref', 'refs/heads/phenotype/default', first ?? '');
    await refuses(
      root,
      {},
      {
        code: 'history-went-back',
        exitStatus: 3,
        message: expect.stringContaining('older') as string,
      },
    );
    const tree = await git(shared.forge.state.git.dir, 'rev-parse', `${first ?? ''}^{tree}`);
    const other = await git(shared.forge.state.git.dir, 'commit-tree', tree, '-m', 'another history');
    await git(shared.forge.state.git.dir, 'update-ref', 'refs/heads/phenotype/default', other);
    await refuses(root, {}, { code: 'history-went-back', exitStatus: 3 });
    await refuses(root, { trust: first ?? '' }, { code: 'history-went-back' });
    expect(await pull(root, { trust: other })).toMatchObject({ commit: other, changed: true });
  });

  it('a remote that is gone', async () => {
    const root = await host();

    await refuses(root, { remote: 'http://127.0.0.1:1/genome.git' }, { code: 'remote-unreachable', exitStatus: 4 });
    await git(shared.forge.state.git.dir, 'update-ref', '-d', 'refs/heads/phenotype/default');
    await refuses(root, {}, { code: 'unknown-remote-branch', exitStatus: 2 });
    environment('SG_TOKEN', 'wrong');
    await refuses(root, {}, { code: 'remote-refused', exitStatus: 4 });
  });
});

describe('signatures', () => {
  async function key(name: string): Promise<{ readonly file: string; readonly line: string }> {
    const file = path.join(temporaryFolder(), name);
    await exec('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file]);
    return { file, line: `${name}@example.org ${readFileSync(`${file}.pub`, 'utf8')}` };
  }

  it('by an allowed signer are asked for and believed', async () => {
    const { file, line } = await key('alice');
    const signers = path.join(temporaryFolder(), 'signers');
    writeFileSync(signers, `# who publishes\n${line}`);
    const published = await publisher.publish('origin', file);
    const root = temporaryFolder();

    const result = await pull(root, { remote: shared.forge.remote, allowedSigners: signers });

    expect(result.signer).toBe('alice@example.org');
    // Git itself agrees.
    const config = ['-c', 'gpg.format=ssh', '-c', `gpg.ssh.allowedSignersFile=${signers}`];
    await git(publisher.root, ...config, 'verify-commit', published.commit ?? '');
  });

  it('by git are believed as well', async () => {
    const { file, line } = await key('alice');
    const root = await host();
    await git(root, 'config', 'sg.requireSigned', 'true');
    await git(root, 'config', 'gpg.ssh.allowedSignersFile', 'signers');
    writeFileSync(path.join(root, 'signers'), line);
    await publisher.publish('origin');
    const commit = await forced(
      () => undefined,
      '-c',
      'gpg.format=ssh',
      '-c',
      `user.signingkey=${file}`,
      '-c',
      'commit.gpgsign=true',
    );

    expect(await pull(root, {})).toMatchObject({ commit, signer: 'alice@example.org' });
  });

  it.each(['nobody', 'mallory', 'a changed commit', 'a file'] as const)('of %s are refused', async (who) => {
    const [alice, mallory] = [await key('alice'), await key('mallory')];
    const signers = path.join(temporaryFolder(), 'signers');
    writeFileSync(signers, alice.line);
    const root = await host();
    const before = runningTree(root);
    await publisher.change('next');
    await publisher.publish('origin', who === 'nobody' ? undefined : who === 'mallory' ? mallory.file : alice.file);
    if (who === 'a changed commit' || who === 'a file') await exchangeCommit(who, alice.file);

    await expect(pull(root, { allowedSigners: signers })).rejects.toMatchObject({
      code: {
        nobody: 'commit-not-signed',
        mallory: 'signer-not-allowed',
        'a changed commit': 'signature-wrong',
        'a file': 'signature-wrong',
      }[who],
      exitStatus: 3,
    });
    expect(runningTree(root)).toBe(before);
  });

  /** Keeps the signature of the newest commit over other words, or signs the same words for another purpose. */
  async function exchangeCommit(what: 'a changed commit' | 'a file', keyFile: string): Promise<void> {
    const { dir } = shared.forge.state.git;
    const text = execFileSync('git', ['-C', dir, 'cat-file', 'commit', 'phenotype/default'], { encoding: 'utf8' });
    let forged = text.replace('publish default', 'publish defaulT');
    if (what === 'a file') {
      const payload = text.replace(/^gpgsig [^]*?-----END SSH SIGNATURE-----\n(?= ?\n|\n)?/m, '').replace(/^ \n/m, '');
      const signature = execFileSync('ssh-keygen', ['-Y', 'sign', '-n', 'file', '-f', keyFile], {
        input: payload,
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const [head = '', ...rest] = payload.split('\n\n');
      forged = `${head}\ngpgsig ${signature.trim().replaceAll('\n', '\n ')}\n\n${rest.join('\n\n')}`;
    }
    const commit = execFileSync('git', ['-C', dir, 'hash-object', '-t', 'commit', '-w', '--stdin'], {
      input: forged,
      encoding: 'utf8',
    });
    await git(dir, 'update-ref', 'refs/heads/phenotype/default', commit.trim());
  }

  it('a policy that makes no sense lets nothing through', async () => {
    const root = await host();
    await git(root, 'config', 'sg.requireSigned', 'maybe');
    await expect(pull(root, {})).rejects.toMatchObject({ code: 'signature-policy-invalid' });
    await git(root, 'config', 'sg.requireSigned', 'true');
    await expect(pull(root, {})).rejects.toMatchObject({ code: 'signature-policy-invalid' });
    writeFileSync(path.join(root, 'signers'), 'alice cert-authority ssh-ed25519 AAAA\n');
    await git(root, 'config', 'gpg.ssh.allowedSignersFile', 'signers');
    await expect(pull(root, {})).rejects.toMatchObject({ code: 'allowed-signers-invalid' });
  });
});

const mayMount = process.getuid?.() === 0 && process.platform === 'linux';

describe.runIf(mayMount)('a disk that is full', () => {
  it('keeps what runs, and says what to do', async ({ skip }) => {
    const root = temporaryFolder();
    await publisher.publish('origin');
    try {
      await exec('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'sg-test', root]);
    } catch {
      skip('a container may be root and still not mount');
    }
    onTestFinished(() => {
      execFileSync('umount', ['-l', root]);
    });
    await pull(root, { remote: shared.forge.remote });
    const before = runningTree(root);
    await publisher.change('x'.repeat(3000));
    await publisher.publish('origin');
    const fill = path.join(root, 'fill');
    mkdirSync(path.join(root, '.sg'), { recursive: true });
    await exec('sh', ['-c', `dd if=/dev/zero of=${fill} bs=4096 2>/dev/null || true`]);

    await expect(pull(root, {})).rejects.toMatchObject({
      exitStatus: 4,
      message: expect.stringMatching(/ENOSPC/) as string,
    });
    expect(runningTree(root)).toBe(before);
    const { alleles } = await dormantOrganism(await openWorkspace(root), 'default');
    expect((await alleles.load(locus)).length).toBeGreaterThan(0);
    execFileSync('rm', [fill]);
    expect(await pull(root, {})).toMatchObject({ changed: true });
  });
});
