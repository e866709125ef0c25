# A device that goes while a client waits for its interrupts, and comes back.
. "$(dirname "$0")/system.bash"

the_client_is_told() {
  start_client alice "$UIO"
  client_says serving
  echo 1 >/sys/bus/pci/devices/$UIO_SLOT/remove
  client_says CANCELED
  journal_says "^$UIO: /dev/uio0: the device has gone"
}

the_device_comes_back_by_its_name() {
  echo 1 >/sys/bus/pci/rescan
  start_client alice "$UIO"
  client_says serving
  stop_client
}

checks the_client_is_told the_device_comes_back_by_its_name
