# Sourced in a lab, with `here` set: starts a bus and a NetworkManager of the lab's own, and waits until it answers.
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
