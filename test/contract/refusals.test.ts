import { describe, expect, it } from 'vitest';
import { classifyOutput, declaredRefusals } from '../../src/contract/refusals.ts';
import { fields, gene, pathway, refusal, span } from './ast-builders.ts';

const bridge = gene({
  gives: fields({ success: 'bool', error: 'string?' }),
  failsWhen: [
    refusal('bridge already exists'),
    { span, condition: 'NM D-Bus unavailable', consequence: 'environment', text: 'NM D-Bus unavailable -> error' },
    { span, condition: 'prose', consequence: undefined, text: 'prose' },
    refusal('interface not found'),
  ],
});
const diagnostic = gene({ family: 'diagnostic', gives: fields({ healthy: 'bool' }) });

describe('refusals', () => {
  it('are the bullets that promise success=false', () => {
    expect(declaredRefusals(bridge)).toEqual(['bridge already exists', 'interface not found']);
    expect(declaredRefusals(pathway())).toEqual([]);
  });

  it.each([
    ['success', { success: true }, 'success'],
    ['a declared refusal', { success: false, refusal: 'interface not found' }, 'refused'],
    ['a failure without refusal', { success: false, error: 'busy' }, 'failed'],
    ['an undeclared refusal', { success: false, refusal: 'I do not feel like it' }, 'failed'],
    ['an environment bullet as refusal', { success: false, refusal: 'NM D-Bus unavailable' }, 'failed'],
  ])('classify %s', (_, output, expected) => {
    expect(classifyOutput(bridge, output)).toBe(expected);
  });

  it('do not concern a contract that gives no success: unhealthy is a right answer', () => {
    expect(classifyOutput(diagnostic, { healthy: false })).toBe('success');
  });

  it('are not for pathways: what fails there is a failure', () => {
    expect(classifyOutput(pathway(), { success: true, healthy: true })).toBe('success');
    expect(classifyOutput(pathway(), { success: false, refusal: 'x' })).toBe('failed');
  });
});
