import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { engineImports } from '../src/sandbox/engine/engine-imports.ts';
import type { EngineExports, Pointer } from '../src/sandbox/engine/engine-exports.ts';

interface PlainExports extends EngineExports {
  qjs_destroy(): void;
  qjs_eval(code: Pointer, length: number, file: Pointer, flags: number): Pointer;
}

const everything = -1;
const program = `
  const queue = [], waiting = [];
  let output;
  const kernel = { link: (...args) => new Promise((resolve) => { waiting.push(resolve); queue.push(['link', args]); }) };
  const take = () => JSON.stringify(queue.splice(0));
  const settle = (text) => JSON.parse(text).forEach((value) => waiting.shift()(value));
`;

/**
 * What the sandbox is compared with: the same engine as it is published, one instance, and for every call a new runtime and
 * context with the memory and stack limits set, into which the gene is compiled.
 */
export class FreshRuntime {
  readonly #exports: PlainExports;
  readonly #gene: string;

  /** @param gene JavaScript that declares `async function execute(input, kernel)` */
  constructor(gene: string) {
    const binary = readFileSync(createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm'));
    const memory = (): DataView => new DataView(this.#exports.memory.buffer);
    const imports = engineImports({ memory, readClock: () => 0, interrupt: () => undefined });
    this.#exports = new WebAssembly.Instance(new WebAssembly.Module(binary), imports).exports as PlainExports;
    this.#exports._initialize();
    this.#gene = gene;
  }

  async call(input: unknown, answer: (operation: string, args: unknown[]) => Promise<unknown>): Promise<unknown> {
    const engine = this.#exports;
    engine.qjs_init2(everything);
    engine.qjs_set_memory_limit(32 * 1024 * 1024);
    engine.qjs_set_max_stack_size(256 * 1024);
    this.#evaluate(program + this.#gene);
    this.#evaluate(`execute(${JSON.stringify(input)}, kernel).then((value) => { output = JSON.stringify(value); }); 0`);
    this.#drain();
    const calls = JSON.parse(this.#evaluate('take()')) as [string, unknown[]][];
    const answers = await Promise.all(calls.map(([operation, args]) => answer(operation, args)));
    this.#evaluate(`settle(${JSON.stringify(JSON.stringify(answers))}); 0`);
    this.#drain();
    const output: unknown = JSON.parse(this.#evaluate('output'));
    engine.qjs_destroy();
    return output;
  }

  #drain(): void {
    while (this.#exports.qjs_execute_pending_job() > 0);
  }

  #evaluate(code: string): string {
    const engine = this.#exports;
    const [source, length] = this.#place(code);
    const [file] = this.#place('gene.js');
    const value = engine.qjs_eval(source, length, file, 0);
    engine.wasm_free(source);
    engine.wasm_free(file);
    if (engine.qjs_is_exception(value) !== 0) throw new Error(this.#text(engine.qjs_get_exception()));
    const text = this.#text(value);
    engine.qjs_free_value(value);
    return text;
  }

  #place(text: string): [Pointer, number] {
    const length = Buffer.byteLength(text);
    const pointer = this.#exports.wasm_malloc(length + 1);
    const memory = Buffer.from(this.#exports.memory.buffer);
    memory.write(text, pointer);
    memory[pointer + length] = 0;
    return [pointer, length];
  }

  #text(value: Pointer): string {
    const pointer = this.#exports.qjs_get_string(value);
    const memory = Buffer.from(this.#exports.memory.buffer);
    const text = memory.toString('utf8', pointer, memory.indexOf(0, pointer));
    this.#exports.qjs_free_cstring(pointer);
    return text;
  }
}
