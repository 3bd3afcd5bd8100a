#!/bin/bash
# First process of the User-Mode Linux guest. The host's root is mounted read-only; what is written goes to tmpfs.
# LAB_WORK holds the command to run and LAB_HERE this folder; the last line printed is the command's exit status.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/run/home
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
mkdir -p /run/home /run/tmp
command=$(cat "$LAB_WORK/command")
export TMPDIR=/run/tmp
release=$(uname -r)
for folder in "/usr/lib/uml/modules/$release" "/lib/modules/$release"; do [ -d "$folder" ] && modules=$folder; done
mkdir -p /run/root/lib/modules && ln -s "$modules" "/run/root/lib/modules/$release"
for module in ipv6 bridge bonding 8021q dummy veth macvlan; do modprobe -d /run/root "$module"; done
# Loading the bonding driver makes one.
ip link del bond0 2>/dev/null
export LAB_GUEST=1
cd "$LAB_PWD" || exit 70
bash "$LAB_HERE/inside.sh" bash -c "$command"
status=$?
echo
echo "LAB-EXIT $status"
poweroff -f
