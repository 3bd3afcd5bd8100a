import { z } from 'zod';
import { bondModes } from './bond-modes.ts';
import { parseIp } from './ip-address.ts';
import { normaliseMac, stationMacFault } from './mac.ts';
import { deviceNameFault } from './names.ts';
import { maxForwardDelay, maxMiimon, maxMtu, maxProbeTimeout, maxSleep, maxVlanId, minVlanId } from './ranges.ts';

/** Schemas of what genes hand to operations. Every message says what was expected. */

export const deviceName = z.string('expected an interface name').superRefine((name, context) => {
  const fault = deviceNameFault(name);
  if (fault !== undefined) context.addIssue(`expected an interface name, but ${fault}`);
});

export const anyName = z.string('expected an interface name');

export const stationMac = z
  .string('expected a MAC address')
  .superRefine((text, context) => {
    const fault = stationMacFault(text);
    if (fault !== undefined) context.addIssue(`expected the MAC address of one station, but ${fault}`);
  })
  .transform((text) => normaliseMac(text) ?? text);

export const anyAddress = z
  .string('expected an IP address')
  .refine((text) => parseIp(text) !== undefined, 'expected an IPv4 or IPv6 address (names are not looked up)');

function integer(what: string, from: number, to: number): z.ZodInt {
  const message = `expected ${what}, a whole number from ${from} to ${to}`;
  return z.int(message).min(from, message).max(to, message);
}

function seconds(what: string, to: number): z.ZodNumber {
  const message = `expected ${what} in seconds, from 0 to ${to}`;
  return z.number(message).min(0, message).max(to, message);
}

export const vlanId = integer('a VLAN id', minVlanId, maxVlanId);
/** The device's own range is narrower and checked by the kernel. */
export const mtu = integer('an MTU', 0, maxMtu + 1);
export const sleepSeconds = seconds('a time', maxSleep);

const forwardDelay = integer('a forward delay in seconds', 0, maxForwardDelay);
export const flag = z.boolean('expected true or false');
const nameList = z.array(deviceName, 'expected a list of interface names').max(256, 'expected at most 256 names');

function options<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `expected only the options ${known}, not ${issue.keys.join(', ')}`
        : `expected an object with options (${known})`,
  });
}

export const probeOptions = options({
  from: z.exactOptional(deviceName),
  timeoutSeconds: z.exactOptional(seconds('a time-out', maxProbeTimeout)),
});

export const bridgeOptions = options({
  ports: z.exactOptional(nameList),
  stp: z.exactOptional(flag),
  forwardDelay: z.exactOptional(forwardDelay),
  mac: z.exactOptional(stationMac),
});

export const stpOptions = options({ enabled: flag, forwardDelay: z.exactOptional(forwardDelay) });

export const bondOptions = options({
  mode: z.enum(bondModes, `expected a bond mode: ${bondModes.join(', ')}`),
  members: z.exactOptional(nameList),
  miimon: z.exactOptional(integer('a monitoring interval in milliseconds', 0, maxMiimon)),
});

export const vlanOptions = options({ name: z.exactOptional(deviceName) });
