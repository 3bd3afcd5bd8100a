import { describe } from 'vitest';

export type LabKind = 'host' | 'namespace' | 'networkmanager' | 'uml';

/** Tests that need a lab of that kind. Elsewhere they are skipped, and their name tells why. */
export function describeLab(kind: LabKind, name: string, tests: () => void): void {
  if (process.env['SG_LAB'] === kind) describe(name, tests);
  else describe.skip(`${name} [skipped: ${reason(kind)}]`, tests);
}

function reason(kind: LabKind): string {
  return process.env['SG_LAB_MISSING'] ?? `needs the lab "${kind}": npm run test:lab`;
}
