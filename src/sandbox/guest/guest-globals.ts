/**
 * What a gene finds in its global scope, beside `eval` and `Function`, which refuse. An allow-list, so that what a newer
 * engine adds stays out until somebody has looked at it. Left out on purpose: clocks (performance), shared memory, what
 * shows when garbage is collected (WeakRef, FinalizationRegistry), and text encodings.
 */
// prettier-ignore
export const allowedGlobals = [
  'globalThis', 'undefined', 'NaN', 'Infinity', 'isNaN', 'isFinite', 'parseInt', 'parseFloat', 'queueMicrotask',
  'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent',
  'Object', 'Array', 'String', 'Number', 'Boolean', 'BigInt', 'Symbol', 'Math', 'JSON', 'Reflect', 'Proxy', 'Date',
  'RegExp', 'Promise', 'Iterator', 'Map', 'Set', 'WeakMap', 'WeakSet', 'ArrayBuffer', 'DataView',
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
  'BigInt64Array', 'BigUint64Array', 'Float16Array', 'Float32Array', 'Float64Array',
  'Error', 'AggregateError', 'EvalError', 'InternalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError',
  'URIError',
] as const;

/**
 * First part of the program that runs inside the engine before any gene: what a gene finds in its global scope. Everything
 * the later parts use is captured here, before a gene can replace it.
 *
 * Later parts follow two rules. They look nothing up on an object whose prototype a gene can reach (own members of objects
 * without a prototype, own elements of arrays, captured functions, and no iteration or spreading), and they expect any
 * step to throw, because memory or stack can end anywhere.
 */
export const guestGlobals = String.raw`
const { freeze, create, keys, getPrototypeOf, defineProperty } = Object;
const { apply, ownKeys } = Reflect;
const { parse, stringify } = JSON;
const { isArray } = Array;
const { isFinite } = Number;
const objectPrototype = Object.prototype;
const functionPrototype = Function.prototype;
const withResolvers = Promise.withResolvers.bind(Promise);
const ErrorOf = Error;
const TypeErrorOf = TypeError;
const EvalErrorOf = EvalError;
const textOf = String;
const stackLimitAccess = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
const stackLimit = stackLimitAccess.get.bind(Error);
const setStackLimit = stackLimitAccess.set.bind(Error);
const stackOf = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(Error.prototype, 'stack').get);
const slice = Function.prototype.call.bind(String.prototype.slice);

const hidden = (value) => ({ __proto__: null, value, writable: true, enumerable: false, configurable: true });
const fixed = (value) => ({ __proto__: null, value, writable: false, enumerable: false, configurable: false });

const allowed = create(null);
for (const name of ${JSON.stringify(allowedGlobals)}) allowed[name] = true;
for (const name of ownKeys(globalThis)) {
  if (allowed[name] !== true && !Reflect.deleteProperty(globalThis, name)) throw new TypeErrorOf('cannot remove ' + textOf(name));
}

delete JSON.rawJSON; // writes text into JSON that nobody checks
delete JSON.isRawJSON;

// The engine was made without its compiler, so none of these could work; they say so with the error people expect.
const refusesCode = (name) => {
  const refuse = function () {
    throw new EvalErrorOf(name + ' is not available: a gene runs the code that was reviewed and no other');
  };
  defineProperty(refuse, 'name', fixed(name));
  return refuse;
};
for (const sample of [function () {}, async function () {}, function* () {}, async function* () {}]) {
  const prototype = getPrototypeOf(sample);
  const constructor = refusesCode(prototype.constructor.name);
  defineProperty(constructor, 'prototype', fixed(prototype));
  defineProperty(prototype, 'constructor', fixed(constructor));
}
defineProperty(globalThis, 'Function', hidden(functionPrototype.constructor));
defineProperty(globalThis, 'eval', hidden(refusesCode('eval')));
// Keeps the engine from running a gene's function whenever an error is made.
defineProperty(ErrorOf, 'prepareStackTrace', fixed(undefined));

// Numbers that the host writes straight into memory before a run: the random state and the limits.
const control = new Int32Array(8);
const seed = 0, operationLimit = 4, longestText = 5, deepest = 6, chanceUsed = 7;

// sfc32 (C. Doty-Humphrey, PractRand): 128 bits of state, all of it seeded.
const nextWord = () => {
  const sum = (((control[seed] + control[seed + 1]) | 0) + control[seed + 3]) | 0;
  control[seed + 3] = (control[seed + 3] + 1) | 0;
  control[seed] = control[seed + 1] ^ (control[seed + 1] >>> 9);
  control[seed + 1] = (control[seed + 2] + (control[seed + 2] << 3)) | 0;
  control[seed + 2] = (((control[seed + 2] << 21) | (control[seed + 2] >>> 11)) + sum) | 0;
  return sum >>> 0;
};
defineProperty(Math, 'random', hidden(freeze(() => {
  control[chanceUsed] = 1;
  return ((nextWord() >>> 5) * 67108864 + (nextWord() >>> 6)) / 9007199254740992;
})));
`;
