import { homedir } from 'node:os';
import path from 'node:path';
import { IntegrityError } from '../../errors/integrity-error.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { configValue } from '../../git/git-config.ts';
import { readTextIfPresent } from '../../git/read-if-present.ts';
import { readLocalConfig } from '../../git/repository-format.ts';
import type { Repository } from '../../git/repository.ts';
import { parseAllowedSigners, type AllowedSigner } from '../../git/signature/allowed-signers.ts';
import { readSignedCommit } from '../../git/signature/signed-commit.ts';
import { checkSshSignature } from '../../git/signature/ssh-signature.ts';

/** Who must have signed what this host runs; `undefined` where nobody need have. */
export type SignaturePolicy = readonly AllowedSigner[] | undefined;

/**
 * The policy of a host: an allowed-signers file given for this once, or `sg.requireSigned` with
 * `gpg.ssh.allowedSignersFile` in the repository's own git config. What is fetched has no say in it.
 * @throws UsageError `signature-policy-invalid`, `allowed-signers-invalid`
 */
export async function signaturePolicy(repository: Repository, given: string | undefined): Promise<SignaturePolicy> {
  const config = await readLocalConfig(repository);
  const wanted = configValue(config, 'sg.requiresigned')?.toLowerCase() ?? 'false';
  if (!/^(true|yes|on|1|false|no|off|0)$/.test(wanted)) throw invalid(`sg.requireSigned is neither true nor false`);
  const file = given ?? configValue(config, 'gpg.ssh.allowedsignersfile');
  if (given === undefined && !/^(true|yes|on|1)$/.test(wanted)) return undefined;
  if (file === undefined) throw invalid('gpg.ssh.allowedSignersFile is not set');
  const place = signersPlace(repository, file);
  const text = await readTextIfPresent(given === undefined ? place : path.resolve(given));
  if (text === undefined) throw invalid(`there is no file ${file}`);
  return parseAllowedSigners(text, file);
}

/** The allowed-signers file of the repository's config; `undefined` where it names none. */
export async function allowedSignersPath(repository: Repository): Promise<string | undefined> {
  const file = configValue(await readLocalConfig(repository), 'gpg.ssh.allowedsignersfile');
  return file === undefined ? undefined : signersPlace(repository, file);
}

function signersPlace({ root }: Repository, file: string): string {
  return file.startsWith('~/') ? path.join(homedir(), file.slice(2)) : path.resolve(root, file);
}

/**
 * Who signed a commit, as the policy names them; `null` where it asks for nobody.
 * @throws IntegrityError `commit-not-signed`, `signature-wrong`, `signer-not-allowed`, `commit-unreadable`
 */
export async function assertSigned(
  repository: Repository,
  commit: string,
  policy: SignaturePolicy,
): Promise<string | null> {
  if (policy === undefined) return null;
  const { payload, signature } = await readSignedCommit(repository, commit);
  if (signature === undefined) throw refused('commit-not-signed', commit, 'it is not signed');
  const checked = checkSshSignature(signature, payload);
  if ('fault' in checked) throw refused('signature-wrong', commit, checked.fault);
  const signer = policy.find(({ key }) => key === checked.key);
  if (signer !== undefined) return signer.principals;
  throw refused('signer-not-allowed', commit, 'nobody with that key may sign for this host');
}

function refused(code: string, commit: string, why: string): IntegrityError {
  return new IntegrityError({
    code,
    message: `Expected commit ${commit.slice(0, 12)} to be signed by an allowed signer: ${why}.`,
    hint: 'The phenotype that ran before keeps running. `sg publish --sign-key FILE` signs.',
    details: { commit },
  });
}

function invalid(why: string): UsageError {
  return new UsageError({
    code: 'signature-policy-invalid',
    message: `Expected the signature policy of this host to be complete, but ${why}.`,
    hint: 'Set sg.requireSigned=true and gpg.ssh.allowedSignersFile=FILE in .git/config.',
  });
}
