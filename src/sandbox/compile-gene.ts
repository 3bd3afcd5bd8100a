import { compileSource } from './engine/compiler.ts';
import type { Engine } from './engine/engine.ts';
import { TimeBudget } from './engine/time-budget.ts';
import { faultAt, GeneFaultError } from './gene-fault.ts';
import type { Machine } from './machine.ts';
import { applyLimits } from './apply-limits.ts';
import type { SandboxLimits } from './sandbox.ts';
import type { ModuleText } from './stack-frames.ts';

/** A gene's module without its types, and as bytecode. */
export interface CompiledGene extends ModuleText {
  readonly bytecode: Uint8Array;
}

/**
 * Compiles a gene with limits as large as a run's. Nothing of it runs.
 *
 * @throws GeneFaultError `syntax`, EngineStop
 */
export function compileGene(engine: Engine, machine: Machine, gene: ModuleText, limits: SandboxLimits): CompiledGene {
  const { image, scratch } = machine.compiler;
  const compiled = engine.spend(new TimeBudget(limits.cpuMs, limits.wallMs), () => {
    engine.restore(image);
    applyLimits(engine, machine.runner.handles, limits);
    return compileSource(engine, scratch, { text: gene.code, file: gene.file, module: true });
  });
  if (compiled.ok) return { ...gene, bytecode: compiled.bytecode };
  const { message, stack } = compiled.error;
  if (message === 'InternalError: out of memory') throw new GeneFaultError(faultAt('memory-limit', message, '', gene));
  throw new GeneFaultError(faultAt('syntax', withoutLoader(message), stack, gene));
}

function withoutLoader(message: string): string {
  const wanted = /^ReferenceError: could not load module '(.*)'$/s.exec(message)?.[1];
  if (wanted === undefined) return message;
  return `The gene imports ${JSON.stringify(wanted)}; it may import nothing but types.`;
}
