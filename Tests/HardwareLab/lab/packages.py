"""What the lab takes from Debian: tools, which are installed, and packages that are only unpacked."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

TOOLS = ["qemu-system-x86", "gcc", "libc6-dev", "make", "libelf1", "kmod"]
APT_NEED = Path(__file__).resolve().parents[3] / "tools/apt-need"

# The kernel's version is whatever Debian's newest is: these two depend on the packages that carry it.
KERNEL = "linux-image-cloud-amd64"
HEADERS = "linux-headers-cloud-amd64"


class Unavailable(Exception):
    """Debian did not give what the lab needs."""


def install_missing():
    if subprocess.run([APT_NEED, *TOOLS]).returncode != 0:
        raise Unavailable(f"these packages could not be installed: {' '.join(TOOLS)}")


def unpack(work):
    """The directory with the kernel, its headers, the source of igb_uio and busybox, as the packages lay them out.

    What was unpacked once is used again; without the directory Debian's newest is taken.
    """
    root = work / "debian"
    if root.exists():
        return root
    files = download(_names, work / "packages", f"{KERNEL}, {HEADERS}, dpdk-kmods-dkms and busybox-static")
    unfinished = work / "debian.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    for file in files:
        subprocess.run(["dpkg-deb", "--extract", file, unfinished], check=True)
    return unfinished.rename(root)


def download(names, cache, what):
    """The files of the packages that `names` returns; apt learns what there is now if it cannot get them otherwise."""
    files = _files(names(), cache)
    if not files:
        _apt(["apt-get", "update", "-q"])
        files = _files(names(), cache)
    if not files:
        raise Unavailable(f"apt-get cannot download {what}")
    return files


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


def _apt(command, cwd=None):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stderr, file=sys.stderr)
    return done.returncode == 0
