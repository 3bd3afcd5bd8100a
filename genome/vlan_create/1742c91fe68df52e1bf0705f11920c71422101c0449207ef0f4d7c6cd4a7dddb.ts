import type { Input, Kernel, Output, Refusal } from './contract.js';

/** Asks the kernel first and looks for the reason only when it says no. */
export default async function execute(input: Input, kernel: Kernel): Promise<Output> {
  const { parent, vlan_id } = input;
  const name = input.vlan_name || `${parent}.${vlan_id}`;
  const before = await kernel.link(parent);
  if (before === null) return refuse('parent not found');
  if (before.master !== null) return refuse('parent is a bridge port or bond member');
  if (vlan_id < 1 || vlan_id > 4094) return refuse('vlan id is outside 1 to 4094');

  try {
    await kernel.createVlan(parent, vlan_id, { name });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST' || code === 'EBUSY') return refuse('vlan already exists');
    if (code === 'EPERM') return refuse('parent is protected');
    if (code === 'EINVAL') {
      return refuse(/^[\w.-]{1,15}$/.test(name) ? 'parent cannot carry VLANs' : 'vlan name is not a valid interface name');
    }
    throw error;
  }
  for (const device of before.up ? [name] : [parent, name]) {
    try {
      await kernel.setUp(device, true);
    } catch (error) {
      if (codeOf(error) !== 'EINVAL') throw error;
      await kernel.deleteVlan(name);
      if (device === parent) return refuse('parent cannot be brought up');
      if (!before.up) await kernel.setUp(parent, false);
      return refuse('parent cannot carry VLANs');
    }
  }
  const made = await kernel.vlan(name);
  if (made === null) throw new Error(`${name} is not there after it was made`);
  return { success: true, vlan_name: made.name, vlan_id: made.id, parent: made.parent, resources_created: [made.name] };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function refuse(refusal: Refusal): Output {
  return { success: false, refusal };
}
