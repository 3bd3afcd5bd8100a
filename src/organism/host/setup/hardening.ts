import { pathWord } from './exec-word.ts';

/** What a service of sg may do beyond reading the system and writing its own folders. */
export interface Powers {
  /** Changes or watches the network of this host: capabilities, netlink, raw frames, the system bus. */
  readonly network: boolean;
  /** Talks to the remote. */
  readonly remote: boolean;
  /** Folders it may write to. */
  readonly writes: readonly string[];
}

/**
 * Settings of systemd.exec(5) for a service. All of them run as root's user id and differ in what root may do there: an owner
 * of its own for the folders that root's services read and write again would be a way to root (links, forged journals).
 * Without capabilities, without the system bus and with everything but its own folders read-only, that user id opens nothing.
 *
 * Left out on purpose: MemoryDenyWriteExecute= (V8 compiles at run time); ProtectProc= and ProcSubset= (sg tells a living
 * holder of a lock from a dead one by /proc; not seeing it would break the lock).
 */
export function hardening({ network, remote, writes }: Powers): readonly string[] {
  return [
    `CapabilityBoundingSet=${network ? 'CAP_NET_ADMIN CAP_NET_RAW' : ''}`,
    'AmbientCapabilities=',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    `ReadWritePaths=${writes.map((folder) => `-${pathWord(folder)}`).join(' ')}`,
    'ProtectHome=yes',
    'PrivateTmp=yes',
    'PrivateDevices=yes',
    'ProtectClock=yes',
    'ProtectHostname=yes',
    'ProtectKernelTunables=yes',
    'ProtectKernelModules=yes',
    'ProtectKernelLogs=yes',
    'ProtectControlGroups=yes',
    'LockPersonality=yes',
    'RestrictRealtime=yes',
    'RestrictSUIDSGID=yes',
    'RestrictNamespaces=yes',
    'RemoveIPC=yes',
    'KeyringMode=private',
    'SystemCallArchitectures=native',
    'SystemCallFilter=@system-service',
    'SystemCallErrorNumber=EPERM',
    'UMask=0027',
    'InaccessiblePaths=-/etc/shadow -/etc/gshadow -/etc/ssh -/etc/ssl/private',
    ...reach({ network, remote }),
  ];
}

/** What it reaches over sockets. */
function reach({ network, remote }: Pick<Powers, 'network' | 'remote'>): readonly string[] {
  if (network) return ['RestrictAddressFamilies=AF_UNIX AF_NETLINK AF_INET AF_INET6 AF_PACKET'];
  // The system bus takes root's user id for root: a service that only transfers data must not reach it.
  const withoutBus = 'InaccessiblePaths=-/run/dbus -/run/systemd/private -/etc/NetworkManager/system-connections';
  if (remote) return [withoutBus, 'RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK'];
  return [withoutBus, 'RestrictAddressFamilies=none', 'PrivateNetwork=yes', 'IPAddressDeny=any'];
}
