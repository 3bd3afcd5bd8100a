import { expect, test } from 'vitest';
import { chart } from '../../bench/growth/chart.ts';

const text = { title: 'A & B', description: 'How it grows.', across: 'hosts', up: 'time', origin: 'Here.' };

test('a chart says in words what it shows, and its lines rise with their figures', () => {
  const points = [
    { size: 10, milliseconds: 20 },
    { size: 100, milliseconds: 2_500 },
  ];
  const picture = chart([{ name: 'reading', points }], text);
  expect(picture).toContain('<title id="title">A &amp; B</title>');
  expect(picture).toContain('By hosts: reading: 20 ms at 10, 2.5 s at 100.');
  const heights = [...picture.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)"/g)].map(([, height]) => Number(height));
  expect(heights).toHaveLength(2);
  expect(heights[1]).toBeLessThan(heights[0] ?? 0);
});

test('names of lines that end together do not touch', () => {
  const points = [
    { size: 10, milliseconds: 20 },
    { size: 100, milliseconds: 30 },
  ];
  const picture = chart(
    ['one', 'two', 'three'].map((name) => ({ name, points })),
    text,
  );
  const names = [...picture.matchAll(/<text x="532" y="([\d.]+)"/g)].map(([, height]) => Number(height));
  expect(names).toHaveLength(3);
  const gaps = names.slice(1).map((height, at) => height - (names[at] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(17);
});
