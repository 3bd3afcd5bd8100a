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
if [ "${LAB_NM:-0}" = 1 ]; then
  mkdir -p /run/NetworkManager
  for folder in /var/lib/NetworkManager /etc/NetworkManager /usr/lib/NetworkManager/conf.d; do
    mkdir -p "$folder" 2>/dev/null || true
    mount -t tmpfs tmpfs "$folder"
  done
  mkdir -p /etc/NetworkManager/system-connections /etc/NetworkManager/conf.d
  cp "$here/NetworkManager.conf" /etc/NetworkManager/
  export DBUS_SYSTEM_BUS_ADDRESS=unix:path=/run/NetworkManager/lab-bus.sock
  dbus-daemon --config-file="$here/bus.conf" --nofork --nopidfile &
  for _ in $(seq 100); do [ -S /run/NetworkManager/lab-bus.sock ] && break; sleep 0.05; done
  NetworkManager --no-daemon --pid-file=/run/NetworkManager/nm.pid >/run/NetworkManager/nm.log 2>&1 &
  ready=no
  for _ in $(seq 200); do nmcli -t general status >/dev/null 2>&1 && ready=yes && break; sleep 0.05; done
  [ $ready = yes ] || { echo 'The lab: NetworkManager did not start:' >&2; cat /run/NetworkManager/nm.log >&2; exit 70; }
fi
set +e
"$@"
