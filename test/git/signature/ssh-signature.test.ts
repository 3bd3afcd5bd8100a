import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllowedSigners } from '../../../src/git/signature/allowed-signers.ts';
import { sshSigner } from '../../../src/git/signature/sign-with-ssh.ts';
import { checkSshSignature } from '../../../src/git/signature/ssh-signature.ts';

let folder: string;
let publicKey: string;
let signature: string;
const payload = Buffer.from('tree 1\n\na commit\n');

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sg-signature-'));
  const file = path.join(folder, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  publicKey = readFileSync(`${file}.pub`, 'utf8').split(' ')[1] ?? '';
  signature = await sshSigner(file)(payload.toString());
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('an SSH signature', () => {
  it('names its key', () => {
    expect(checkSshSignature(signature, payload)).toEqual({ key: publicKey });
  });

  it('holds for no other text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (other) => {
        fc.pre(Buffer.compare(payload, other) !== 0);
        expect(checkSshSignature(signature, other)).toHaveProperty('fault');
      }),
    );
  });

  it('does not survive a changed or missing byte', () => {
    const body = signature.replaceAll(/-----[^-]+-----|\s/g, '');
    const blob = Buffer.from(body, 'base64');
    const armoured = (bytes: Buffer): string =>
      `-----BEGIN SSH SIGNATURE-----\n${bytes.toString('base64')}\n-----END SSH SIGNATURE-----\n`;
    expect(checkSshSignature(armoured(blob), payload)).toEqual({ key: publicKey });
    for (let at = 0; at < blob.length; at += 1) {
      const changed = Buffer.from(blob);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(checkSshSignature(armoured(changed), payload)).not.toEqual({ key: publicKey });
      expect(checkSshSignature(armoured(blob.subarray(0, at)), payload)).toHaveProperty('fault');
    }
  });

  it('of another kind is none', () => {
    expect(
      checkSshSignature('-----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE-----', payload),
    ).toHaveProperty('fault');
  });
});

describe('an allowed-signers file', () => {
  const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIExample';

  it('names who may sign for git', () => {
    const text = [
      '# people',
      `alice@example.org ssh-ed25519 ${key}1 a comment`,
      `bob@example.org,rob@example.org namespaces="git,file" ssh-ed25519 ${key}2`,
      `carol@example.org namespaces="file" ssh-ed25519 ${key}3`,
      '',
    ].join('\n');
    expect(parseAllowedSigners(text, 'signers')).toEqual([
      { principals: 'alice@example.org', key: `${key}1` },
      { principals: 'bob@example.org,rob@example.org', key: `${key}2` },
    ]);
  });

  it.each([
    `alice cert-authority ssh-ed25519 ${key}`,
    `alice valid-before="20200101" ssh-ed25519 ${key}`,
    `alice namespaces="git",valid-before="20200101" ssh-ed25519 ${key}`,
    `alice ssh-rsa ${key}`,
    'alice ssh-ed25519',
    'alice',
  ])('with the line %j is refused', (line) => {
    expect(() => parseAllowedSigners(line, 'signers')).toThrow(
      expect.objectContaining({ code: 'allowed-signers-invalid' }) as Error,
    );
  });
});
