import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkContracts } from '../../src/contract/check.ts';
import { contractDeclarations } from '../../src/contract/declarations.ts';
import { inputValidator, outputValidator } from '../../src/contract/validators.ts';
import { literalValue } from '../../src/contract/literal-value.ts';
import type { Argument, Expression, Literal } from '../../src/contract/ast.ts';

const folder = fileURLToPath(new URL('../../contracts', import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.sg'))
  .map((file) => ({ file: join('contracts', file), text: readFileSync(join(folder, file), 'utf8') }));
const { value: set, diagnostics } = checkContracts(sources);

function object(args: readonly Argument[]): object {
  const isLiteral = (value: Expression): value is Literal => value.kind !== 'parameter' && value.kind !== 'step';
  return Object.fromEntries(args.map(({ name, value }) => [name.text, isLiteral(value) && literalValue(value)]));
}

describe('the network genome', () => {
  it('has contracts without a fault', () => {
    expect(set.genes.size).toBeGreaterThan(10);
    expect(diagnostics).toEqual([]);
  });

  it.each([...set.genes.values(), ...set.pathways.values()].map((contract) => [contract.name.text, contract] as const))(
    '%s: validators agree with its examples, and it can be declared',
    (_, contract) => {
      const input = inputValidator(contract);
      const output = outputValidator(contract);
      for (const example of contract.examples) {
        expect(input.validate(object(example.takes))).toMatchObject({ ok: true });
        // Examples may give a part of the output: nothing they give is of a wrong type or unknown.
        const result = output.validate(object(example.gives));
        const codes = result.ok ? [] : result.issues.map(({ code }) => code);
        expect(codes.filter((code) => code !== 'missing')).toEqual([]);
      }
      expect(contractDeclarations(contract)).toContain('export type Gene =');
    },
  );
});
