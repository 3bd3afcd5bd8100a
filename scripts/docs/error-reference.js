import { errorCodes } from './error-codes.js';
import { generatedFrom } from './markdown.js';

const kinds = [
  [1, 'The work failed or was refused'],
  [2, "The caller's mistake: nothing was run"],
  [3, 'Something stored does not check'],
  [4, 'The environment'],
];

/** docs/reference/errors.md: every error by its code, as it reads, with its next step. */
export async function errorReference() {
  const errors = await errorCodes();
  const sections = kinds.map(([exit, title]) =>
    kindSection(
      exit,
      title,
      errors.filter((error) => error.exit === exit),
    ),
  );
  return [
    generatedFrom('the errors in src/'),
    '# Errors',
    'Every error has a code, which stays the same from release to release; with `--json` it is `error.code`. `…` stands for',
    'what is put in at the time. The exit status says which kind it is. 70 is a bug in sg: please report it.',
    ...sections,
    '',
  ].join('\n\n');
}

function kindSection(exit, title, errors) {
  const codes = [...new Set(errors.map(({ code }) => code))];
  const entries = codes.map((code) =>
    entry(
      code,
      errors.filter((error) => error.code === code),
    ),
  );
  return [`## Exit ${exit}: ${title}`, ...entries].join('\n\n');
}

function entry(code, places) {
  const texts = places.map(({ message, hint }) =>
    [shown(message), shown(hint)].filter((text) => text !== '').join('  \n→ '),
  );
  const known = [...new Set(texts.filter((text) => text !== ''))];
  return [
    `### ${code}`,
    ...(known.length === 0 ? ['What happened is said by the program it comes from.'] : known),
  ].join('\n\n');
}

/** Text that is only what was put in says nothing here. */
function shown(text) {
  const plain = text.replaceAll('\n', ' ').replace(/…+/g, '…').trim();
  return /^[…\s:.]*$/.test(plain) ? '' : plain.replaceAll('<', '\\<').replaceAll('*', '\\*').replaceAll('_', '\\_');
}
