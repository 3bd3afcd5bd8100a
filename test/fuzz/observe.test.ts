import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostPicture } from '../../src/kernel/observe/host-picture.ts';
import type { HostTools, ToolResult } from '../../src/kernel/observe/host-tools.ts';
import { linkViews } from '../../src/kernel/observe/host-views.ts';
import { Moment } from '../../src/kernel/observe/moment.ts';
import { observeHost } from '../../src/kernel/observe/observe-host.ts';
import { addressesSet, bondMembers } from '../../src/kernel/observe/read-sysfs.ts';
import { canonicalJson } from '../../src/model/canonical-json.ts';
import { projectRoot } from '../helpers/project-root.ts';
import { budget, timeLimit } from './budget.ts';
import { met } from './law.ts';
import { hostileText, mutatedJson, mutatedText } from './mutations.ts';

type Kind = 'addresses' | 'routes' | 'neighbours' | 'fdb';

/** What `ip` and `bridge` 6.1 printed on a Linux 6.1. */
const printed = JSON.parse(
  readFileSync(path.join(projectRoot, 'test/fixtures/kernel/iproute2-6.1.json'), 'utf8'),
) as Record<Kind, unknown>;
const kinds = Object.keys(printed) as Kind[];

function kindOf(program: string, args: readonly string[]): Kind {
  if (program === 'bridge') return 'fdb';
  const what = args.find((word) => ['address', 'route', 'neighbour'].includes(word));
  return what === 'address' ? 'addresses' : what === 'route' ? 'routes' : 'neighbours';
}

function toolsSaying(kind: Kind, result: ToolResult, moment?: Moment): HostTools {
  return {
    ...(moment === undefined ? {} : { moment }),
    run: (program, args) => {
      const asked = kindOf(program, args);
      const usual = { status: 0, stdout: JSON.stringify(printed[asked]), stderr: '' };
      return Promise.resolve(asked === kind ? result : usual);
    },
  };
}

const answer = fc.constantFrom(...kinds).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    stdout: fc.oneof(
      mutatedJson([printed[kind]]).map((value) => JSON.stringify(value)),
      mutatedText([JSON.stringify(printed[kind])]),
    ),
    stderr: fc.constantFrom('', 'RTNETLINK answers: No such device', '\u001b[2J\u0000'),
    status: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 255),
  }),
);

describe('what a host prints of its network is a state or a refusal:', () => {
  it(
    'whatever ip and bridge say, looked at once or remembered',
    () =>
      fc.assert(
        fc.asyncProperty(answer, async ({ kind, ...result }) => {
          const [plain, remembered] = [toolsSaying(kind, result), toolsSaying(kind, result, new Moment())];
          const seen = await met(() => observeHost(plain));
          const again = await met(() => observeHost(remembered));
          expect(canonicalJson(again as never)).toBe(canonicalJson(seen as never));
          if ('code' in seen) expect(seen.code).toBe('EUNAVAILABLE');
          else expect(JSON.parse(JSON.stringify(hostPicture(seen.value)))).toEqual(hostPicture(seen.value));
          if ('value' in seen) for (const { name } of linkViews(seen.value.links)) expect(typeof name).toBe('string');
        }),
        budget(300),
      ),
    timeLimit(),
  );

  it('no name leads sysfs to another place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), hostileText), async (ifname) => {
        expect(addressesSet([{ ifname, ifindex: 1 }], '/nowhere').size).toBe(0);
        expect(await bondMembers(ifname, '/nowhere')).toEqual([]);
      }),
      budget(40),
    );
  });
});
