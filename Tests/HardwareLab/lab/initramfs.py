"""The guest's root: an uncompressed cpio archive in the "newc" format, which takes no root and no mount to write.

Source of the format: Linux, Documentation/driver-api/early-userspace/buffer-format.rst.
"""

import stat
from pathlib import PurePosixPath


def write(output, debian, modules, files):
    """Write the archive: busybox, kernel modules, and `files`, which maps a path in the guest to a file here."""
    contents = {path: file.read_bytes() for path, file in files.items()}
    contents["bin/busybox"] = (debian / "bin/busybox").read_bytes()
    contents |= {f"modules/{module.name}": module.read_bytes() for module in modules}

    directories = {"dev", "proc", "run/zirq", "sys", "tmp"} | {str(PurePosixPath(path).parent) for path in contents}
    parents = {str(parent) for path in directories for parent in [PurePosixPath(path), *PurePosixPath(path).parents]}

    with output.open("wb") as archive:
        number = 0
        for path in sorted(parents - {"."}):
            number += 1
            _entry(archive, number, path, stat.S_IFDIR | 0o755)
        # The kernel opens /dev/console for init before init can mount anything there.
        _entry(archive, number + 1, "dev/console", stat.S_IFCHR | 0o600, device=(5, 1))
        for number, (path, data) in enumerate(sorted(contents.items()), number + 2):
            _entry(archive, number, path, stat.S_IFREG | 0o755, data)
        _entry(archive, 0, "TRAILER!!!", 0)


def _entry(archive, inode, path, mode, data=b"", device=(0, 0)):
    name = path.encode() + b"\0"
    fields = [inode, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(name), 0]
    header = b"070701" + "".join(f"{field:08x}" for field in fields).encode() + name
    archive.write(header + b"\0" * (-len(header) % 4))
    archive.write(data + b"\0" * (-len(data) % 4))
