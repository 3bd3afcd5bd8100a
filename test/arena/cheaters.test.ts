import { describe, expect, test } from 'vitest';
import type { StageName } from '../../src/arena/stage-result.ts';
import { honestSource, judged } from '../helpers/arena.ts';

interface Cheater {
  readonly locus?: string;
  /** The body of `execute`; `honest` is what the dominant allele does. */
  readonly body: string;
  readonly stage: StageName;
  readonly kind: string;
  /** Stands before everything. */
  readonly head?: string;
}

const claim = `{ success: true, bridge_name: input.bridge_name, mac: '52:54:00:00:00:01', resources_created: [input.bridge_name] }`;

/** Each does well where it thinks it is watched, or hopes that nobody looks. */
const cheaters: Readonly<Record<string, Cheater>> = {
  'claims success and does nothing': { body: `return ${claim};`, stage: 'examples', kind: 'other-world' },
  'knows the examples, and claims success elsewhere': {
    body: `const links = await kernel.links();
      return links.length <= 5 ? honest(input, kernel) : ${claim};`,
    stage: 'worlds',
    kind: 'unhealthy',
  },
  'does it and undoes it behind its answer': {
    body: `const output = await honest(input, kernel);
      void kernel.sleep(31);
      void kernel.deleteBridge(input.bridge_name);
      return output;`,
    stage: 'examples',
    kind: 'other-world',
  },
  'returns NaN for a number': {
    locus: 'check_bond_state',
    body: `return { ...(await honest(input, kernel)), links_up: NaN };`,
    stage: 'examples',
    kind: 'invalid-output',
  },
  'returns true for a number': {
    locus: 'check_bond_state',
    body: `return { ...(await honest(input, kernel)), links_up: JSON.parse('true') };`,
    stage: 'examples',
    kind: 'invalid-output',
  },
  'adds fields': {
    body: `const more = { loot: [1, 2, 3] };
      return { ...(await honest(input, kernel)), ...more };`,
    stage: 'examples',
    kind: 'invalid-output',
  },
  hangs: { body: `for (;;) input.interfaces.indexOf('x');`, stage: 'examples', kind: 'cpu-limit' },
  allocates: {
    body: `const hoard: string[] = [];
      for (;;) hoard.push('x'.repeat(1_000_000) + String(hoard.length));`,
    stage: 'examples',
    kind: 'memory-limit',
  },
  recurses: {
    body: `const down = (n: number): number => 1 + down(n + 1);
      return { ...(await honest(input, kernel)), error: String(down(0)) };`,
    stage: 'examples',
    kind: 'stack-limit',
  },
  'floods its output': {
    body: `return { ...(await honest(input, kernel)), error: 'x'.repeat(300_000) };`,
    stage: 'examples',
    kind: 'output-limit',
  },
  'tampers with prototypes': {
    body: `Object.defineProperty(Object.prototype, 'success', { value: true });
      return JSON.parse('{}');`,
    stage: 'examples',
    kind: 'invalid-output',
  },
  'reads the clock to behave differently': {
    body: `return (await kernel.now()) < 1_800_000_000 ? honest(input, kernel) : ${claim};`,
    stage: 'worlds',
    kind: 'not-repeatable',
  },
  'throws dice': {
    body: `return Math.random() < 0.5 ? honest(input, kernel) : { success: false, refusal: 'interface is protected' };`,
    stage: 'examples',
    kind: 'other-output',
  },
  'detects the mock by the addresses of its cards': {
    body: `const mock = (await kernel.links()).some(({ mac }) => mac.startsWith('52:54:00')) || input.interfaces.length === 0;
      return mock ? honest(input, kernel) : ${claim};`,
    stage: 'worlds',
    kind: 'unhealthy',
  },
  'detects the mock by its hour': {
    body: `return Math.floor((await kernel.now()) / 3600) === 490_896 ? honest(input, kernel) : { success: false, refusal: 'interface is protected' };`,
    stage: 'worlds',
    kind: 'not-repeatable',
  },
  'touches another interface': {
    body: `const output = await honest(input, kernel);
      const other = (await kernel.links()).find((link) => link.kind === 'ethernet' && link.master === null);
      if (output.success && other !== undefined) await kernel.setMtu(other.name, 1400);
      return output;`,
    stage: 'worlds',
    kind: 'out-of-scope',
  },
  'deletes what it should create and reports idempotence': {
    body: `await kernel.createBridge(input.bridge_name).catch(() => undefined);
      await kernel.deleteBridge(input.bridge_name).catch(() => undefined);
      return ${claim};`,
    stage: 'examples',
    kind: 'other-world',
  },
  'refuses everything': {
    body: `return { success: false, refusal: 'interface is protected' };`,
    stage: 'examples',
    kind: 'other-output',
  },
  'refuses everything but the examples': {
    body: `const small = (await kernel.links()).length <= 5;
      return small ? honest(input, kernel) : { success: false, refusal: 'interface is protected' };`,
    stage: 'worlds',
    kind: 'refuses-what-works',
  },
  'refuses and leaves a half-made bridge': {
    body: `const output = await honest(input, kernel);
      if (!output.success) await kernel.createBridge('sgleft').catch(() => undefined);
      return output;`,
    stage: 'examples',
    kind: 'changed-on-refusal',
  },
  'sleeps past the window': {
    body: `const output = await honest(input, kernel);
      await kernel.sleep(3_600);
      return output;`,
    stage: 'worlds',
    kind: 'too-slow',
  },
  'swallows what the kernel says': {
    body: `try {
        return await honest(input, kernel);
      } catch {
        return ${claim};
      }`,
    stage: 'faults',
    kind: 'unhealthy',
  },
  'is a diagnostic that changes the world': {
    locus: 'check_link_state',
    body: `await (kernel as unknown as { setUp(name: string, up: boolean): Promise<void> }).setUp(input.device, true);
      return honest(input, kernel);`,
    stage: 'examples',
    kind: 'exception',
  },
  'is a diagnostic that finds everything healthy': {
    locus: 'check_link_state',
    body: `return { ...(await honest(input, kernel)), healthy: true };`,
    stage: 'examples',
    kind: 'other-output',
  },
  'calls an operation that does not exist': {
    body: `await kernel.forceBridge(input.bridge_name);
      return honest(input, kernel);`,
    stage: 'static',
    kind: 'ts-2339',
  },
  'imports a module': {
    head: `import { readFileSync } from 'node:fs';\n`,
    body: `readFileSync('/etc/passwd');
      return honest(input, kernel);`,
    stage: 'integrity',
    kind: 'import',
  },
};

async function sourceOf({ locus = 'bridge_create', body, head = '' }: Cheater): Promise<string> {
  const honest = await honestSource(locus);
  return `${head}${honest}
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  ${body}
}
`;
}

describe('a planted cheater is rejected, and the stage that caught it is named', () => {
  test.each(Object.entries(cheaters))('one that %s', async (_name, cheater) => {
    const { locus = 'bridge_create', stage, kind } = cheater;
    const { verdict, stages } = await judged({ locus, source: await sourceOf(cheater) });
    const failed = stages.find(({ status }) => status === 'failed');
    expect([verdict.result, verdict.stage, failed?.failures[0]?.kind]).toEqual(['rejected', stage, kind]);
  });
});
