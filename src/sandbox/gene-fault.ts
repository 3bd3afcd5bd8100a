import type { EngineStop } from './engine/engine-stop.ts';
import { safeText } from './safe-text.ts';
import type { GeneFault, GeneFaultKind } from './sandbox.ts';
import { readStack, type ModuleText } from './stack-frames.ts';

/** An error a gene threw, as the guest read it. Every field is the gene's to choose. */
export interface ThrownText {
  readonly name: string;
  readonly code: string;
  readonly operation: string;
  readonly message: string;
  readonly stack: string;
}

/** Carries a fault out of nested calls; caught where results are made. */
export class GeneFaultError extends Error {
  readonly fault: GeneFault;

  constructor(fault: GeneFault) {
    super(fault.message);
    this.fault = fault;
  }
}

const longestMessage = 4_096;
const longestStack = 16_384;

/** The fault for a limit or a trap. */
export function faultOfStop(stop: EngineStop): GeneFault {
  return { kind: stop.kind, message: `The gene ${safeText(stop.message, longestMessage)}.` };
}

/** The fault for an error that left the gene. */
export function faultOfThrown(thrown: ThrownText, module: ModuleText): GeneFault {
  const subject = [thrown.name, thrown.code].filter((part) => part !== '').join(' ');
  const where = thrown.operation === '' ? '' : ` in ${thrown.operation}`;
  const message = subject === '' ? thrown.message : `${subject}${where}: ${thrown.message}`;
  return faultAt(kindOfThrown(thrown), message, thrown.stack, module);
}

/** The engine's own errors for limits it keeps itself. A gene can throw their like; it is a fault all the same. */
function kindOfThrown({ name, message }: ThrownText): GeneFaultKind {
  if (name === 'InternalError' && message === 'out of memory') return 'memory-limit';
  if (name === 'RangeError' && message === 'Maximum call stack size exceeded') return 'stack-limit';
  return 'exception';
}

/** A fault with the position that its stack shows. */
export function faultAt(kind: GeneFaultKind, message: string, stack: string, module: ModuleText): GeneFault {
  const { position, text } = readStack(stack.slice(0, longestStack), module);
  return {
    kind,
    message: safeText(message === '' ? 'The gene threw an error without a message.' : message, longestMessage),
    ...(position === undefined ? {} : { position }),
    ...(text === '' ? {} : { stack: safeText(text, longestStack) }),
  };
}
