import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsSecret, redact, secretsOf } from '../../src/mutation/redact.ts';

const secret = 'pl+anted/"key" 0123';

describe('redaction', () => {
  it('knows secrets by the names of their variables', () => {
    const env = {
      ANTHROPIC_API_KEY: 'aaaaaaaaaa',
      GITHUB_TOKEN: 'bbbbbbbbbb',
      HOME: '/home/someone',
      SHORT_KEY: 'abc',
      GONE_KEY: undefined,
    };
    expect(secretsOf(env)).toEqual(['aaaaaaaaaa', 'bbbbbbbbbb']);
  });

  it.each([
    ['as it is', secret],
    ['in an address', encodeURIComponent(secret)],
    ['in JSON', JSON.stringify({ secret })],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64 for addresses', Buffer.from(secret).toString('base64url')],
    ['as a password of basic authentication', Buffer.from(`:${secret}`).toString('base64')],
  ])('finds one %s', (_name, text) => {
    expect(holdsSecret(`a ${text} b`, [secret])).toBe(true);
    expect(redact(`a ${text} b`, [secret])).toContain('[secret]');
    expect(holdsSecret(redact(`a ${text} b`, [secret]), [secret])).toBe(false);
  });

  it('leaves no secret in any text, and other text as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constant(secret), fc.constant('planted-longer-key'))), (parts) => {
        const clean = redact(parts.join(''), [secret, 'planted-longer-key']);
        expect(clean).not.toContain(secret);
        expect(clean).not.toContain('planted-longer-key');
      }),
    );
    expect(redact('nothing to see', [secret])).toBe('nothing to see');
  });
});
