import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCertificate, parseCertificate } from '../../src/genome/certificate-text.ts';
import { planBurials, readGraveyard } from '../../src/genome/graveyard.ts';
import type { TreeReader } from '../../src/git/tree-reader.ts';
import { sha256 } from '../../src/model/digest.ts';
import { parseHostConfig } from '../../src/organism/host/host-config.ts';
import { expressedStack } from '../../src/phenotype/expression.ts';
import { parsePhenotype } from '../../src/phenotype/parse-phenotype.ts';
import { projectRoot } from '../helpers/project-root.ts';
import { budget, timeLimit } from './budget.ts';
import { met } from './law.ts';
import { mutatedText } from './mutations.ts';

const phenotype = readFileSync(path.join(projectRoot, 'phenotypes', 'default.toml'), 'utf8');
const digest = sha256('x');
const certificate = `locus = "bridge_create"
digest = "${digest}"
origin = "mutation"
generation = 2
parents = [ "${sha256('parent')}" ]
created = 2026-11-23T10:00:00Z
contract = "${sha256('contract')}"
note = "Sets the link up first."

[engine]
name = "claude"
model = "claude-sonnet-5-5"
prompt = "${sha256('prompt')}"

[cost]
input_tokens = 1000
output_tokens = 200
amount = "0.004"
currency = "USD"
`;
const graveyard = `# Candidates that were rejected.

[[rejected]]
digest = "${digest}"
stage = "worlds"
reason = "refuses what works"
date = 2026-11-23T10:00:00Z
engine = "claude"

[[rejected]]
digest = "${sha256('y')}"
stage = "static"
reason = "an import"
date = 2026-11-22T10:00:00Z
`;
const config = `remote = "https://example.org/genome.git"
phenotype = "default"
kernel = "networkmanager"
state = "/var/lib/sg"
host = "web-1"
allowed-signers = "/etc/sg/allowed-signers"
metrics = "/var/lib/node/sg.prom"
`;

/** A tree of one file, whatever it is called. */
function treeOf(text: string): TreeReader {
  return {
    description: 'a test',
    read: () => Promise.resolve(new TextEncoder().encode(text)),
    list: () => Promise.resolve([]),
  };
}

function always(text: string, usual: number, read: (text: string) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(mutatedText([text]), read), budget(usual));
}

describe('TOML that somebody else wrote is a value or a fault with a code:', () => {
  it('the unchanged texts are read', async () => {
    expect(parseCertificate(certificate, 'it').origin).toBe('mutation');
    expect(await readGraveyard(treeOf(graveyard), 'bridge_create')).toHaveLength(2);
    expect(parseHostConfig(config, 'it').host).toBe('web-1');
    expect(parsePhenotype(phenotype, 'it').name).toBe('default');
  });

  it(
    'phenotypes',
    () =>
      always(phenotype, 250, async (text) => {
        const read = await met(() => parsePhenotype(text, 'it'));
        if ('value' in read) for (const locus of read.value.loci.keys()) expressedStack(read.value, locus);
        else expect(['phenotype-syntax', 'phenotype-invalid']).toContain(read.code);
      }),
    timeLimit(),
  );

  it(
    'certificates, and what is read is written and read again the same',
    () =>
      always(certificate, 400, async (text) => {
        const read = await met(() => parseCertificate(text, 'it'));
        if ('value' in read) expect(parseCertificate(formatCertificate(read.value), 'it')).toEqual(read.value);
        else expect(['certificate-syntax', 'certificate-invalid']).toContain(read.code);
      }),
    timeLimit(),
  );

  it(
    'graveyards, which keep their dead when one more is buried',
    () =>
      always(graveyard, 400, async (text) => {
        const read = await met(() => readGraveyard(treeOf(text), 'bridge_create'));
        if ('code' in read) {
          expect(read.code).toMatch(/^graveyard-(syntax|invalid)$|^not-utf8$/);
          return;
        }
        const one = { digest: sha256('z'), stage: 'static', reason: 'an import', date: '2026-11-23T10:00:00Z' };
        const planned = await met(() => planBurials(treeOf(text), 'bridge_create', [one]));
        if ('code' in planned) {
          expect(planned.code).toMatch(/^graveyard-/);
          return;
        }
        const [after = new Uint8Array()] = planned.value.values();
        const dead = await readGraveyard(treeOf(new TextDecoder('utf-8', { ignoreBOM: true }).decode(after)), 'it');
        expect(dead.map((burial) => burial.digest)).toEqual([...read.value.map((burial) => burial.digest), one.digest]);
      }),
    timeLimit(),
  );

  it(
    'configurations of hosts',
    () =>
      always(config, 400, async (text) => {
        const read = await met(() => parseHostConfig(text, 'it'));
        if ('code' in read) expect(read.code).toMatch(/^config-(syntax|invalid)$/);
        else for (const value of Object.values(read.value)) expect(value).not.toMatch(/\p{Cc}/u);
      }),
    timeLimit(),
  );
});
