import { expect, it } from 'vitest';
import { formatIndex, freshEntry, indexLists, parseIndex } from '../../src/git/index-file.ts';

const stat = { ctimeNs: 1n, mtimeNs: 1n, dev: 1n, ino: 1n, uid: 0n, gid: 0n, size: 3n };

/** An index whose checksum git left out (index.skipHash), so that nothing else tells of damage. */
function unchecked(): Buffer {
  const index = formatIndex(['a', 'b/c'].map((name) => freshEntry(name, 'a'.repeat(40), 0o100644, stat)));
  return index.fill(0, index.length - 20);
}

it('an index that promises more entries than it has is refused', () => {
  const index = unchecked();
  expect(parseIndex(index)).toHaveLength(2);
  index.writeUInt32BE(0xffff_ffff, 8);
  expect(() => parseIndex(index)).toThrow(expect.objectContaining({ code: 'unsupported-index' }));
  expect(() => indexLists(index, 'z')).toThrow(expect.objectContaining({ code: 'unsupported-index' }));
});

it('an index that ends within an entry is refused', () => {
  const whole = unchecked();
  for (let length = 33; length < whole.length - 8; length += 1) {
    const index = Buffer.from(whole.subarray(0, length)).fill(0, length - 20);
    expect(() => parseIndex(index)).toThrow(expect.objectContaining({ code: 'unsupported-index' }));
  }
});
