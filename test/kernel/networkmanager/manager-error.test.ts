import { describe, expect, it } from 'vitest';
import { busFailed, BusReply, BusTimeout } from '../../../src/kernel/networkmanager/bus-error.ts';
import { isAbsent, isGone, managerRefusal } from '../../../src/kernel/networkmanager/manager-error.ts';
import { Refusal } from '../../../src/kernel/refusal.ts';

const nm = 'org.freedesktop.NetworkManager';

describe('errors of NetworkManager', () => {
  it.each<[Error, string]>([
    [new BusReply(`${nm}.UnknownDevice`, 'No device'), 'ENODEV'],
    [new BusReply(`${nm}.PermissionDenied`, 'Not authorized'), 'EUNAVAILABLE'],
    [new BusReply('org.freedesktop.DBus.Error.ServiceUnknown', 'not provided'), 'EUNAVAILABLE'],
    [new BusReply(`${nm}.Settings.InvalidConnection`, 'bridge.forward-delay: bad'), 'EINVAL'],
    [new BusTimeout('ActivateConnection', 10_000), 'ETIMEDOUT'],
    [new Error('the bus closed the connection'), 'EUNAVAILABLE'],
  ])('%s is %s, in its own words', (error, code) => {
    const refusal = managerRefusal(error);
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(error.message);
  });

  it("the kernel's refusals stay what they are", () => {
    const refusal = new Refusal('EBUSY', 'RTNETLINK answers: Device or resource busy');
    expect(managerRefusal(refusal)).toBe(refusal);
  });

  it('tells what is gone from who is gone', () => {
    const gone = new BusReply('org.freedesktop.DBus.Error.UnknownObject', 'no such object');
    const absent = new BusReply('org.freedesktop.DBus.Error.NameHasNoOwner', 'no owner');
    expect([isGone(gone), isAbsent(gone), isGone(absent), isAbsent(absent)]).toEqual([true, false, false, true]);
  });

  it('a bus that lets nobody in is another matter than one that is not there', () => {
    expect(busFailed(new Error('connect EACCES /run/dbus/socket'))).toMatchObject({
      code: 'dbus-unavailable',
      exitStatus: 4,
      hint: expect.stringContaining('root') as string,
    });
    expect(busFailed(new Error('connect ENOENT /run/dbus/socket')).hint).toContain('systemctl start dbus');
  });
});
