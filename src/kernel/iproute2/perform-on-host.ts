import type { Json } from '../../model/json.ts';
import type { HostTools } from '../observe/host-tools.ts';
import { isObservation, observe } from '../observe/observe-operations.ts';
import type { OperationArguments, OperationName } from '../operations.ts';
import { announceOnHost } from './announce-host.ts';
import type { BeforeChange } from './change-host.ts';
import { iproute2Driver, type HostDriver } from './host-driver.ts';
import { isChange } from './plan-change.ts';

/** Runs a change when it is its turn, with the journal's part before the host is touched. */
export type AsChange = (change: (before: BeforeChange) => Promise<void>) => Promise<void>;

/** One operation of a network kernel by `ip`, `bridge` and sysfs; another driver may make the changes. @throws Refusal */
export async function performOnHost<Name extends OperationName>(
  tools: HostTools,
  name: Name,
  args: OperationArguments<Name>,
  asChange: AsChange,
  driver: Pick<HostDriver, 'change'> = iproute2Driver(tools),
): Promise<Json> {
  const operation: OperationName = name;
  if (isObservation(operation)) return observe(tools, operation, args as OperationArguments<typeof operation>);
  if (isChange(operation)) {
    await asChange((before) => driver.change(operation, args as OperationArguments<typeof operation>, before));
    return null;
  }
  const [device, mac] = args as OperationArguments<'announce'>;
  // Nothing of the host changes, but what was to be announced must have been done.
  await asChange(() => announceOnHost(tools, device, mac));
  return null;
}
