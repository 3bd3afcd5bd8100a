import type { EngineRequest, EngineSettings } from '../../src/mutation/engine.ts';
import { buildPrompt, type PromptParts } from '../../src/mutation/prompt.ts';
import { sha256 } from '../../src/model/digest.ts';

export const goodSource = `import type { Input, Kernel, Output } from './contract.js';

export default async function execute({ device }: Input, kernel: Kernel): Promise<Output> {
  await kernel.setUp(device, true);
  return { success: true, device, changed: true };
}
`;

export const samplePrompt: PromptParts = {
  locus: 'link_up',
  contract: 'gene link_up for network\n  does: bring a link up\n',
  types: [{ file: 'contract.d.ts', text: 'export interface Input { readonly device: string }\n' }],
  failing: { digest: sha256('failing'), source: 'export default async function execute() {}\n' },
  failureCase: { input: { device: 'eth1' }, attempts: [] },
  others: [{ digest: sha256('other'), source: 'const other = 1;\n', score: '0.97, 40 runs' }],
  rejected: [{ digest: sha256('rejected'), stage: 'static', reason: 'no such operation' }],
  checks: ['every example of the contract'],
};

export function request(change: Partial<EngineRequest> = {}): EngineRequest {
  return { locus: 'link_up', prompt: buildPrompt(samplePrompt), attempt: 0, ...change };
}

export function settings(env: EngineSettings['env'], change: Partial<EngineSettings> = {}): EngineSettings {
  return { env, fixtures: '/nowhere', timeoutMs: 20_000, pauseMs: 1, ...change };
}
