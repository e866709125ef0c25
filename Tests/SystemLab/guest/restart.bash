# The ends of zirqd, each with a client in the middle of its work, which connects again by one call.
. "$(dirname "$0")/system.bash"

# Source: docs/journal-and-metrics.md.
STARTED=5ebd9bc837114eeca38923fea71eb229

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

# They are messages: a level interrupt is masked while nobody has it. The client is stopped, lest it add its own.
uio_counts_what_comes_meanwhile() {
  local end
  zirqctl bind "$UIO_SLOT" igb_uio
  udevadm settle
  unit_drop_in ExecStartPre="+/lab/edu-raise 100"
  for end in restart 'kill --signal=KILL'; do
    start_client alice "$UIO"
    client_says serving
    began=$EPOCHREALTIME
    kill -STOP $client
    until_true "the client is stopped" has_state T $client
    until_true "the line has read the last one" has_state S "$(line_thread irq/uio0)"
    systemctl reset-failed zirqd
    # shellcheck disable=SC2086 # words of a command
    systemctl $end zirqd
    journal_says '^Started zirqd.service'
    kill_client
    says ' missed 99$' zirqctl wait "$UIO"
  done
  no_unit_drop_in
  systemctl restart zirqd
  zirqctl bind "$UIO_SLOT" uio_pci_generic
  udevadm settle
}

it_is_killed() {
  survives systemctl kill --signal=KILL zirqd
  journal_says 'Main process exited, code=killed, status=9/KILL'
  journal_says 'Scheduled restart job'
}

# At any moment of a second, with both clients busy.
it_is_killed_again_and_again() {
  local round moment device
  start_client alice "$UIO"
  start_client alice "$VFIO"
  for device in "$UIO" "$VFIO"; do client_says serving "$device"; done
  for round in {1..10}; do
    systemctl reset-failed zirqd
    printf -v moment '0.%03d' $((RANDOM % 1000))
    echo "round $round: after $moment s" >&2
    sleep $moment
    systemctl kill --signal=KILL zirqd
    for device in "$UIO" "$VFIO"; do
      client_says PEER_CLOSED "$device"
      client_says serving "$device"
    done
  done
  for device in "$UIO" "$VFIO"; do stop_client "$device"; done
  until_true "UIO's interrupt is masked" is_masked "$UIO_SLOT"
  until_true "VFIO's interrupt is let go" has_no_handler vfio
}

it_hangs() {
  # Not so short that a busy host is taken for a hang.
  unit_drop_in WatchdogSec=10
  systemctl restart zirqd
  survives systemctl kill --signal=STOP zirqd
  journal_says 'Watchdog timeout \(limit 10s\)'
  no_unit_drop_in
}

# All else of zirqd goes on.
one_of_its_lines_hangs() {
  local device held
  unit_drop_in WatchdogSec=10
  systemctl restart zirqd
  start_client alice "$UIO"
  client_says serving
  start_client alice "$VFIO"
  client_says serving
  hold-thread "$(line_thread irq/uio0)" &
  held=$!
  journal_says "^watchdog: $UIO: a line's thread does not come back from its wait"
  says "$UIO" zirqctl list
  journal_says 'Watchdog timeout \(limit 10s\)'
  for device in "$UIO" "$VFIO"; do
    client_says PEER_CLOSED "$device"
    client_says serving "$device"
    stop_client "$device"
  done
  wait $held
  no_unit_drop_in
}

its_socket_starts_it() {
  systemctl stop zirqd
  is_refused '^inactive$' systemctl is-active zirqd
  start_client alice "$UIO"
  client_says serving
  stop_client
  says '^active$' systemctl is-active zirqd
  journal_says '^serving 2 devices$' MESSAGE_ID=$STARTED
}

# With nothing in its reach that only UIO needs.
it_serves_vfio_alone() {
  shipped_unit_drop_in vfio-only
  start_client alice "$VFIO"
  client_says serving
  stop_client
  no_shipped_unit_drop_in
}

checks it_is_restarted uio_keeps_bus_mastering uio_counts_what_comes_meanwhile it_is_killed \
  it_is_killed_again_and_again it_hangs one_of_its_lines_hangs its_socket_starts_it it_serves_vfio_alone
