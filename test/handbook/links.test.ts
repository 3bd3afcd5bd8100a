import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../helpers/project-root.ts';

const docs = path.join(projectRoot, 'docs');
const pages = readdirSync(docs, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.md'));

/** As GitHub makes anchors of headings. */
function anchors(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

test.each([...pages.map((page) => `docs/${page}`), 'README.md', 'CHANGELOG.md'])(
  '%s links to what is there',
  (page) => {
    const file = path.join(projectRoot, page);
    const text = readFileSync(file, 'utf8');
    const targets = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = '']) => target);
    const broken = targets.filter((target) => {
      const [place = '', anchor] = target.split('#');
      const named = place === '' ? file : path.resolve(path.dirname(file), place);
      if (!existsSync(named)) return true;
      return anchor !== undefined && !anchors(readFileSync(named, 'utf8')).includes(anchor);
    });
    expect(broken).toEqual([]);
  },
);
