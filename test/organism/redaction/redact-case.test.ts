import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { generateCase } from '../../../src/arena/generators/generate-case.ts';
import { caseToTrial } from '../../../src/arena/replay/case-to-trial.ts';
import { readFailureCase } from '../../../src/arena/replay/read-failure-case.ts';
import { replayTrial, type ReplayResult } from '../../../src/arena/replay/replay-trial.ts';
import { trialToCase } from '../../../src/arena/replay/write-case-file.ts';
import type { TrialCase } from '../../../src/arena/trial-case.ts';
import type { GeneContract } from '../../../src/contract/ast.ts';
import { symptomsOf } from '../../../src/evolution/mutate/failure-symptoms.ts';
import { MockKernel } from '../../../src/kernel/mock/mock-kernel.ts';
import { snapshotOf } from '../../../src/kernel/mock/snapshot.ts';
import { worldFromGiven } from '../../../src/kernel/vocabulary.ts';
import { sha256 } from '../../../src/model/digest.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { ContractBook } from '../../../src/organism/contracts/contract-book.ts';
import type { FailureCase, WholeFailureCase } from '../../../src/organism/cases/failure-case-format.ts';
import { redactCase, type CaseMatter } from '../../../src/organism/redaction/redact-case.ts';
import { walkSnapshot, walkWorld, type TextKind } from '../../../src/organism/redaction/walk-world.ts';
import { createSandbox } from '../../../src/sandbox/create-sandbox.ts';
import type { GeneSource } from '../../../src/sandbox/sandbox.ts';
import { genomeRepository } from '../../helpers/genome-repository.ts';
import { expressedGenes, networkGenome } from '../../helpers/network-genome.ts';
import { inProcess } from '../../helpers/run-in-process.ts';

vi.setConfig({ testTimeout: 60_000 });

const content = await networkGenome();
const sandbox = await createSandbox();
const alleles = { load: (locus: string) => expressedGenes(content, locus) };
const bench = { ...content, book: new ContractBook(), alleles, sandbox };
const loci = [...content.contracts.genes.keys()];

function contractOf(locus: string): GeneContract {
  return content.contracts.genes.get(locus)!;
}

function caseOf(locus: string, trial: TrialCase, message = 'm'): WholeFailureCase {
  const failure = { locus, contract: sha256('c'), allele: sha256('a'), kind: 'exception', message };
  return { ...trialToCase({ ...trial, origin: 'case' }, failure), capture: 'redacted' };
}

function redacted(value: WholeFailureCase): WholeFailureCase {
  const made = redactCase(value as unknown as CaseMatter & JsonObject, contractOf(value.locus));
  return readFailureCase(JSON.stringify(made), 'redacted') as WholeFailureCase;
}

/** What the world holds that says which host it is. */
function identifiers({ world, moment }: WholeFailureCase): ReadonlySet<string> {
  const found = new Set<string>();
  const collect = (text: string, kind: TextKind): string => {
    const [plain = ''] = kind === 'address' ? text.split('/') : [text.replace(/^host:/, '')];
    found.add(plain);
    return text;
  };
  walkSnapshot(world, collect);
  if (moment !== undefined) walkWorld(moment, collect);
  for (const common of [
    'lo',
    '00:00:00:00:00:00',
    'ff:ff:ff:ff:ff:ff',
    '127.0.0.1',
    '::1',
    'default',
    '0.0.0.0',
    '::',
  ]) {
    found.delete(common);
  }
  return found;
}

/** Texts in places where the host has the word; what the format itself says is left out. */
function said(value: WholeFailureCase): readonly string[] {
  const found: string[] = [];
  const collect = (text: string): string => {
    found.push(text);
    return text;
  };
  walkSnapshot(value.world, collect);
  walkWorld(value.moment ?? null, collect);
  const texts = (one: Json): void => {
    if (typeof one === 'string') found.push(one);
    else if (typeof one === 'object' && one !== null) Object.values(one).forEach(texts);
  };
  texts(value.input);
  for (const { error, verify } of value.attempts) texts([error?.message ?? '', ...verify]);
  return found;
}

function expectNothingLeft(original: WholeFailureCase, made: WholeFailureCase): void {
  const names = identifiers(original);
  for (const text of said(made)) {
    const words = text.split(/[\s,()]+/);
    const tokens = [text, ...words, ...words.map((word) => word.replace(/[.:]$/, ''))];
    expect(tokens.filter((token) => names.has(token))).toEqual([]);
  }
}

async function verdict(locus: string, gene: GeneSource, trial: TrialCase): Promise<Partial<ReplayResult>> {
  const { outcome, error, output } = await replayTrial(bench, contractOf(locus), gene, trial);
  return { outcome, error: error === null ? null : { kind: error.kind, message: '' }, output: shape(output) };
}

/** An output without its texts: names are others. */
function shape(value: Json): JsonObject {
  return JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'string' ? 'text' : one))) as JsonObject;
}

describe('a redacted case', () => {
  it.each(loci)(
    'of %s holds no name and no address of the world, and has the verdict of the original',
    async (locus) => {
      const [gene] = await expressedGenes(content, locus);
      let replayed = 0;
      for (let index = 0; index < 8; index += 1) {
        const trial = generateCase(contractOf(locus), 'redaction', index);
        const [first] = trial.world.links.filter(({ kind }) => kind !== 'loopback');
        const original = caseOf(
          locus,
          trial,
          `RTNETLINK: ${first?.name ?? ''} (${first?.mac ?? ''}): 192.0.2.10 is gone.`,
        );
        const made = redacted(original);
        expectNothingLeft(original, made);
        const replay = caseToTrial(contractOf(locus), made, 'case');
        expect(replay.replayable).toBe(made.redaction?.replays);
        if (!replay.replayable) continue;
        replayed += 1;
        expect(snapshotOf(replay.trial.world)).toEqual(made.world);
        expect({ index, ...(await verdict(locus, gene!, replay.trial)) }).toEqual({
          index,
          ...(await verdict(locus, gene!, trial)),
        });
      }
      expect(replayed).toBeGreaterThan(3);
    },
  );
});

/** Names and addresses that look like something else, or like what they are replaced with. */
const oddNames = fc.oneof(
  fc.constantFrom('up', 'links', 'bridge', 'a', 'e.4', 'n000', 'n001', 'x-y', 'a.b.7', '10', '10.0.0.1', '__proto__'),
  fc.constantFrom('default', 'preserve', 'active-backup', 'kind', 'ünïcode', 'uplink', 'eth1_x', '[x]', '$&', 'lo.5'),
  fc.string({ unit: fc.constantFrom('a', 'b', '0', '1', '.', '-', '_'), minLength: 3, maxLength: 15 }),
);
const oddMacs = fc
  .tuple(fc.constantFrom(0x02, 0x52, 0x00, 0xfe), fc.uint8Array({ minLength: 5, maxLength: 5 }))
  .map(([first, rest]) => [first, ...rest].map((octet) => octet.toString(16).padStart(2, '0')).join(':'));

/** The same case on a host that calls everything otherwise. */
function renamed(value: WholeFailureCase, names: readonly string[], macs: readonly string[]): WholeFailureCase {
  const known = new Map<string, string>();
  const fresh = { name: [...names], mac: [...macs], address: [] as string[] };
  const visit = (text: string, kind: TextKind): string => {
    if (text === 'lo' || text === '00:00:00:00:00:00' || text.startsWith('host:')) return text;
    known.set(text, known.get(text) ?? fresh[kind].pop() ?? text);
    return known.get(text) ?? text;
  };
  const moment = value.moment === undefined ? {} : { moment: walkWorld(value.moment, visit) as JsonObject };
  const world = walkSnapshot(value.world, visit);
  const input = JSON.parse(JSON.stringify(value.input), (_, one: unknown) =>
    typeof one === 'string' ? (known.get(one) ?? one) : one,
  ) as JsonObject;
  const message = `Cannot use ${[...known.values()].join(', ')}: busy.`;
  return {
    ...value,
    world,
    ...moment,
    input,
    attempts: [{ ...value.attempts[0]!, error: { kind: 'exception', message } }],
  };
}

describe('a redacted case of a host with odd names', () => {
  it('holds none of them, and says whether it replays', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('bridge_create', 'bridge_uplink', 'vlan_create', 'mac_preserve'),
        fc.nat(200),
        fc.uniqueArray(oddNames, { minLength: 24, maxLength: 24 }),
        fc.uniqueArray(oddMacs, { minLength: 24, maxLength: 24 }),
        async (locus, index, names, macs) => {
          const original = renamed(caseOf(locus, generateCase(contractOf(locus), 'odd', index)), names, macs);
          const made = redacted(original);
          expectNothingLeft(original, made);
          const [before, after] = [original, made].map((one) => caseToTrial(contractOf(locus), one, 'case'));
          if (!before!.replayable || !after!.replayable) return;
          const [gene] = await expressedGenes(content, locus);
          expect(await verdict(locus, gene!, after!.trial)).toEqual(await verdict(locus, gene!, before!.trial));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('says that it does not replay where a name is a word of the contract, or a text was lost', () => {
    const trial = generateCase(contractOf('bond_create'), 'words', 0);
    const plain = caseOf('bond_create', trial);
    const input = { ...plain.input, mode: 'active-backup', bond_name: 'bond7' };
    expect(redacted({ ...plain, input }).redaction).toEqual({ version: 1, replays: true });
    for (const spoilt of [
      renamed({ ...plain, input }, ['active-backup'], []),
      { ...plain, input: { ...input, bond_name: 'two words' } },
    ]) {
      const made = redacted(spoilt);
      expect(made.redaction).toEqual({ version: 1, replays: false });
      expect(caseToTrial(contractOf('bond_create'), made, 'case')).toMatchObject({
        replayable: false,
        reason: 'redacted',
      });
    }
  });
});

function policy(root: string): void {
  const file = path.join(root, 'phenotypes', 'default.toml');
  const text = readFileSync(file, 'utf8').replace(/^capture = .*\n/m, '');
  writeFileSync(file, text.replace(/^\[policy\]\n/m, '[policy]\ncapture = "redacted"\n'));
}

const failing = `export default async function execute(input, kernel) {
  const bridge = await kernel.bridge(input.bridge_name);
  throw new Error('no use for ' + bridge.name + ' with ' + bridge.ports.map(({ name }) => name).join(', '));
}`;

describe('a run under the policy "redacted"', () => {
  it('keeps a case without the names of the host, which fails the same way', async () => {
    const repository = await genomeRepository();
    repository.express('bridge_stp', [failing]);
    policy(repository.root);
    const host = inProcess(repository);
    await host.run('bridge_create', { bridge_name: 'acme0', interfaces: ['eth1'] });
    await host.run('bridge_stp', { bridge_name: 'acme0' });
    const [kept] = host.cases;
    const made = readFailureCase(JSON.stringify(kept?.value), 'kept') as WholeFailureCase;
    expect(made).toMatchObject({ capture: 'redacted', redaction: { version: 1, replays: true } });
    expect(JSON.stringify(made)).not.toMatch(/acme0|eth1|52:54:/);
    const replay = caseToTrial(contractOf('bridge_stp'), made, 'kept');
    if (!replay.replayable) throw new Error(replay.message);
    const gene = { digest: sha256(failing), source: failing, file: 'genome/bridge_stp/failing.ts' };
    const again = await replayTrial(bench, contractOf('bridge_stp'), gene, replay.trial);
    // Word for word: what the redacted case tells is what the redacted world answers.
    expect(again.error).toMatchObject({ kind: 'exception', message: made.attempts[0]?.error?.message });
  });

  it('keeps the same case on hosts that differ in names and addresses only, with the signature of a whole one', async () => {
    const repository = await genomeRepository();
    repository.express('bridge_stp', [failing]);
    const failed = async (
      [first, second, bridge]: readonly string[],
      vendor: string,
      net: string,
    ): Promise<FailureCase> => {
      const given = [
        `interface ${first ?? ''} mac ${vendor}:00:00:10`,
        `interface ${second ?? ''} mac ${vendor}:00:00:05`,
        `bridge ${bridge ?? ''} with ports [${first ?? ''}]`,
        `address ${net}.10/24 on ${bridge ?? ''}`,
      ];
      const host = inProcess(repository, MockKernel.open({ world: worldFromGiven(given) }));
      await host.run('bridge_stp', { bridge_name: bridge ?? '' });
      return readFailureCase(JSON.stringify(host.cases[0]?.value), 'kept');
    };
    const whole = await failed(['eth1', 'eth2', 'br0'], '52:54:00', '192.0.2');
    policy(repository.root);
    const one = await failed(['eth1', 'eth2', 'br0'], '52:54:00', '192.0.2');
    const other = await failed(['lan3', 'lan5', 'ext'], 'd8:3a:dd', '10.20.30');
    expect(one).toEqual(other);
    expect(symptomsOf(one)).toEqual(symptomsOf(whole));
    expect(symptomsOf(one)).not.toEqual([]);
  });

  it('does the same with a kernel that is no mock, of which there is a picture only', () => {
    const whole = caseOf('bridge_stp', generateCase(contractOf('bridge_stp'), 'picture', 3));
    const picture = readFailureCase(JSON.stringify({ ...whole, moment: undefined }), 'picture') as WholeFailureCase;
    const made = redacted({ ...picture, kernel: 'iproute2' });
    expect(made).not.toHaveProperty('moment');
    expect(made.redaction).toEqual({ version: 1, replays: true });
    expectNothingLeft(picture, made);
    expect(caseToTrial(contractOf('bridge_stp'), made, 'case')).toMatchObject({ replayable: true });
  });
});
