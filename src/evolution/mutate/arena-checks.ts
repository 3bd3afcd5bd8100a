import type { GeneContract, VerifyItem } from '../../contract/ast.ts';
import { defaultBudget } from '../../arena/contest.ts';

/** What the arena will do to an answer, a line each, for whoever writes one. */
export function arenaChecks({ family, examples, verify }: GeneContract): readonly string[] {
  const checks = [...new Set((verify?.items ?? []).flatMap(called))].join(', ');
  return [
    'Integrity: one module of erasable TypeScript, no imports but types, one default export, no bytes that were rejected before.',
    'Static: TypeScript checks it, strictly, against the types above; an operation that is not there is an error.',
    `Examples: all ${examples.length} examples of the contract hold.`,
    'Replay: every recorded failure of this locus, the one above among them, ends well.',
    `Worlds: ${defaultBudget.worlds} generated inputs and topologies it has not seen. The output is valid; a refusal or failure leaves the world unchanged; the same question gives the same answer.`,
    ...(family === 'configuration'
      ? [
          `Verification after success, at once and to the end of the window${checks === '' ? '' : `, by ${checks}`}.`,
          'Scope: nothing changes but what the input names and what must follow from it.',
        ]
      : ['Looking changes nothing.']),
    'Faults: each kernel operation it uses fails in turn, interfaces vanish, the kernel is slow or out of reach.',
    `Competition: up to ${defaultBudget.pairs} worlds side by side with the allele that is dominant now: first who is right, then who needs fewer operations and link flaps.`,
  ];
}

/** Names of the diagnostics that a line of the verification asks. */
function called(item: VerifyItem): readonly string[] {
  if (item.kind === 'call') return [item.target.text];
  return item.kind === 'for' ? item.body.map(({ target }) => target.text) : [];
}
