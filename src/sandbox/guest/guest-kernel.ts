/**
 * Third part: the kernel object and the run. Nothing here calls the host. Calls wait in a queue that the host takes as JSON
 * text, and the host settles them with JSON text.
 */
export const guestKernel = String.raw`
const run = {
  __proto__: null, execute: undefined, kernel: undefined, over: false, succeeded: false, value: undefined,
  fault: undefined, end: undefined, issued: 0, calls: '', oldest: undefined, newest: undefined,
};

/** Ends the run whatever the gene does next; the first fault stands. */
const fail = (kind, message) => {
  if (run.fault === undefined) run.fault = { __proto__: null, kind, message, stack: stackOf(new ErrorOf()) };
  return new TypeErrorOf(message);
};

const issue = (operation, opening, args, site) => {
  const text = argumentTexts(operation, args);
  if (run.over) throw new TypeErrorOf('kernel.' + operation + ' was called after the gene had returned');
  const id = run.issued;
  if (id >= control[operationLimit]) throw fail('operation-limit', 'more than ' + id + ' kernel operations in one run');
  run.issued = id + 1;
  const asked = '[' + id + opening + '[' + text + ']]';
  run.calls = run.calls === '' ? asked : run.calls + ',' + asked;
  if (run.calls.length > 4 * control[longestText]) throw fail('output-limit', 'the kernel operations waiting to be made are too large together');
  const { promise, resolve, reject } = withResolvers();
  const call = { __proto__: null, id, operation, site, resolve, reject, next: undefined };
  if (run.oldest === undefined) run.oldest = call;
  else run.newest.next = call;
  run.newest = call;
  return promise;
};

/** Trailing undefined arguments are as good as none; one in the middle is refused. */
const argumentTexts = (operation, args) => {
  let { length } = args;
  while (length > 0 && args[length - 1] === undefined) length--;
  let text = '';
  for (let index = 0; index < length; index++) {
    try {
      text += (index === 0 ? '' : ',') + encodeWhole(args[index], control[deepest]);
      if (text.length > control[longestText]) refuseLength();
    } catch (error) {
      throw error === refused ? fail(refusals.kind, refusalText('argument ' + (index + 1) + ' of ' + operation)) : error;
    }
  }
  return text;
};

const open = (text) => {
  const names = parse(text);
  const kernel = create(null);
  for (let index = 0; index < names.length; index++) {
    const operation = names[index];
    const opening = ',' + stringify(operation) + ',';
    const method = (...args) => {
      const limit = stackLimit();
      setStackLimit(2); // this function and the gene's
      const site = new ErrorOf();
      setStackLimit(limit);
      return issue(operation, opening, args, site);
    };
    defineProperty(method, 'name', fixed(operation));
    kernel[operation] = freeze(method);
  }
  run.kernel = freeze(kernel);
};

/** Takes the gene's default export; says whether it can be called. */
const adopt = (execute) => {
  run.execute = execute;
  return typeof execute === 'function' ? 'function' : '';
};

/** Where the control block lies, for the host to find it once. */
const controlBuffer = () => control.buffer;

const start = (text) => {
  main(parse(text));
};

/** Allocates nothing once the gene has ended: there may be no memory left. */
const main = async (input) => {
  const { execute, kernel } = run; // called as a plain function: a gene must not get hold of run as its this
  try {
    run.value = await execute(input, kernel);
    run.succeeded = true;
  } catch (error) {
    run.value = error;
  }
  run.over = true;
};

/** Answers come in the order of the calls. */
const settle = (text) => {
  const answers = parse(text);
  for (let index = 0; index < answers.length; index++) {
    const answer = answers[index];
    const call = run.oldest;
    run.oldest = call.next;
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
  const { calls } = run;
  run.calls = '';
  return '{"calls":[' + calls + '],"end":' + (end === undefined ? 'null' : end) + '}';
};

const ending = () => {
  if (!run.succeeded) return describe(run.value);
  try {
    return '{"output":' + encodeWhole(run.value, control[deepest]) + '}';
  } catch (error) {
    if (error !== refused) return describe(error);
    return faultText({ __proto__: null, kind: refusals.kind, message: refusalText('output'), stack: '' });
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
