import type { FailureClause, FailureConsequence, Prose } from '../ast.ts';
import { suggest } from '../suggest.ts';
import type { Entry } from './block.ts';
import type { Faults } from './faults.ts';
import { readBullets } from './read-prose.ts';
import { unique } from './unique.ts';

const arrow = '->';
const refusal = /^success\s*=\s*false$/;

/** The bullets of `fails when:`. What follows the last arrow is a promise, and part of the language. */
export function readFailures(section: Entry, faults: Faults): readonly FailureClause[] {
  const clauses = readBullets(section, faults).map((bullet) => readClause(bullet, faults));
  return unique(
    clauses,
    ({ condition }) => condition,
    ({ condition, span }, first) => {
      faults.report('duplicate-refusal', span, `Line ${first.span.start.line} has \`${condition}\` already.`);
    },
  );
}

function readClause({ text, span }: Prose, faults: Faults): FailureClause {
  const at = text.lastIndexOf(arrow);
  if (at === -1) return { condition: oneLine(text), consequence: undefined, text, span };
  const promise = text.slice(at + arrow.length).trim();
  const condition = oneLine(text.slice(0, at));
  const consequence = consequenceOf(promise);
  if (consequence === undefined || condition === '') {
    const what = condition === '' ? 'No condition stands before the arrow.' : `\`${promise}\` is no consequence.`;
    faults.report('unknown-consequence', span, what, {
      expected: '`condition -> success=false` for a refusal, `condition -> error` for an environment failure',
      suggestion: condition === '' ? undefined : corrected(condition, promise),
    });
  }
  return { condition, consequence, text, span };
}

function consequenceOf(promise: string): FailureConsequence {
  if (refusal.test(promise)) return 'refusal';
  return promise === 'error' ? 'environment' : undefined;
}

function corrected(condition: string, promise: string): string | undefined {
  const meant = suggest(promise.replaceAll(/\s+/g, ''), ['success=false', 'error']);
  return meant === undefined ? undefined : `${condition} -> ${meant}`;
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
