import moo from 'moo';

/**
 * The characters of one line of code (prose never comes here). Wrong spellings that deserve a diagnosis of their own are
 * tokens too, and the last rule takes any character, so that none is ever skipped. No rule looks much further than the
 * token it gives: the time for a line stays proportional to its length, whatever it holds.
 */
export const lexer = moo.compile({
  space: /[ \t]+/,
  name: /[a-z][a-z0-9_]*(?!\w|[.-]\w|[.-]?\{)/,
  string: /"(?:[^"\\]|\\.)*"/,
  word: /[A-Za-z_]\w*(?:[.-]\w+)*(?!\w|[.-]\w|[.-]?\{)/,
  punctuation: ['->', '..', '[', ']', ',', '=', ':', '?'],
  interpolated: /\w*(?:[.-]\w+)*[.-]?(?:\{[^{}"#]*\}[\w.-]*)+/,
  openReference: /\w*(?:[.-]\w+)*[.-]?\{[\w.-]*/,
  ordinal: /\d+\.(?=\s|$)/,
  field: /\d+\.[A-Za-z_]\w*(?!\.?\w)/,
  number: /[+-]?\.?\d(?:\w|\.(?!\.)|[+:/-](?=\w))*/,
  comment: /#[^\n]*/,
  openString: /"(?:[^"\\]|\\.)*\\?/,
  otherQuotes: [/'[^']*'/, /[“”][^“”]*[“”]/, /[‘’][^‘’]*[‘’]/],
  stray: [/[^\0-\x7F“”‘’]+/, /[^\n]/],
});

export type Lexeme = moo.Token;
