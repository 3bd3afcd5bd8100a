import { isIP } from 'node:net';
import { TomlDate } from 'smol-toml';
import { z } from 'zod';
import { isLocusName } from '../genome/allele-path.ts';
import { certificateTime } from '../genome/certificate.ts';
import { isSha256, type Sha256 } from '../model/digest.ts';
import { defaultWeights, type FitnessWeights } from '../model/fitness-weights.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { risks, type Risk } from '../model/risk.ts';
import { isHostName } from './canary.ts';
import { isPhenotypeName } from './phenotype-path.ts';

/** What one kind of deployment expresses: `phenotypes/<name>.toml` once it has been checked. */
export interface Phenotype {
  readonly name: string;
  readonly description: string;
  readonly hardware: Hardware;
  /** Values for what topologies take, by name; what fits is for the topology's contract to say. */
  readonly parameters: JsonObject;
  readonly policy: Policy;
  /** In the order of the file. */
  readonly loci: ReadonlyMap<string, LocusExpression>;
  /** Pathways that run by a fused allele, by name. */
  readonly fusion: Readonly<Record<string, FusionEntry>>;
}

export interface Hardware {
  /** Interface names behind `nic.0`, `nic.1`, in that order. */
  readonly nic: readonly string[];
  /** Interfaces no gene may take, change or set down, beside those the host is reached through. */
  readonly protected: readonly string[];
  /** Interfaces that may be touched although they are protected. */
  readonly allow: readonly string[];
  /** IP addresses that must go on answering through every change, beside the gateways; those that answer before it. */
  readonly reachability?: readonly string[];
}

/** `[fusion.<pathway>]`: the allele at the pathway's own locus that stands for its steps. */
export interface FusionEntry {
  readonly allele: Sha256;
  /** Digest of the steps' alleles it was made of: while they are expressed, it is used. */
  readonly composition: Sha256;
  /** RFC 3339 in UTC. */
  readonly since: string;
}

export const captures = ['full', 'redacted', 'digest'] as const;
/** Whether a pathway that is ready is fused at once, when somebody says so, or not at all. */
export const fusionPolicies = ['auto', 'manual', 'off'] as const;
export const mutationPolicies = ['capture', 'none', 'auto', 'mock', 'claude', 'openai', 'command'] as const;

/** Where a host's work is done again on a mock of it by the allele next in line: nowhere, at risk medium and above, always. */
export const shadowPolicies = ['off', 'risk', 'all'] as const;

export interface Policy {
  /** How much of a failure case is kept: everything, all but names and addresses, or digests only. */
  readonly capture: (typeof captures)[number];
  /** Where a failure goes when the stack is exhausted: captured only, nowhere, or to the named engine at once. */
  readonly mutation: (typeof mutationPolicies)[number];
  readonly fusion: (typeof fusionPolicies)[number];
  /** `risk` where it is left out. */
  readonly shadow?: (typeof shadowPolicies)[number];
  /** Weights of the fitness score for loci that have none of their own. */
  readonly weights: FitnessWeights;
  /** Error rates of the sequential test; the defaults of selection where absent. */
  readonly alpha?: number;
  readonly alphaDemote?: number;
  /** How many hosts have to agree before their ledgers promote at a risk, and before they demote; the same defaults. */
  readonly hosts?: Readonly<Partial<Record<Risk | 'demote', number>>>;
}

/** The expression of one locus. A digest stands at one place only. */
export interface LocusExpression {
  readonly dominant?: Sha256;
  /** Tried in this order after the dominant. */
  readonly fallback: readonly Sha256[];
  /** Never tried. */
  readonly deprecated: readonly Sha256[];
  readonly weights?: FitnessWeights;
  readonly canary?: Canary;
}

/** An allele that a stable share of hosts, or those named, ask before the stack; one of `share` and `hosts` is there. */
export interface Canary {
  readonly allele: Sha256;
  /** 0 to 1. */
  readonly share?: number;
  /** As their ledgers are published under. */
  readonly hosts?: readonly string[];
}

const digest = z.string().refine(isSha256, 'expected a SHA-256 digest (64 lower-case hexadecimal characters)');
const digests = z.array(digest).default([]);

/** IFNAMSIZ of Linux leaves 15 bytes; dev_valid_name() refuses '/', ':' and white space. */
const device = z
  .string()
  .refine(
    (name) => /^[^\s/:\p{Cc}]+$/u.test(name) && name !== '.' && name !== '..' && Buffer.byteLength(name) <= 15,
    'expected an interface name (at most 15 bytes, no white space, "/" or ":")',
  );
const devices = z
  .array(device)
  .refine((names) => new Set(names).size === names.length, 'expected each interface once')
  .default([]);

const addresses = z
  .array(z.string().refine((text) => isIP(text) !== 0, 'expected an IPv4 or IPv6 address'))
  .max(16, 'expected at most 16 addresses');

const parameter = z.custom<Json>(isJson, 'expected text, a number, true or false, a list or a table of these');

/** Dates and infinite numbers are TOML and no JSON; no topology takes one. */
function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value === 'object')
    return value !== null && !(value instanceof Date) && Object.values(value).every(isJson);
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

const weight = z.number().min(0).max(1);
const weights = z
  .strictObject({ immediate: weight, convergence: weight, resilience: weight })
  .refine((w) => Math.abs(w.immediate + w.convergence + w.resilience - 1) < 1e-6, 'expected weights that add up to 1');

const rate = z.number().gt(0).lt(1);

/** Three at most: a decision is tried without each group of hosts that is one smaller, and groups grow in number. */
const agreeing = z.int('expected a whole number').min(1).max(3).exactOptional();
const quorum = z.strictObject({
  ...(Object.fromEntries(risks.map((risk) => [risk, agreeing])) as Record<Risk, typeof agreeing>),
  demote: agreeing,
});

const policy = z.strictObject({
  capture: z.enum(captures).default('full'),
  mutation: z.enum(mutationPolicies).default('capture'),
  fusion: z.enum(fusionPolicies).default('manual'),
  shadow: z.enum(shadowPolicies).exactOptional(),
  weights: weights.default(defaultWeights),
  alpha: rate.exactOptional(),
  alpha_demote: rate.exactOptional(),
  hosts: quorum.exactOptional(),
});

const hostName = z.string().refine(isHostName, 'expected a host name');

const canary = z
  .strictObject({
    allele: digest,
    share: z.number().min(0).max(1).exactOptional(),
    hosts: z.array(hostName).min(1).max(64).exactOptional(),
  })
  .refine(({ share, hosts }) => (share === undefined) !== (hosts === undefined), 'expected either share or hosts');

const locus = z.strictObject({
  dominant: digest.exactOptional(),
  fallback: digests,
  deprecated: digests,
  policy: z.strictObject({ weights: weights.exactOptional() }).exactOptional(),
  canary: canary.exactOptional(),
});

const fusion = z.strictObject({
  allele: digest,
  composition: digest,
  since: z
    .instanceof(TomlDate, { error: 'expected an RFC 3339 date and time, not in quotes' })
    .refine((date) => date.isDateTime() && !date.isLocal(), 'expected a date and time with a time zone')
    .transform((date) => certificateTime(date)),
});

/** The file as it stands in TOML. */
export const phenotypeSchema = z.strictObject({
  name: z.string().refine(isPhenotypeName, 'expected a phenotype name such as "default"'),
  description: z.string().max(4000).default(''),
  hardware: z
    .strictObject({ nic: devices, protected: devices, allow: devices, reachability: z.exactOptional(addresses) })
    .prefault({}),
  parameters: z.record(z.string(), parameter).default({}),
  policy: policy.prefault({}),
  loci: z.record(z.string().refine(isLocusName, 'expected a locus name'), locus).default({}),
  fusion: z.record(z.string().refine(isLocusName, 'expected the name of a pathway'), fusion).default({}),
});

export function fromToml(toml: z.output<typeof phenotypeSchema>): Phenotype {
  const { alpha_demote, ...same } = toml.policy;
  return {
    ...toml,
    policy: { ...same, ...(alpha_demote === undefined ? {} : { alphaDemote: alpha_demote }) },
    loci: new Map(Object.entries(toml.loci).map(([name, entry]) => [name, expressionFromToml(entry)])),
  };
}

function expressionFromToml({ policy: own, ...same }: z.output<typeof locus>): LocusExpression {
  return { ...same, ...(own?.weights === undefined ? {} : { weights: own.weights }) };
}
