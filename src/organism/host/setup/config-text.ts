import { parseHostConfig, type HostConfigKeys } from '../host-config.ts';

/** Keys in the order they are written, each with what it means. */
const meanings: Readonly<Record<keyof HostConfigKeys, string>> = {
  remote: 'Where phenotypes come from and the ledger goes to.',
  phenotype: 'Which phenotype this host expresses.',
  kernel: 'networkmanager: changes survive a restart; iproute2: they do not; mock: nothing is changed.',
  state: 'What was pulled, the ledger, undo journals.',
  host: 'Name the ledger is published under (fitness/NAME).',
  'allowed-signers': 'Who may have signed what is pulled (ssh-keygen(1), ALLOWED SIGNERS).',
  metrics: 'Text file for the textfile collector of Prometheus.',
};

export interface ConfigText {
  readonly text: string;
  readonly keys: HostConfigKeys;
  /** Keys that were there with another value than asked for, and stay. */
  readonly kept: readonly (keyof HostConfigKeys)[];
}

/**
 * The configuration file with these keys. What stands in an existing file stays as it is, to the byte; keys that it lacks are
 * added at its end.
 * @param before the existing file; undefined where there is none
 * @throws UsageError `config-syntax`, `config-invalid` where the existing file or a value does not check
 */
export function configText(before: string | undefined, wanted: HostConfigKeys, file: string): ConfigText {
  const known = before === undefined ? {} : parseHostConfig(before, file);
  const names = Object.keys(meanings) as (keyof HostConfigKeys)[];
  const missing = names.filter((name) => wanted[name] !== undefined && known[name] === undefined);
  const kept = names.filter((name) => known[name] !== undefined && differs(wanted[name], known[name]));
  const added = missing.map((name) => `# ${meanings[name]}\n${name} = ${JSON.stringify(wanted[name])}\n`);
  const head = before === undefined ? '# How sg is set up on this host.\n' : before.replace(/([^\n])$/, '$1\n');
  const text =
    before !== undefined && missing.length === 0 ? before : [head, ...added].join(before === undefined ? '\n' : '');
  return { text, keys: parseHostConfig(text, file), kept };
}

function differs(wanted: string | undefined, known: string | undefined): boolean {
  return wanted !== undefined && wanted !== known;
}
