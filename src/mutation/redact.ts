const secretName = /KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|AUTH/i;

/** Shorter values would black out ordinary words. */
const shortest = 8;

/** Everything in the environment that by its name may be a secret. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    return value !== undefined && value.length >= shortest && secretName.test(name) ? [value] : [];
  });
}

/** The text with each secret replaced, also where it was encoded on its way (base64, URI, JSON). */
export function redact(text: string, secrets: readonly string[]): string {
  return formsOf(secrets).reduce((left, form) => left.replaceAll(form, '[secret]'), text);
}

export function holdsSecret(text: string, secrets: readonly string[]): boolean {
  return formsOf(secrets).some((form) => text.includes(form));
}

/** Longest first, so that no half of one is left. */
function formsOf(secrets: readonly string[]): readonly string[] {
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    ...[secret, `:${secret}`].map((plain) => Buffer.from(plain).toString('base64').replace(/=+$/, '')),
    Buffer.from(secret).toString('base64url'),
  ]);
  return [...new Set(forms)].filter((form) => form.length >= shortest).sort((a, b) => b.length - a.length);
}
