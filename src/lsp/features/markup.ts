import type { MarkupKind } from 'vscode-languageserver';

/** How a client wants text marked up. */
export interface Markup {
  readonly kind: MarkupKind;
  readonly strong: (name: string) => string;
  readonly code: (text: string) => string;
  readonly block: (lines: readonly string[]) => string;
  /** What contracts say in their own words: text, whatever it looks like. */
  readonly prose: (text: string) => string;
}

const markdown: Markup = {
  kind: 'markdown',
  strong: (name) => `**${name}**`,
  code: (text) => `\`${text}\``,
  block: (lines) => ['```sg', ...lines, '```'].join('\n'),
  prose: (text) =>
    text
      .split(/((?<![`\\])`[^`\n]+`(?!`))/)
      .map((part, index) => (index % 2 === 1 ? part : escaped(part)))
      .join(''),
};

const plain: Markup = {
  kind: 'plaintext',
  strong: (name) => name,
  code: (text) => text,
  block: (lines) => lines.join('\n'),
  prose: (text) => text,
};

/** @param wanted kinds the client takes, the one it likes best first; none means plain text */
export function markupFor(wanted: readonly MarkupKind[] | undefined): Markup {
  return wanted?.[0] === 'markdown' ? markdown : plain;
}

/**
 * Many editors show the source, so no more is escaped than CommonMark needs: names keep their underscores, and what begins
 * a block only counts where a line begins.
 */
function escaped(text: string): string {
  return text
    .replace(/[\\`*[\]<>~&|]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&')
    .replace(/^(\s*)([#+=-])/gm, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/gm, '$1\\$2');
}
