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
  'missing-kind': { severity: 'error', summary: 'A resource of a topology does not say what it is.' },
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

  // Names across files.
  'duplicate-contract': { severity: 'error', summary: 'Two files define the same locus or topology.' },
  'duplicate-provider': { severity: 'error', summary: 'Two pathways provide the same kind of resource.' },
  'file-name-mismatch': { severity: 'warning', summary: 'A file has another name than the contract in it.' },
  'wrong-folder': { severity: 'warning', summary: 'A contract stands in the folder of another kind.' },
  'unknown-locus': { severity: 'error', summary: 'No contract defines the gene or pathway that is named.' },
  'unknown-pathway': { severity: 'error', summary: 'No contract defines the pathway that is named.' },
  'missing-arrow': { severity: 'error', summary: 'A step calls a pathway without `->`.' },
  'arrow-on-gene': { severity: 'error', summary: 'A step calls a gene with `->`, which is for pathways.' },
  'composition-cycle': { severity: 'error', summary: 'A pathway calls itself, directly or through others.' },

  // Types.
  'unknown-type': { severity: 'error', summary: 'No type has this name.' },
  'shadows-builtin': { severity: 'error', summary: 'A declared type has the name of a built-in one.' },
  'recursive-type': { severity: 'error', summary: 'Values of a type would contain themselves without end.' },
  'unused-type': { severity: 'warning', summary: 'No field uses a declared type.' },
  'wrong-type': { severity: 'error', summary: 'A value has another type than the place it is given to.' },
  'out-of-bounds': { severity: 'error', summary: 'A list has, or may have, too few or too many elements.' },
  'may-be-absent': { severity: 'error', summary: 'A value that may be absent is given where one is required.' },

  // Fields.
  'reserved-name': { severity: 'error', summary: 'A field has a name that means something else already.' },
  'optional-default': { severity: 'error', summary: 'A field has both `?` and a default, which fills it always.' },
  'default-not-allowed': { severity: 'error', summary: 'A field that is not an input has a default.' },
  'wrong-output-type': { severity: 'error', summary: '`success`, `healthy` or `error` has a type of its own.' },
  'missing-healthy': { severity: 'error', summary: 'A diagnostic does not give `healthy bool`.' },

  // Genes.
  'refusal-without-success': { severity: 'error', summary: 'A refusal is declared and no `success` is given.' },
  'diagnostic-with-risk': { severity: 'error', summary: 'A diagnostic has another risk than none.' },
  'configuration-without-risk': { severity: 'warning', summary: 'A configuration gene with risk none can do nothing.' },
  'diagnostic-only-section': { severity: 'error', summary: 'A configuration gene has a section for diagnostics.' },
  'feeds-diagnostic': { severity: 'error', summary: 'A diagnostic feeds another diagnostic.' },

  // Verification.
  'verify-not-diagnostic': { severity: 'error', summary: 'Something else than a diagnostic gene is to verify.' },
  'verify-prose': { severity: 'error', summary: 'Prose stands where a diagnostic must run.' },
  'within-without-calls': { severity: 'warning', summary: 'A window is given and nothing to verify in it.' },

  // Arguments and references.
  'unknown-argument': { severity: 'error', summary: 'The target takes no argument of this name.' },
  'missing-argument': { severity: 'error', summary: 'An argument the target needs is not given.' },
  'unknown-parameter': { severity: 'error', summary: 'A reference names no parameter.' },
  'index-on-non-list': { severity: 'error', summary: 'A reference takes an element of something that is no list.' },
  'index-out-of-bounds': { severity: 'error', summary: 'A reference takes an element that is never there.' },
  'index-may-be-missing': { severity: 'warning', summary: 'A reference takes an element a short list does not have.' },
  'unknown-step': { severity: 'error', summary: 'No step has this number.' },
  'later-step': { severity: 'error', summary: 'A step refers to itself or to one that comes after it.' },
  'unknown-step-field': { severity: 'error', summary: 'The step does not give this field.' },
  'step-reference-not-allowed': { severity: 'error', summary: 'A step is referred to where there are no steps.' },
  'loop-over-non-list': { severity: 'error', summary: 'A `for` goes over something that is no list.' },
  'shadowed-parameter': { severity: 'warning', summary: 'The variable of a loop hides a parameter.' },
  'not-comparable': { severity: 'error', summary: 'A `when` chooses by a list or an object.' },

  // Examples.
  'reference-in-example': { severity: 'error', summary: 'An example has a reference instead of a fixed value.' },
  'unknown-refusal': { severity: 'error', summary: 'An example refuses for a reason that is not declared.' },
  'refusal-with-success': { severity: 'error', summary: 'An example names a refusal and not `success = false`.' },
  'field-of-failure': { severity: 'error', summary: 'An example of a failure gives fields nobody looks at.' },
  'failure-example': { severity: 'warning', summary: 'An example asks for a failure that is no declared refusal.' },
  'invalid-given': { severity: 'error', summary: 'A `given` line is not in the vocabulary of the domain.' },
  'invalid-then': { severity: 'error', summary: 'A `then` line is not in the vocabulary of the domain.' },

  // Topologies.
  'unknown-resource-kind': { severity: 'error', summary: 'No pathway provides this kind of resource.' },
  'unknown-property': { severity: 'error', summary: 'The providing pathway takes no property of this name.' },
  'missing-property': { severity: 'error', summary: 'A property the providing pathway needs is not given.' },
  'unknown-resource': { severity: 'warning', summary: 'A word is nearly the name of a resource, and is not.' },
  'resource-cycle': { severity: 'error', summary: 'Resources wait for each other.' },
} as const satisfies Record<string, { readonly severity: 'error' | 'warning'; readonly summary: string }>;

export type DiagnosticCode = keyof typeof catalogue;
