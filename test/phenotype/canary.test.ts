import { describe, expect, test } from 'vitest';
import { risks } from '../../src/model/risk.ts';
import { sha256 } from '../../src/model/digest.ts';
import { canaryFault, isCanaryHost } from '../../src/phenotype/canary.ts';
import { parsePhenotype } from '../../src/phenotype/parse-phenotype.ts';

const allele = sha256('allele');
const names = Array.from({ length: 2000 }, (_, index) => `host-${index}`);

/** Probability of at most k successes of n at chance p. */
function atMost(k: number, n: number, p: number): number {
  let log = n * Math.log1p(-p);
  let sum = Math.exp(log);
  for (let i = 1; i <= k; i += 1) {
    log += Math.log(n - i + 1) - Math.log(i) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(log);
  }
  return sum;
}

describe('a share of hosts', () => {
  test.each([0.05, 0.1, 0.5])('%d is kept over many hosts, within what chance allows once in 100,000', (share) => {
    const asked = names.filter((host) => isCanaryHost(host, 'x', { allele, share })).length;
    expect(atMost(asked, names.length, share)).toBeGreaterThan(5e-6);
    expect(1 - atMost(asked - 1, names.length, share)).toBeGreaterThan(5e-6);
  });

  test('all and none are exact', () => {
    expect(names.every((host) => isCanaryHost(host, 'x', { allele, share: 1 }))).toBe(true);
    expect(names.some((host) => isCanaryHost(host, 'x', { allele, share: 0 }))).toBe(false);
  });

  test('a host has always the same answer, and keeps it when the share grows', () => {
    const asked = (share: number) => names.filter((host) => isCanaryHost(host, 'x', { allele, share }));
    expect(asked(0.1)).toEqual(asked(0.1));
    expect(asked(0.3)).toEqual(expect.arrayContaining(asked(0.1)));
  });

  test('other loci and alleles have other hosts', () => {
    const asked = (locus: string, digest = allele) =>
      names.filter((host) => isCanaryHost(host, locus, { allele: digest, share: 0.1 }));
    expect(asked('x')).not.toEqual(asked('y'));
    expect(asked('x')).not.toEqual(asked('x', sha256('other')));
  });
});

test('hosts that are named, and no others', () => {
  const canary = { allele, hosts: ['host-1', 'host-7'] };
  expect(names.filter((host) => isCanaryHost(host, 'x', canary))).toEqual(['host-1', 'host-7']);
});

test('what a risk allows', () => {
  const allowed = (share: number) => risks.filter((risk) => canaryFault({ allele, share }, risk) === undefined);
  expect(allowed(1)).toEqual(['none', 'low']);
  expect(allowed(0.5)).toEqual(['none', 'low', 'medium']);
  expect(allowed(0.1)).toEqual(['none', 'low', 'medium', 'high']);
  expect(canaryFault({ allele, hosts: ['host-1'] }, 'critical')).toBeUndefined();
  expect(canaryFault({ allele, share: 0.001 }, 'critical')).toBe(
    'expected hosts = ["NAME"] at risk critical, found share = 0.001',
  );
});

test.each([
  ['', 'expected either share or hosts'],
  ['share = 0.1\nhosts = ["web1"]\n', 'expected either share or hosts'],
  ['hosts = []\n', 'loci.x.canary.hosts'],
  ['hosts = ["../x"]\n', 'expected a host name'],
])('%j is refused', (text, says) => {
  const file = `name = "p"\n[loci.x.canary]\nallele = "${allele}"\n${text}`;
  expect(() => parsePhenotype(file, 'p.toml')).toThrow(says);
});
