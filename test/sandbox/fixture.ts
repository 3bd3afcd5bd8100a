import { KernelError } from '../../src/errors/kernel-error.ts';
import { sha256 } from '../../src/model/digest.ts';
import type { Json } from '../../src/model/json.ts';
import type { GeneResult, GeneSource, HostPort, Sandbox, SandboxLimits } from '../../src/sandbox/sandbox.ts';

export const geneFile = 'genome/test/gene.ts';

export function gene(source: string): GeneSource {
  return { digest: sha256(source), source, file: geneFile };
}

/** Clock of every port here: 2023-11-14T22:13:20.250Z. */
export const startOfTime = 1_700_000_000.25;

/**
 * A port with four operations: `echo` gives its arguments back, `fail` rejects with the code it is given, `hang` never
 * answers, `sleep` lets its clock pass.
 */
export class TestPort implements HostPort {
  readonly operations = ['echo', 'fail', 'hang', 'sleep'];
  readonly calls: { readonly operation: string; readonly args: readonly Json[] }[] = [];
  now = startOfTime;

  clock(): number {
    return this.now;
  }

  call(operation: string, args: readonly Json[]): Promise<Json> {
    this.calls.push({ operation, args });
    switch (operation) {
      case 'echo':
        return Promise.resolve(args);
      case 'fail':
        return Promise.reject(new KernelError(args[0] as 'EEXIST', operation, 'RTNETLINK answers: File exists'));
      case 'sleep':
        this.now += args[0] as number;
        return Promise.resolve(null);
      default:
        return new Promise(() => undefined);
    }
  }
}

export interface Trial {
  readonly input?: Json;
  readonly port?: HostPort;
  readonly seed?: string;
  readonly limits?: Partial<SandboxLimits>;
}

/** Runs source as a gene, with less memory than by default and time enough for a busy machine. */
export function trial(sandbox: Sandbox, source: string, options: Trial = {}): Promise<GeneResult> {
  const { input = null, port = new TestPort(), seed = 'seed', limits = {} } = options;
  const small = { cpuMs: 5_000, wallMs: 20_000, memoryBytes: 8 * 1024 * 1024, ...limits };
  return sandbox.run(gene(source), input, port, { seed, limits: small });
}

/** What a gene can find out about the state it runs in. Every run must find the same. */
export const fingerprint = `
let moduleLevel = 0;
export default async function execute(input, kernel) {
  const names = (object) => Reflect.ownKeys(object).map((key) => {
    const { value, get } = Object.getOwnPropertyDescriptor(object, key);
    return [String(key), typeof value, typeof get];
  });
  const globals = names(globalThis);
  const prototypes = [Object, Array, Promise, Function, String, Number, RegExp, Map, Error, Symbol]
    .flatMap((of) => [names(of), names(of.prototype)]);
  return {
    globals, prototypes,
    tools: [names(JSON), names(Math), names(Reflect), names(kernel)],
    moduleLevel: moduleLevel++,
    matched: [typeof RegExp.lastMatch, typeof RegExp.$1],
    symbols: Object.getOwnPropertySymbols(globalThis).length,
    random: Math.random(), now: Date.now(),
    echo: await kernel.echo('a', [1, { b: null }]),
  };
}`;
