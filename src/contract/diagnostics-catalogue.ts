/**
 * Every fault a contract can have, by its stable code. The handbook's table and the types of `Diagnostic.code` come from
 * here; a summary says what the code means in general, the diagnostic's message says what happened in one place.
 */
export const catalogue = {
  // The file as a whole.
  'missing-header': { severity: 'error', summary: 'The file has no `gene`, `pathway` or `topology` line.' },
  'unknown-kind': { severity: 'error', summary: 'The first line starts with something else than a contract kind.' },
  'second-contract': { severity: 'error', summary: 'A file holds one contract; a second header follows.' },
  'file-too-large': { severity: 'error', summary: 'The file is larger than a contract may be.' },
  'control-character': { severity: 'error', summary: 'A control or text-direction character hides in the file.' },
  'byte-order-mark': { severity: 'warning', summary: 'The file starts with a byte-order mark; `fmt` removes it.' },

  // Indentation.
  'tab-indentation': {
    severity: 'error',
    summary: 'A line is indented with a tab; contracts are indented with spaces.',
  },
  'bad-indentation': { severity: 'error', summary: 'A line is indented differently from the lines beside it.' },
  'unexpected-indentation': { severity: 'error', summary: 'A line is indented below one that takes no block.' },

  // Characters and words.
  'unterminated-string': { severity: 'error', summary: 'A string has no closing quote on its line.' },
  'unterminated-reference': { severity: 'error', summary: 'A reference has no closing brace on its line.' },
  'invalid-reference': { severity: 'error', summary: 'The text between braces is not a reference.' },
  'invalid-escape': { severity: 'error', summary: 'A backslash in a string is followed by something unknown.' },
  'malformed-number': { severity: 'error', summary: 'A number or duration is not written as one.' },
  'stray-character': { severity: 'error', summary: 'A character has no meaning outside strings and prose.' },
  'invalid-identifier': { severity: 'error', summary: 'A name has characters that names do not have.' },
  'nesting-too-deep': { severity: 'error', summary: 'Lists are nested deeper than any contract needs.' },

  // Sections.
  'unknown-section': { severity: 'error', summary: 'No section has this name.' },
  'duplicate-section': { severity: 'error', summary: 'A section stands twice.' },
  'missing-section': { severity: 'error', summary: 'A section every contract of this kind needs is not there.' },
  'empty-section': { severity: 'error', summary: 'A section has a heading and nothing below it.' },
  'section-not-allowed': { severity: 'error', summary: 'The section belongs to another kind of contract.' },
  'missing-colon': { severity: 'error', summary: 'A heading does not end in a colon.' },

  // Lines.
  'unknown-keyword': { severity: 'error', summary: 'A word is none of the few that can stand here.' },
  'missing-name': { severity: 'error', summary: 'A name is missing.' },
  'missing-type': { severity: 'error', summary: 'A field has no type.' },
  'missing-value': { severity: 'error', summary: 'A value is missing.' },
  'missing-equals': { severity: 'error', summary: 'An argument has no `=` between its name and its value.' },
  'missing-text': { severity: 'error', summary: 'A line ends before it is complete.' },
  'missing-body': { severity: 'error', summary: 'A heading inside a section has nothing below it.' },
  'trailing-text': { severity: 'error', summary: 'A line goes on after it is complete.' },
  'unexpected-text': { severity: 'error', summary: 'A line holds something else than what can stand here.' },
  'missing-bullet': { severity: 'error', summary: 'A line in a list of bullets does not start with `- `.' },
  'empty-bullet': { severity: 'error', summary: 'A bullet has no text.' },

  // Values of a closed set.
  'unknown-family': { severity: 'error', summary: 'A gene is `configuration` or `diagnostic`.' },
  'unknown-risk': { severity: 'error', summary: 'No blast radius has this name.' },
  'unknown-timescale': { severity: 'error', summary: 'A diagnostic feeds `convergence` or `resilience`.' },
  'unknown-policy': { severity: 'error', summary: 'No failure policy reads like this.' },
  'unknown-consequence': { severity: 'error', summary: 'A failure bullet promises something unknown after `->`.' },
  'invalid-bounds': { severity: 'error', summary: 'The bounds of a list type cannot be met.' },

  // Things named or numbered twice, or out of order.
  'duplicate-field': { severity: 'error', summary: 'Two fields of one section have the same name.' },
  'duplicate-type': { severity: 'error', summary: 'Two types have the same name.' },
  'duplicate-argument': { severity: 'error', summary: 'An argument is given twice.' },
  'duplicate-default': { severity: 'error', summary: 'A field has two defaults.' },
  'duplicate-step': { severity: 'error', summary: 'Two steps have the same number.' },
  'step-out-of-order': { severity: 'error', summary: 'Steps are numbered 1, 2, 3 in the order they are written.' },
  'duplicate-requirement': { severity: 'error', summary: 'A requirement stands twice.' },
  'duplicate-branch': { severity: 'error', summary: 'Two branches of a `when` have the same value.' },
  'duplicate-resource': { severity: 'error', summary: 'Two resources have the same name.' },
  'duplicate-example': { severity: 'error', summary: 'Two examples have the same title.' },
  'duplicate-refusal': { severity: 'error', summary: 'Two failure bullets have the same condition.' },
  'duplicate-feed': { severity: 'error', summary: 'A diagnostic feeds the same locus on the same timescale twice.' },
  'duplicate-connection': { severity: 'error', summary: 'Two connections have the same name.' },
  'duplicate-provides': { severity: 'error', summary: 'A resource kind is provided twice.' },
  'duplicate-within': { severity: 'error', summary: 'A verification has two windows.' },
  'duplicate-policy': { severity: 'error', summary: 'A failure policy is stated twice.' },
} as const satisfies Record<string, { readonly severity: 'error' | 'warning'; readonly summary: string }>;

export type DiagnosticCode = keyof typeof catalogue;
