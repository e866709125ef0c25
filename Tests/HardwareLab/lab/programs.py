"""The programs of the guest: the lab's own, the driver of Examples/, and zirq's with the libraries they need."""

import re
import subprocess
from pathlib import Path

LAB = Path(__file__).resolve().parents[1]
GUEST = LAB / "guest"
EDU_DRIVER = LAB.parents[1] / "Examples/edu-driver/edu-driver.c"
COMPILE = ["gcc", "-std=gnu11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror", "-pthread"]


class Unbuildable(Exception):
    """A program of the guest is missing or does not compile."""


def require_zirq(binaries, library, headers):
    for needed, how in [(binaries / "zirqd", "build it with: swift build -c release --static-swift-stdlib"),
                        (binaries / "zirqctl", "build it with: swift build -c release --static-swift-stdlib"),
                        (library, "build it with: make library"),
                        (headers / "zircon/syscalls.h", "point --headers at Sources/CZircon/include")]:
        if not needed.exists():
            raise Unbuildable(f"{needed} does not exist; {how}")


def build_lab(output):
    """The guest's files that need nothing of zirq: path in the guest -> file here."""
    return {
        "init": GUEST / "init",
        "bin/leave-machine": build(output / "leave-machine", [GUEST / "leave-machine.c"]),
        "bin/uio-direct-checks": build(output / "uio-direct-checks", sources(
            "uio-direct-checks", "check", "pci", "driver", "uio")),
        "bin/vfio-direct-checks": build(output / "vfio-direct-checks", sources(
            "vfio-direct-checks*", "check", "monitor", "pci", "vfio")),
    }


def build_control(output):
    """The control of the check runner, which runs here and not in the guest."""
    return build(output / "control-checks", [GUEST / "control-checks.c", GUEST / "check.c"],
                    ["-DSECONDS_FOR_ONE_CHECK=1"])


def build_zirq(output, options):
    headers = ["-I", str(options.headers)]
    files = {
        "bin/zirq-checks": build(output / "zirq-checks", [
            *sources("zirq-checks*", "account", "check", "client", "daemon", "driver", "handler-count", "pci",
                     "removal", "uio"),
            options.library], headers),
        "bin/vfio-zirq-checks": build(output / "vfio-zirq-checks", [
            *sources("vfio-zirq-checks*", "check", "client", "daemon", "monitor", "pci", "vectors", "vfio"),
            options.library], headers),
        "bin/edu-driver": build(output / "edu-driver", [EDU_DRIVER, options.library], headers),
    }
    for path, name in [("sbin/zirqd", "zirqd"), ("bin/zirqctl", "zirqctl")]:
        files[path] = options.binaries / name
        for library in _shared_libraries(options.binaries / name):
            files[str(library).lstrip("/")] = library
    return files


def sources(*patterns):
    return [source for pattern in patterns for source in sorted(GUEST.glob(f"{pattern}.c"))]


def build(output, files, flags=(), linking=("-static",)):
    output.parent.mkdir(parents=True, exist_ok=True)
    command = [*COMPILE, *flags, "-o", output, *files, *linking]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Unbuildable(f"{output.name} does not compile:\n{done.stdout}")
    return output


def _shared_libraries(binary):
    """The files that the loader would use, at the paths it looks for them, the loader included."""
    answer = subprocess.run(["ldd", binary], capture_output=True, text=True)
    if answer.returncode != 0:
        raise Unbuildable(f"ldd {binary}: {answer.stderr.strip()}")
    if absent := re.findall(r"^\s*(\S+) => not found", answer.stdout, re.MULTILINE):
        raise Unbuildable(f"{binary} needs {', '.join(absent)}, which this machine does not have")
    libraries = [Path(path) for path in re.findall(r"(/\S+) \(0x", answer.stdout)]
    if swift := [library for library in libraries if library.name.startswith("libswift")]:
        raise Unbuildable(f"{binary} needs {swift[0].name}; link it with --static-swift-stdlib")
    return libraries
