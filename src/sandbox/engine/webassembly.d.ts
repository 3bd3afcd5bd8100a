/**
 * The part of the WebAssembly JavaScript interface that the sandbox uses (W3C, WebAssembly JavaScript Interface 2.0).
 * TypeScript ships these types with the DOM only.
 */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
    /** Adds pages of 64 KiB; earlier buffers are detached. */
    grow(pages: number): number;
  }

  /** One of type i32. */
  interface Global {
    value: number;
  }

  interface ExportDescriptor {
    readonly name: string;
  }

  type Imports = Record<string, Record<string, (...values: never[]) => unknown>>;

  class Module {
    constructor(binary: Uint8Array);
    private readonly compiled;
    static exports(module: Module): ExportDescriptor[];
  }

  class Instance {
    constructor(module: Module, imports: Imports);
    readonly exports: unknown;
  }

  /** A trap. */
  class RuntimeError extends Error {}

  function compile(binary: Uint8Array): Promise<Module>;
}
