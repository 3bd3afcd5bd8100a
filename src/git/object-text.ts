import type { CommitObject, Signature, TreeLine } from './object-store.ts';

/** The bytes of a tree: `<mode> <name>\0` and twenty bytes of id for each line, folders in the place of `name/`. */
export function treeBytes(lines: readonly TreeLine[]): Uint8Array {
  const sorted = lines.map((line) => ({
    line,
    key: Buffer.from(line.mode === '040000' ? `${line.name}/` : line.name),
  }));
  sorted.sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(
    sorted.flatMap(({ line: { mode, name, oid } }) => [
      Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`),
      Buffer.from(oid, 'hex'),
    ]),
  );
}

/** The bytes of a commit without a signature; its message without carriage returns, and with one line feed at its end. */
export function commitBytes({ tree, parents, author, committer, message }: CommitObject): Uint8Array {
  const headers = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${signatureText(author)}`,
    `committer ${signatureText(committer)}`,
  ];
  const text = message.replaceAll('\r', '').replace(/^\n+/, '').replace(/\n+$/, '');
  return Buffer.from(`${headers.join('\n')}\n\n${text}\n`);
}

function signatureText({ name, email, timestamp, timezoneOffset }: Signature): string {
  const minutes = Math.abs(timezoneOffset);
  const zone = `${digits(Math.floor(minutes / 60))}${digits(minutes % 60)}`;
  return `${name} <${email}> ${timestamp} ${timezoneOffset > 0 ? '-' : '+'}${zone}`;
}

function digits(number: number): string {
  return String(number).padStart(2, '0');
}
