import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { EnvironmentError } from '../../errors/environment-error.ts';

/**
 * Signs commits by an SSH key as git does with gpg.format=ssh, through the ssh-keygen program.
 * @param keyFile a private key without passphrase, or a public key whose private one an agent holds
 */
export function sshSigner(keyFile: string): (payload: string) => Promise<string> {
  const { PATH, HOME, SSH_AUTH_SOCK } = process.env;
  const env = { PATH, HOME, SSH_AUTH_SOCK, SSH_ASKPASS_REQUIRE: 'never' };
  return (payload) =>
    new Promise((resolve, reject) => {
      const args = ['-Y', 'sign', '-n', 'git', '-f', path.resolve(keyFile)];
      const child = execFile('ssh-keygen', args, { env, timeout: 20_000 }, (error, stdout, stderr) => {
        if (error === null && stdout.includes('BEGIN SSH SIGNATURE')) resolve(stdout);
        else reject(notSigned(keyFile, stderr, error));
      });
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(payload);
    });
}

function notSigned(keyFile: string, stderr: string, cause: unknown): EnvironmentError {
  const why = stderr
    .trim()
    .split('\n')[0]
    ?.replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, 200);
  return new EnvironmentError({
    code: 'not-signed',
    message: `Cannot sign with the key ${keyFile}: ${why === undefined || why === '' ? 'is ssh-keygen there?' : why}.`,
    hint: 'Give an Ed25519 key without passphrase, or a public key whose private one the SSH agent holds.',
    cause,
  });
}
