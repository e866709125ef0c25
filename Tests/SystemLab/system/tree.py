"""A tree of files for the guest."""

from pathlib import PurePosixPath

from lab.cpio import Archive


class Tree:
    """Files by their paths, without a leading slash; a later one replaces an earlier. Directories above are made."""

    def __init__(self):
        self._entries = {}

    def directory(self, path, permissions=0o755, owner=(0, 0)):
        self._add(path, "directory", permissions, owner)

    def file(self, path, data, permissions=0o644, owner=(0, 0)):
        self._add(path, "file", data.encode() if isinstance(data, str) else data, permissions, owner)

    def console(self):
        """The kernel opens it for the first process, before that can mount anything there."""
        self._add("dev/console", "console")

    def link(self, path, target):
        self._add(path, "link", target)

    def copy(self, path, source):
        """A file of this machine, or all files of a directory."""
        for file in [source] if source.is_file() else sorted(source.rglob("*")):
            if file.is_file():
                permissions = 0o755 if file.stat().st_mode & 0o100 else 0o644
                self.file(str(PurePosixPath(path) / file.relative_to(source)), file.read_bytes(), permissions)

    def text(self, path):
        return self._entries[path][1].decode()

    def write(self, output):
        with Archive(output) as archive:
            for path, (kind, *rest) in sorted(self._entries.items()):
                getattr(archive, kind)(path, *rest)

    def _add(self, path, *entry):
        for parent in PurePosixPath(path).parents:
            self._entries.setdefault(str(parent), ("directory", 0o755, (0, 0)))
        self._entries[path] = entry
