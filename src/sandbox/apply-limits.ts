import type { Engine } from './engine/engine.ts';
import type { GuestHandles } from './engine/runner.ts';
import type { SandboxLimits } from './sandbox.ts';

/** Sets the limits that the engine keeps itself. */
export function applyLimits(engine: Engine, { heapBytes }: GuestHandles, limits: SandboxLimits): void {
  engine.ensureCapacity(capacityFor(limits));
  engine.exports.qjs_set_memory_limit(heapBytes + limits.memoryBytes);
  // Cycles are collected only once they could matter: a collection looks at the whole heap.
  engine.exports.qjs_set_gc_threshold(heapBytes + Math.floor(limits.memoryBytes / 4));
  engine.exports.qjs_set_max_stack_size(limits.stackBytes);
}

/** Memory for an engine, in bytes. The allocator loses some between blocks; the host's own texts need room as well. */
export function capacityFor(limits: SandboxLimits): number {
  return Math.ceil(limits.memoryBytes * 1.25) + 8 * 1024 * 1024;
}
