import { UsageError } from '../../errors/usage-error.ts';

/** One line of an allowed-signers file. */
export interface AllowedSigner {
  /** Who, as the file names them: `alice@example.org`. */
  readonly principals: string;
  /** Base64 of the public key. */
  readonly key: string;
}

/**
 * Reads an allowed-signers file (ssh-keygen(1), "ALLOWED SIGNERS"): principals, options, an Ed25519 key. What is not
 * understood is refused rather than allowed. Keys whose option `namespaces` leaves out git are left out.
 * @throws UsageError `allowed-signers-invalid`
 */
export function parseAllowedSigners(text: string, file: string): readonly AllowedSigner[] {
  return text.split('\n').flatMap((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return [];
    const [, principals, options = '', type, key] =
      /^("[^"]+"|\S+)\s+(?:((?:[a-z-]+(?:="[^"]*")?,?)+)\s+)?((?:ssh|ecdsa|sk)-\S+)\s+([A-Za-z0-9+/]+=*)(?:\s.*)?$/.exec(
        line,
      ) ?? [];
    if (principals === undefined || key === undefined || type === undefined)
      throw invalid(file, index, 'not understood');
    if (type !== 'ssh-ed25519') throw invalid(file, index, `a key of type ${type}; Ed25519 keys are known here`);
    const [, namespaces, others] = /^(?:namespaces="([^"]*)")?(.*)$/.exec(options) ?? [];
    if (others !== undefined && others !== '')
      throw invalid(file, index, `the option "${others.slice(0, 60)}", which is not known here`);
    const forGit = namespaces === undefined || namespaces.split(',').some((name) => name === 'git' || name === '*');
    return forGit ? [{ principals: principals.replaceAll('"', ''), key }] : [];
  });
}

function invalid(file: string, index: number, found: string): UsageError {
  return new UsageError({
    code: 'allowed-signers-invalid',
    message: `${file}:${index + 1}: expected "PRINCIPAL [namespaces=\\"git\\"] ssh-ed25519 KEY", found ${found}.`,
    hint: 'The format is described in ssh-keygen(1) under ALLOWED SIGNERS.',
  });
}
