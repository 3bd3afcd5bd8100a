import { guestFile } from './guest/guest-program.ts';

/** A gene's module as the engine knows it. */
export interface ModuleText {
  readonly file: string;
  /** Without types; everything stands where it stands in the reviewed source. */
  readonly code: string;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface StackFrames {
  /** Of the topmost frame in the module. */
  readonly position: Position | undefined;
  readonly text: string;
}

/**
 * An engine's stack with the sandbox's own frames left out and columns counted in UTF-16 units, as editors do; the engine
 * counts bytes of UTF-8. Frames look like `    at name (file:line:column)`, or `    at file:line:column` in syntax errors.
 */
export function readStack(stack: string, module: ModuleText): StackFrames {
  let position: Position | undefined;
  const frames: string[] = [];
  for (const frame of stack.split('\n')) {
    if (frame.trim() === '' || frame.includes(guestFile)) continue;
    const at = frame.lastIndexOf(`${module.file}:`) + module.file.length + 1;
    const match = at > module.file.length ? /^(\d{1,7}):(\d{1,7})(\)?)$/.exec(frame.slice(at)) : null;
    const found = match === null ? undefined : positionIn(module.code, Number(match[1]), Number(match[2]));
    position ??= found;
    frames.push(found === undefined ? frame : `${frame.slice(0, at)}${found.line}:${found.column}${match?.[3] ?? ''}`);
  }
  return { position, text: frames.join('\n') };
}

function positionIn(code: string, line: number, byteColumn: number): Position {
  const text = code.split('\n', line)[line - 1] ?? '';
  const before = Buffer.from(text).subarray(0, byteColumn - 1);
  return { line, column: before.toString().length + 1 };
}
