"""What the lab takes from Debian: tools, which are installed, and packages that are only unpacked."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

TOOLS = {"qemu-system-x86": "qemu-system-x86_64", "gcc": "gcc", "libc6-dev": "/usr/include/stdio.h", "make": "make",
         "libelf1": "/usr/lib/x86_64-linux-gnu/libelf.so.1"}

# The kernel's version is whatever Debian's newest is: these two depend on the packages that carry it.
KERNEL = "linux-image-cloud-amd64"
HEADERS = "linux-headers-cloud-amd64"


class Unavailable(Exception):
    """Debian did not give what the lab needs."""


def install_missing():
    missing = [package for package, sign in TOOLS.items() if not shutil.which(sign) and not Path(sign).exists()]
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
    """The directory with the kernel, its headers, the source of igb_uio and busybox, as the packages lay them out.

    What was unpacked once is used again; without the directory Debian's newest is taken.
    """
    root = work / "debian"
    if root.exists():
        return root
    cache = work / "packages"
    files = _files(_names(), cache)
    if not files:
        _apt(["apt-get", "update", "-q"])
        files = _files(_names(), cache)
    if not files:
        raise Unavailable(f"apt-get cannot download {KERNEL}, {HEADERS}, dpdk-kmods-dkms and busybox-static")
    unfinished = work / "debian.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    for file in files:
        subprocess.run(["dpkg-deb", "--extract", file, unfinished], check=True)
    return unfinished.rename(root)


def _names():
    image = _dependencies(KERNEL, "linux-image-")
    headers = _dependencies(HEADERS, "linux-headers-")
    if not image or not headers:
        return []
    build = [name for prefix in ("linux-headers-", "linux-kbuild-") for name in _dependencies(headers[0], prefix)]
    return [*image, *headers, *build, "dpdk-kmods-dkms", "busybox-static"]


def _dependencies(package, prefix):
    answer = subprocess.run(["apt-cache", "depends", package], capture_output=True, text=True)
    return re.findall(rf"^ *Depends: ({prefix}\S+)$", answer.stdout, re.MULTILINE)


def _files(names, cache):
    """The packages' files, downloaded unless the cache has them; empty when apt cannot fetch them."""
    if not names:
        return []
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
    done = subprocess.run(command, env={**os.environ, **(environment or {})}, cwd=cwd, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stderr, file=sys.stderr)
    return done.returncode == 0
