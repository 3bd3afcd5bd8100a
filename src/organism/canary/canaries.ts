import { hostname } from 'node:os';
import type { KernelName } from '../../kernel/kernel.ts';
import type { Sha256 } from '../../model/digest.ts';
import { isCanaryHost, standingCanary } from '../../phenotype/canary.ts';
import type { Phenotype } from '../../phenotype/schema.ts';
import { readHostConfig } from '../host/host-config.ts';

/** A locus where some hosts ask another allele before the stack. */
export interface CanaryStatus {
  readonly locus: string;
  readonly allele: Sha256;
  /** Of hosts, 0 to 1; null where they are named. */
  readonly share: number | null;
  readonly hosts: readonly string[] | null;
  /** The name this machine is known by, and whether it is one of them. */
  readonly host: string;
  readonly here: boolean;
}

/** Every canary of a phenotype that is neither dominant nor ruled out, by locus; which of them this machine asks. */
export async function canaryStatus(phenotype: Phenotype): Promise<readonly CanaryStatus[]> {
  const standing = [...phenotype.loci].flatMap(([locus, entry]) => {
    const canary = standingCanary(entry);
    return canary === undefined ? [] : [{ locus, canary }];
  });
  if (standing.length === 0) return [];
  const host = await ownHostName();
  return standing.map(({ locus, canary }) => {
    const { allele, share = null, hosts = null } = canary;
    return { locus, allele, share, hosts, host, here: isCanaryHost(host, locus, canary) };
  });
}

/** As the ledger is published under, so that whoever reads a genome knows which hosts are canaries. */
async function ownHostName(): Promise<string> {
  return (await readHostConfig())?.host ?? hostname();
}

/** The canary that this host asks first, by locus. A mock is nobody's host: what is developed there is the stack. */
export async function canariesOf(phenotype: Phenotype, kernel: KernelName): Promise<ReadonlyMap<string, Sha256>> {
  if (kernel === 'mock') return new Map();
  const here = (await canaryStatus(phenotype)).filter((canary) => canary.here);
  return new Map(here.map(({ locus, allele }) => [locus, allele]));
}
