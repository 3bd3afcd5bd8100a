/**
 * An invisible line in a body or comment that says what it is about, so that doing it again finds it. HTML comments are
 * not rendered; the value is kept to characters that can't end one.
 */
export function marker(kind: string, value: string): string {
  return `<!-- sg:${kind}=${value.replaceAll(/[^A-Za-z0-9._/:@-]/g, '_')} -->`;
}

/** Whether a body that GitHub gave carries the marker. */
export function carries(body: string | null | undefined, mark: string): boolean {
  return body?.includes(mark) ?? false;
}
