/**
 * First part of the program that runs inside the engine before any gene: what a gene finds in its global scope. Everything
 * the later parts use is captured here, before a gene can replace it.
 *
 * Later parts follow two rules. They look nothing up on an object whose prototype a gene can reach (own members of objects
 * without a prototype, own elements of arrays, captured functions, and no iteration or spreading), and they expect any
 * step to throw, because memory or stack can end anywhere.
 */
export const guestGlobals = String.raw`
const { freeze, create, keys, getPrototypeOf, defineProperty, getOwnPropertyDescriptor } = Object;
const { apply, ownKeys } = Reflect;
const { parse, stringify } = JSON;
const { isArray } = Array;
const { isFinite } = Number;
const objectPrototype = Object.prototype;
const functionPrototype = Function.prototype;
const PromiseOf = Promise;
const ErrorOf = Error;
const TypeErrorOf = TypeError;
const EvalErrorOf = EvalError;
const textOf = String;
const slice = Function.prototype.call.bind(String.prototype.slice);

const hidden = (value) => ({ __proto__: null, value, writable: true, enumerable: false, configurable: true });
const fixed = (value) => ({ __proto__: null, value, writable: false, enumerable: false, configurable: false });

// An allow-list, so that what a newer engine adds stays out until somebody has looked at it. Left out on purpose: clocks
// (performance), shared memory, what shows when garbage is collected (WeakRef, FinalizationRegistry), and text encodings.
const allowed = create(null);
for (const name of [
  'globalThis', 'undefined', 'NaN', 'Infinity', 'isNaN', 'isFinite', 'parseInt', 'parseFloat', 'queueMicrotask',
  'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent',
  'Object', 'Array', 'String', 'Number', 'Boolean', 'BigInt', 'Symbol', 'Math', 'JSON', 'Reflect', 'Proxy', 'Date',
  'RegExp', 'Promise', 'Iterator', 'Map', 'Set', 'WeakMap', 'WeakSet', 'ArrayBuffer', 'DataView',
  'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
  'BigInt64Array', 'BigUint64Array', 'Float16Array', 'Float32Array', 'Float64Array',
  'Error', 'AggregateError', 'EvalError', 'InternalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError',
  'URIError',
]) allowed[name] = true;
for (const name of ownKeys(globalThis)) {
  if (allowed[name] !== true && !Reflect.deleteProperty(globalThis, name)) throw new TypeErrorOf('cannot remove ' + textOf(name));
}

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

// sfc32 (C. Doty-Humphrey, PractRand): 128 bits of state, all of it seeded.
const random = { __proto__: null, a: 1, b: 2, c: 3, counter: 4, used: false };
const nextWord = () => {
  const sum = (((random.a + random.b) | 0) + random.counter) | 0;
  random.counter = (random.counter + 1) | 0;
  random.a = random.b ^ (random.b >>> 9);
  random.b = (random.c + (random.c << 3)) | 0;
  random.c = (((random.c << 21) | (random.c >>> 11)) + sum) | 0;
  return sum >>> 0;
};
defineProperty(Math, 'random', hidden(freeze(() => {
  random.used = true;
  return ((nextWord() >>> 5) * 67108864 + (nextWord() >>> 6)) / 9007199254740992;
})));
const seedWith = (words) => {
  random.a = words[0];
  random.b = words[1];
  random.c = words[2];
  random.counter = words[3];
};
const reseed = (text) => seedWith(parse(text));
`;
