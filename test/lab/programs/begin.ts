import { SgError } from '../../../src/errors/sg-error.ts';
import { Iproute2Kernel } from '../../../src/kernel/iproute2/iproute2-kernel.ts';
import { NetworkManagerKernel } from '../../../src/kernel/networkmanager/networkmanager-kernel.ts';

/** begin.ts JOURNALS KERNEL: begins a transaction, as another user, and prints the error as JSON. */
const [journals = '', name = 'iproute2'] = process.argv.slice(2);
const kernel = await (name === 'networkmanager' ? NetworkManagerKernel : Iproute2Kernel).open({ journals });
try {
  await (await kernel.begin({ label: 'test' })).rollback();
  console.log(JSON.stringify({ code: null }));
} catch (error) {
  if (!(error instanceof SgError)) throw error;
  const { code, exitStatus, message, hint } = error;
  console.log(JSON.stringify({ code, exitStatus, message, hint }));
} finally {
  if (kernel instanceof NetworkManagerKernel) await kernel.close();
}
