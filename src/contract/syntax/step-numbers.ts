import type { Faults } from './faults.ts';
import type { Token } from './token.ts';

/**
 * Steps are referred to by number, so that numbers are 1, 2, 3 in the order of the text. One wrong number is reported
 * once: counting goes on from it.
 */
export function checkStepNumbers(firstTokens: readonly (Token | undefined)[], faults: Faults): void {
  const lines = new Map<number, number>();
  let due = 1;
  for (const token of firstTokens) {
    if (token?.type === 'ordinal') {
      const number = Number.parseInt(token.text, 10);
      const line = lines.get(number);
      if (line !== undefined) {
        const message = `Step ${number} stands in line ${line} already.`;
        faults.report('duplicate-step', token.span, message, { suggestion: `${due}.` });
        continue;
      }
      if (token.text !== `${due}.`) {
        const message = `The step after step ${due - 1} is step ${due}.`;
        faults.report('step-out-of-order', token.span, due === 1 ? 'The first step is step 1.' : message, {
          expected: `\`${due}.\``,
          suggestion: `${due}.`,
        });
      }
      lines.set(number, token.span.start.line);
      due = number;
    }
    due++;
  }
}
