/** Control characters (C0, DEL, C1) except tab and line feed, and the marks that reorder text on a screen. */
// eslint-disable-next-line no-control-regex -- these are what must not get through
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const ellipsis = '…';

/** Text from a gene, fit for a terminal, a log or a prompt: at most `length` UTF-16 units, nothing that steers a terminal. */
export function safeText(text: string, length: number): string {
  const short = text.length > length ? text.slice(0, length) + ellipsis : text;
  return short.replace(unsafe, '\ufffd');
}
