import fc from 'fast-check';
import { expect, test } from 'vitest';
import { certificateTime, type Certificate } from '../../src/genome/certificate.ts';
import { formatCertificate, parseCertificate } from '../../src/genome/certificate-text.ts';
import { sha256 } from '../../src/model/digest.ts';

const file = 'genome/bridge_create/x.toml';
const digest = fc.string({ maxLength: 8 }).map(sha256);
const line = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => !/\p{Cc}/u.test(text));
const engine = fc.record({ name: line, model: line, prompt: digest }, { requiredKeys: ['name'] });
const money = fc.record({ amount: fc.constantFrom('0', '0.0123', '12.50'), currency: fc.constantFrom('USD', 'EUR') });
const cost = fc.record(
  { inputTokens: fc.nat(), outputTokens: fc.nat(), money },
  { requiredKeys: ['inputTokens', 'outputTokens'] },
);
const remote = fc.record({ url: line, commit: fc.constant('ab'.repeat(20)) }, { requiredKeys: ['url'] });
const extras = fc.record({ promptedBy: digest, note: line, engine, cost }, { requiredKeys: [] });

const certificate: fc.Arbitrary<Certificate> = fc
  .tuple(
    fc.uniqueArray(fc.nat(1000).map((n) => sha256(`parent ${n}`)), { maxLength: 4 }),
    fc.nat(50),
    fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
    extras,
    remote,
  )
  .map(([parents, n, date, more, from]): Certificate => ({
    locus: 'bridge_create',
    digest: sha256('allele'),
    parents,
    origin: parents.length === 0 ? (n % 2 === 0 ? 'seed' : 'import') : n % 2 === 0 ? 'mutation' : 'fusion',
    generation: parents.length === 0 ? 0 : n + 1,
    created: certificateTime(date),
    contract: sha256('contract'),
    ...more,
    ...(parents.length === 0 && n % 2 === 1 ? { remote: from } : {}),
  }));

test('law: parse(format(certificate)) equals the certificate, and equal certificates have equal bytes', () => {
  fc.assert(
    fc.property(certificate, (value) => {
      const text = formatCertificate(value);
      expect(parseCertificate(text, file)).toEqual(value);
      const shuffled = Object.fromEntries(Object.entries(value).reverse()) as unknown as Certificate;
      expect(formatCertificate(shuffled)).toBe(text);
    }),
  );
});

const sound = formatCertificate({
  locus: 'bridge_create',
  digest: sha256('allele'),
  parents: [sha256('parent')],
  origin: 'mutation',
  generation: 3,
  created: '2026-03-01T12:00:00Z',
  contract: sha256('contract'),
  engine: { name: 'claude', model: 'm', prompt: sha256('prompt') },
  cost: { inputTokens: 1200, outputTokens: 300, money: { amount: '0.0123', currency: 'USD' } },
});

test('is TOML a person can read', () => {
  expect(sound).toContain('created = 2026-03-01T12:00:00Z\n');
  expect(sound.split('\n')[0]).toBe('locus = "bridge_create"');
});

test.each([
  ['generation = 3', 'generation = "3"', 'generation'],
  ['generation = 3', 'generation = -1', 'generation'],
  ['generation = 3', 'generation = 0', 'generation'],
  ['origin = "mutation"', 'origin = "magic"', 'origin'],
  ['origin = "mutation"', 'origin = "seed"', 'parents'],
  ['origin = "mutation"', 'origin = "import"', 'remote'],
  ['created = 2026-03-01T12:00:00Z', 'created = "2026-03-01T12:00:00Z"', 'created'],
  ['created = 2026-03-01T12:00:00Z', 'created = 2026-03-01T12:00:00', 'created'],
  ['created = 2026-03-01T12:00:00Z', 'created = 2026-03-01T12:00:00+01:00', 'created'],
  ['created = 2026-03-01T12:00:00Z', 'created = 2026-03-01', 'created'],
  ['locus = "bridge_create"', 'locus = "../etc"', 'locus'],
  ['currency = "USD"', 'currency = "dollars"', 'cost.currency'],
  ['currency = "USD"\n', '', 'cost'],
  ['amount = "0.0123"', 'amount = 0.0123', 'cost.amount'],
  [`[ "${sha256('parent')}" ]`, `[ "${sha256('allele')}" ]`, 'parents'],
  [`[ "${sha256('parent')}" ]`, '[ "abc" ]', 'parents.0'],
  ['name = "claude"', 'name = "cl\\u001b[31maude"', 'engine.name'],
])('a file with %j changed to %j is refused, and the field named', (from, to, field) => {
  expect(sound).toContain(from);
  expect(() => parseCertificate(sound.replace(from, to), file)).toThrow(
    expect.objectContaining({
      code: 'certificate-invalid',
      exitStatus: 3,
      message: expect.stringContaining(`${file}: ${field}: `) as string,
    }) as Error,
  );
});

test('a misspelt key comes with the one that was meant', () => {
  expect(() => parseCertificate(sound.replace('generation', 'genration'), file)).toThrow(
    'genration: unknown key; did you mean "generation"?',
  );
  expect(() => parseCertificate(sound.replace('input_tokens', 'input_token'), file)).toThrow(
    'cost.input_token: unknown key; did you mean "input_tokens"?',
  );
});

test('broken TOML is refused with line and column', () => {
  expect(() => parseCertificate('locus = "a"\ndigest = \n', file)).toThrow(
    expect.objectContaining({ code: 'certificate-syntax', details: { file, line: 2, column: 10 } }) as Error,
  );
  expect(() => parseCertificate('__proto__ = 1\n', file)).toThrow(expect.objectContaining({ code: 'certificate-syntax' }) as Error);
  expect(() => parseCertificate(`a = ${'['.repeat(40)}${']'.repeat(40)}`, file)).toThrow(
    expect.objectContaining({ code: 'certificate-syntax' }) as Error,
  );
});
