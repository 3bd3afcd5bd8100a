import { KernelError } from '../../../src/errors/kernel-error.ts';
import { Iproute2Kernel } from '../../../src/kernel/iproute2/iproute2-kernel.ts';
import { NetworkManagerKernel } from '../../../src/kernel/networkmanager/networkmanager-kernel.ts';
import type { Json } from '../../../src/model/json.ts';

/**
 * change-network.ts JOURNALS CALLS [networkmanager]: makes the calls (JSON) in a transaction and takes them back, over and
 * over, until it is killed. Says "ready" when it has begun.
 */
const [journals = '', calls = '[]', name = 'iproute2'] = process.argv.slice(2);
const kernel = await (name === 'networkmanager' ? NetworkManagerKernel : Iproute2Kernel).open({ journals });
const transaction = await kernel.begin({ label: 'to be killed' });
process.stdout.write('ready\n');
for (;;) {
  const point = await transaction.savepoint();
  for (const [operation, ...args] of JSON.parse(calls) as [string, ...Json[]][]) {
    await transaction
      .port()
      .call(operation, args)
      .catch((error: unknown) => {
        if (!(error instanceof KernelError)) throw error;
      });
  }
  await point.restore();
}
