"""A guest's root as a cpio archive in the "newc" format, uncompressed, which takes no root and no mount to write.

Source of the format: Linux, Documentation/driver-api/early-userspace/buffer-format.rst.
"""

import stat


class Archive:
    """Written when it is closed; a file's directory must have been added before the file."""

    def __init__(self, output):
        self._output = output
        self._entries = 0

    def __enter__(self):
        self._file = self._output.open("wb")
        return self

    def __exit__(self, *_):
        self._entry("TRAILER!!!", 0)
        self._file.close()

    def directory(self, path, permissions=0o755, owner=(0, 0)):
        self._entry(path, stat.S_IFDIR | permissions, owner=owner)

    def file(self, path, data, permissions=0o755, owner=(0, 0)):
        self._entry(path, stat.S_IFREG | permissions, data, owner)

    def link(self, path, target):
        self._entry(path, stat.S_IFLNK | 0o777, target.encode())

    def console(self, path="dev/console"):
        """The kernel opens it for the first process before that can mount anything there."""
        self._entry(path, stat.S_IFCHR | 0o600, device=(5, 1))

    def _entry(self, path, mode, data=b"", owner=(0, 0), device=(0, 0)):
        self._entries += 1
        name = path.encode() + b"\0"
        fields = [self._entries, mode, *owner, 1, 0, len(data), 0, 0, *device, len(name), 0]
        header = b"070701" + "".join(f"{field:08x}" for field in fields).encode() + name
        self._file.write(header + b"\0" * (-len(header) % 4))
        self._file.write(data + b"\0" * (-len(data) % 4))
