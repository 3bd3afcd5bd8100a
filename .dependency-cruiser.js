/**
 * The layer drawing of docs/decisions.md as rules. A folder may import from the rows below it, never from its own row
 * (siblings) or above, except where `narrowed` names the pair and the reason.
 */
const rows = [
  ['commands'],
  ['cli'],
  ['evolution', 'lsp', 'dashboard'],
  ['arena'],
  ['organism'],
  ['mutation', 'genome', 'phenotype', 'ledger', 'github', 'kernel', 'sandbox', 'selection'],
  ['contract', 'git'],
  ['model', 'errors'],
];

/** Allowed edges between siblings: [from, to, reason]. */
const narrowed = [
  ['phenotype', 'genome', 'expression names alleles'],
  ['errors', 'model', 'error data uses the shared types'],
];

/** Powerful packages (the start of their names) and the folder that may import each. */
const owners = {
  '@oclif/': '^src/(commands|cli)/',
  nearley: '^src/contract/',
  moo: '^src/contract/',
  'isomorphic-git': '^src/git/',
  '@octokit/': '^src/github/',
  'dbus-next': '^src/kernel/networkmanager/',
  'quickjs-': '^src/sandbox/',
  '@swc/': '^src/sandbox/',
  '@anthropic-ai/': '^src/mutation/',
  typescript: '^src/arena/static/',
  'vscode-languageserver': '^src/lsp/',
  'smol-toml': '^src/(phenotype|genome)/',
};

const layerRules = rows.flatMap((row, depth) =>
  row.map((folder) => {
    const allowed = [
      folder,
      ...rows.slice(depth + 1).flat(),
      ...narrowed.filter(([from]) => from === folder).map(([, to]) => to),
    ];
    return {
      name: `layer-${folder}`,
      severity: 'error',
      comment: 'Dependencies point downwards; see docs/decisions.md.',
      from: { path: `^src/${folder}/` },
      to: { path: '^src/', pathNot: `^src/(${allowed.join('|')})/` },
    };
  }),
);

const ownerRules = Object.entries(owners).map(([name, owner]) => ({
  name: `owner-of-${name.replaceAll(/[^a-z-]/g, '')}`,
  severity: 'error',
  comment: 'A powerful package has one owner folder.',
  from: { path: '^src/', pathNot: owner },
  to: { path: `node_modules/${name}` },
}));

export default {
  forbidden: [
    ...layerRules,
    ...ownerRules,
    {
      name: 'child-processes-have-owners',
      severity: 'error',
      comment: 'Only git, kernel and mutation start programs.',
      from: { path: '^src/', pathNot: '^src/(git|kernel|mutation)/' },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Value-import cycles make load order matter.',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'kebab-case-files',
      severity: 'error',
      comment: 'File names are kebab-case, named after their main export.',
      from: {},
      to: { path: '^src/.*/[^/]*[A-Z_][^/]*$' },
    },
    {
      name: 'no-utils',
      severity: 'error',
      comment: 'A folder named utils owns nothing.',
      from: {},
      to: { path: ['^src/.*/(utils?|helpers?|common|misc)/', '^src/.*/utils?[.]ts$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    builtInModules: { add: [] },
  },
};
