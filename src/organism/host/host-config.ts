import path from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { IntegrityError } from '../../errors/integrity-error.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { describeIssues, faultLine } from '../../genome/describe-issues.ts';
import { parseToml } from '../../genome/parse-toml.ts';
import { readTextIfPresent } from '../../git/read-if-present.ts';
import { isPhenotypeName } from '../../phenotype/phenotype-path.ts';
import { modeOf } from './file-mode.ts';

/** Where a host says how it is set up. */
export const hostConfigFile = '/etc/sg/config.toml';
/** Where it keeps what it pulled and what it learnt, unless the file says otherwise. */
export const hostStateFolder = '/var/lib/sg';

/** An absolute path in its shortest form. */
const absolutePath = z
  .string()
  .max(4000)
  .refine((text) => path.isAbsolute(text) && path.resolve(text) === text && !/\p{Cc}/u.test(text), {
    message: 'expected an absolute path without "..", a slash at its end or control characters',
  });

const line = z
  .string()
  .min(1)
  .max(2000)
  .regex(/^[^\p{Cc}]*$/u, 'expected text without control characters');

/** The keys of the file; none has to be there. */
const hostConfigSchema = z.strictObject({
  /** Address of the repository that phenotypes come from and the ledger goes to. */
  remote: z.exactOptional(line),
  phenotype: z.exactOptional(z.string().refine(isPhenotypeName, { message: 'expected the name of a phenotype' })),
  kernel: z.exactOptional(z.enum(['mock', 'iproute2', 'networkmanager'])),
  state: z.exactOptional(absolutePath),
  /** Name the ledger is published under; the machine's own when left out. */
  host: z.exactOptional(z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/, 'expected a host name')),
  /** Who may have signed what is pulled (ssh-keygen(1), ALLOWED SIGNERS). */
  'allowed-signers': z.exactOptional(absolutePath),
  /** Prometheus text file that `sg metrics` writes. */
  metrics: z.exactOptional(absolutePath),
});

export type HostConfigKeys = z.output<typeof hostConfigSchema>;

export interface HostConfig extends Omit<HostConfigKeys, 'state'> {
  /** The file it was read from. */
  readonly file: string;
  readonly state: string;
}

/**
 * How this host is set up: /etc/sg/config.toml, or the file that SG_CONFIG names (a missing one is an error then).
 * @returns `undefined` where the host is not set up
 * @throws UsageError `config-missing`, `config-syntax`, `config-invalid`; IntegrityError `config-writable`;
 * EnvironmentError `file-unreadable`
 */
export async function readHostConfig(): Promise<HostConfig | undefined> {
  const named = process.env['SG_CONFIG'];
  const file = named ?? hostConfigFile;
  const text = await readTextIfPresent(file);
  if (text === undefined) {
    if (named === undefined) return undefined;
    throw new UsageError({
      code: 'config-missing',
      message: `Expected the configuration of this host in ${file} (SG_CONFIG), but there is no such file.`,
      hint: '`sg host install` makes /etc/sg/config.toml; SG_CONFIG is for another place.',
    });
  }
  // Whoever writes the file decides where root takes its instructions from.
  if (((await modeOf(file)) ?? 0) & 0o002) {
    throw new IntegrityError({
      code: 'config-writable',
      message: `Expected ${file} to be writable by its owner only, but everybody may write it.`,
      hint: `See that nobody changed it, then \`chmod o-w ${file}\`.`,
    });
  }
  const { state = hostStateFolder, ...keys } = parseHostConfig(text, file);
  return { ...keys, file, state };
}

/** @throws UsageError `config-syntax`, `config-invalid` */
export function parseHostConfig(text: string, file: string): HostConfigKeys {
  const toml = parseToml(text, file, 'config-syntax');
  if (!toml.ok) throw new UsageError(toml.fault);
  const checked = hostConfigSchema.safeParse(toml.value);
  if (checked.success) return checked.data;
  throw new UsageError({
    code: 'config-invalid',
    message: `${file}: ${faultLine(describeIssues(hostConfigSchema, checked.error.issues))}`,
    hint: 'The handbook lists the keys of this file.',
    details: { file },
  });
}
