import type { Finding, Input, Kernel, MacChange, Output } from './contract.js';

export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const { device } = input;
  const expected = input.expected_mac.toLowerCase();
  const samples = clamp(input.samples, 1, 20);
  const interval = clamp(input.interval_seconds, 0, 5);
  const changes: MacChange[] = [];
  const findings: Finding[] = [];
  let mac: string | undefined;

  for (let sample = 1; sample <= samples; sample += 1) {
    if (sample > 1) await kernel.sleep(interval);
    const link = await kernel.link(device);
    if (link === null) {
      const problem = mac === undefined ? 'there is no such device' : `gone at look ${sample}`;
      return { healthy: false, changes, findings: [...findings, { subject: device, problem }] };
    }
    if (mac !== undefined && link.mac !== mac) {
      changes.push({ sample, before: mac, after: link.mac });
      findings.push({ subject: device, problem: `changed its address from ${mac} to ${link.mac}` });
    }
    mac = link.mac;
  }
  if (mac === undefined) throw new Error('no look was taken');
  if (expected !== '' && mac !== expected) {
    findings.push({ subject: device, problem: `has the address ${mac}, expected ${expected}` });
  }
  return { healthy: findings.length === 0, mac, changes, findings };
}

function clamp(value: number, from: number, to: number): number {
  return Math.min(Math.max(value, from), to);
}
