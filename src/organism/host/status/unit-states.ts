import type { HostTools } from '../../../kernel/observe/host-tools.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { systemdRuns } from '../setup/systemctl.ts';
import { unitNames } from '../setup/units.ts';

/** What systemd says of a unit: systemctl(1), org.freedesktop.systemd1(5). */
export interface UnitState {
  readonly name: string;
  /** `loaded`, `not-found`, `masked`, `bad-setting`, `error` */
  readonly load: string;
  /** `active`, `inactive`, `failed`, `activating` */
  readonly active: string;
  readonly sub: string;
  /** `enabled`, `disabled`, `static`, empty where there is no such unit. */
  readonly enabled: string;
  /** `success`, or why the last start failed. */
  readonly result: string;
}

/** systemd answers in milliseconds, or is in trouble itself. */
const timeoutMs = 5_000;

/**
 * The states of sg's units, in the order of their names.
 * @returns null where there is no systemd, or it does not answer
 */
export async function unitStates(tools: HostTools, runs = systemdRuns()): Promise<readonly UnitState[] | null> {
  if (!runs) return null;
  const properties = ['Id', 'LoadState', 'ActiveState', 'SubState', 'UnitFileState', 'Result'].join(',');
  try {
    const args = ['show', '--no-pager', `--property=${properties}`, ...unitNames];
    const { status, stdout } = await tools.run('systemctl', args, { timeoutMs });
    return status === 0 ? parseStates(stdout) : null;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** Blocks of `Key=value`, an empty line between two; what is not about a unit of ours is passed over. */
function parseStates(text: string): readonly UnitState[] {
  const blocks = text.split('\n\n').map((block) => {
    const pairs = block.split('\n').map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)]);
    return new Map(pairs as [string, string][]);
  });
  return unitNames.flatMap((name) => {
    const block = blocks.find((each) => each.get('Id') === name);
    return block === undefined ? [] : [stateOf(name, block)];
  });
}

function stateOf(name: string, block: ReadonlyMap<string, string>): UnitState {
  const value = (key: string): string => block.get(key) ?? '';
  return {
    name,
    load: value('LoadState'),
    active: value('ActiveState'),
    sub: value('SubState'),
    enabled: value('UnitFileState'),
    // A timer has none.
    result: value('Result') === '' ? 'success' : value('Result'),
  };
}
