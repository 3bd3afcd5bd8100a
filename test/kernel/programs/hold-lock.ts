import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { withHostLock } from '../../../src/kernel/host-lock.ts';

/**
 * hold-lock.ts PATH JOURNAL TIMES HOLD_MS: takes the lock TIMES times, holds it for HOLD_MS each, and notes in JOURNAL when it
 * came in and when it went out. HOLD_MS 0 holds it until it is killed.
 */
const [path = '', journal = '', times = '1', holdMs = '1'] = process.argv.slice(2);
const note = (event: string): void => {
  appendFileSync(journal, `${event} ${process.pid}\n`);
};

for (let turn = 0; turn < Number(times); turn += 1) {
  await withHostLock(
    path,
    `contender ${process.pid}`,
    async () => {
      note('in');
      await (holdMs === '0' ? delay(60_000) : delay(Number(holdMs)));
      note('out');
    },
    { waitMs: 20_000 },
  );
}
