/** Opcodes the meter looks for or writes (WebAssembly core specification, 5.4). */
export const op = {
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  branchTable: 0x0e,
  call: 0x10,
  callIndirect: 0x11,
  drop: 0x1a,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i32LtS: 0x48,
  i32LeU: 0x4d,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32ShrU: 0x76,
  prefix: 0xfc,
} as const;

/** Second numbers after `op.prefix`. */
export const prefixed = { memoryCopy: 10, memoryFill: 11 } as const;

export const typeCode = { i32: 0x7f, function: 0x60, noResult: 0x40 } as const;

/** Bits of an instruction's shape. */
export const shapeBits = { fixedLength: 0x0f, oneNumber: 0x10, twoNumbers: 0x20, metered: 0x40 } as const;

/**
 * What an instruction looks like, indexed by opcode: how many bytes of fixed length it begins with (the opcode counts), how
 * many LEB128 numbers follow those, and whether the meter writes something beside it. 0 stands for an opcode that needs a
 * closer look or is not known.
 *
 * Tables are not known on purpose: a table the engine could write would be state that restoring its memory does not undo.
 * Vectors, exceptions and collected types are not known because the engine has none.
 */
export const instructionShapes: Uint8Array = describeInstructions();

function describeInstructions(): Uint8Array {
  const { oneNumber, twoNumbers, metered } = shapeBits;
  const shapes = new Uint8Array(256);
  const set = (from: number, to: number, shape: number): void => void shapes.fill(shape, from, to + 1);
  set(0x00, 0x01, 1); // unreachable, nop
  set(0x02, 0x04, 1 | oneNumber); // block, loop, if
  set(op.loop, op.loop, 1 | oneNumber | metered);
  set(op.else, op.else, 1);
  set(op.end, op.end, 1);
  set(0x0c, 0x0d, 1 | oneNumber); // br, br_if
  set(0x0f, 0x0f, 1); // return
  set(op.call, op.call, 1 | oneNumber);
  set(op.callIndirect, op.callIndirect, 1 | twoNumbers);
  set(op.drop, 0x1b, 1); // drop, select
  set(op.localGet, op.globalSet, 1 | oneNumber);
  set(0x28, 0x3e, 1 | twoNumbers); // loads and stores
  set(op.memorySize, op.memoryGrow, 2 | metered);
  set(0x41, 0x42, 1 | oneNumber); // i32.const, i64.const
  set(0x43, 0x43, 5); // f32.const
  set(0x44, 0x44, 9); // f64.const
  set(0x45, 0xc4, 1); // comparisons, arithmetic, conversions
  return shapes;
}
