import type { Input, Kernel, Output, Refusal } from './contract.js';

export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const { parent, vlan_id } = input;
  const vlan_name = input.vlan_name === '' ? `${parent}.${vlan_id}` : input.vlan_name;
  const below = await kernel.link(parent);
  if (below === null) return refused('parent not found', `there is no interface ${parent}`);
  if (below.master !== null) {
    return refused('parent is a bridge port or bond member', `${parent} belongs to ${below.master}`);
  }
  if (vlan_id < 1 || vlan_id > 4094) return refused('vlan id is outside 1 to 4094', `got ${vlan_id}`);
  const rival = await rivalOf(vlan_name, vlan_id, parent, kernel);
  if (rival !== undefined) return refused('vlan already exists', rival);

  try {
    await kernel.createVlan(parent, vlan_id, { name: vlan_name });
  } catch (error) {
    const refusal = refusalFor(error, vlan_name);
    if (refusal === undefined) throw error;
    return refused(refusal, error instanceof Error ? error.message : String(error));
  }
  let raised = below.up;
  try {
    // The parent first: above one that is down, the VLAN stays in lowerlayerdown.
    if (!raised) await kernel.setUp(parent, true);
    raised = true;
    await kernel.setUp(vlan_name, true);
  } catch (error) {
    await kernel.deleteVlan(vlan_name);
    if (raised && !below.up) await kernel.setUp(parent, false);
    if (codeOf(error) !== 'EINVAL') throw error;
    // A VLAN has its parent's address: where there is none, it cannot be brought up either.
    const refusal = raised ? 'parent cannot carry VLANs' : 'parent cannot be brought up';
    return refused(refusal, error instanceof Error ? error.message : String(error));
  }
  return { success: true, vlan_name, vlan_id, parent, resources_created: [vlan_name] };
}

/** What stands in the way: a device of that name, or the same id under another name. */
async function rivalOf(name: string, id: number, parent: string, kernel: Kernel): Promise<string | undefined> {
  if ((await kernel.link(name)) !== null) return `a device named ${name} is there already`;
  for (const link of await kernel.links()) {
    if (link.kind !== 'vlan' || link.parent !== parent) continue;
    const vlan = await kernel.vlan(link.name);
    if (vlan?.id === id) return `${link.name} has id ${id} on ${parent} already`;
  }
  return undefined;
}

function refusalFor(error: unknown, name: string): Refusal | undefined {
  switch (codeOf(error)) {
    case 'EEXIST':
      return 'vlan already exists';
    case 'ENODEV':
      return 'parent not found';
    case 'EPERM':
      return 'parent is protected';
    case 'EINVAL':
      return isPlainName(name) ? 'parent cannot carry VLANs' : 'vlan name is not a valid interface name';
    default:
      return undefined;
  }
}

function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9._-]{1,15}$/.test(name) && !['.', '..', 'all', 'default', 'bonding_masters'].includes(name);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function refused(refusal: Refusal, error: string): Output {
  return { success: false, refusal, error };
}
