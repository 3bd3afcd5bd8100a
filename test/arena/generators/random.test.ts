import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/arena/generators/random.ts';

describe('Random', () => {
  it('gives the same numbers for the same seed on every machine', () => {
    const random = new Random('seed');
    expect([random.next(), random.next(), random.next(), random.next()]).toMatchInlineSnapshot(`
      [
        2970537165,
        889311768,
        1320038898,
        3360706390,
      ]
    `);
  });

  it('gives other numbers for another seed', () => {
    expect(new Random('a\n1').next()).not.toBe(new Random('a\n2').next());
  });

  it('reaches both ends of a range and nothing outside, about evenly', () => {
    const random = new Random('range');
    const counts = new Map<number, number>();
    for (let turn = 0; turn < 4_000; turn += 1) {
      const value = random.integer(-1, 2);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2]);
    for (const count of counts.values()) expect(count).toBeGreaterThan(880);
  });

  it('picks by weight, and never what has none', () => {
    const random = new Random('weights');
    const drawn = Array.from({ length: 1_000 }, () =>
      random.weighted([
        [9, 'often'],
        [0, 'never'],
        [1, 'seldom'],
      ]),
    );
    expect(drawn).not.toContain('never');
    expect(drawn.filter((value) => value === 'seldom').length).toBeGreaterThan(60);
    expect(drawn.filter((value) => value === 'often').length).toBeGreaterThan(850);
  });

  it('shuffles without losing or doubling anything', () => {
    const items = Array.from({ length: 20 }, (_, index) => index);
    const shuffled = new Random('order').shuffled(items);
    expect(shuffled).not.toEqual(items);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(items);
  });

  it('picks nothing from nothing', () => {
    expect(new Random('none').pick([] as readonly string[])).toBeUndefined();
  });
});
