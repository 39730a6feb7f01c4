"""What Linux says of the disk that a path lies on; elsewhere nothing."""

from pathlib import Path, PurePath

MOUNTS = Path("/proc/mounts")
BLOCK_DEVICES = Path("/sys/class/block")

_NETWORK_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "davfs"})
_NETWORK_FUSE = ("fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.glusterfs", "fuse.davfs")


def is_remote(path: Path) -> bool:
    """Whether a path lies on a file system that comes over the network."""
    _, system = _mounted_on(path)
    return system in _NETWORK_SYSTEMS or system.startswith(_NETWORK_FUSE)


def is_removable(path: Path) -> bool:
    """Whether Linux calls the disk, or the disk of the partition, removable."""
    device, _ = _mounted_on(path)
    entry = BLOCK_DEVICES / PurePath(device).name
    if not device.startswith("/dev/") or not entry.exists():
        return False
    disk = entry.resolve()
    flags = (folder / "removable" for folder in (disk, disk.parent))
    flag = next((flag for flag in flags if flag.is_file()), None)
    return flag is not None and flag.read_text(encoding="ascii").strip() == "1"


def _mounted_on(path: Path) -> tuple[str, str]:
    """The device and the file system that hold a path: the deepest mount above it."""
    resolved = path.resolve()
    deepest, found = -1, ("", "")
    for line in _lines():
        device, mounted, system, *_ = line.split(" ")
        place = Path(mounted.replace("\\040", " "))
        if len(place.parts) > deepest and (place == resolved or place in resolved.parents):
            deepest, found = len(place.parts), (device, system)
    return found


def _lines() -> list[str]:
    try:
        return MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
