"""What of the guest is the lab's own: kernel modules, units, checks, programs, and the packages to install."""

import shutil
import subprocess
from pathlib import Path

from lab import programs
from lab.programs import Unbuildable

from .tree import Tree

GUEST = Path(__file__).resolve().parents[1] / "guest"
# Which need a bus, a terminal or a network that the guest does not have, or take seconds to no end.
MASKED = ("systemd-logind.service", "getty.target", "systemd-random-seed.service", "systemd-update-utmp.service",
          "systemd-update-utmp-runlevel.service", "systemd-networkd.service")
PACKAGES = ("zirq", "libzirq0")
UNITS = "etc/systemd/system"


def find_packages(directory):
    """The packages of zirq that the guest installs."""
    found = []
    for name in PACKAGES:
        files = list(directory.glob(f"{name}_*.deb"))
        if len(files) != 1:
            raise Unbuildable(f"{directory} has {len(files)} packages {name} instead of one; build them with: make deb")
        found += files
    return found


def write(output, linux, modules, zirq, options):
    """Write the archive that is laid over Debian's root."""
    tree = Tree()
    tree.copy(f"usr/lib/modules/{linux.version}", _module_tree(options.work / "modules", linux, modules))
    tree.copy("", GUEST / "root")
    for unit in MASKED:
        tree.link(f"{UNITS}/{unit}", "/dev/null")
    tree.link(f"{UNITS}/default.target", "/usr/lib/systemd/system/multi-user.target")
    tree.link(f"{UNITS}/multi-user.target.wants/lab.service", f"/{UNITS}/lab.service")
    tree.file("etc/machine-id", "7a697271" * 4 + "\n")
    for package in zirq:
        tree.copy(f"lab/packages/{package.name}", package)
    for file in [GUEST / "run", GUEST / "as", *GUEST.glob("*.bash"), *_programs(options.work / "programs", options)]:
        tree.copy(f"lab/{file.name}", file)
    # Of Debian's node_exporter.
    tree.directory("var/lib/prometheus/node-exporter")
    tree.directory("dev")
    tree.console()
    tree.write(output)


def _module_tree(directory, linux, modules):
    """The modules alone, as modprobe wants them. Source: depmod(8)."""
    shutil.rmtree(directory, ignore_errors=True)
    tree = directory / "lib/modules" / linux.version
    tree.mkdir(parents=True)
    for module in modules:
        shutil.copy(module, tree)
    for index in ("modules.builtin", "modules.builtin.modinfo", "modules.order"):
        shutil.copy(linux.tree.parent / index, tree)
    done = subprocess.run(["depmod", "--basedir", directory, linux.version], capture_output=True, text=True)
    if done.returncode != 0:
        raise Unbuildable(f"depmod: {done.stderr}")
    return tree


def _programs(output, options):
    """Linked with the library that the guest installs."""
    headers = ["-I", str(options.headers), "-I", str(programs.GUEST)]
    library = ["-L", str(options.library), "-lzirq"]
    return [
        programs.build(output / "leave-machine", programs.sources("leave-machine")),
        programs.build(output / "edu-driver", [programs.EDU_DRIVER], headers, library),
        programs.build(output / "hold-thread", [GUEST / "hold-thread.c", *programs.sources("check")],
                       ["-I", str(programs.GUEST)]),
        programs.build(output / "edu-raise", [GUEST / "edu-raise.c", *programs.sources("check", "pci", "uio")],
                       ["-I", str(programs.GUEST)]),
        programs.build(output / "edu-client", [GUEST / "edu-client.c", *programs.sources("check", "client")], headers,
                       library),
    ]
