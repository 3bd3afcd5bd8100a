import { expect, test } from 'vitest';
import { resourceView } from '../../src/cli/resource-view.ts';
import { styleFor } from '../../src/cli/style.ts';
import type { ResourceReport } from '../../src/organism/topology/topology-report.ts';

const plain = styleFor(false);
const report: ResourceReport = {
  resource: 'lan',
  kind: 'bridge',
  pathway: 'ensure_bridge',
  state: 'drifted',
  findings: [],
  changes: [],
  disturbs: [],
  steps: [],
  run: null,
};

test('text of genes and kernels cannot draw on the terminal', () => {
  const hostile = 'eth1\u001b[2J\u202e';
  const shown = resourceView(
    {
      ...report,
      findings: [`${hostile}: gone\nall well`],
      changes: [{ path: `links[${JSON.stringify(hostile)}].master`, before: null, after: hostile }],
      disturbs: [{ device: hostile, kind: 'link-down', message: `${hostile} goes` }],
      failure: { kind: 'refused', message: hostile },
    },
    plain,
  );
  expect(shown).not.toContain('\u001b');
  expect(shown).not.toContain('\u202e');
  expect(shown.split('\n')).toHaveLength(4);
});

test('who is disturbed is told in the colour of a warning', () => {
  const disturbs = [{ device: 'br0', kind: 'link-down' as const, message: 'goes down' }];
  const line = '    disturbs traffic: br0 goes down';
  expect(resourceView({ ...report, disturbs }, plain).split('\n')).toContain(line);
  const warned = { ...plain, warn: (text: string) => `<${text}>` };
  expect(resourceView({ ...report, disturbs }, warned).split('\n')).toContain(`<${line}>`);
});

test('what a missing resource lacks goes without saying', () => {
  const found = { ...report, findings: ['lan: there is no such bridge'] };
  expect(resourceView({ ...found, state: 'missing' }, plain)).not.toContain('found');
  expect(resourceView(found, plain)).toContain('found lan: there is no such bridge');
});

test('a change that is wider than a terminal goes on below', () => {
  const after = { kind: 'bridge', operstate: 'up', mac: '52:54:00:00:00:01', master: null, portState: null };
  const bridge = { ...after, ports: ['ens1f0np0', 'ens1f1np1'], stp: true, forwardDelay: 15 };
  const changes = [{ path: 'links.management', before: undefined, after: bridge }];
  const lines = resourceView({ ...report, changes }, plain).split('\n');
  expect(lines.slice(1)).toEqual([
    '    +  management  bridge, up, 52:54:00:00:00:01, ports ens1f0np0 ens1f1np1,',
    '         stp, forward delay 15 s',
  ]);
});
