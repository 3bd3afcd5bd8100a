/**
 * Second part: a value of the gene as JSON text. As `JSON.stringify` does, except that what it would lose without a word
 * (NaN and infinities, functions, symbols, undefined elements, maps, class instances) is refused, and length is limited.
 * `toJSON` is honoured; members that are undefined are left out.
 *
 * Reading the value can run code of the gene (getters, proxies, toJSON), which can come back here: nothing is kept between
 * calls but in their own variables, and a refusal is put together while it leaves.
 */
export const guestEncoder = String.raw`
/** How many values the engine's encoder has met: each makes at least one character. */
let looked = 0;

/** The engine's own encoder, twice as fast, with a look at every value; the careful one below has the last word. */
const encodeWhole = (value, depth) => {
  if (typeof value === 'string') return quoted(value);
  let text;
  looked = 0;
  try {
    text = stringify(value, lookAt);
  } catch {
    text = undefined;
  }
  return typeof text === 'string' && text.length <= control[longestText] ? text : encode(value, '', depth);
};

const lookAt = function (key, value) {
  if (++looked > control[longestText]) throw refused;
  switch (typeof value) {
    case 'string':
    case 'boolean': return value;
    case 'number': if (isFinite(value)) return value; throw refused;
    case 'undefined': if (!isArray(this)) return value; throw refused;
    case 'object': {
      if (value === null || isArray(value)) return value;
      const prototype = getPrototypeOf(value);
      if (prototype === objectPrototype || prototype === null) return value;
    }
  }
  throw refused;
};

const refusals = { __proto__: null, kind: '', what: '', where: '', suspect: undefined };
const refused = freeze(create(null)); // thrown to leave the encoder; never seen by a gene

const refuse = (kind, what, suspect) => {
  refusals.kind = kind;
  refusals.what = what;
  refusals.where = '';
  refusals.suspect = suspect;
  throw refused;
};

const refusalText = (name) => name + refusals.where + ' ' + refusals.what;

/** Adds one step to the path of what was refused. What is too deep and met again on the way out contains itself. */
const leaving = (error, holder, key) => {
  if (error !== refused) return error;
  if (refusals.suspect === holder) {
    refusals.kind = 'invalid-output';
    refusals.what = 'contains itself';
  }
  const step = typeof key === 'number' ? '[' + key + ']' : '.' + (key.length > 40 ? slice(key, 0, 40) + '…' : key);
  refusals.where = step + refusals.where;
  return error;
};

/** One value; depth is how many levels it may still have. */
const encode = (value, key, depth) => {
  switch (typeof value) {
    case 'string': return quoted(value);
    case 'boolean': return value ? 'true' : 'false';
    case 'number': return isFinite(value) ? textOf(value) : refuse('invalid-output', 'is ' + textOf(value) + ', which JSON does not have');
    case 'object': {
      if (value === null) return 'null';
      const toJSON = value.toJSON;
      if (typeof toJSON !== 'function') return encodeObject(value, depth);
      const replaced = apply(toJSON, value, [key]);
      return typeof replaced === 'object' && replaced !== null ? encodeObject(replaced, depth) : encode(replaced, key, depth);
    }
    case 'undefined': return refuse('invalid-output', 'is undefined');
    default: return refuse('invalid-output', 'is a ' + typeof value + ', which JSON does not have');
  }
};

const quoted = (text) => {
  if (text.length > control[longestText]) refuseLength();
  return stringify(text);
};

const refuseLength = () => refuse('output-limit', 'makes the text longer than the limit of ' + control[longestText] + ' bytes');

const encodeObject = (value, depth) => {
  if (depth === 0) refuse('depth-limit', 'is nested deeper than ' + control[deepest] + ' levels', value);
  return isArray(value) ? encodeList(value, depth - 1) : encodeMembers(value, depth - 1);
};

const encodeList = (list, depth) => {
  const length = list.length;
  let text = '[';
  let index = 0;
  try {
    for (; index < length; index++) {
      text += index === 0 ? encode(list[index], '0', depth) : ',' + encode(list[index], textOf(index), depth);
      if (text.length > control[longestText]) refuseLength();
    }
  } catch (error) {
    throw leaving(error, list, index);
  }
  return text + ']';
};

const encodeMembers = (object, depth) => {
  const prototype = getPrototypeOf(object);
  if (prototype !== null && prototype !== objectPrototype) {
    refuse('invalid-output', 'is not a plain object or array, so JSON would lose what it is');
  }
  const names = keys(object);
  const { length } = names;
  let text = '{';
  let name = '';
  try {
    for (let index = 0; index < length; index++) {
      name = names[index];
      const value = object[name];
      if (value === undefined) continue;
      text += (text === '{' ? '' : ',') + stringify(name) + ':' + encode(value, name, depth);
      if (text.length > control[longestText]) refuseLength();
    }
  } catch (error) {
    throw leaving(error, object, name);
  }
  return text + '}';
};
`;
