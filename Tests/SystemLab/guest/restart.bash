# The ends of zirqd, each with a client in the middle of its work, which connects again by one call.
. "$(dirname "$0")/system.bash"

# survives COMMAND...: what the command does to zirqd, a client under UIO and one under VFIO live through.
survives() {
  local device
  for device in "$UIO" "$VFIO"; do
    # Or systemd would take so many starts in a row for a fault.
    systemctl reset-failed zirqd
    start_client alice "$device"
    client_says serving
    "$@"
    client_says PEER_CLOSED
    client_says serving
    stop_client
  done
}

it_is_restarted() {
  survives systemctl restart zirqd
  journal_says '^stopping on SIGTERM$'
}

# The kernel takes it from the device when the node is closed. The client waits meanwhile, for it would give it again.
uio_keeps_bus_mastering() {
  start_client alice "$UIO"
  client_says serving
  kill -STOP $client
  is_bus_master "$UIO_SLOT" || fail "$UIO is no bus master before the restart"
  systemctl restart zirqd
  is_bus_master "$UIO_SLOT" || fail "$UIO has lost bus mastering"
  kill -CONT $client
  client_says PEER_CLOSED
  client_says serving
  stop_client
}

it_is_killed() {
  survives systemctl kill --signal=KILL zirqd
  journal_says 'Main process exited, code=killed, status=9/KILL'
  journal_says 'Scheduled restart job'
}

it_hangs() {
  mkdir -p /run/systemd/system/zirqd.service.d
  # Not so short that a busy host is taken for a hang.
  printf '%s\n' '[Service]' WatchdogSec=10 >/run/systemd/system/zirqd.service.d/watchdog.conf
  systemctl daemon-reload
  systemctl restart zirqd
  survives systemctl kill --signal=STOP zirqd
  journal_says 'Watchdog timeout \(limit 10s\)'
  rm -r /run/systemd/system/zirqd.service.d
  systemctl daemon-reload
}

its_socket_starts_it() {
  systemctl stop zirqd
  is_refused '^inactive$' systemctl is-active zirqd
  start_client alice "$UIO"
  client_says serving
  stop_client
  says '^active$' systemctl is-active zirqd
}

# With nothing in its reach that only UIO needs.
it_serves_vfio_alone() {
  install -D -m 644 -t /etc/systemd/system/zirqd.service.d /usr/share/doc/zirq/vfio-only.conf
  systemctl daemon-reload
  systemctl restart zirqd
  start_client alice "$VFIO"
  client_says serving
  stop_client
  rm -r /etc/systemd/system/zirqd.service.d
  systemctl daemon-reload
  systemctl restart zirqd
}

checks it_is_restarted uio_keeps_bus_mastering it_is_killed it_hangs its_socket_starts_it it_serves_vfio_alone
