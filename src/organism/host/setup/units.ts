import path from 'node:path';
import { execWord, specifierFree } from './exec-word.ts';
import { hardening } from './hardening.ts';

export interface UnitSettings {
  /** The program and its first arguments, absolute paths. */
  readonly program: readonly string[];
  readonly state: string;
  /** File that `sg metrics` writes. */
  readonly metrics: string;
}

export interface Unit {
  readonly name: string;
  readonly text: string;
}

/** What is started at boot and kept running; the services of timers are started by these. */
export const enabledUnits = [
  'sg-recover.service',
  'sg-pull.timer',
  'sg-watch.timer',
  'sg-push.timer',
  'sg-metrics.timer',
] as const;

/** Everything that belongs to sg, in the order of `sg host status`. */
export const unitNames = [
  'sg-recover.service',
  'sg-pull.timer',
  'sg-pull.service',
  'sg-watch.timer',
  'sg-watch.service',
  'sg-push.timer',
  'sg-push.service',
  'sg-metrics.timer',
  'sg-metrics.service',
] as const;

export type UnitName = (typeof unitNames)[number];

/** The units of a host, by name: systemd.unit(5), systemd.service(5), systemd.timer(5). */
export function units(settings: UnitSettings): readonly Unit[] {
  const texts: Readonly<Record<UnitName, string>> = {
    'sg-recover.service': recover(settings),
    'sg-pull.timer': timer('Take the newest phenotype now and then', ['2min', '15min', '3min', '10s']),
    'sg-pull.service': pull(settings),
    'sg-watch.timer': timer('Make verifications that fell due', ['1min', '30s', '0', '1s']),
    'sg-watch.service': watch(settings),
    'sg-push.timer': timer('Give away now and then what this host has learnt', ['10min', '1h', '10min', '10s']),
    'sg-push.service': push(settings),
    'sg-metrics.timer': timer('Write the metrics of sg every minute', ['1min', '1min', '5s', '10s']),
    'sg-metrics.service': metrics(settings),
  };
  return unitNames.map((name) => ({ name, text: texts[name] }));
}

/** What was cut off is undone before anything relies on the network, and after whoever holds the profiles has started. */
function recover({ program, state }: UnitSettings): string {
  return service({
    unit: {
      Description: 'Undo what an sg that was killed left half done',
      After: 'dbus.service NetworkManager.service systemd-networkd.service network-pre.target local-fs.target',
      Before: 'network-online.target',
      StartLimitIntervalSec: '10min',
      StartLimitBurst: '5',
    },
    service: {
      Type: 'oneshot',
      RemainAfterExit: 'yes',
      ExecStart: command(program, ['recover']),
      Restart: 'on-failure',
      RestartSec: '15s',
      TimeoutStartSec: '5min',
      ...resources('512M'),
    },
    hardened: hardening({ network: true, remote: false, writes: [state] }),
    wantedBy: 'multi-user.target',
  });
}

function watch({ program, state }: UnitSettings): string {
  return service({
    unit: {
      Description: 'Make the verifications that runs of sg left for later',
      After: 'sg-recover.service NetworkManager.service network.target',
      ConditionPathExists: pulled(state),
    },
    service: {
      Type: 'oneshot',
      ExecStart: command(program, ['watch', '--once']),
      // A bad verdict is what it is for, and no failure of the service.
      SuccessExitStatus: '1',
      TimeoutStartSec: '10min',
      ...resources('512M'),
    },
    hardened: hardening({ network: true, remote: false, writes: [state] }),
  });
}

function pull({ program, state }: UnitSettings): string {
  return service({
    unit: { Description: 'Take the newest phenotype onto this host', ...online },
    service: {
      Type: 'oneshot',
      EnvironmentFile: tokenFile,
      ExecStart: command(program, ['pull']),
      TimeoutStartSec: '20min',
      ...resources('768M'),
    },
    hardened: hardening({ network: false, remote: true, writes: [state] }),
  });
}

function push({ program, state }: UnitSettings): string {
  return service({
    unit: {
      Description: 'Give away what this host has learnt',
      ...online,
      ConditionPathExists: pulled(state),
    },
    service: {
      Type: 'oneshot',
      EnvironmentFile: tokenFile,
      ExecStart: command(program, ['push']),
      TimeoutStartSec: '20min',
      ...resources('768M'),
    },
    hardened: hardening({ network: false, remote: true, writes: [state] }),
  });
}

function metrics({ program, state, metrics: file }: UnitSettings): string {
  return service({
    unit: { Description: 'Write the metrics of sg for Prometheus' },
    service: {
      Type: 'oneshot',
      ExecStart: command(program, ['metrics', '--file', file]),
      TimeoutStartSec: '1min',
      ...resources('512M'),
    },
    hardened: hardening({ network: false, remote: false, writes: [state, path.dirname(file)] }),
  });
}

/** Before the first pull there is nothing to do; skipped for that a service has not failed. */
function pulled(state: string): string {
  return specifierFree(path.join(state, '.sg', 'phenotype', 'current'));
}

const online = { After: 'network-online.target sg-recover.service', Wants: 'network-online.target' };

/** SG_TOKEN=… or GITHUB_TOKEN=…, for root's eyes only; it need not be there. */
const tokenFile = '-/etc/sg/environment';

function resources(memory: string): Settings {
  return { MemoryMax: memory, TasksMax: '64', Nice: '5', OOMPolicy: 'stop' };
}

type Settings = Readonly<Record<string, string>>;

interface Service {
  readonly unit: Settings;
  readonly service: Settings;
  readonly hardened: readonly string[];
  readonly wantedBy?: string;
}

const madeBy = '# Made by `sg host install`. Changes belong in `systemctl edit`: a changed file is left alone.';

function service({ unit, service: settings, hardened, wantedBy }: Service): string {
  const install = wantedBy === undefined ? [] : ['', '[Install]', `WantedBy=${wantedBy}`];
  const lines = [madeBy, '[Unit]', ...lined(unit), '', '[Service]', ...lined(settings), ...hardened, ...install];
  return `${lines.join('\n')}\n`;
}

/** After boot, between two runs, at random on top (hosts must not come all at once), and how exact. */
type Schedule = readonly [afterBoot: string, every: string, spread: string, accuracy: string];

function timer(description: string, [afterBoot, every, spread, accuracy]: Schedule): string {
  const settings = {
    OnBootSec: afterBoot,
    OnUnitInactiveSec: every,
    RandomizedDelaySec: spread,
    AccuracySec: accuracy,
  };
  const lines = [madeBy, '[Unit]', `Description=${description}`, '', '[Timer]', ...lined(settings)];
  return `${[...lines, '', '[Install]', 'WantedBy=timers.target'].join('\n')}\n`;
}

function lined(settings: Settings): readonly string[] {
  return Object.entries(settings).map(([key, value]) => `${key}=${value}`);
}

function command(program: readonly string[], args: readonly string[]): string {
  return [...program, ...args].map(execWord).join(' ');
}
