import type { Call, PathwayContract } from '../ast.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { diagnose } from '../diagnose.ts';
import { stepCalls } from '../step-calls.ts';

export interface FiledPathway {
  readonly contract: PathwayContract;
  readonly file: string;
}

/** Pathways that call themselves, directly or through others: each ring is reported once, where it closes. */
export function compositionCycles(pathways: readonly FiledPathway[]): readonly Diagnostic[] {
  const byName = new Map<string, FiledPathway>();
  for (const pathway of pathways) {
    if (!byName.has(pathway.contract.name.text)) byName.set(pathway.contract.name.text, pathway);
  }
  const diagnostics: Diagnostic[] = [];
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    const pathway = byName.get(name);
    if (pathway === undefined || done.has(name)) return;
    const here = [...path, name];
    for (const call of pathway.contract.steps.flatMap(stepCalls)) {
      const start = here.indexOf(call.target.text);
      if (start === -1) visit(call.target.text, here);
      else diagnostics.push(cycle(call, [...here.slice(start), call.target.text], pathway.file));
    }
    done.add(name);
  };
  for (const name of byName.keys()) visit(name, []);
  return diagnostics;
}

function cycle({ target }: Call, ring: readonly string[], file: string): Diagnostic {
  return diagnose('composition-cycle', {
    file,
    span: target.span,
    message: ring.length === 2 ? `${target.text} calls itself.` : `The pathways call each other: ${ring.join(' -> ')}.`,
    expected: 'pathways that end',
  });
}
