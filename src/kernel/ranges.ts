/** Number ranges of the Linux kernel, with their sources. */

/** `ETH_MIN_MTU` and `ETH_MAX_MTU` (include/uapi/linux/if_ether.h): bridge, bond, veth and most drivers. */
export const minMtu = 68;
export const maxMtu = 65_535;

/** `VLAN_N_VID` is 4096; 0 (priority tag) and 4095 name no VLAN (IEEE 802.1Q). */
export const minVlanId = 1;
export const maxVlanId = 4094;

/**
 * Seconds while STP is on: `BR_MIN_FORWARD_DELAY` and `BR_MAX_FORWARD_DELAY` (net/bridge/br_private_stp.h), from IEEE
 * 802.1D. While STP is off the kernel takes any delay; sg takes 0 to 30, which NetworkManager's profiles can hold too.
 */
export const minForwardDelay = 2;
export const maxForwardDelay = 30;

/** `br_dev_setup`: forward delay 15 s, ageing time 300 s. */
export const defaultForwardDelay = 15;
export const defaultAgeingTime = 300;

/** Milliseconds: option miimon, drivers/net/bonding/bond_options.c. */
export const maxMiimon = 2_147_483_647;
export const defaultMiimon = 100;

/** Limits of sg's own operations, seconds. */
export const maxSleep = 3_600;
export const maxProbeTimeout = 60;
export const defaultProbeTimeout = 1;
