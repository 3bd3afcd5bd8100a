#!/bin/bash
# inside.sh COMMAND...: runs COMMAND in the lab. Started in namespaces of its own (scripts/lab.js) or in User-Mode Linux
# (uml-init.sh). The cards eth0, eth1, ... are one end of veth pairs; the other ends are wire0, wire1, ...
# LAB_CARDS: how many (4). LAB_NM=1: a bus and a NetworkManager of the lab's own run beside COMMAND.
set -e
here=$(dirname "$(readlink -f "$0")")
mount --make-rprivate / 2>/dev/null || true
# Read-only: NetworkManager then needs no udev. Mounted anew: what it shows belongs to the network namespace.
mount -t sysfs -o ro sysfs /sys
# Named network namespaces (ip netns) stay in here. The guest of User-Mode Linux has a /run of its own already.
[ "${LAB_GUEST:-0}" = 1 ] || mount -t tmpfs tmpfs /run
mkdir -p /run/netns
ip link set lo up
for card in $(seq 0 $((${LAB_CARDS:-4} - 1))); do
  ip link add "eth$card" type veth peer name "wire$card"
  ip link set "eth$card" up
  ip link set "wire$card" up
done
[ "${LAB_NM:-0}" = 1 ] && . "$here/start-manager.sh"
set +e
"$@"
