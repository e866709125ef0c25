# Two edus, given to zirqd in the two ways that an operator has: by a rule of udev's, which lasts, and by zirqctl.
. "$(dirname "$0")/system.bash"

a_rule_gives_edu_to_uio() {
  cat >/etc/udev/rules.d/60-edu.rules <<END
ACTION=="add", SUBSYSTEM=="pci", KERNEL=="$UIO_SLOT", ATTR{driver_override}="uio_pci_generic", \\
  RUN{builtin}+="kmod load uio_pci_generic", RUN+="/bin/sh -c 'echo %k >/sys/bus/pci/drivers_probe'"
END
  udevadm trigger --settle --action=add "/sys/bus/pci/devices/$UIO_SLOT"
  udevadm settle
  expect "the driver of $UIO" "$(driver_of "$UIO_SLOT")" uio_pci_generic
}

zirqctl_gives_edu_to_vfio() {
  zirqctl bind "$VFIO_SLOT" vfio-pci
  udevadm settle
  expect "the driver of $VFIO" "$(driver_of "$VFIO_SLOT")" vfio-pci
}

the_nodes_belong_to_zirqd_alone() {
  local group
  group=$(basename "$(readlink /sys/bus/pci/devices/$VFIO_SLOT/iommu_group)")
  expect "the owner of UIO's node" "$(stat --format=%U:%a /dev/uio0)" zirq:600
  expect "the owner of its configuration space" "$(stat --format=%U:%a /sys/bus/pci/devices/$UIO_SLOT/config)" zirq:644
  expect "the owner of VFIO's node" "$(stat --format=%U:%a "/dev/vfio/$group")" zirq:600
}

zirqd_has_both() {
  says "$UIO" zirqctl list
  says "$VFIO" zirqctl list
}

checks a_rule_gives_edu_to_uio zirqctl_gives_edu_to_vfio the_nodes_belong_to_zirqd_alone zirqd_has_both
