/**
 * A word of ExecStart= in a unit file, quoted where it has to be: systemd.service(5), "Command lines", and the specifiers of
 * systemd.unit(5). The caller has refused control characters.
 */
export function execWord(text: string): string {
  const literal = specifierFree(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('$', '$$$$');
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(literal) ? literal : `"${literal}"`;
}

/** A path in a setting that takes a list of paths, such as ReadWritePaths=. */
export function pathWord(text: string): string {
  const literal = specifierFree(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(literal) ? literal : `"${literal}"`;
}

/** A percent sign that is meant as one; enough where a setting takes the rest of the line, such as ConditionPathExists=. */
export function specifierFree(text: string): string {
  return text.replaceAll('%', '%%');
}
