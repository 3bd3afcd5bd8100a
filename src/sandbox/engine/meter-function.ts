import { InternalError } from '../../errors/internal-error.ts';
import { instructionShapes, op, prefixed, shapeBits, typeCode } from './wasm-opcodes.ts';
import { WasmReader } from './wasm-reader.ts';
import { leb128, type WasmWriter } from './wasm-writer.ts';

export interface MeterIndices {
  /** Global i32 that counts down; below zero the host is asked. */
  readonly fuel: number;
  /** Global i32 that the function takes for the memory's size in pages. */
  readonly pages: number;
  /** Function `() -> i32` that asks the host. */
  readonly interrupt: number;
}

/** What is written into one function; each knows the function's spare local. */
export interface Insertions {
  /** At the start of the function and of every loop: one unit of fuel. */
  readonly spend: Uint8Array;
  /** Before memory.copy and memory.fill: a unit for every 256 bytes, so that a loop of large copies cannot outrun the check. */
  readonly spendForBytes: Uint8Array;
  /** Instead of memory.size. */
  readonly size: Uint8Array;
  /** Instead of memory.grow: takes from the memory there is and never grows it. */
  readonly grow: Uint8Array;
}

/**
 * Copies one function body, adding what meters it.
 *
 * @param parameters how many the function takes
 * @param cache insertions by spare local, shared between the functions of one binary
 */
export function meterFunction(reader: WasmReader, out: WasmWriter, parameters: number, cache: InsertionCache): void {
  const size = reader.u32();
  const end = reader.at + size;
  const hole = out.hole();
  const insertions = cache.get(copyLocals(reader, out, parameters));
  out.bytes(insertions.spend);
  copyInstructions(reader, out, end, insertions);
  out.fillWithSize(hole);
}

/** Copies the declarations with one more local of type i32 and returns its index. */
function copyLocals(reader: WasmReader, out: WasmWriter, parameters: number): number {
  const groups = reader.u32();
  out.u32(groups + 1);
  let index = parameters;
  for (let group = 0; group < groups; group++) {
    const count = reader.u32();
    out.u32(count);
    out.byte(reader.byte());
    index += count;
  }
  out.u32(1);
  out.byte(typeCode.i32);
  return index;
}

const { fixedLength, oneNumber, twoNumbers, metered } = shapeBits;

/** One loop without calls on the common path: it goes over half a megabyte before any of it is compiled. */
function copyInstructions(reader: WasmReader, out: WasmWriter, end: number, insertions: Insertions): void {
  const { bytes } = reader;
  let from = reader.at;
  let at = from;
  while (at < end) {
    const start = at;
    const code = bytes[at] as number;
    const shape = instructionShapes[code] as number;
    at += shape & fixedLength;
    if ((shape & (oneNumber | twoNumbers)) !== 0) {
      while ((bytes[at++] as number) >= 0x80);
      if ((shape & twoNumbers) !== 0) while ((bytes[at++] as number) >= 0x80);
    }
    if (shape === 0) at = endOfOddInstruction(bytes, at);
    if ((shape & metered) === 0 && code !== op.prefix) continue;
    from = insert(out, bytes, { from, start, end: at }, insertions);
  }
  if (at !== end) throw new InternalError('The engine binary has an instruction that crosses the end of its function.');
  out.bytes(bytes.subarray(from, end));
  reader.at = end;
}

/** Copies up to the instruction at `start`, writes what belongs to it, and returns where the next copy begins. */
function insert(
  out: WasmWriter,
  bytes: Uint8Array,
  span: { readonly from: number; readonly start: number; readonly end: number },
  insertions: Insertions,
): number {
  const code = bytes[span.start];
  out.bytes(bytes.subarray(span.from, code === op.loop ? span.end : span.start));
  if (code === op.loop) out.bytes(insertions.spend);
  else if (code === op.memorySize) out.bytes(insertions.size);
  else if (code === op.memoryGrow) out.bytes(insertions.grow);
  else if (movesBytes(bytes[span.start + 1])) out.bytes(insertions.spendForBytes);
  return code === op.prefix ? span.start : span.end;
}

function movesBytes(second: number | undefined): boolean {
  return second === prefixed.memoryCopy || second === prefixed.memoryFill;
}

function endOfOddInstruction(bytes: Uint8Array, at: number): number {
  const code = bytes[at] as number;
  if (code === op.branchTable) return endOfBranchTable(bytes, at + 1);
  if (code === op.prefix) return endOfPrefixed(bytes, at + 1);
  throw unknown(`opcode 0x${code.toString(16)}`);
}

function endOfBranchTable(bytes: Uint8Array, at: number): number {
  const reader = new WasmReader(bytes, at);
  for (let labels = reader.u32() + 1; labels > 0; labels--) reader.skipNumber();
  return reader.at;
}

/** 0 to 7 are saturating conversions without immediates. */
function endOfPrefixed(bytes: Uint8Array, at: number): number {
  const second = bytes[at] as number;
  if (second === prefixed.memoryCopy) return at + 3;
  if (second === prefixed.memoryFill) return at + 2;
  if (second <= 7) return at + 1;
  throw unknown(`opcode 0xfc ${second}`);
}

function unknown(what: string): InternalError {
  return new InternalError(`The engine binary uses ${what}, which the meter does not know.`);
}

/** What to write into functions, made once for each index of the spare local. */
export class InsertionCache {
  readonly #indices: MeterIndices;
  readonly #bySpare = new Map<number, Insertions>();

  constructor(indices: MeterIndices) {
    this.#indices = indices;
  }

  get(spare: number): Insertions {
    const known = this.#bySpare.get(spare);
    if (known !== undefined) return known;
    const made = insertionsFor(spare, this.#indices);
    this.#bySpare.set(spare, made);
    return made;
  }
}

function insertionsFor(spare: number, { fuel, pages, interrupt }: MeterIndices): Insertions {
  const setSpare = [op.localSet, ...leb128(spare)];
  const teeSpare = [op.localTee, ...leb128(spare)];
  const getSpare = [op.localGet, ...leb128(spare)];
  const getFuel = [op.globalGet, ...leb128(fuel)];
  const setFuel = [op.globalSet, ...leb128(fuel)];
  const getPages = [op.globalGet, ...leb128(pages)];
  const setPages = [op.globalSet, ...leb128(pages)];
  const askHost = [op.if, typeCode.noResult, op.call, ...leb128(interrupt), op.drop, op.end];
  const minusOne = 0x7f;
  return {
    spend: Uint8Array.from([
      ...[...getFuel, op.i32Const, 1, op.i32Sub, ...teeSpare, ...setFuel],
      ...[...getSpare, op.i32Const, 0, op.i32LtS, ...askHost],
    ]),
    spendForBytes: Uint8Array.from([
      ...teeSpare,
      ...[...getFuel, ...getSpare, op.i32Const, 8, op.i32ShrU, op.i32Sub, ...setFuel],
    ]),
    size: Uint8Array.from(getPages),
    grow: Uint8Array.from([
      ...[...setSpare, ...getPages, ...getSpare, op.i32Add, ...setSpare],
      ...[...getSpare, op.memorySize, 0, op.i32LeU, op.if, typeCode.i32],
      ...[...getPages, ...getSpare, ...setPages, op.else, op.i32Const, minusOne, op.end],
    ]),
  };
}
