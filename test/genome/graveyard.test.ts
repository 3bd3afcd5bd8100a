import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Genome } from '../../src/genome/genome.ts';
import { burialOf, planBurials, readGraveyard } from '../../src/genome/graveyard.ts';
import { burialReason, type Burial } from '../../src/genome/graveyard-schema.ts';
import { sha256 } from '../../src/model/digest.ts';
import { temporaryTree } from '../helpers/temporary-tree.ts';

const sound = `[[rejected]]\ndigest = "${sha256('a')}"\nstage = "static"\nreason = "a is wrong"\ndate = 2026-03-01T12:00:00Z\n`;

const path = 'genome/link_up/graveyard.toml';

function burial(name: string, change: Partial<Burial> = {}): Burial {
  return { digest: sha256(name), stage: 'static', reason: `${name} is wrong`, date: '2026-03-01T12:00:00Z', ...change };
}

async function textAfter(text: string | undefined, burials: readonly Burial[]): Promise<string> {
  const tree = temporaryTree(text === undefined ? [] : [[path, text]]);
  const plan = await planBurials(tree, 'link_up', burials);
  return new TextDecoder().decode(plan.get(path));
}

describe('the graveyard', () => {
  it('is empty where there is none', async () => {
    expect(await readGraveyard(temporaryTree([]), 'link_up')).toEqual([]);
    expect((await planBurials(temporaryTree([]), 'link_up', [])).size).toBe(0);
  });

  it('gives back what was buried', async () => {
    const all = [burial('a', { engine: 'claude', parent: sha256('parent') }), burial('b', { date: '2026-03-01T12:00:00.250Z' })];
    const tree = temporaryTree([[path, await textAfter(undefined, all)]]);
    expect(await burialOf(tree, 'link_up', sha256('a'))).toEqual(all[0]);
    expect(await burialOf(tree, 'link_up', sha256('b'))).toEqual(all[1]);
    expect(await burialOf(tree, 'link_up', sha256('c'))).toBeUndefined();
    expect(await new Genome(tree).strays()).toEqual([]);
  });

  it('adds at the end and leaves every byte before it, comments included', async () => {
    const before = `${(await textAfter(undefined, [burial('z')])).trimEnd()} # looked at by hand\n`;
    const after = await textAfter(before, [burial('a'), burial('z', { reason: 'again' })]);
    expect(after.startsWith(before)).toBe(true);
    expect(after.match(/\[\[rejected\]\]/g)).toHaveLength(2);
    expect(await textAfter(after, [burial('z'), burial('a')])).toBe('');
  });

  it('has the same bytes whatever the order', async () => {
    const all = ['a', 'b', 'c'].map((name) => burial(name));
    expect(await textAfter(undefined, all)).toBe(await textAfter(undefined, all.toReversed()));
  });

  it('counts the first of two entries for one digest', async () => {
    const one = await textAfter(undefined, [burial('a')]);
    const two = (await textAfter(undefined, [burial('a', { reason: 'later' })])).replace(/^#.*\n/, '');
    const tree = temporaryTree([[path, one + two]]);
    expect((await readGraveyard(tree, 'link_up')).map(({ reason }) => reason)).toEqual(['a is wrong']);
  });

  it.each([
    ['no TOML', 'rejected = [', 'graveyard-syntax'],
    ['an unknown key', '[[rejected]]\nwho = "me"', 'graveyard-invalid'],
    ['a reason of two lines', sound.replace('a is wrong', 'a\\nb'), 'graveyard-invalid'],
    ['a reason that turns the reading direction', sound.replace('a is wrong', '\\u202e'), 'graveyard-invalid'],
  ])('refuses %s', async (_name, text, code) => {
    const tree = temporaryTree([[path, text]]);
    await expect(readGraveyard(tree, 'link_up')).rejects.toMatchObject({ code });
    await expect(planBurials(tree, 'link_up', [burial('b')])).rejects.toMatchObject({ code });
  });

  it('will not add to a list it cannot add to', async () => {
    await expect(textAfter('rejected = []', [burial('a')])).rejects.toMatchObject({ code: 'graveyard-syntax' });
  });

  it('makes one printable line of any text, and reads it back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 700 }), async (text) => {
        const reason = burialReason(`x${text}`);
        expect(reason).toMatch(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,500}$/u);
        const tree = temporaryTree([[path, await textAfter(undefined, [burial('a', { reason })])]]);
        expect((await burialOf(tree, 'link_up', sha256('a')))?.reason).toBe(reason);
      }),
      { numRuns: 40 },
    );
  });
});
