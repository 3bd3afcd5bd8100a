import { describe, expect, it } from 'vitest';
import { parseContract } from '../../../src/contract/parse.ts';

/** `code line:column` of every diagnostic, with `~ suggestion` where there is one. */
function faults(text: string): readonly string[] {
  return parseContract({ file: 'x.sg', text }).diagnostics.map(({ code, span, suggestion }) => {
    const place = `${code} ${span.start.line}:${span.start.column}`;
    return suggestion === undefined ? place : `${place} ~ ${suggestion}`;
  });
}

/** A gene without a fault; `more` starts in line 7. */
const gene = (more: string): string =>
  `gene g\n  is diagnostic\n  takes:\n    a string\n  gives:\n    healthy bool\n${more}`;

/** A pathway whose `steps:` start in line 3. */
const pathway = (steps: string, more = ''): string => `pathway p\n  steps:\n${steps}${more}`;

/** A topology whose `has:` starts in line 3. */
const topology = (has: string, more = ''): string => `topology t\n  has:\n${has}${more}`;

type Case = [name: string, text: string, ...expected: string[]];

function table(title: string, cases: readonly Case[]): void {
  describe(title, () => {
    it.each(cases)('%s', (_, text, ...expected) => {
      expect(faults(text)).toEqual(expected);
    });
  });
}

table('files', [
  ['empty', '', 'missing-header 1:1'],
  ['comments only', '# nothing\n\n  # here\n', 'missing-header 1:1'],
  ['misspelt kind', 'gnee g\n  is diagnostic\n  takes:\n    a int\n  gives:\n    b int\n', 'unknown-kind 1:1 ~ gene'],
  ['no header', 'is diagnostic\n', 'unknown-kind 1:1'],
  ['no name', 'pathway\n  steps:\n    1. a\n', 'missing-name 1:8'],
  ['name with a dash', 'pathway a-b\n  steps:\n    1. a\n', 'invalid-identifier 1:9 ~ a_b'],
  ['name with capitals', 'pathway BridgeCreate\n  steps:\n    1. a\n', 'invalid-identifier 1:9 ~ bridge_create'],
  ['name with a digit first', 'pathway 1st\n  steps:\n    1. a\n', 'malformed-number 1:9 ~ "1st"'],
  ['name in quotes', 'pathway "p"\n  steps:\n    1. a\n', 'invalid-identifier 1:9 ~ p'],
  [
    'name that is too long',
    `pathway ${'a'.repeat(65)}\n  steps:\n    1. a\n`,
    'invalid-identifier 1:9 ~ ' + 'a'.repeat(64),
  ],
  ['colon behind the header', 'pathway p:\n  steps:\n    1. a\n', 'trailing-text 1:10'],
  ['misspelt for', 'pathway p fro network\n  steps:\n    1. a\n', 'unknown-keyword 1:11 ~ for'],
  ['no domain', 'pathway p for\n  steps:\n    1. a\n', 'missing-name 1:14'],
  ['two contracts', `${gene('')}gene h\n  is diagnostic\n`, 'second-contract 7:1'],
  ['carriage return inside a line', gene('  does:\n    a\rb\n'), 'control-character 8:6'],
  ['escape sequence', gene('  does:\n    \u001b[2J\n'), 'control-character 8:5'],
  ['text direction', gene('  before:\n    - a \u202e b\n'), 'control-character 8:9'],
  ['byte-order mark', `\uFEFF${gene('')}`, 'byte-order-mark 1:1'],
  ['too large', `gene g\n#${'x'.repeat(1024 * 1024)}`, 'file-too-large 1:1'],
]);

table('indentation', [
  ['tab', 'pathway p\n\tsteps:\n    1. a\n', 'tab-indentation 2:1'],
  ['tab behind spaces', pathway('    1. a\n  \t  x = 1\n'), 'tab-indentation 4:1'],
  ['tab in prose', gene('  does:\n\t\tprose\n'), 'tab-indentation 8:1'],
  [
    'field beside deeper fields',
    'gene g\n  is diagnostic\n  takes:\n      a int\n    b int\n  gives:\n    c int\n',
    'bad-indentation 5:1',
  ],
  [
    'section beside deeper sections',
    'gene g\n  is diagnostic\n takes:\n    b int\n  gives:\n    c int\n',
    'bad-indentation 3:1',
  ],
  [
    'section in the first column',
    'gene g\n  is diagnostic\n  takes:\n    b int\ngives:\n    c int\n',
    'bad-indentation 5:1',
  ],
  ['header that is indented', ' pathway p\n  steps:\n    1. a\n', 'bad-indentation 1:1'],
  [
    'block below a field',
    'gene g\n  is diagnostic\n  takes:\n    a int\n      b int\n  gives:\n    c int\n',
    'unexpected-indentation 5:1',
  ],
  ['block below an attribute', gene('  risk none\n    takes:\n'), 'unexpected-indentation 8:1'],
  ['prose that goes on behind a comment', gene('  does:\n    a\n# b\n    c\n'), 'bad-indentation 10:1'],
]);

table('sections', [
  ['misspelt', 'gene g\n  is diagnostic\n  tkaes:\n    a int\n  gives:\n    b int\n', 'unknown-section 3:3 ~ takes'],
  ['misspelt with prose below', gene('  dose:\n    - a\n      x = "\n'), 'unknown-section 7:3 ~ does'],
  [
    'misspelt before a risk, which is kept',
    gene('  fials when:\n    - a\n  risk critical\n'),
    'unknown-section 7:3 ~ fails when',
  ],
  ['misspelt attribute', gene('  riks critical\n'), 'unknown-section 7:3 ~ risk'],
  ['cut short', gene('  fails:\n    - a\n'), 'unknown-section 7:3 ~ fails when'],
  ['unknown', gene('  nonsense:\n    a\n'), 'unknown-section 7:3'],
  ['no section at all', gene('  = 5\n'), 'unknown-section 7:3'],
  ['without its colon', gene('  before\n    - a\n'), 'missing-colon 7:9 ~ :'],
  ['without its colon, text behind it', gene('  does create a bridge\n'), 'empty-section 7:3', 'missing-colon 7:7 ~ :'],
  ['text behind the colon', gene('  does: it\n    more\n'), 'trailing-text 7:9'],
  ['twice', gene('  takes:\n    b int\n'), 'duplicate-section 7:3'],
  ['attribute twice', gene('  is configuration\n'), 'duplicate-section 7:3'],
  ['empty', gene('  before:\n  risk none\n'), 'empty-section 7:3'],
  ['empty but for a comment', gene('  before:\n    # nothing\n'), 'empty-section 7:3'],
  ['empty prose', gene('  does:\n\n'), 'empty-section 7:3'],
  ['gene without family', 'gene g\n  takes:\n    a int\n  gives:\n    b int\n', 'missing-section 1:1'],
  ['gene without anything', 'gene g\n', 'missing-section 1:1', 'missing-section 1:1', 'missing-section 1:1'],
  ['pathway without steps', 'pathway p\n  risk low\n', 'missing-section 1:1'],
  ['topology without resources', 'topology t\n', 'missing-section 1:1'],
  ['steps in a gene', gene('  steps:\n    1. a\n'), 'section-not-allowed 7:3'],
  ['gives in a pathway', pathway('    1. a\n', '  gives:\n    a int\n'), 'section-not-allowed 4:3'],
  ['risk in a topology', topology('    a:\n      is b\n', '  risk low\n'), 'section-not-allowed 5:3'],
]);

table('attributes', [
  [
    'misspelt family',
    'gene g\n  is configuraton\n  takes:\n    a int\n  gives:\n    b int\n',
    'unknown-family 2:6 ~ configuration',
  ],
  ['no family', 'gene g\n  is\n  takes:\n    a int\n  gives:\n    b int\n', 'missing-text 2:5'],
  ['misspelt risk', gene('  risk criticl\n'), 'unknown-risk 7:8 ~ critical'],
  ['unknown risk', gene('  risk zero\n'), 'unknown-risk 7:8'],
  ['colon in an attribute', gene('  risk: low\n'), 'unexpected-text 7:7'],
  ['text behind it', gene('  risk low or so\n'), 'trailing-text 7:12'],
  ['provides without a comma', pathway('    1. a\n', '  provides b c\n'), 'trailing-text 4:14'],
  ['provides twice', pathway('    1. a\n', '  provides b, b\n'), 'duplicate-provides 4:15'],
]);

const takes = (line: string): string => `gene g\n  is diagnostic\n  takes:\n    ${line}\n  gives:\n    b int\n`;

table('fields', [
  ['no type', takes('a'), 'missing-type 4:6'],
  ['no type but a description', takes('a "text"'), 'missing-type 4:7'],
  ['no type but a default', takes('a = 5'), 'missing-type 4:7'],
  ['open string', takes('a string "text'), 'unterminated-string 4:14 ~ "text"'],
  ['single quotes', takes("a string 'text'"), 'stray-character 4:14 ~ "text"'],
  ['typographic quotes', takes('a string “text”'), 'stray-character 4:14 ~ "text"'],
  ['unknown escape', takes('a string "C:\\dir"'), 'invalid-escape 4:17 ~ \\\\d'],
  ['half a surrogate pair', takes('a string "\\ud83d"'), 'invalid-escape 4:14'],
  ['no default', takes('a int ='), 'missing-value 4:12'],
  ['malformed default', takes('a int = 1.2.3'), 'malformed-number 4:13 ~ "1.2.3"'],
  ['default of two values', takes('a int = 1 2'), 'trailing-text 4:15'],
  ['two defaults', takes('a int = 1 "text" default=2'), 'duplicate-default 4:30'],
  ['misspelt default', takes('a int "text" defalut=2'), 'unknown-keyword 4:18 ~ default'],
  ['reference as default', takes('a string = {b}'), 'unexpected-text 4:16'],
  ['open bounds', takes('a string[3..'), 'missing-text 4:17'],
  ['bounds the wrong way round', takes('a string[5..3]'), 'invalid-bounds 4:7'],
  ['negative bounds', takes('a string[-1..]'), 'invalid-bounds 4:7'],
  ['exact count', takes('a string[3]'), 'unexpected-text 4:15'],
  ['stray character', takes('a string; "x"'), 'stray-character 4:13'],
  ['letter of another script', takes('größe int'), 'stray-character 4:7'],
  ['name with capitals', takes('bridgeName string'), 'invalid-identifier 4:5 ~ bridge_name'],
  ['same name twice', takes('a int\n    a string'), 'duplicate-field 5:5'],
  [
    'several wrong lines',
    takes('a\n    b int = 5x\n    c string "'),
    'missing-type 4:6',
    'malformed-number 5:13 ~ "5x"',
    'unterminated-string 6:14 ~ ""',
  ],
  ['type without colon', gene('  types:\n    t\n      a int\n'), 'missing-colon 8:6 ~ :'],
  ['type without fields', gene('  types:\n    t:\n'), 'missing-body 8:5'],
  ['type twice', gene('  types:\n    t:\n      a int\n    t:\n      a int\n'), 'duplicate-type 10:5'],
]);

const value = (text: string): string => gene(`  examples:\n    e:\n      gives:\n        a = ${text}\n`);

table('values', [
  ['plus sign', value('+5'), 'malformed-number 10:13 ~ 5'],
  ['leading zero', value('007'), 'malformed-number 10:13 ~ 7'],
  ['nothing before the point', value('.5'), 'malformed-number 10:13 ~ 0.5'],
  ['nothing behind the point', value('5.'), 'malformed-number 10:13 ~ 5'],
  ['separators', value('1_000'), 'malformed-number 10:13 ~ 1000'],
  ['exponent', value('1e5'), 'malformed-number 10:13 ~ "1e5"'],
  ['hexadecimal', value('0x1f'), 'malformed-number 10:13 ~ "0x1f"'],
  ['beyond exact integers', value('9007199254740993'), 'malformed-number 10:13'],
  ['long unit', value('30sec'), 'malformed-number 10:13 ~ 30s'],
  ['unknown unit', value('10d'), 'malformed-number 10:13 ~ "10d"'],
  ['address', value('192.0.2.1/24'), 'malformed-number 10:13 ~ "192.0.2.1/24"'],
  ['MAC address', value('52:54:00:12:34:56'), 'malformed-number 10:13 ~ "52:54:00:12:34:56"'],
  ['open list', value('[1, 2'), 'missing-text 10:18'],
  ['comma at the end', value('[1, ]'), 'missing-value 10:17'],
  ['comma missing', value('[1 2]'), 'unexpected-text 10:16'],
  ['closed twice', value('[1]]'), 'trailing-text 10:16'],
  ['nine lists deep', value('[[[[[[[[[1]]]]]]]]]'), 'nesting-too-deep 10:21'],
  ['open reference', value('{nic'), 'unterminated-reference 10:13 ~ {nic}'],
  ['open reference in a name', value('storage.{vlan'), 'unterminated-reference 10:21 ~ {vlan}'],
  ['empty reference', value('{}'), 'invalid-reference 10:13'],
  ['words in a reference', value('{the nic}'), 'invalid-reference 10:13'],
  ['reference with a capital', value('{Nic}'), 'invalid-reference 10:13 ~ {nic}'],
  ['step reference without a space', value('{step2.name}'), 'invalid-reference 10:13 ~ {step 2.name}'],
  ['no value', value(''), 'missing-value 10:12'],
  ['no equals sign', value('1').replace('a = 1', 'a 1'), 'missing-equals 10:11 ~ =1'],
  ['argument twice', value('1\n        a = 2'), 'duplicate-argument 11:9'],
]);

table('bullets', [
  ['no dash', gene('  before:\n    a\n'), 'missing-bullet 8:5 ~ - a'],
  ['no space', gene('  before:\n    -a\n'), 'missing-bullet 8:5 ~ - a'],
  ['another bullet', gene('  before:\n    * a\n'), 'missing-bullet 8:5 ~ - a'],
  ['no text', gene('  before:\n    -\n    - a\n'), 'empty-bullet 8:5'],
  [
    'misspelt refusal',
    gene('  fails when:\n    - a -> sucess=false\n'),
    'unknown-consequence 8:7 ~ a -> success=false',
  ],
  ['unknown consequence', gene('  fails when:\n    - a -> panic\n'), 'unknown-consequence 8:7'],
  ['no condition', gene('  fails when:\n    - -> error\n'), 'unknown-consequence 8:7'],
  ['condition twice', gene('  fails when:\n    - a -> error\n    - a -> success=false\n'), 'duplicate-refusal 9:7'],
]);

table('verification', [
  ['misspelt within', gene('  verify:\n    check\n    wihtin 30s\n'), 'unknown-keyword 9:5 ~ within'],
  ['window without a unit', gene('  verify:\n    check\n    within 30\n'), 'malformed-number 9:12 ~ 30s'],
  ['window without a duration', gene('  verify:\n    check\n    within\n'), 'missing-value 9:11'],
  ['two windows', gene('  verify:\n    check\n    within 30s\n    within 40s\n'), 'duplicate-within 10:5'],
  ['argument without a value', gene('  verify:\n    check a= b=1\n'), 'trailing-text 8:15'],
  ['argument without equals', gene('  verify:\n    check device {a}\n'), 'missing-equals 8:18 ~ ={a}'],
  ['argument without its name', gene('  verify:\n    check {a}\n'), 'trailing-text 8:11'],
  ['argument twice', gene('  verify:\n    check a=1 a=2\n'), 'duplicate-argument 8:15'],
  ['loop without a colon', gene('  verify:\n    for a in {b}\n      check\n'), 'missing-colon 8:17 ~ :'],
  ['misspelt in', gene('  verify:\n    for a im {b}:\n      check\n'), 'unknown-keyword 8:11 ~ in'],
  ['loop without a body', gene('  verify:\n    for a in {b}:\n'), 'missing-body 8:5'],
]);

table('links', [
  ['unknown timescale', gene('  feeds:\n    a convergense\n'), 'unknown-timescale 8:7 ~ convergence'],
  ['feed twice', gene('  feeds:\n    a\n    a convergence\n'), 'duplicate-feed 9:5'],
  ['connection without a type', gene('  connects:\n    a "x"\n'), 'invalid-identifier 8:7 ~ x'],
  ['connection twice', gene('  connects:\n    a b\n    a c\n'), 'duplicate-connection 9:5'],
]);

table('examples', [
  ['title without a colon', gene('  examples:\n    it works\n      then:\n        a\n'), 'missing-colon 8:13 ~ :'],
  ['no title', gene('  examples:\n    :\n      then:\n        a\n'), 'missing-name 8:5'],
  [
    'title twice',
    gene('  examples:\n    a:\n      then:\n        b\n    a:\n      then:\n        b\n'),
    'duplicate-example 11:5',
  ],
  ['nothing below', gene('  examples:\n    a:\n    b:\n      then:\n        c\n'), 'missing-body 8:5'],
  ['nothing expected', gene('  examples:\n    a:\n      given:\n        c\n'), 'missing-section 8:5'],
  [
    'misspelt part',
    gene('  examples:\n    a:\n      gievn:\n        b\n      then:\n        c\n'),
    'unknown-section 9:7 ~ given',
  ],
  [
    'part of another block',
    gene('  examples:\n    a:\n      before:\n        - b\n      then:\n        c\n'),
    'section-not-allowed 9:7',
  ],
  [
    'line below a line',
    gene('  examples:\n    a:\n      then:\n        c\n          d\n'),
    'unexpected-indentation 11:1',
  ],
]);

table('steps', [
  ['no number', pathway('    a\n'), 'unexpected-text 3:5'],
  ['no point', pathway('    1 a\n'), 'malformed-number 3:5 ~ 1.'],
  ['no target', pathway('    1. ->\n'), 'missing-name 3:10'],
  ['first is not 1', pathway('    2. a\n'), 'step-out-of-order 3:5 ~ 1.'],
  ['number left out', pathway('    1. a\n    3. b\n    4. c\n'), 'step-out-of-order 4:5 ~ 2.'],
  ['number twice', pathway('    1. a\n    1. b\n    2. c\n'), 'duplicate-step 4:5 ~ 2.'],
  ['argument without equals', pathway('    1. a\n         b {c}\n'), 'missing-equals 4:12 ~ ={c}'],
  ['argument on the line and below', pathway('    1. a b=1\n         b = 2\n'), 'duplicate-argument 4:10'],
  ['loop without body', pathway('    1. for a in {b}:\n'), 'missing-body 3:5'],
  ['misspelt for', pathway('    1. fro a in {b}:\n         c\n'), 'unknown-keyword 3:8 ~ for'],
  [
    'misspelt when',
    pathway('    1. a\n    2. wehn step 1.healthy:\n         true -> b\n'),
    'unknown-keyword 4:8 ~ when',
  ],
  ['when without a field', pathway('    1. a\n    2. when step 1:\n         true -> b\n'), 'unexpected-text 4:18'],
  ['choice without branches', pathway('    1. a\n    2. when step 1.healthy:\n'), 'missing-body 4:5'],
  [
    'branch without an arrow',
    pathway('    1. a\n    2. when step 1.healthy:\n         true b\n'),
    'unexpected-text 5:15',
  ],
  [
    'branch twice',
    pathway('    1. a\n    2. when step 1.h:\n         true -> b\n         true -> c\n'),
    'duplicate-branch 6:10',
  ],
  [
    'misspelt needs',
    pathway('    1. a\n    2. b\n', '  requires:\n    step 2 neds step 1\n'),
    'unknown-keyword 6:12 ~ needs',
  ],
  [
    'need without the word step',
    pathway('    1. a\n    2. b\n', '  requires:\n    step 2 needs 1\n'),
    'unexpected-text 6:18',
  ],
  [
    'need twice',
    pathway('    1. a\n    2. b\n', '  requires:\n    step 2 needs step 1, step 1\n'),
    'duplicate-requirement 6:5',
  ],
  ['misspelt policy', pathway('    1. a\n', '  on failure:\n    rollback al\n'), 'unknown-policy 5:5 ~ rollback all'],
  ['policy of topologies', pathway('    1. a\n', '  on failure:\n    preserve what works\n'), 'unknown-policy 5:5'],
  [
    'two policies',
    pathway('    1. a\n', '  on failure:\n    rollback all\n    report partial\n'),
    'duplicate-policy 6:5',
  ],
]);

table('resources', [
  ['no colon', topology('    a\n      is b\n'), 'missing-colon 3:6 ~ :'],
  ['no kind', topology('    a:\n      mode b\n'), 'missing-kind 3:5'],
  ['nothing below', topology('    a:\n'), 'missing-body 3:5'],
  ['two kinds', topology('    a:\n      is b\n      is c\n'), 'duplicate-section 5:10'],
  ['property without a value', topology('    a:\n      is b\n      mode\n'), 'missing-value 5:11'],
  ['property with equals', topology('    a:\n      is b\n      mode = c\n'), 'missing-value 5:12'],
  ['property twice', topology('    a:\n      is b\n      c 1\n      c 2\n'), 'duplicate-argument 6:7'],
  ['name twice', topology('    a:\n      is b\n    a:\n      is b\n'), 'duplicate-resource 5:5'],
]);

describe('all faults of a file', () => {
  it('are reported at once, in the order of the text', () => {
    const text = `gnee bridge-create
  is configuraton
  takes:
    a strng = 5x
    b
  tkaes:
    c int
  gives:
    d int
  fails when:
    - e -> sucess=false
  verify:
    check f={g
    within 30
`;
    expect(faults(text)).toEqual([
      'unknown-kind 1:1 ~ gene',
      'unknown-family 2:6 ~ configuration',
      'malformed-number 4:15 ~ "5x"',
      'missing-type 5:6',
      'unknown-section 6:3 ~ takes',
      'unknown-consequence 11:7 ~ e -> success=false',
      'unterminated-reference 13:13 ~ {g}',
      'malformed-number 14:12 ~ 30s',
    ]);
  });

  it('leave what could be read', () => {
    const { value } = parseContract({ file: 'x.sg', text: gene('  riks low\n  before:\n    - a\n    b\n') });
    expect(value).toMatchObject({ kind: 'gene', takes: [{ name: { text: 'a' } }], before: [{ text: 'a' }] });
  });
});
