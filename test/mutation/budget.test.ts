import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { admit, spendingOn, type SpendingEntry } from '../../src/mutation/budget.ts';
import { SpendingStore } from '../../src/mutation/spending-store.ts';

const noon = Date.UTC(2026, 2, 1, 12);
const hour = 3_600_000;

function spent(calls: number, tokens: number, money?: string, at = noon, locus = 'link_up'): SpendingEntry {
  const priced = money === undefined ? {} : { money: { amount: money, currency: 'USD' } };
  return {
    t: 'spent',
    id: `${calls}-${tokens}-${at}`,
    at,
    locus,
    usage: { calls, inputTokens: tokens, outputTokens: 0, ...priced },
  };
}

describe('the budget', () => {
  it('admits what no limit forbids', () => {
    expect(admit([spent(1000, 1_000_000, '99')], {}, 'link_up', noon)).toEqual({ ok: true });
    expect(admit([spent(1, 10, '0.1')], { calls: 2, tokens: 11, money: '0.11' }, 'link_up', noon)).toEqual({
      ok: true,
    });
  });

  it.each([
    ['calls', { calls: 2 }, 'budget-spent'],
    ['tokens', { tokens: 300 }, 'budget-spent'],
    ['money', { money: '0.3' }, 'budget-spent'],
  ])('ends when %s are used up, until the next day', (_name, limits, code) => {
    const entries = [spent(1, 100, '0.1'), spent(1, 200, '0.2', noon + hour)];
    expect(admit(entries, limits, 'link_up', noon + hour)).toMatchObject({
      ok: false,
      code,
      retryAt: Date.UTC(2026, 2, 2),
    });
    expect(admit(entries, limits, 'bridge_stp', noon + hour)).toEqual({ ok: true });
    expect(admit(entries, limits, 'link_up', noon + 12 * hour)).toEqual({ ok: true });
  });

  it('counts a question that was never settled, and not one that was withdrawn', () => {
    const asked: readonly SpendingEntry[] = [
      { t: 'ask', id: 'a', at: noon, locus: 'link_up' },
      { t: 'ask', id: 'b', at: noon, locus: 'link_up' },
      { t: 'withdrawn', id: 'b', at: noon, locus: 'link_up' },
    ];
    expect(spendingOn(asked, 'link_up', noon)).toEqual({ calls: 1, tokens: 0, money: '0', unpriced: false });
  });

  it('counts a question once, also when two processes wrote down its price', () => {
    const entries = [spent(1, 100, '0.1'), spent(1, 100, '0.1'), spent(1, 200, '0.2')];
    expect(spendingOn(entries, 'link_up', noon)).toMatchObject({ calls: 2, tokens: 300, money: '0.3' });
  });

  it('does not spend money it cannot count', () => {
    expect(admit([spent(1, 10)], { money: '5' }, 'link_up', noon)).toMatchObject({ ok: false, code: 'price-unknown' });
  });

  it('cools down after a proposal', () => {
    const entries: readonly SpendingEntry[] = [{ t: 'cool-down', at: noon, locus: 'link_up', until: noon + hour }];
    expect(admit(entries, {}, 'link_up', noon + hour - 1)).toMatchObject({
      ok: false,
      code: 'cooling-down',
      retryAt: noon + hour,
    });
    expect(admit(entries, {}, 'link_up', noon + hour)).toEqual({ ok: true });
    expect(admit(entries, {}, 'bridge_stp', noon)).toEqual({ ok: true });
  });
});

function store(): { readonly folder: string; readonly store: SpendingStore } {
  const folder = mkdtempSync(path.join(tmpdir(), 'sg-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, store: new SpendingStore(path.join(folder, 'mutation')) };
}

describe('the record', () => {
  it('keeps what was spent, for whoever opens it next', async () => {
    const { folder, store: first } = store();
    const place = await first.reserve('link_up', { calls: 1 }, noon);
    if (!place.admitted) throw new Error('expected a place');
    await first.spend(place.id, 'link_up', { calls: 2, inputTokens: 10, outputTokens: 5 }, noon);
    const second = new SpendingStore(path.join(folder, 'mutation'));
    expect(spendingOn(await second.entries(noon), 'link_up', noon)).toMatchObject({ calls: 2, tokens: 15 });
    expect(await second.reserve('link_up', { calls: 2 }, noon)).toMatchObject({
      admitted: false,
      refusal: { code: 'budget-spent' },
    });
    await second.coolDown('bridge_stp', 60, noon);
    expect(await first.reserve('bridge_stp', {}, noon + 59_000)).toMatchObject({
      admitted: false,
      refusal: { code: 'cooling-down' },
    });
    expect(await first.reserve('bridge_stp', {}, noon + 60_000)).toMatchObject({ admitted: true });
  });

  it('gives the places there are to as many as come at once, and no more', async () => {
    const { store: one } = store();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 8 }),
        fc.nat(1_000_000),
        async (places, wanted, day) => {
          const at = noon + day * 24 * hour * 40;
          const answers = await Promise.all(
            Array.from({ length: wanted }, () => one.reserve('link_up', { calls: places }, at)),
          );
          const admitted = answers.filter((answer) => answer.admitted).length;
          expect(admitted).toBeLessThanOrEqual(places);
          expect(admitted).toBeGreaterThan(0);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('does not stumble over a torn line or one of somebody else', async () => {
    const { folder, store: one } = store();
    await one.coolDown('bridge_stp', 1, noon);
    const file = path.join(folder, 'mutation', '2026-03.jsonl');
    appendFileSync(file, '\n{"t":"spent","id":"x","at":17723');
    await one.spend('a', 'link_up', { calls: 1, inputTokens: 1, outputTokens: 1 }, noon);
    appendFileSync(file, '\n{"t":"gift"}\nnull\n');
    expect(await one.entries(noon)).toHaveLength(2);
  });

  it('sees last month on the first of a month', async () => {
    const { store: one } = store();
    const last = Date.UTC(2026, 0, 31, 23, 59);
    await one.coolDown('link_up', 600, last);
    expect(await one.reserve('link_up', {}, last + 120_000)).toMatchObject({ admitted: false });
  });

  it('says when it cannot be kept, and admits nothing', async () => {
    const { folder } = store();
    writeFileSync(path.join(folder, 'file'), '');
    await expect(
      new SpendingStore(path.join(folder, 'file', 'mutation')).reserve('link_up', {}, noon),
    ).rejects.toMatchObject({ code: 'spending-record' });
  });
});
