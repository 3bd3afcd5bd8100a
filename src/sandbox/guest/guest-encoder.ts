/**
 * Second part: a value of the gene as JSON text. As `JSON.stringify` does, except that what it would lose without a word
 * (NaN and infinities, functions, symbols, undefined elements, maps, class instances) is refused, and depth and length are
 * limited. `toJSON` is honoured; members that are undefined are left out.
 */
export const guestEncoder = String.raw`
const refused = freeze(create(null)); // thrown to leave the encoder; never seen by a gene

const refuse = (state, kind, what) => {
  state.kind = kind;
  state.message = whereIn(state) + ' ' + what;
  throw refused;
};

const whereIn = (state) => {
  let where = state.name;
  for (let level = 0; level < state.depth; level++) {
    const key = state.path[level];
    where += typeof key === 'number' ? '[' + key + ']' : '.' + (key.length > 40 ? slice(key, 0, 40) + '…' : key);
  }
  return where;
};

const spend = (state, text) => {
  state.room -= text.length;
  if (state.room < 0) refuse(state, 'output-limit', 'makes the text longer than the limit of ' + state.bytes + ' bytes');
  return text;
};

const encode = (state, given) => {
  let value = given;
  if (typeof value === 'object' && value !== null) {
    const toJSON = value.toJSON;
    if (typeof toJSON === 'function') value = apply(toJSON, value, [state.depth === 0 ? '' : textOf(state.path[state.depth - 1])]);
  }
  switch (typeof value) {
    case 'string': return spend(state, stringify(value));
    case 'boolean': return spend(state, value ? 'true' : 'false');
    case 'number':
      if (!isFinite(value)) refuse(state, 'invalid-output', 'is ' + textOf(value) + ', which JSON does not have');
      return spend(state, textOf(value));
    case 'object': return value === null ? spend(state, 'null') : encodeObject(state, value);
    case 'undefined': return refuse(state, 'invalid-output', 'is undefined');
    default: return refuse(state, 'invalid-output', 'is a ' + typeof value + ', which JSON does not have');
  }
};

const encodeObject = (state, value) => {
  if (state.depth >= state.limit) refuseDepth(state, value);
  state.holders[state.depth] = value;
  const text = isArray(value) ? encodeList(state, value) : encodeMembers(state, value);
  state.holders[state.depth] = undefined;
  return text;
};

const refuseDepth = (state, value) => {
  for (let level = 0; level < state.depth; level++) {
    if (state.holders[level] === value) refuse(state, 'invalid-output', 'contains itself');
  }
  refuse(state, 'depth-limit', 'is nested deeper than ' + state.limit + ' levels');
};

const encodeList = (state, list) => {
  const length = list.length;
  const level = state.depth++;
  let text = spend(state, '[');
  for (let index = 0; index < length; index++) {
    state.path[level] = index;
    text += (index === 0 ? '' : spend(state, ',')) + encode(state, list[index]);
  }
  state.depth = level;
  return text + spend(state, ']');
};

const encodeMembers = (state, object) => {
  const prototype = getPrototypeOf(object);
  if (prototype !== null && prototype !== objectPrototype) {
    refuse(state, 'invalid-output', 'is not a plain object or array, so JSON would lose what it is');
  }
  const names = keys(object);
  const level = state.depth++;
  let text = spend(state, '{');
  let separator = '';
  for (let index = 0; index < names.length; index++) {
    const name = names[index];
    const value = object[name];
    if (value === undefined) continue;
    state.path[level] = name;
    text += spend(state, separator + stringify(name) + ':') + encode(state, value);
    separator = ',';
  }
  state.depth = level;
  return text + spend(state, '}');
};

const encoding = (name, bytes, limit) => ({
  __proto__: null, name, bytes, limit, room: bytes, depth: 0, path: create(null), holders: create(null), kind: '', message: '',
});
`;
