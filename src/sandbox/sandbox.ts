import type { Json } from '../model/json.ts';
import type { Sha256 } from '../model/digest.ts';

/** Runs genes with no authority but the port handed to each. Runs may overlap. */
export interface Sandbox {
  /**
   * Runs `execute(input, kernel)` of the gene's module in a state no other call has touched. What the gene does is the
   * result, never an exception. Operations the gene called and did not wait for are performed if it gave an output.
   *
   * @throws whatever the port throws that is not a kernel error; UsageError `sandbox-limit` for limits out of range
   */
  run(gene: GeneSource, input: Json, port: HostPort, options: RunOptions): Promise<GeneResult>;
  /** Frees the engine's memory. */
  dispose(): void;
}

export interface GeneSource {
  /** SHA-256 of `source`; caches are keyed by it. The caller has verified it. */
  readonly digest: Sha256;
  /** TypeScript with erasable types only. */
  readonly source: string;
  /** Shown in stack traces, e.g. `genome/bridge_create/3f2a….ts`. */
  readonly file: string;
}

/** The gene's only way out. Method names become the methods of the `kernel` object the gene sees. */
export interface HostPort {
  readonly operations: readonly string[];
  /**
   * Operations are performed one after another, in the order the gene called them. A rejection with an error whose `code`
   * is one of `kernelErrorCodes` reaches the gene as a KernelError with its code and message; any other ends the run.
   */
  call(operation: string, args: readonly Json[]): Promise<Json>;
  /** Seconds since 1970; what `Date` shows inside. Read at the start and after every host call. */
  clock(): number;
}

export interface RunOptions {
  /** Seeds `Math.random`: the same seed, input and host answers give the same run. */
  readonly seed: string;
  readonly limits?: Partial<SandboxLimits>;
}

export interface SandboxLimits {
  /** Time the gene itself computes, host calls excluded. */
  readonly cpuMs: number;
  /**
   * The same counted in the engine's own steps, some 500 million a second: unlike time it ends a gene at the same place on
   * every machine. Counted in lots of 50,000.
   */
  readonly steps: number;
  /** Everything included, by the host's monotonic clock; not the wait for a free engine. */
  readonly wallMs: number;
  /** Heap of the gene beyond the engine's own. */
  readonly memoryBytes: number;
  /** Stack of the engine; 262,144 at most. */
  readonly stackBytes: number;
  /** JSON text of the output, of one host call's arguments, and of an error's message and stack. */
  readonly outputBytes: number;
  /** Host calls in one run. */
  readonly operations: number;
  /** Nesting of any value that crosses. */
  readonly jsonDepth: number;
}

export const defaultLimits: SandboxLimits = {
  cpuMs: 1_000,
  steps: Number.MAX_SAFE_INTEGER,
  wallMs: 120_000,
  memoryBytes: 32 * 1024 * 1024,
  stackBytes: 256 * 1024,
  outputBytes: 256 * 1024,
  operations: 10_000,
  jsonDepth: 64,
};

export type GeneResult =
  | { readonly ok: true; readonly output: Json; readonly operations: number }
  | { readonly ok: false; readonly fault: GeneFault; readonly operations: number };

/** Why a gene gave no output. */
export interface GeneFault {
  readonly kind: GeneFaultKind;
  readonly message: string;
  /** Where it happened in the reviewed source, one-based, when known. */
  readonly position?: { readonly line: number; readonly column: number };
  /** Stack with positions in the reviewed source. Untrusted text. */
  readonly stack?: string;
}

export type GeneFaultKind =
  | 'syntax'
  | 'exception'
  | 'no-execute'
  | 'cpu-limit'
  | 'wall-limit'
  | 'memory-limit'
  | 'stack-limit'
  | 'output-limit'
  | 'operation-limit'
  | 'depth-limit'
  | 'invalid-output'
  | 'never-settled'
  /** The engine itself stopped: a fault in it, or an attack on it. Nothing outside the run was touched. */
  | 'engine-fault';
