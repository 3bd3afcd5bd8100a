import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Whether text for this stream may carry colour: https://no-color.org, FORCE_COLOR, and terminals only. */
export function colourWanted(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** Colours with meaning; each is the identity where colour is not wanted. */
export interface Style {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly strong: (text: string) => string;
}

export function styleFor(colour: boolean): Style {
  const paint = (format: Format) => (text: string) => (colour ? styleText(format, text) : text);
  return { good: paint('green'), bad: paint('red'), warn: paint('yellow'), dim: paint('dim'), strong: paint('bold') };
}
