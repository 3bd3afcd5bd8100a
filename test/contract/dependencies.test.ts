import { describe, expect, it } from 'vitest';
import { checkContracts } from '../../src/contract/check.ts';
import type { ContractSet } from '../../src/contract/contract-set.ts';
import { executable, executableNames, providedKinds, providerOf } from '../../src/contract/contract-set.ts';
import { resourceDependencies } from '../../src/contract/resource-dependencies.ts';
import { stepDependencies } from '../../src/contract/step-dependencies.ts';
import { stepOutputFields } from '../../src/contract/step-output-fields.ts';
import { valueTypeText } from '../../src/contract/value-type.ts';

const steps = `  steps:
    1. make
         a = b
    2. make
         a = c
    3. for d in {step 1.made}:
         make
           a = {d}
    4. when step 2.success:
         true -> make
           a = x.{step 1.name}
         false -> other
           a = b
`;
const make = `gene make
  is configuration
  risk low
  takes:
    a  string
  gives:
    success  bool
    name     string
    made     string[1..]
    note     string?
`;

function read(...texts: readonly string[]): ContractSet {
  const sources = texts.map((text) => ({ file: `${/^\w+ (\w+)/.exec(text)?.[1] ?? ''}.sg`, text }));
  const { value, diagnostics } = checkContracts(sources);
  expect(diagnostics).toEqual([]);
  return value;
}

const other = make.replace('gene make', 'gene other').replace('note     string?', 'note     int');
const set = read(
  make,
  other,
  `pathway written\n  risk low\n  provides thing, gadget\n${steps}`,
  `pathway required\n  risk low\n${steps}  requires:\n    step 3 needs step 2\n`,
  `pathway takes\n  risk low\n  provides box\n  takes:\n    name  string\n    on    string\n    all   string[] = []\n  steps:\n    1. make\n         a = {on}\n`,
  `topology t
  has:
    first:
      is box
      on first
    second:
      is box
      on first
    third:
      is box
      on "first"
      all [second.100, "first"]
`,
);

function plain(map: ReadonlyMap<unknown, ReadonlySet<unknown>>): unknown {
  return Object.fromEntries([...map].map(([key, values]) => [key, [...values]]));
}

function pathway(name: string): NonNullable<ReturnType<ContractSet['pathways']['get']>> {
  const found = set.pathways.get(name);
  if (found === undefined) throw new Error(name);
  return found;
}

describe('stepDependencies', () => {
  it('without requires: the written order, and what is read', () => {
    expect(plain(stepDependencies(pathway('written')))).toEqual({ 1: [], 2: [1], 3: [2, 1], 4: [3, 2, 1] });
  });

  it('with requires: what is named there, and what is read; the rest may run at the same time', () => {
    expect(plain(stepDependencies(pathway('required')))).toEqual({ 1: [], 2: [], 3: [1, 2], 4: [2, 1] });
  });
});

describe('stepOutputFields', () => {
  const contractOf = (name: string): ReturnType<typeof executable> => executable(set, name);

  function given(step: number): unknown {
    const fields = stepOutputFields(pathway('written').steps[step - 1]!, contractOf);
    return [...(fields ?? [])].map(
      ([name, field]) => `${name} ${valueTypeText(field.type)}${field.mayBeAbsent ? '?' : ''}`,
    );
  }

  it('of a call: what the gene gives', () => {
    expect(given(1)).toEqual(['success bool', 'name string', 'made string[1..]', 'note string?']);
  });

  it('of a loop: lists of it', () => {
    expect(given(3)).toEqual(['success bool[]', 'name string[]', 'made string[1..][]', 'note string[]?']);
  });

  it('of branches: what all of them give', () => {
    expect(given(4)).toEqual(['success bool', 'name string', 'made string[1..]']);
  });

  it('is not known when a target is not', () => {
    expect(stepOutputFields(pathway('written').steps[3]!, () => undefined)).toBeUndefined();
  });
});

describe('resourceDependencies', () => {
  it('are the resources that bare words name, not the resource itself and not quoted text', () => {
    expect(plain(resourceDependencies(set.topologies.get('t')!))).toEqual({
      first: [],
      second: ['first'],
      third: ['second'],
    });
  });
});

describe('ContractSet', () => {
  it('finds what can run and who provides what', () => {
    expect(executable(set, 'make')?.kind).toBe('gene');
    expect(executable(set, 'takes')?.kind).toBe('pathway');
    expect(executable(set, 't')).toBeUndefined();
    expect(executableNames(set)).toEqual(['make', 'other', 'written', 'required', 'takes']);
    expect(providerOf(set, 'gadget')?.name.text).toBe('written');
    expect(providerOf(set, 'none')).toBeUndefined();
    expect(providedKinds(set)).toEqual(['thing', 'gadget', 'box']);
  });
});
