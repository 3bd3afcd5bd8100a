import type { Token } from '../syntax/token.ts';
import { joinTokens, joinType } from './join-tokens.ts';

/** The columns of a field: its name, its type with the default, its description with a default that follows it. */
export function fieldCells(tokens: readonly Token[]): readonly string[] {
  const [name] = tokens;
  const description = indexOfDescription(tokens);
  const typed = tokens.slice(1, description);
  const end = typed.findIndex(({ text }) => text === '=' || text === 'default');
  const type = joinType(typed.slice(0, end === -1 ? undefined : end));
  const value = end === -1 ? '' : ` ${joinDefault(typed.slice(end))}`;
  return [name?.text ?? '', type + value, joinTokens(tokens.slice(description), 'tight')];
}

/** `= 5` beside a type, `default=5` with the keyword. */
function joinDefault(tokens: readonly Token[]): string {
  return joinTokens(tokens, tokens[0]?.text === 'default' ? 'tight' : 'spaced');
}

/** The first string that is not a default or in one; the number of tokens when there is none. */
function indexOfDescription(tokens: readonly Token[]): number {
  let depth = 0;
  const index = tokens.findIndex(({ type, text }, at) => {
    if (type === 'punctuation') depth += text === '[' ? 1 : text === ']' ? -1 : 0;
    return type === 'string' && depth === 0 && tokens[at - 1]?.text !== '=';
  });
  return index === -1 ? tokens.length : index;
}
