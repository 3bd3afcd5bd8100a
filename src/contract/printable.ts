// Control, format (text direction marks among them), surrogate and separator characters deceive terminals and reviewers.
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Untrusted text with every character a reader cannot see written as `\u{202e}`. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** A double-quoted string literal of JavaScript, in which every character can be seen. */
export function quoted(text: string): string {
  return printable(JSON.stringify(text));
}
