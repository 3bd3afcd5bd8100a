import { describe, expect, it } from 'vitest';
import { checkContracts } from '../../src/contract/check.ts';
import type { ContractSource } from '../../src/contract/source.ts';
import type { Vocabulary } from '../../src/contract/vocabulary.ts';

/** A small genome without a fault; each case adds or replaces one file. */
const genome: readonly ContractSource[] = [
  {
    file: 'genes/create.sg',
    text: `gene create
  is configuration
  risk low
  takes:
    device  string
    ports   string[1..4]
    stp     bool = false
    delay   int?
  gives:
    success  bool
    device   string
    ports    string[]
    note     string?
    error    string?
  fails when:
    - exists already -> success=false
`,
  },
  {
    file: 'genes/look.sg',
    text: `gene look
  is diagnostic
  takes:
    device  string
  gives:
    healthy  bool
    flaps    flap[]
    count    int
  types:
    flap:
      mac  string
`,
  },
  {
    file: 'pathways/provide.sg',
    text: `pathway provide
  risk low
  provides bridge
  takes:
    name    string
    uplink  string
    vlans   int[] = []
  steps:
    1. create
         device = {name}
         ports = [{uplink}]
`,
  },
];

const vocabulary: Vocabulary = {
  checkGiven: (line) => (line.startsWith('interface ') ? undefined : unknownWord(line)),
  checkThen: (line) => (line === 'nothing changed' ? undefined : unknownWord(line)),
};

function unknownWord(line: string): { message: string; expected: string; offset: number; length: number } {
  return { message: 'Unknown line.', expected: 'interface NAME', offset: 0, length: line.indexOf(' ') };
}

/** `code line:column` of every diagnostic in one file of the genome with that file added. */
function faults(text: string, file?: string): readonly string[] {
  const [, kind = '', name = ''] = /^(\w+) (\w+)/.exec(text) ?? [];
  const folder = { gene: 'genes', pathway: 'pathways', topology: 'topologies' }[kind] ?? kind;
  const added = { file: file ?? `${folder}/${name}.sg`, text };
  const sources = [...genome.filter((source) => source.file !== added.file), added];
  return checkContracts(sources, { vocabulary }).diagnostics.map(
    ({ code, span, file: where }) =>
      `${where === added.file ? '' : `${where} `}${code} ${span.start.line}:${span.start.column}`,
  );
}

/** The sections every gene needs follow the body, so that places in it are those of the case. */
function gene(body: string, family = 'configuration', risk = 'low'): string {
  const gives = /^ {2}gives:/m.test(body) ? '' : `  gives:\n    done  bool\n    healthy  bool\n`;
  const takes = /^ {2}takes:/m.test(body) ? '' : `  takes:\n    idle  string?\n`;
  return `gene x\n  is ${family}\n  risk ${risk}\n${body}${takes}${gives}`;
}

function pathway(steps: string, more = ''): string {
  return `pathway x
  risk low
  takes:
    device  string
    ports   string[1..4]
    any     string[]
    maybe   string?
    nic     string[2..3]
    delay   int = 5
${more}  steps:
${steps}`;
}

function topology(has: string, more = ''): string {
  return `topology x
  takes:
    nic  string[3..]
  has:
${has}${more}`;
}

const create = '    1. create\n         device = {device}\n         ports = {ports}\n';
const look = '    1. look\n         device = {device}\n';

describe('the genome the cases start from', () => {
  it('has no fault', () => {
    expect(checkContracts(genome, { vocabulary }).diagnostics).toEqual([]);
  });
});

/** Title, text, the one fault with its place. */
const cases: readonly (readonly [string, string, string])[] = [
  // Types and fields.
  ['an unknown type', gene('  takes:\n    a  strin\n'), 'unknown-type 5:8'],
  ['an unknown type inside a type', gene('  takes:\n    a  t\n  types:\n    t:\n      b  flap\n'), 'unknown-type 8:10'],
  ['a type that is never used', gene('  types:\n    t:\n      a  string\n'), 'unused-type 5:5'],
  ['a type used only by itself', gene('  types:\n    t:\n      a  t[]\n'), 'unused-type 5:5'],
  [
    'a type named like a builtin',
    gene('  takes:\n    a  int\n  types:\n    int:\n      a  string\n'),
    'shadows-builtin 7:5',
  ],
  ['a type that contains itself', gene('  takes:\n    a  t\n  types:\n    t:\n      b  t\n'), 'recursive-type 8:10'],
  [
    'types that contain each other',
    gene('  takes:\n    a  t\n  types:\n    t:\n      b  u\n    u:\n      c  t\n'),
    'recursive-type 8:10',
  ],
  [
    'a type with a list of itself that is never empty',
    gene('  takes:\n    a  t\n  types:\n    t:\n      b  t[1..]\n'),
    'recursive-type 8:10',
  ],
  ['a default of another type', gene('  takes:\n    a  bool = 5\n'), 'wrong-type 5:15'],
  ['an int default with a fraction', gene('  takes:\n    a  int = 0.5\n'), 'wrong-type 5:14'],
  ['a duration for text', gene('  takes:\n    a  string = 30s\n'), 'wrong-type 5:17'],
  ['a default with too few elements', gene('  takes:\n    a  int[2..] = [1]\n'), 'out-of-bounds 5:19'],
  ['a default with an element of another type', gene('  takes:\n    a  int[] = [1, "b"]\n'), 'wrong-type 5:20'],
  ['a default of an optional field', gene('  takes:\n    a  int? = 5\n'), 'optional-default 5:8'],
  ['a default of an output', gene('  gives:\n    a  int = 5\n'), 'default-not-allowed 5:14'],
  ['a field every JavaScript object has', gene('  takes:\n    constructor  string\n'), 'reserved-name 5:5'],

  // Genes.
  ['an output named refusal', gene('  gives:\n    refusal  string\n'), 'reserved-name 5:5'],
  ['a success that is no bool', gene('  gives:\n    success  string\n'), 'wrong-output-type 5:14'],
  ['a success that may be absent', gene('  gives:\n    success  bool?\n'), 'wrong-output-type 5:14'],
  ['an error that is no text', gene('  gives:\n    success  bool\n    error  int\n'), 'wrong-output-type 6:12'],
  [
    'a diagnostic that gives no healthy',
    gene('  gives:\n    count  int\n', 'diagnostic', 'none'),
    'missing-healthy 1:6',
  ],
  ['a healthy that is no bool', gene('  gives:\n    healthy  int\n', 'diagnostic', 'none'), 'wrong-output-type 5:14'],
  ['a diagnostic with a risk', gene('  gives:\n    healthy  bool\n', 'diagnostic', 'high'), 'diagnostic-with-risk 1:6'],
  ['a configuration gene with no risk', gene('', 'configuration', 'none'), 'configuration-without-risk 1:6'],
  ['feeds of a configuration gene', gene('  feeds:\n    create\n'), 'diagnostic-only-section 5:5'],
  ['unhealthy when of a configuration gene', gene('  unhealthy when:\n    - odd\n'), 'diagnostic-only-section 5:7'],
  ['a refusal without success', gene('  fails when:\n    - odd -> success=false\n'), 'refusal-without-success 5:7'],
  [
    'feeding an unknown locus',
    gene('  gives:\n    healthy  bool\n  feeds:\n    creat  convergence\n', 'diagnostic', 'none'),
    'unknown-locus 7:5',
  ],
  [
    'feeding a diagnostic',
    gene('  gives:\n    healthy  bool\n  feeds:\n    look\n', 'diagnostic', 'none'),
    'feeds-diagnostic 7:5',
  ],

  // Verification.
  ['verifying with an unknown gene', gene('  verify:\n    lok device=a\n'), 'unknown-locus 5:5'],
  ['verifying with a configuration gene', gene('  verify:\n    create device=a\n'), 'verify-not-diagnostic 5:5'],
  ['verifying with a pathway', gene('  verify:\n    provide name=a\n'), 'verify-not-diagnostic 5:5'],
  ['verifying with prose', gene('  verify:\n    - looks fine\n'), 'verify-prose 5:7'],
  ['verifying an unknown parameter', gene('  verify:\n    look device={devic}\n'), 'unknown-parameter 5:18'],
  ['verifying without an argument', gene('  verify:\n    look\n'), 'missing-argument 5:5'],
  ['verifying a step of a gene', gene('  verify:\n    look device={step 1.a}\n'), 'step-reference-not-allowed 5:17'],
  [
    'verifying a field no step gives',
    pathway(create, '').concat('  verify:\n    look device={step 1.devic}\n'),
    'unknown-step-field 15:25',
  ],
  [
    'verifying in a loop over text',
    gene('  takes:\n    a  string\n  verify:\n    for b in {a}:\n      look device={b}\n'),
    'loop-over-non-list 7:14',
  ],

  // Calls and arguments.
  ['calling an unknown gene', pathway('    1. creat\n         device = {device}\n'), 'unknown-locus 11:8'],
  ['calling an unknown pathway', pathway('    1. -> provid\n         name = {device}\n'), 'unknown-pathway 11:11'],
  [
    'calling a pathway without an arrow',
    pathway('    1. provide\n         name = a\n         uplink = b\n'),
    'missing-arrow 11:8',
  ],
  ['calling a gene with an arrow', pathway('    1. -> look\n         device = a\n'), 'arrow-on-gene 11:11'],
  ['a missing argument', pathway('    1. create\n         device = {device}\n'), 'missing-argument 11:8'],
  ['an unknown argument', pathway(`${create}         mtu = 5\n`), 'unknown-argument 14:10'],
  [
    'a misspelt argument, which is not missing as well',
    pathway('    1. create\n         devic = {device}\n         ports = {ports}\n'),
    'unknown-argument 12:10',
  ],
  ['an unknown parameter', pathway('    1. look\n         device = {devic}\n'), 'unknown-parameter 12:20'],
  ['a constant of another type', pathway('    1. look\n         device = 5\n'), 'wrong-type 12:19'],
  ['a parameter of another type', pathway('    1. look\n         device = {delay}\n'), 'wrong-type 12:19'],
  ['a list for text', pathway('    1. look\n         device = {ports}\n'), 'wrong-type 12:19'],
  ['a written list for text', pathway('    1. look\n         device = [{device}]\n'), 'wrong-type 12:19'],
  ['text for a list', pathway('    1. create\n         device = a\n         ports = {device}\n'), 'wrong-type 13:18'],
  [
    'a list inside a list',
    pathway('    1. create\n         device = a\n         ports = [{ports}]\n'),
    'wrong-type 13:19',
  ],
  [
    'a list that is too short',
    pathway('    1. create\n         device = a\n         ports = []\n'),
    'out-of-bounds 13:18',
  ],
  [
    'a parameter that may be too short',
    pathway('    1. create\n         device = a\n         ports = {any}\n'),
    'out-of-bounds 13:18',
  ],
  ['a parameter that may be absent', pathway('    1. look\n         device = {maybe}\n'), 'may-be-absent 12:19'],
  ['an absent value inside a name', pathway('    1. look\n         device = br.{maybe}\n'), 'may-be-absent 12:22'],
  ['a list inside a name', pathway('    1. look\n         device = br.{ports}\n'), 'wrong-type 12:22'],
  ['an index on text', pathway('    1. look\n         device = {device.0}\n'), 'index-on-non-list 12:19'],
  ['an index beyond the bounds', pathway('    1. look\n         device = {nic.3}\n'), 'index-out-of-bounds 12:19'],
  [
    'an index a short list does not have',
    pathway('    1. look\n         device = {nic.2}\n'),
    'index-may-be-missing 12:19',
  ],

  // Steps.
  ['reading an unknown step', pathway(`${look}    2. look\n         device = {step 7.device}\n`), 'unknown-step 14:19'],
  [
    'reading a later step',
    pathway(`    1. look\n         device = {step 2.device}\n${create.replace('1.', '2.')}`),
    'later-step 12:19',
  ],
  ['reading the step itself', pathway('    1. look\n         device = {step 1.count}\n'), 'later-step 12:19'],
  [
    'reading a field a step does not give',
    pathway(`${create}    2. look\n         device = {step 1.mac}\n`),
    'unknown-step-field 15:27',
  ],
  [
    'reading a field of another type',
    pathway(`${look}    2. look\n         device = {step 1.count}\n`),
    'wrong-type 14:19',
  ],
  [
    'reading a list of a custom type',
    pathway(`${look}    2. create\n         device = a\n         ports = {step 1.flaps}\n`),
    'wrong-type 15:18',
  ],
  [
    'reading an optional field',
    pathway(`${create}    2. look\n         device = {step 1.note}\n`),
    'may-be-absent 15:19',
  ],
  [
    'reading more of a pathway than it gives',
    pathway(
      '    1. -> provide\n         name = a\n         uplink = b\n    2. look\n         device = {step 1.device}\n',
    ),
    'unknown-step-field 15:27',
  ],
  [
    'a loop over text',
    pathway('    1. for d in {device}:\n         look\n           device = {d}\n'),
    'loop-over-non-list 11:17',
  ],
  [
    'a loop over elements of another type',
    pathway('    1. for d in [1, 2]:\n         look\n           device = {d}\n'),
    'wrong-type 13:21',
  ],
  [
    'a loop over a mixed list',
    pathway('    1. for d in [a, 2]:\n         look\n           device = {d}\n'),
    'wrong-type 11:21',
  ],
  [
    'a loop variable that hides a parameter',
    pathway('    1. for device in {ports}:\n         look\n           device = {device}\n'),
    'shadowed-parameter 11:12',
  ],
  [
    'a loop variable after its loop',
    pathway('    1. for d in {ports}:\n         look\n           device = {d}\n    2. look\n         device = {d}\n'),
    'unknown-parameter 15:20',
  ],
  [
    'a list of a loop for one value',
    pathway(
      '    1. for d in {ports}:\n         create\n           device = {d}\n           ports = {ports}\n    2. look\n         device = {step 1.device}\n',
    ),
    'wrong-type 16:19',
  ],
  [
    'choosing by a field the step does not give',
    pathway(`${create}    2. when step 1.healthy:\n         true -> look\n           device = a\n`),
    'unknown-step-field 14:20',
  ],
  [
    'choosing by a list',
    pathway(`${create}    2. when step 1.ports:\n         true -> look\n           device = a\n`),
    'not-comparable 14:13',
  ],
  [
    'choosing by what may be absent',
    pathway(`${create}    2. when step 1.note:\n         full -> look\n           device = a\n`),
    'may-be-absent 14:13',
  ],
  [
    'a branch value of another type',
    pathway(`${create}    2. when step 1.success:\n         1 -> look\n           device = a\n`),
    'wrong-type 15:10',
  ],
  [
    'a branch to nowhere',
    pathway(`${create}    2. when step 1.success:\n         true -> lock\n           device = a\n`),
    'unknown-locus 15:18',
  ],
  [
    'reading a branch that may not have run',
    pathway(
      `${create}    2. when step 1.success:\n         true -> look\n           device = a\n    3. when step 2.healthy:\n         true -> look\n           device = a\n`,
    ),
    'may-be-absent 17:13',
  ],

  // Requires and composition.
  ['requiring an unknown step', pathway(create).concat('  requires:\n    step 1 needs step 9\n'), 'unknown-step 15:5'],
  [
    'an unknown step that requires',
    pathway(create).concat('  requires:\n    step 9 needs step 1\n'),
    'unknown-step 15:5',
  ],
  ['requiring itself', pathway(create).concat('  requires:\n    step 1 needs step 1\n'), 'later-step 15:5'],
  [
    'requiring a later step',
    pathway(create + look.replace('1.', '2.')).concat('  requires:\n    step 1 needs step 2\n'),
    'later-step 17:5',
  ],
  ['a pathway that calls itself', 'pathway x\n  risk low\n  steps:\n    1. -> x\n', 'composition-cycle 4:11'],

  // Names across files.
  [
    'a second contract of a name',
    'pathway look\n  risk low\n  steps:\n    1. create\n         device = a\n         ports = [b]\n',
    'duplicate-contract 1:9',
  ],
  ['a second provider', pathway(create, '  provides bridge\n'), 'duplicate-provider 10:12'],

  // Examples.
  [
    'an example with an argument of another type',
    gene(
      '  takes:\n    a  int\n  examples:\n    one:\n      takes:\n        a = b\n      then:\n        nothing changed\n',
    ),
    'wrong-type 9:13',
  ],
  [
    'an example without an argument',
    gene('  takes:\n    a  int\n  examples:\n    one:\n      then:\n        nothing changed\n'),
    'missing-argument 7:5',
  ],
  [
    'an example with a reference',
    gene(
      '  takes:\n    a  int\n  examples:\n    one:\n      takes:\n        a = {a}\n      then:\n        nothing changed\n',
    ),
    'reference-in-example 9:13',
  ],
  [
    'an example that gives an unknown field',
    gene('  gives:\n    a  int\n  examples:\n    one:\n      gives:\n        b = 1\n'),
    'unknown-argument 9:9',
  ],
  ['an example with an undeclared refusal', refusing('success = false', 'refusal = "exists"'), 'unknown-refusal 13:19'],
  [
    'an example that refuses with success',
    refusing('success = true', 'refusal = "exists already"'),
    'refusal-with-success 13:9',
  ],
  ['an example that fails with results', refusing('success = false', 'device = a'), 'field-of-failure 13:9'],
  [
    'an example of an undeclared failure',
    gene('  gives:\n    success  bool\n  examples:\n    one:\n      gives:\n        success = false\n'),
    'failure-example 9:9',
  ],
  [
    'a given line that is no vocabulary',
    gene('  examples:\n    one:\n      given:\n        bridge br0\n      then:\n        nothing changed\n'),
    'invalid-given 7:9',
  ],
  [
    'a then line that is no vocabulary',
    gene('  examples:\n    one:\n      then:\n        all well\n'),
    'invalid-then 7:9',
  ],

  // Topologies.
  [
    'a resource of an unknown kind',
    topology('    a:\n      is brige\n      uplink {nic.0}\n'),
    'unknown-resource-kind 6:10',
  ],
  ['a resource without a property', topology('    a:\n      is bridge\n'), 'missing-property 6:10'],
  [
    'a resource with an unknown property',
    topology('    a:\n      is bridge\n      uplink {nic.0}\n      mtu 5\n'),
    'unknown-property 8:7',
  ],
  [
    'a property of another type',
    topology('    a:\n      is bridge\n      uplink {nic.0}\n      vlans [a]\n'),
    'wrong-type 8:14',
  ],
  ['a property with a list for text', topology('    a:\n      is bridge\n      uplink {nic}\n'), 'wrong-type 7:14'],
  [
    'a word that is nearly a resource',
    topology('    storage:\n      is bridge\n      uplink {nic.0}\n    b:\n      is bridge\n      uplink storge\n'),
    'unknown-resource 10:14',
  ],
  [
    'resources that wait for each other',
    topology('    a:\n      is bridge\n      uplink b\n    b:\n      is bridge\n      uplink a\n'),
    'resource-cycle 10:14',
  ],
  [
    'a topology that verifies by an unknown parameter',
    topology('    a:\n      is bridge\n      uplink {nic.0}\n', '  verify:\n    look device={nik}\n'),
    'unknown-parameter 9:18',
  ],
];

function refusing(...gives: readonly string[]): string {
  const given = gives.map((line) => `        ${line}\n`).join('');
  return gene(
    `  gives:\n    success  bool\n    device   string\n  fails when:\n    - exists already -> success=false\n  examples:\n    one:\n      gives:\n${given}`,
  );
}

describe('one fault gives one diagnostic', () => {
  it.each(cases)('%s', (_, text, fault) => {
    expect(faults(text)).toEqual([fault]);
  });

  it('names the ring of pathways that call each other, once', () => {
    const sources = [
      { file: 'a.sg', text: 'pathway a\n  risk low\n  steps:\n    1. -> b\n' },
      { file: 'b.sg', text: 'pathway b\n  risk low\n  steps:\n    1. -> c\n' },
      { file: 'c.sg', text: 'pathway c\n  risk low\n  steps:\n    1. -> a\n' },
    ];
    expect(checkContracts(sources).diagnostics).toMatchObject([
      { file: 'c.sg', code: 'composition-cycle', message: expect.stringContaining('a -> b -> c -> a') as string },
    ]);
  });

  it('says nothing about uses of a contract whose text has errors', () => {
    expect(
      faults(gene('  takess:\n    device  string\n', 'diagnostic', 'none').replace('gene x', 'gene look')),
    ).toEqual(['unknown-section 4:3']);
    expect(faults(gene('', 'configuration', 'hihg').replace('gene x', 'gene create'))).toEqual(['unknown-risk 3:8']);
  });

  it('tells a second fault beside the first', () => {
    expect(faults(pathway('    1. creat\n         device = {devic}\n'))).toEqual([
      'unknown-locus 11:8',
      'unknown-parameter 12:20',
    ]);
    expect(faults(gene('  verify:\n    create device={devic}\n'))).toEqual([
      'verify-not-diagnostic 5:5',
      'unknown-parameter 5:20',
    ]);
    expect(faults(pathway(`${create}         mtu = {step 1.device}\n`))).toEqual([
      'unknown-argument 14:10',
      'later-step 14:16',
    ]);
  });

  it('warns of a file that is named differently, or stands in the wrong folder', () => {
    const text = gene('').replace('gene x', 'gene y');
    expect(faults(text, 'genes/z.sg')).toEqual(['file-name-mismatch 1:6']);
    expect(faults(text, 'contracts\\pathways\\y.sg')).toEqual(['wrong-folder 1:6']);
    expect(faults(text, 'y.sg')).toEqual([]);
  });
});

describe('suggestions', () => {
  it.each([
    ['a locus', pathway('    1. creat\n         device = a\n'), 'create'],
    ['a pathway', pathway('    1. -> provde\n         name = a\n'), 'provide'],
    ['an argument', pathway('    1. look\n         devise = a\n'), 'device'],
    ['a parameter', pathway('    1. look\n         device = {devise}\n'), 'device'],
    ['a type', gene('  takes:\n    a  strng\n'), 'string'],
    [
      'a field of a step',
      pathway(`${look}    2. when step 1.helthy:\n         true -> look\n           device = a\n`),
      'healthy',
    ],
    ['a diagnostic', gene('  verify:\n    loook device=a\n'), 'look'],
    ['a resource kind', topology('    a:\n      is brdge\n      uplink a\n'), 'bridge'],
    ['an arrow', pathway('    1. provide\n         name = a\n         uplink = b\n'), '-> provide'],
  ])('offer %s that was probably meant', (_, text, suggestion) => {
    const { diagnostics } = checkContracts([...genome, { file: 'x.sg', text }]);
    expect(diagnostics.map((diagnostic) => diagnostic.suggestion)).toEqual([suggestion]);
  });
});

describe('right contracts', () => {
  it.each([
    ['whole numbers where fractions are expected', gene('  takes:\n    a  float = 5\n')],
    ['durations as numbers', gene('  takes:\n    a  int = 30s\n    b  float = 5m\n')],
    [
      'types that mention themselves in lists',
      gene('  takes:\n    a  t\n  types:\n    t:\n      b  t[]\n      c  t?\n'),
    ],
    [
      'a list of a loop where a list is expected',
      pathway(
        '    1. for d in {ports}:\n         create\n           device = {d}\n           ports = {ports}\n    2. create\n         device = a\n         ports = {step 1.device}\n',
      ),
    ],
    [
      'a branch that covers both values',
      pathway(
        `${create}    2. when step 1.success:\n         true -> look\n           device = a\n         false -> look\n           device = b\n    3. when step 2.healthy:\n         true -> provide\n           name = a\n           uplink = b\n`,
      ),
    ],
    ['an optional parameter where none is needed', pathway(create.concat('         delay = {delay}\n'))],
    ['a refusal in an example', refusing('success = false', 'refusal = "exists already"')],
    [
      'a resource that names another',
      topology(
        '    a:\n      is bridge\n      uplink {nic.0}\n    b:\n      is bridge\n      uplink a\n      vlans [1, 2]\n',
      ),
    ],
    ['prose in a diagnostic', gene('  gives:\n    healthy  bool\n  verify:\n    - looks fine\n', 'diagnostic', 'none')],
    [
      'a loop in a verification',
      topology(
        '    a:\n      is bridge\n      uplink {nic.0}\n',
        '  verify:\n    for vlan in [100, 200]:\n      look device=a.{vlan}\n    all within 60s\n',
      ),
    ],
    [
      'a pathway read by success and healthy',
      pathway(
        '    1. -> provide\n         name = a\n         uplink = b\n    2. when step 1.healthy:\n         false -> look\n           device = a\n',
      ),
    ],
  ])('%s', (_, text) => {
    expect(faults(text)).toEqual([]);
  });
});
