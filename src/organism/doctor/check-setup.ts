import { modeOf } from '../host/file-mode.ts';
import { unitStates, type UnitState } from '../host/status/unit-states.ts';
import { enabledUnits } from '../host/setup/units.ts';
import { error, note, warning, type CheckResult, type Finding, type Scene } from './finding.ts';

/** Whether the machine is set up as a host, and whether what was set up is still what it was. */
export async function checkSetup({ config, state }: Scene): Promise<CheckResult> {
  if (config === undefined) {
    const message = 'This machine is not set up as a host: nothing is pulled, watched or recovered by itself.';
    return { found: [note('not-set-up', message, 'sg host install --remote URL')], seen: '' };
  }
  const mode = await modeOf(state);
  if (mode === undefined) {
    const message = `The state folder ${state} is not there.`;
    return { found: [error('no-state-folder', message, 'sudo sg host install')], seen: config.file };
  }
  if ((mode & 0o022) === 0) return { found: [], seen: config.file };
  const message = `Others than its owner may write ${state}: they could change what root's services undo and run.`;
  return { found: [error('state-writable', message, `chmod go-w ${state}`)], seen: config.file };
}

/** The units, as systemd has them. */
export async function checkUnits({ config, tools }: Scene): Promise<CheckResult> {
  if (config === undefined) return { found: [], seen: 'not set up' };
  const states = await unitStates(tools);
  if (states === null) {
    const message = 'systemd does not run here or does not answer: nobody starts the services of sg.';
    return { found: [note('no-systemd', message, 'systemctl is-system-running')], seen: '' };
  }
  return { found: states.flatMap(unitFindings), seen: `${states.length} units` };
}

function unitFindings({ name, load, active, enabled, result }: UnitState): readonly Finding[] {
  if (load === 'masked') return [];
  if (load !== 'loaded') return [error('unit-missing', `${name} is ${load}.`, 'sudo sg host install')];
  if (active === 'failed' || result !== 'success') {
    return [warning('unit-failed', `${name} failed (${result}).`, `journalctl -n 30 -u ${name}`)];
  }
  const wanted = enabledUnits.some((unit) => unit === name);
  if (!wanted || enabled === 'enabled') return [];
  return [
    warning('unit-disabled', `${name} is ${enabled}: it does not start at boot.`, `systemctl enable --now ${name}`),
  ];
}
