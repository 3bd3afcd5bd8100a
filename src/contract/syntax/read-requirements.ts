import type { Requirement } from '../ast.ts';
import { entriesOf, type Entry } from './block.ts';
import type { Faults } from './faults.ts';
import { readLeaf } from './read-entry.ts';
import { present } from './unique.ts';

/** `step 4 needs step 1, step 3`; a step may have several lines, a need is stated once. */
export function readRequirements(section: Entry, faults: Faults): readonly Requirement[] {
  const lines = new Map<string, number>();
  const requirements = entriesOf(section.body, faults).map((entry) => readLeaf('requirement', entry, faults));
  for (const { step, needs, span } of present(requirements)) {
    for (const need of needs) {
      const line = lines.get(`${step} ${need}`);
      if (line === undefined) lines.set(`${step} ${need}`, span.start.line);
      else faults.report('duplicate-requirement', span, `Line ${line} says that step ${step} needs step ${need}.`);
    }
  }
  return present(requirements);
}
