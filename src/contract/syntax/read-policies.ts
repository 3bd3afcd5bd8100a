import type { Span } from '../ast.ts';
import { suggest } from '../suggest.ts';
import { entriesOf, type Entry } from './block.ts';
import type { Faults } from './faults.ts';
import { enumerate } from './expected-words.ts';
import { refuseBody } from './read-entry.ts';
import { tokenise } from './tokenise.ts';
import { present, unique } from './unique.ts';

interface Policy<P extends string> {
  readonly policy: P;
  readonly span: Span;
}

/** The sentences of `on failure:`, each one of a closed set. */
export function readPolicies<P extends string>(
  section: Entry,
  allowed: readonly P[],
  faults: Faults,
): readonly Policy<P>[] {
  const policies = entriesOf(section.body, faults).map((entry): Policy<P> | undefined => {
    refuseBody(entry, faults);
    return readPolicy(entry, allowed, faults);
  });
  return unique(
    present(policies),
    ({ policy }) => policy,
    ({ span }, first) => {
      faults.report('duplicate-policy', span, `Line ${first.span.start.line} says this already.`);
    },
  );
}

function readPolicy<P extends string>(entry: Entry, allowed: readonly P[], faults: Faults): Policy<P> | undefined {
  const { tokens, faulty } = tokenise(entry.head, faults);
  const text = tokens.map((token) => token.text).join(' ');
  const policy = allowed.find((candidate) => candidate === text);
  const start = tokens[0]?.span.start;
  const end = tokens.at(-1)?.span.end;
  if (faulty || start === undefined || end === undefined) return undefined;
  if (policy !== undefined) return { policy, span: { start, end } };
  faults.report('unknown-policy', { start, end }, `\`${text}\` is no failure policy here.`, {
    expected: enumerate(allowed.map((candidate) => `\`${candidate}\``)),
    suggestion: suggest(text, allowed),
  });
  return undefined;
}

/** A pathway has one policy; more than one is reported at the second. */
export function onlyPolicy<P extends string>(policies: readonly Policy<P>[], faults: Faults): Policy<P> | undefined {
  const [first, second] = policies;
  if (first !== undefined && second !== undefined) {
    faults.report('duplicate-policy', second.span, `The policy is \`${first.policy}\` already.`, {
      expected: 'one policy',
    });
  }
  return first;
}
