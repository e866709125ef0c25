"""The guest's root: Debian's packages as they lie in their files, with a dpkg database that says so.

None of them runs a maintainer script; what these would have made and the guest needs is made here. What the guest
installs later with apt is installed in full.
"""

import io
import re
import subprocess
import tarfile
from pathlib import PurePosixPath

from lab import packages

from .tree import Tree

# usr-is-merged in the place of usrmerge, which would bring all of perl. The libraries are those that zirq's packages
# need, for the guest has no network.
CHOSEN = ["?essential", "usr-is-merged", "systemd", "udev", "kmod", "apt", "libinih1", "libstdc++6"]

# Nobody reads them in the guest.
LEFT_OUT = re.compile(r"usr/share/(doc|info|lintian|locale|man)/.|usr/lib/(udev/hwdb.d|x86_64-linux-gnu/gconv)/.")

# The directories that are links to those of the same name in /usr.
MERGED = ("bin", "lib", "lib64", "sbin")

# Those that no package has.
DIRECTORIES = ("dev", "proc", "run", "sys", "var/lib/dpkg/updates", "var/lib/apt/lists/partial",
               "var/cache/apt/archives/partial")


def write_root(output, work):
    """Write the archive, unless it is there: as what was unpacked once, it is used again."""
    if output.exists():
        return
    root = _Root()
    for file in packages.download(lambda: _names(work), work / "packages", " ".join(CHOSEN)):
        root.install(file)
    unfinished = output.with_suffix(".unfinished")
    root.write(unfinished)
    unfinished.rename(output)


def _names(work):
    """The packages that apt would install where there are none."""
    nothing = work / "no-status"
    nothing.write_text("")
    answer = subprocess.run(["apt-get", "install", "--yes", "--print-uris", "--no-install-recommends",
                             "-o", f"Dir::State::status={nothing}", *CHOSEN], capture_output=True, text=True)
    return re.findall(r"^'\S+' ([^_\s]+)_", answer.stdout, re.MULTILINE)


class _Root:
    def __init__(self):
        self._tree = Tree()
        self._status = []
        for name in MERGED:
            self._tree.link(name, f"usr/{name}")
        for path in DIRECTORIES:
            self._tree.directory(path)

    def install(self, file):
        paths = ["/."]
        for member, data in _members(file, "--fsys-tarfile"):
            path = _merged(member.name)
            paths.append(f"/{path}")
            if not LEFT_OUT.match(path):
                self._unpack(path, member, data)
        information = {PurePosixPath(member.name).name: data for member, data in _members(file, "--ctrl-tarfile")}
        information["list"] = "".join(f"{path}\n" for path in paths).encode()
        control = information.pop("control").decode()
        self._status.append(control.strip().replace("\n", "\nStatus: install ok installed\n", 1))
        name, architecture = (re.search(f"^{field}: (.*)$", control, re.MULTILINE)[1]
                              for field in ("Package", "Architecture"))
        # Source: dpkg, lib/dpkg/db-ctrl-access.c: the name that tells a package's architectures apart.
        if re.search("^Multi-Arch: same$", control, re.MULTILINE):
            name += f":{architecture}"
        for kind, data in information.items():
            self._tree.file(f"var/lib/dpkg/info/{name}.{kind}", data, 0o755)

    def write(self, output):
        tree = self._tree
        tree.file("var/lib/dpkg/status", "\n\n".join(self._status) + "\n")
        tree.file("var/lib/dpkg/info/format", "1\n")
        # libc-bin's, the trigger of packages with a library.
        tree.file("var/lib/dpkg/triggers/ldconfig", "libc-bin\n")
        # base-passwd's, passwd's, base-files', libc-bin's and udev's doing.
        tree.file("etc/passwd", tree.text("usr/share/base-passwd/passwd.master"))
        tree.file("etc/group", tree.text("usr/share/base-passwd/group.master")
                  + "".join(f"{name}:x:{number}:\n" for number, name in enumerate(UDEV_GROUPS, 101)))
        tree.file("etc/shadow", "root:*:20000:0:99999:7:::\n", 0o640)
        tree.file("etc/gshadow", "", 0o640)
        tree.file("etc/nsswitch.conf", tree.text("usr/share/libc-bin/nsswitch.conf"))
        tree.link("var/run", "/run")
        tree.link("var/lock", "/run/lock")
        tree.write(output)

    def _unpack(self, path, member, data):
        owner = (member.uid, member.gid)
        if member.isdir():
            self._tree.directory(path, member.mode, owner)
        elif member.issym():
            self._tree.link(path, member.linkname)
        else:
            self._tree.file(path, data, member.mode, owner)


UDEV_GROUPS = ("input", "sgx", "kvm", "render")


def _merged(name):
    """The path without its leading "./", below /usr where its directory is a link there."""
    path = PurePosixPath(name)
    return str("usr" / path if path.parts[0] in MERGED else path)


def _members(file, part):
    """The members of a package's archive but its root, each with its data; a hard link has those of its target."""
    unpacked = subprocess.run(["dpkg-deb", part, file], stdout=subprocess.PIPE, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() or member.islnk() else None
            if PurePosixPath(member.name).parts:
                yield member, content.read() if content else b""
