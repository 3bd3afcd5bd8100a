import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../run-step.js';
import { generatedFrom, markdownTable } from './markdown.js';

/** docs/reference/contract-language.md: forms of lines, types, words of examples and every fault, from what the parser uses. */
export async function languageReference() {
  const { catalogue } = await import('../../src/contract/diagnostics-catalogue.ts');
  const { builtinTypes } = await import('../../src/contract/ast.ts');
  const { vocabularyEntries } = await import('../../src/kernel/vocabulary.ts');
  return [
    generatedFrom("the grammar, the kernel's vocabulary and the catalogue of faults"),
    '# Contract language reference',
    'How to write contracts is in [the guide](../contracts.md). Blocks are made by indentation (spaces; two by convention); `#`' +
      ' starts a comment outside prose and strings.',
    '## Types',
    `${builtinTypes.map((name) => `\`${name}\``).join(', ')}, and what is declared under \`types:\`. \`T[]\` is a list, \`T[n..]\` and` +
      ' `T[n..m]` one of at least n and at most m elements; `?` behind a type makes the field optional, as a default does.',
    '## Forms of a line',
    'Words in quotes stand as they are. `%name` is a name (a lower-case letter, then letters, digits and `_`, at most 64),' +
      ' `%string` is quoted text, `%int` and `%duration` (`30s`, `5m`, `2h`) are numbers, `%ordinal` is `1.`.',
    '```text',
    await grammarForms(),
    '```',
    '## Words of examples',
    vocabularyTable('given', vocabularyEntries),
    vocabularyTable('then', vocabularyEntries),
    '## Faults',
    markdownTable(
      ['code', 'severity', 'what it means'],
      Object.entries(catalogue).map(([code, { severity, summary }]) => [`\`${code}\``, severity, summary]),
    ),
    '',
  ]
    .join('\n\n')
    .replaceAll('```text\n\n', '```text\n')
    .replaceAll('\n\n```\n', '\n```\n');
}

/** The grammar without what it does with a line. */
async function grammarForms() {
  const text = await readFile(path.join(root, 'src/contract/grammar.ne'), 'utf8');
  const lines = text.split('\n').map((line) => line.replace(/\s*\{%.*%\}\s*$/, ''));
  const first = lines.findIndex((line) => line.startsWith('# gene '));
  return lines.slice(first).join('\n').trim();
}

function vocabularyTable(section, entries) {
  const rows = entries.filter((entry) => entry.section === section);
  const body = rows.map(({ form, means, example }) => [`\`${form}\``, means, `\`${example}\``]);
  return markdownTable([`\`${section}\` line`, 'means', 'for example'], body);
}
