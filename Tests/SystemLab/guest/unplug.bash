# A device that goes while a client waits for its interrupts, and comes back.
. "$(dirname "$0")/system.bash"

# Source: docs/journal-and-metrics.md.
DEVICE_ADDED=9d9543dc3f2144f08a6c0333dbad6827
DEVICE_REMOVED=c27adb9e3f2c4085afb5c109bad6aab6
LINE_ENDED=583d22baccf945939a01ef89e657fbff
REMOVAL_EXPIRED=ae92f770320144a2a72a0fa0676911f4

remove() { # SLOT
  echo 1 >"/sys/bus/pci/devices/$1/remove"
}

serves_again() { # DEVICE
  start_client alice "$1"
  client_says serving
  stop_client
}

the_client_is_told_under_uio() {
  start_client alice "$UIO"
  client_says serving
  remove "$UIO_SLOT"
  client_says CANCELED
  journal_says "^$UIO: /dev/uio0: the device has gone" MESSAGE_ID=$LINE_ENDED "ZIRQ_DEVICE=$UIO" \
    "ZIRQ_CLIENT_PID=$client"
}

the_device_comes_back_by_its_name() {
  echo 1 >/sys/bus/pci/rescan
  serves_again "$UIO"
  journal_says "^$UIO: " MESSAGE_ID=$DEVICE_ADDED "ZIRQ_DEVICE=$UIO"
}

# The kernel waits until nobody has anything of the device.
the_client_is_told_under_vfio() {
  start_client alice "$VFIO"
  client_says serving
  remove "$VFIO_SLOT"
  client_says CANCELED
  journal_says "^$VFIO: " MESSAGE_ID=$DEVICE_REMOVED "ZIRQ_DEVICE=$VFIO"
  comes_back_to_vfio
}

# It maps the device's registers, and nothing but its end takes them from it.
a_client_that_does_not_let_go_is_killed() {
  local status=0
  drop_in grace '[Daemon]' RemovalGraceSec=1
  start_client alice "$VFIO"
  client_says serving
  kill -STOP $client
  remove "$VFIO_SLOT"
  wait $client || status=$?
  expect "the client's status" $status 137
  journal_says "^$VFIO: .*$client" MESSAGE_ID=$REMOVAL_EXPIRED "ZIRQ_DEVICE=$VFIO"
  no_drop_in grace
  comes_back_to_vfio
}

comes_back_to_vfio() {
  echo 1 >/sys/bus/pci/rescan
  zirqctl bind "$VFIO_SLOT" vfio-pci
  udevadm settle
  serves_again "$VFIO"
}

checks the_client_is_told_under_uio the_device_comes_back_by_its_name the_client_is_told_under_vfio \
  a_client_that_does_not_let_go_is_killed
