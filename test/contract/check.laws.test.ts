import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkContracts } from '../../src/contract/check.ts';
import { contractDeclarations } from '../../src/contract/declarations.ts';
import { describeContract } from '../../src/contract/describe.ts';
import { catalogue } from '../../src/contract/diagnostics-catalogue.ts';
import { stepDependencies } from '../../src/contract/step-dependencies.ts';
import { inputValidator } from '../../src/contract/validators.ts';

const folder = fileURLToPath(new URL('../../contracts/', import.meta.url));
const sources = [
  'genes/bridge_create.sg',
  'genes/check_fdb_stability.sg',
  'pathways/deploy_server_network.sg',
  'topologies/production_server.sg',
].map((file) => ({ file, text: readFileSync(folder + file, 'utf8') }));

/** Words of the contracts themselves, so that slips still mean something. */
const words = [...new Set(sources.flatMap(({ text }) => text.match(/[\w{}[\].]+|->/g) ?? []))];

const slip = fc.record({
  file: fc.nat(sources.length - 1),
  at: fc.nat(),
  kind: fc.constantFrom('replace-word', 'drop-line', 'repeat-line', 'swap-lines'),
  word: fc.constantFrom(...words),
});

type Slip = typeof slip extends fc.Arbitrary<infer T> ? T : never;

function applied(text: string, { at, kind, word }: Slip): string {
  if (kind === 'replace-word') {
    const places = [...text.matchAll(/[\w{}[\].]+|->/g)];
    const place = places[at % places.length];
    return place === undefined ? text : text.slice(0, place.index) + word + text.slice(place.index + place[0].length);
  }
  const lines = text.split('\n');
  const index = at % lines.length;
  if (kind === 'drop-line') lines.splice(index, 1);
  else if (kind === 'repeat-line') lines.splice(index, 0, lines[index] ?? '');
  else lines.splice(index, 2, ...lines.slice(index, index + 2).reverse());
  return lines.join('\n');
}

describe('checkContracts', () => {
  it('says what is wrong with slips and never throws; what it passes can be used', () => {
    fc.assert(
      fc.property(fc.array(slip, { minLength: 1, maxLength: 3 }), (slips) => {
        const changed = sources.map((source, index) => ({
          ...source,
          text: slips.filter(({ file }) => file === index).reduce(applied, source.text),
        }));
        const { value: set, diagnostics } = checkContracts(changed);
        for (const { code, file, span } of diagnostics) {
          expect(catalogue).toHaveProperty([code]);
          const text = changed.find((source) => source.file === file)?.text ?? '';
          expect(span.start.offset).toBeLessThanOrEqual(span.end.offset);
          expect(text.slice(0, span.start.offset).split('\n')).toHaveLength(span.start.line);
        }
        const wrong = new Set(diagnostics.filter(({ severity }) => severity === 'error').map(({ file }) => file));
        for (const contract of [...set.genes.values(), ...set.pathways.values()]) {
          if (wrong.has(`${contract.kind}s/${contract.name.text}.sg`)) continue;
          expect(() => inputValidator(contract).validate({})).not.toThrow();
          expect(contractDeclarations(contract)).toContain('export type Gene');
          expect(() => JSON.stringify(describeContract(contract))).not.toThrow();
          if (contract.kind === 'pathway') expect(stepDependencies(contract).size).toBe(contract.steps.length);
        }
      }),
      { numRuns: 150 },
    );
  });
});
