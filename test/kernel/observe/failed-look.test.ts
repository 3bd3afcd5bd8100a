import { expect, it } from 'vitest';
import type { HostTools } from '../../../src/kernel/observe/host-tools.ts';
import { Moment } from '../../../src/kernel/observe/moment.ts';
import { observeLinks } from '../../../src/kernel/observe/observe-host.ts';

const loopback = `[{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP"],"mtu":65536,"operstate":"UNKNOWN",
"link_type":"loopback","address":"00:00:00:00:00:00","addr_info":[]}]`.replaceAll('\n', '');

it('what a program printed before it failed is no answer, whether looks are shared or not', async () => {
  const run: HostTools['run'] = () => Promise.resolve({ status: 1, stdout: loopback, stderr: 'Dump terminated' });
  for (const tools of [{ run }, { run, moment: new Moment() }]) {
    await expect(observeLinks(tools)).rejects.toMatchObject({ code: 'EUNAVAILABLE' });
  }
});
