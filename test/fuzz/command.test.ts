import { getActiveResourcesInfo } from 'node:process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseEngine } from '../../src/mutation/choose-engine.ts';
import { proposeAllele, type Proposal } from '../../src/mutation/propose-allele.ts';
import { goodSource, request, settings } from '../mutation/sample.ts';
import { budget, timeLimit } from './budget.ts';
import { met } from './law.ts';
import { hostileText, mutatedText } from './mutations.ts';

const timeoutMs = 1500;
/** What holds a pipe from a session of its own ends by itself after this many seconds. */
const heldSeconds = 5;

const reading = ['cat >/dev/null', 'exec <&-', ':', 'head -c 10 >/dev/null'];
const noise = [
  ':',
  'head -c 3000000 /dev/zero >&2',
  'head -c 3000000 /dev/zero',
  'head -c 900 /dev/urandom',
  'exec >&-',
];
const leftBehind = [':', 'sleep 60 &', `setsid sleep ${heldSeconds} &`, 'yes &', 'sleep 60 >&- 2>&- <&- &'];
const ending = [
  'exit 0',
  'exit 0',
  'exit 3',
  'kill -9 $$',
  'kill -SEGV $$',
  'kill -TERM 0',
  'exec sleep 60',
  'exec yes',
];

/** A program of the shell: reads or does not, says something, leaves something behind, ends somehow. */
const script = fc
  .tuple(
    fc.constantFrom(...reading),
    fc.constantFrom(...noise),
    fc.oneof(fc.constant(goodSource), mutatedText([goodSource, `\`\`\`ts\n${goodSource}\`\`\`\n`])),
    fc.constantFrom(...leftBehind),
    fc.constantFrom(...ending),
  )
  .map(([first, loud, text, left, last]) => [first, loud, `printf %s ${quoted(text)}`, left, last].join('\n'));

function quoted(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`;
}

function ask(command: string): Promise<Proposal> {
  const env = { PATH: process.env['PATH'], SG_MUTATION_COMMAND: command };
  return proposeAllele(chooseEngine('command', settings(env, { timeoutMs })), request(), []);
}

const processes = (): number => getActiveResourcesInfo().filter((name) => /^(?:Process|Pipe)/.test(name)).length;

describe('a program that writes alleles', () => {
  it(
    'whatever it does: an allele or a fault with a code, and nothing of it keeps sg from ending',
    async () => {
      const before = processes();
      await fc.assert(
        fc.asyncProperty(script, async (text) => {
          const proposal = await ask(JSON.stringify(['/bin/sh', '-c', text]));
          if ('fault' in proposal) expect(proposal.fault.code).toMatch(/^(?:engine|answer)-[a-z-]+$/);
          else expect(proposal.source).toMatch(/^export default async function execute/m);
          await expect.poll(processes, { timeout: 10_000 }).toBeLessThanOrEqual(before);
        }),
        { ...budget(25), timeout: 20_000 },
      );
    },
    timeLimit(),
  );

  it(
    'whatever it is called',
    async () => {
      const word = fc.oneof(
        hostileText,
        fc.constantFrom('/etc/passwd', '/etc/passwd/x', '/', '.', '/bin/true', `/${'x'.repeat(300)}`, '/dev/null'),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(word, { maxLength: 3 }), fc.boolean(), async (words, plain) => {
          const proposal = await met(() => ask(plain ? words.join(' ') : JSON.stringify(words)));
          if ('code' in proposal) expect(['mutation-command', 'no-engine']).toContain(proposal.code);
          else expect(proposal.value).toHaveProperty('fault');
        }),
        { ...budget(60), timeout: 20_000 },
      );
    },
    timeLimit(),
  );
});
