import type { Input, Kernel, Output } from './contract.js';

/** First collects what was seen, then compares neighbours in the list. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const looks: (string | undefined)[] = [];
  const wanted = Math.max(1, Math.min(20, input.samples));
  const pause = Math.max(0, Math.min(5, input.interval_seconds));
  for (;;) {
    const mac = (await kernel.link(input.device))?.mac;
    looks.push(mac);
    if (mac === undefined || looks.length >= wanted) break;
    await kernel.sleep(pause);
  }

  const changes = looks.flatMap((after, index) => {
    const before = looks[index - 1];
    return before === undefined || after === undefined || before === after ? [] : [{ sample: index + 1, before, after }];
  });
  const problems = changes.map(({ before, after }) => `address went from ${before} to ${after}`);
  const mac = looks.at(-1);
  if (mac === undefined) problems.push('device is missing');
  else if (input.expected_mac !== '' && input.expected_mac.toLowerCase() !== mac) {
    problems.push(`address is ${mac} instead of ${input.expected_mac}`);
  }
  const findings = problems.map((problem) => ({ subject: input.device, problem }));
  const healthy = findings.length === 0;
  return mac === undefined ? { healthy, changes, findings } : { healthy, mac, changes, findings };
}
