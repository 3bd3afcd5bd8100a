/** `undefined` where the text is no URL. */
export function parseUrl(text: string, base?: string): URL | undefined {
  return URL.canParse(text, base) ? new URL(text, base) : undefined;
}

export function sameOrigin(a: string, b: string): boolean {
  const [one, other] = [parseUrl(a), parseUrl(b)];
  return one !== undefined && one.origin !== 'null' && one.origin === other?.origin;
}
