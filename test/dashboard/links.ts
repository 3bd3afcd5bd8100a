/** Everything a page loads or leads to. */
export function addressesOf(page: string): readonly string[] {
  return [...page.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, address = '']) => address);
}

/** Names that a fragment may point at. */
export function idsOf(page: string): ReadonlySet<string> {
  return new Set([...page.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id));
}
