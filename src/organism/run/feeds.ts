import type { Field, GeneContract } from '../../contract/ast.ts';
import type { ContractSet } from '../../contract/contract-set.ts';
import type { VerdictRecord } from '../../ledger/record.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { RunId } from '../../model/run-id.ts';
import type { Timescale } from '../../model/timescale.ts';

/** A configuration attempt of a run that did its work and was not undone. */
export interface ActedAttempt {
  readonly run: RunId;
  readonly attempt: number;
  readonly locus: string;
  readonly allele: string;
  /** Validated. */
  readonly input: JsonObject;
}

/** Whom the finding of a diagnostic says something about. */
export interface Credit {
  readonly run: RunId;
  readonly attempt: number;
  readonly locus: string;
  readonly allele: string;
  readonly timescale: Timescale;
}

/** A question put to a diagnostic. */
export interface Asked {
  readonly diagnostic: string;
  /** Validated. */
  readonly input: JsonObject;
}

/**
 * The attempts a diagnostic's answer is credited to: per locus it `feeds`, the one that acted last on a device the
 * diagnostic was asked about. An answer about nothing that was touched, or from what is no diagnostic, is credited to
 * nobody.
 * @param acted in the order they acted
 */
export function feedCredits(
  contracts: ContractSet,
  acted: readonly ActedAttempt[],
  { diagnostic, input }: Asked,
): readonly Credit[] {
  const contract = contracts.genes.get(diagnostic);
  if (contract?.family !== 'diagnostic') return [];
  const asked = askedNames(contract, input);
  return contract.feeds.flatMap(({ locus, timescale = 'convergence' }) => {
    const last = acted.findLast((attempt) => attempt.locus === locus.text && touches(attempt.input, asked));
    if (last === undefined) return [];
    const { run, attempt, allele } = last;
    return [{ run, attempt, locus: last.locus, allele, timescale }];
  });
}

/** What one diagnostic found. */
export interface Finding extends Asked {
  /** Kernel time, seconds since 1970. */
  readonly at: number;
  readonly healthy: boolean;
}

/** The verdicts that a finding amounts to, one a credited attempt. */
export function feedVerdicts(
  contracts: ContractSet,
  acted: readonly ActedAttempt[],
  finding: Finding,
): readonly VerdictRecord[] {
  const { at, healthy } = finding;
  return feedCredits(contracts, acted, finding).map((credit) => ({ t: 'verdict', at, healthy, ...credit }));
}

/** Names in the fields the diagnostic can't do without: what it is about. The others say what it expects. */
function askedNames(diagnostic: GeneContract, input: JsonObject): ReadonlySet<string> {
  const about = diagnostic.takes.filter(isRequired).map(({ name }) => input[name.text]);
  const names = new Set<string>();
  for (const value of about) collect(value, names, new Set());
  names.delete('');
  return names;
}

export function isRequired({ type, default: byDefault }: Field): boolean {
  return !type.optional && byDefault === undefined;
}

/** A device is named by a string anywhere in the input, or as `<string>.<number>`, the kernel's way of naming VLANs. */
function touches(input: JsonObject, asked: ReadonlySet<string>): boolean {
  const strings = new Set<string>();
  const numbers = new Set<number>();
  collect(input, strings, numbers);
  return [...asked].some((name) => {
    if (strings.has(name)) return true;
    const dot = name.lastIndexOf('.');
    return dot > 0 && strings.has(name.slice(0, dot)) && numbers.has(Number(name.slice(dot + 1)));
  });
}

function collect(value: Json | undefined, strings: Set<string>, numbers: Set<number>): void {
  if (typeof value === 'string') strings.add(value);
  else if (typeof value === 'number') numbers.add(value);
  else if (value !== null && typeof value === 'object') {
    for (const member of Object.values(value)) collect(member, strings, numbers);
  }
}
