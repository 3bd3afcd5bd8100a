import { InternalError } from '../../errors/internal-error.ts';
import { InsertionCache, meterFunction, type MeterIndices } from './meter-function.ts';
import { op, typeCode } from './wasm-opcodes.ts';
import { WasmReader } from './wasm-reader.ts';
import { WasmWriter } from './wasm-writer.ts';

/** Names under which the added globals are exported. */
const meterExports = { fuel: 'sg_fuel', pages: 'sg_pages' } as const;

const sectionId = { custom: 0, types: 1, imports: 2, functions: 3, globals: 6, exports: 7, code: 10 } as const;
const globalKind = 3;

/**
 * Rewrites the engine's WebAssembly binary so that the host keeps two things in hand which the engine cannot get round:
 *
 * - **Time.** Every function and every loop spends one unit of the global `sg_fuel`; below zero the import
 *   `env.host_interrupt` is called, which refills it or throws. The engine's own interrupt checks leave many native loops
 *   out (quickjs-ng issue 1672: `Array.prototype.indexOf.call({length: 2 ** 53})` runs for ever).
 * - **Memory.** `memory.grow` hands out pages by raising the global `sg_pages` up to the memory there is and never grows it.
 *   A WebAssembly memory cannot shrink, but this global can be put back.
 *
 * @throws InternalError when the binary has something the meter does not know, so that nothing runs unmetered
 */
export function meterEngine(binary: Uint8Array): Uint8Array<ArrayBuffer> {
  const sections = readSections(binary);
  const globals = new WasmReader(required(sections, sectionId.globals)).u32();
  const interrupt = findInterrupt(sections);
  const indices = { fuel: globals, pages: globals + 1, interrupt };
  const out = new WasmWriter(Math.ceil(binary.length * 1.4));
  out.bytes(binary.subarray(0, 8));
  for (const [id, body] of sections) {
    if (id === sectionId.custom) continue;
    out.byte(id);
    const hole = out.hole();
    writeSection(id, body, sections, out, indices);
    out.fillWithSize(hole);
  }
  return out.result();
}

type Sections = ReadonlyMap<number, Uint8Array>;

function readSections(binary: Uint8Array): Sections {
  const reader = new WasmReader(binary, 8);
  const sections = new Map<number, Uint8Array>();
  while (!reader.ended) {
    const id = reader.byte();
    sections.set(id, reader.take(reader.u32()));
  }
  return sections;
}

function required(sections: Sections, id: number): Uint8Array {
  const body = sections.get(id);
  if (body === undefined) throw new InternalError(`The engine binary has no section ${id}.`);
  return body;
}

function writeSection(id: number, body: Uint8Array, sections: Sections, out: WasmWriter, indices: MeterIndices): void {
  if (id === sectionId.globals) addGlobals(body, out);
  else if (id === sectionId.exports) addExports(body, out, indices);
  else if (id === sectionId.code) meterCode(new WasmReader(body), sections, out, indices);
  else out.bytes(body);
}

function addGlobals(body: Uint8Array, out: WasmWriter): void {
  const reader = new WasmReader(body);
  out.u32(reader.u32() + 2);
  out.bytes(body.subarray(reader.at));
  const zeroAndMutable = Uint8Array.of(typeCode.i32, 1, op.i32Const, 0, op.end);
  out.bytes(zeroAndMutable);
  out.bytes(zeroAndMutable);
}

function addExports(body: Uint8Array, out: WasmWriter, indices: MeterIndices): void {
  const reader = new WasmReader(body);
  out.u32(reader.u32() + 2);
  out.bytes(body.subarray(reader.at));
  for (const [name, index] of [
    [meterExports.fuel, indices.fuel],
    [meterExports.pages, indices.pages],
  ] as const) {
    out.u32(name.length);
    out.bytes(new TextEncoder().encode(name));
    out.byte(globalKind);
    out.u32(index);
  }
}

function meterCode(reader: WasmReader, sections: Sections, out: WasmWriter, indices: MeterIndices): void {
  const types = parameterCounts(new WasmReader(required(sections, sectionId.types)));
  const functions = new WasmReader(required(sections, sectionId.functions));
  const count = functions.u32();
  const cache = new InsertionCache(indices);
  out.u32(reader.u32());
  for (let index = 0; index < count; index++) {
    meterFunction(reader, out, types[functions.u32()]?.parameters ?? 0, cache);
  }
}

interface FunctionType {
  readonly parameters: number;
  readonly results: Uint8Array;
}

function parameterCounts(reader: WasmReader): readonly FunctionType[] {
  return Array.from({ length: reader.u32() }, () => {
    if (reader.byte() !== typeCode.function)
      throw new InternalError('The engine binary has a type that is not a function.');
    const parameters = reader.u32();
    reader.take(parameters);
    return { parameters, results: reader.take(reader.u32()) };
  });
}

function findInterrupt(sections: Sections): number {
  const types = parameterCounts(new WasmReader(required(sections, sectionId.types)));
  const reader = new WasmReader(required(sections, sectionId.imports));
  const imported = reader.u32();
  let interrupt = -1;
  for (let index = 0; index < imported; index++) {
    const name = `${reader.text()}.${reader.text()}`;
    if (reader.byte() !== 0) throw new InternalError(`The engine binary imports ${name}, which is not a function.`);
    const type = types[reader.u32()];
    if (name !== 'env.host_interrupt') continue;
    if (type?.parameters === 0 && type.results.length === 1 && type.results[0] === typeCode.i32) interrupt = index;
  }
  if (interrupt < 0) throw new InternalError('The engine binary has no import env.host_interrupt () -> i32.');
  return interrupt;
}
