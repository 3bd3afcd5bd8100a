/**
 * Third part: the kernel object and the run. Nothing here calls the host. Calls wait in a queue that the host takes as JSON
 * text, and the host settles them with JSON text.
 */
export const guestKernel = String.raw`
const run = {
  __proto__: null, execute: undefined, kernel: undefined, started: false, over: false, succeeded: false, value: undefined,
  fault: undefined, end: undefined, issued: 0, outstanding: 0, queued: 0,
  operations: 0, bytes: 0, depth: 0, queue: create(null), queueLength: 0, waiting: create(null),
};

/** Ends the run whatever the gene does next; the first fault stands. */
const fail = (kind, message) => {
  if (run.fault === undefined) run.fault = { __proto__: null, kind, message, stack: stackOf(new ErrorOf()) };
  return new TypeErrorOf(message);
};

const stackOf = (error) => {
  try {
    const stack = error.stack;
    return typeof stack === 'string' ? stack : '';
  } catch {
    return '';
  }
};

const issue = (operation, args) => {
  const state = encoding('argument of ' + operation, run.bytes, run.depth);
  let text;
  try {
    text = encodeArguments(state, args);
  } catch (error) {
    throw error === refused ? fail(state.kind, state.message) : error;
  }
  const site = new ErrorOf();
  if (run.over) throw new TypeErrorOf('kernel.' + operation + ' was called after the gene had returned');
  if (run.issued >= run.operations) throw fail('operation-limit', 'more than ' + run.operations + ' kernel operations in one run');
  run.queued += text.length;
  if (run.queued > 4 * run.bytes) throw fail('output-limit', 'the kernel operations waiting to be made are too large together');
  return new PromiseOf((resolve, reject) => {
    const id = run.issued++;
    run.outstanding++;
    run.waiting[id] = { __proto__: null, operation, site, resolve, reject };
    run.queue[run.queueLength++] = '[' + id + ',' + stringify(operation) + ',' + text + ']';
  });
};

/** Trailing undefined arguments are as good as none; one in the middle is refused by the encoder. */
const encodeArguments = (state, args) => {
  let length = args.length;
  while (length > 0 && args[length - 1] === undefined) length--;
  args.length = length;
  return encodeList(state, args);
};

const open = (text) => {
  const names = parse(text);
  const kernel = create(null);
  for (let index = 0; index < names.length; index++) {
    const operation = names[index];
    const method = (...args) => issue(operation, args);
    defineProperty(method, 'name', fixed(operation));
    kernel[operation] = freeze(method);
  }
  run.kernel = freeze(kernel);
};

/** Takes the gene's default export; says whether it can be called and whether loading it used chance. */
const adopt = (execute) => {
  run.execute = execute;
  return (typeof execute === 'function' ? 'callable' : 'missing') + (random.used ? ' chance' : '');
};

const start = (text) => {
  const given = parse(text);
  run.operations = given.operations;
  run.bytes = given.bytes;
  run.depth = given.depth;
  seedWith(given.seed);
  run.started = true;
  main(given.input);
};

/** Allocates nothing once the gene has ended: there may be no memory left. */
const main = async (input) => {
  try {
    run.value = await run.execute(input, run.kernel);
    run.succeeded = true;
  } catch (error) {
    run.value = error;
  }
  run.over = true;
};

const settle = (text) => {
  const answers = parse(text);
  for (let index = 0; index < answers.length; index++) {
    const answer = answers[index];
    const call = run.waiting[answer[0]];
    delete run.waiting[answer[0]];
    run.outstanding--;
    if (answer.length === 2) call.resolve(answer[1]);
    else call.reject(kernelError(call, answer[1], answer[2]));
  }
};

/** The error was made when the operation was called, so its stack shows the gene's line. */
const kernelError = (call, code, message) => {
  const error = call.site;
  defineProperty(error, 'name', hidden('KernelError'));
  defineProperty(error, 'message', hidden(message));
  defineProperty(error, 'code', { __proto__: null, value: code, writable: true, enumerable: true, configurable: true });
  defineProperty(error, 'operation', { __proto__: null, value: call.operation, writable: true, enumerable: true, configurable: true });
  return error;
};

/** Calls that wait, and how the run ended once it has: all that the host ever reads. */
const take = () => {
  if (run.over && run.fault === undefined && run.end === undefined) run.end = ending();
  const end = run.fault === undefined ? run.end : faultText(run.fault);
  let calls = '';
  for (let index = 0; index < run.queueLength; index++) {
    calls += (index === 0 ? '' : ',') + run.queue[index];
    delete run.queue[index];
  }
  run.queueLength = 0;
  run.queued = 0;
  return '{"calls":[' + calls + '],"outstanding":' + run.outstanding + ',"end":' + (end === undefined ? 'null' : end) + '}';
};

const ending = () => {
  if (!run.succeeded) return describe(run.value);
  const state = encoding('output', run.bytes, run.depth);
  try {
    return '{"output":' + encode(state, run.value) + '}';
  } catch (error) {
    if (error !== refused) return describe(error);
    return faultText({ __proto__: null, kind: state.kind, message: state.message, stack: '' });
  }
};

const faultText = (fault) =>
  '{"kind":' + stringify(fault.kind) + ',"message":' + stringify(capped(fault.message)) + ',"stack":' + stringify(capped(fault.stack)) + '}';

const capped = (text) => (text.length > 16384 ? slice(text, 0, 16384) + '…' : text);

/** Whatever was thrown, as text. Reading it can run the gene's code, which can throw again. */
const describe = (thrown) => {
  const text = (name) => {
    try {
      const value = thrown[name];
      return typeof value === 'string' ? capped(value) : '';
    } catch {
      return '';
    }
  };
  const isObject = (typeof thrown === 'object' && thrown !== null) || typeof thrown === 'function';
  const fields = isObject
    ? { __proto__: null, name: text('name'), code: text('code'), operation: text('operation'), message: text('message'), stack: text('stack') }
    : { __proto__: null, name: '', code: '', operation: '', message: 'threw ' + capped(typeof thrown === 'string' ? stringify(thrown) : textOf(thrown)), stack: '' };
  return '{"thrown":' + stringify(fields) + '}';
};
`;
