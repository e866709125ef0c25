"""What the lab takes from Debian: tools that are installed, and packages that are only unpacked beside the host's system."""

import os
import re
import shutil
import subprocess
from pathlib import Path

TOOLS = {"qemu-system-x86": "qemu-system-x86_64", "gcc": "gcc", "libc6-dev": "/usr/include/stdio.h", "make": "make",
         "libelf1": "/usr/lib/x86_64-linux-gnu/libelf.so.1"}

# The kernel's version is whatever Debian's newest is: these two depend on the packages that carry it.
KERNEL = "linux-image-cloud-amd64"
HEADERS = "linux-headers-cloud-amd64"


class Unavailable(Exception):
    """Debian did not give what the lab needs."""


def install_missing():
    missing = [package for package, sign in TOOLS.items() if not (shutil.which(sign) or Path(sign).exists())]
    if not missing:
        return
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        raise Unavailable(f"these packages are missing: {' '.join(missing)}; as root, run: {' '.join(install)}")
    environment = {"DEBIAN_FRONTEND": "noninteractive"}
    if not _apt(install, environment):
        _apt(["apt-get", "update", "-q"], environment)
        if not _apt(install, environment):
            raise Unavailable(f"apt-get could not install {' '.join(missing)}")


def unpack(work):
    """The directory that holds the kernel, its headers, the source of igb_uio and busybox, as Debian's packages lay them out."""
    names = _names()
    if not names or not (files := _files(names, work / "packages")):
        _apt(["apt-get", "update", "-q"])
        names = _names()
        if not names or not (files := _files(names, work / "packages")):
            raise Unavailable(f"apt does not know {KERNEL}, {HEADERS}, dpdk-kmods-dkms and busybox-static")
    root = work / "debian"
    stamp = root / "unpacked-from"
    content = "\n".join(sorted(file.name for file in files))
    if stamp.exists() and stamp.read_text() == content:
        return root
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    for file in files:
        subprocess.run(["dpkg-deb", "--extract", file, root], check=True)
    stamp.write_text(content)
    return root


def _names():
    image = _dependencies(KERNEL, r"linux-image-")
    headers = _dependencies(HEADERS, r"linux-headers-")
    if not image or not headers:
        return []
    return [*image, *headers, *_dependencies(headers[0], r"linux-(headers|kbuild)-"), "dpdk-kmods-dkms", "busybox-static"]


def _dependencies(package, pattern):
    answer = subprocess.run(["apt-cache", "depends", package], capture_output=True, text=True)
    return re.findall(rf"^ *Depends: ({pattern}\S+)$", answer.stdout, re.MULTILINE) and [
        name for name in re.findall(r"^ *Depends: (\S+)$", answer.stdout, re.MULTILINE) if re.match(pattern, name)]


def _files(names, cache):
    """The packages' files, downloaded unless the cache holds them; empty when apt has no such package or the download fails."""
    cache.mkdir(parents=True, exist_ok=True)
    answer = subprocess.run(["apt-get", "download", "--print-uris", *names], capture_output=True, text=True)
    wanted = re.findall(r"^'\S+' (\S+) (\d+)", answer.stdout, re.MULTILINE)
    if answer.returncode != 0 or len(wanted) != len(names):
        return []
    files = [(cache / file, int(size)) for file, size in wanted]
    absent = [file.name.split("_")[0] for file, size in files if not file.exists() or file.stat().st_size != size]
    if absent and not _apt(["apt-get", "download", "-q", *absent], cwd=cache):
        return []
    return [file for file, _ in files]


def _apt(command, environment=None, cwd=None):
    done = subprocess.run(command, env={**os.environ, **(environment or {})}, cwd=cwd, stdout=subprocess.DEVNULL)
    return done.returncode == 0
