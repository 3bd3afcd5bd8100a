import { openManager } from '../../kernel/networkmanager/open-manager.ts';
import { SgError } from '../../errors/sg-error.ts';
import { error, type CheckResult, type Scene } from './finding.ts';

/** First aid by the code of what openManager throws. */
const mends: Readonly<Record<string, string>> = {
  'dbus-unavailable': 'systemctl start dbus',
  'networkmanager-unavailable': 'systemctl start NetworkManager',
  'networkmanager-too-old': 'apt-get install network-manager',
  'networkmanager-not-permitted': 'sudo sg doctor',
};

/** NetworkManager runs, answers on the bus, is new enough and lets this user ask. */
export async function checkManager({ kernel }: Scene): Promise<CheckResult> {
  if (kernel !== 'networkmanager') return { found: [], seen: `not needed by the ${kernel} kernel` };
  try {
    const manager = await openManager();
    try {
      const { checkpoints } = await manager.look();
      const seen = `NetworkManager ${manager.version}, ${checkpoints.length} checkpoints in force`;
      return { found: [], seen };
    } finally {
      manager.close();
    }
  } catch (cause) {
    if (!(cause instanceof SgError)) throw cause;
    const mend = mends[cause.code] ?? 'systemctl status NetworkManager';
    return { found: [error(cause.code, cause.message, mend)], seen: '' };
  }
}
