import { derivedMac } from './derived-mac.ts';
import { lower, raise, refuseRaise } from './link.ts';
import { needBond, needLink, putLink, refuseUnfit } from './links.ts';
import type { BondState, LinkState, World } from './world-schema.ts';

/**
 * `bond_enslave`. The kernel refuses a link that is up ("Device can not be enslaved while up."), so it is taken down
 * first, which costs it its routes; joining brings it up again. The first member gives the bond its address, unless one
 * was set by hand; members then carry the bond's address and MTU. Seen on 6.1.
 * @throws Refusal ENODEV, EBUSY, EINVAL
 */
export function addMember(world: World, bondName: string, memberName: string): World {
  const link = needLink(world, memberName);
  refuseUnfit(world, bondName, link);
  const down = link.up ? lower(world, link) : world;
  const bond = needBond(down, bondName);
  const first = bond.members.length === 0;
  const joined: BondState = {
    ...bond,
    mac: first && !bond.macSet ? link.mac : bond.mac,
    members: [...bond.members, { name: link.name, mac: link.mac, mtu: link.mtu }],
  };
  const mac = first || sharesAddress(bond) ? joined.mac : link.mac;
  const member: LinkState = { ...needLink(down, memberName), mac, mtu: bond.mtu, master: bondName };
  return raise(putLink(putLink(down, joined), member), refuseRaise(down, member));
}

/** In balance-tlb and balance-alb every member but the first keeps its own address (`bond_alb_init_slave`). */
function sharesAddress(bond: BondState): boolean {
  return bond.mode !== 'balance-tlb' && bond.mode !== 'balance-alb';
}

/**
 * `__bond_release_one`: the link is down afterwards and has its own address and MTU back. A bond that lost its last
 * member takes a new address (random in the kernel), even where one was set by hand. Seen on 6.1.
 */
export function releaseMember(world: World, bondName: string, memberName: string): World {
  const bond = needBond(world, bondName);
  const link = needLink(world, memberName);
  const original = bond.members.find(({ name }) => name === memberName) ?? link;
  const down = link.up ? lower(world, link) : world;
  const members = bond.members.filter(({ name }) => name !== memberName);
  const empty = members.length === 0;
  const left: BondState = {
    ...bond,
    members,
    active: bond.active === memberName ? null : bond.active,
    ...(empty ? { mac: derivedMac(bondName), macSet: false } : {}),
  };
  const freed: LinkState = { ...needLink(down, memberName), master: null, mac: original.mac, mtu: original.mtu };
  return putLink(putLink(down, left), freed);
}
