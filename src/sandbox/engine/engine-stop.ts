import type { GeneFaultKind } from '../sandbox.ts';

/** Thrown through the engine, or instead of an engine's trap: this run is over and only a restore makes the engine usable. */
export class EngineStop extends Error {
  readonly kind: GeneFaultKind;
  /** The engine itself gave up or was broken: its memory is not to be trusted again, not even restored. */
  readonly broken: boolean;

  constructor(kind: GeneFaultKind, message: string, broken = false) {
    super(message);
    this.kind = kind;
    this.broken = broken;
  }
}

export function outOfMemory(): EngineStop {
  return new EngineStop('memory-limit', 'ran out of memory');
}
