"""The machines of the lab: what each task of guest/init is booted on. guest/*.h name the devices by these slots."""

from dataclasses import dataclass

from .doorbell import VECTORS


@dataclass(frozen=True)
class Machine:
    """`devices` are values of QEMU's -device, `others` further arguments. "{sockets}" there is a directory of the boot;
    in it, `doorbell` is the socket of lab/doorbell.py. `kernel` goes to the kernel's command line; `memory` is in
    MiB."""
    devices: tuple[str, ...]
    others: tuple[str, ...] = ()
    kernel: str = ""
    memory: int = 512


PLAIN = Machine(devices=("edu,addr=04.0", "edu,addr=05.0"))

# The IOMMU comes first: QEMU gives it only the devices behind it. On q35's root bus each has an IOMMU group of its own;
# the two behind the bridge share one. The third serial line is QEMU's monitor, by which the guest plugs what is in the
# slot.
IOMMU = Machine(
    devices=(
        "intel-iommu,intremap=on",
        "edu,addr=04.0",
        "edu,addr=05.0",
        "e1000e,addr=06.0,netdev=unconnected,romfile=",
        f"ivshmem-doorbell,addr=07.0,chardev=doorbell,vectors={VECTORS}",
        "pcie-pci-bridge,id=bridge,addr=08.0",
        "edu,bus=bridge,addr=01.0",
        "edu,bus=bridge,addr=02.0",
        "pcie-root-port,id=outlet,addr=09.0,chassis=1",
        "edu,id=plugged,bus=outlet",
    ),
    others=(
        "-netdev", "hubport,id=unconnected,hubid=0",
        "-chardev", "socket,id=doorbell,path={sockets}/doorbell",
        "-chardev", "socket,id=monitor,path={sockets}/monitor,server=on,wait=off", "-mon", "monitor",
        "-chardev", "socket,id=operator,path={sockets}/monitor", "-serial", "chardev:operator",
    ),
)

# Messages that no device may forge need interrupt remapping, and VFIO refuses to work without.
IOMMU_WITHOUT_REMAPPING = Machine(devices=("intel-iommu,intremap=off", "edu,addr=04.0"))
