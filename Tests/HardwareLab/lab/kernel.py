"""The guest's kernel and its UIO drivers: Debian's own, and igb_uio built from Debian's source for that very kernel."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .packages import Unavailable

MODULES = ["drivers/uio/uio", "drivers/uio/uio_pci_generic", "virt/lib/irqbypass", "drivers/vfio/vfio",
           "drivers/vfio/vfio_virqfd", "drivers/vfio/vfio_iommu_type1", "drivers/vfio/pci/vfio-pci-core",
           "drivers/vfio/pci/vfio-pci"]


@dataclass(frozen=True)
class Linux:
    version: str
    image: Path
    tree: Path
    headers: Path

    def modules(self, igb_uio):
        """The drivers, and what they need of the kernel."""
        return [igb_uio, *(self.tree / f"{module}.ko" for module in MODULES)]


def find(debian):
    images = list((debian / "boot").glob("vmlinuz-*"))
    if len(images) != 1:
        raise Unavailable(f"{debian}/boot holds {len(images)} kernels instead of one")
    version = images[0].name.removeprefix("vmlinuz-")
    linux = Linux(version, images[0], debian / f"lib/modules/{version}/kernel",
                  debian / f"usr/src/linux-headers-{version}")
    if not linux.headers.is_dir():
        raise Unavailable(f"Debian's headers are not those of its kernel {version}; delete {debian} and try again")
    return linux


def build_igb_uio(debian, linux, directory):
    module = directory / "igb_uio.ko"
    stamp = directory / "built-for"
    if module.exists() and stamp.exists() and stamp.read_text() == linux.version:
        return module
    shutil.rmtree(directory, ignore_errors=True)
    source, = (debian / "usr/src").glob("dpdk-kmods-*")
    shutil.copytree(source, directory)
    # The makefile of the flavor names the common headers where an installed package has them.
    makefile = linux.headers / "Makefile"
    makefile.write_text(makefile.read_text().replace("include /usr/src/", f"include {debian}/usr/src/"))
    build = subprocess.run(["make", "-s", "-C", linux.headers, f"M={directory}", "modules"],
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if build.returncode != 0:
        raise Unavailable(f"igb_uio could not be built for {linux.version}:\n{build.stdout}")
    stamp.write_text(linux.version)
    return module
