"""The guest's root: busybox, kernel modules and the programs."""

from pathlib import PurePosixPath

from .cpio import Archive


def write(output, debian, modules, files):
    """Write the archive: busybox, kernel modules, and `files`, which maps a path in the guest to a file here."""
    contents = {path: file.read_bytes() for path, file in files.items()}
    contents["bin/busybox"] = (debian / "bin/busybox").read_bytes()
    contents |= {f"modules/{module.name}": module.read_bytes() for module in modules}

    directories = {"dev", "proc", "run/zirq", "sys", "tmp"} | {str(PurePosixPath(path).parent) for path in contents}
    parents = {str(parent) for path in directories for parent in [PurePosixPath(path), *PurePosixPath(path).parents]}

    with Archive(output) as archive:
        for path in sorted(parents - {"."}):
            archive.directory(path)
        archive.console()
        for path, data in sorted(contents.items()):
            archive.file(path, data)
