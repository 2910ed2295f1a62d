"""Where a data folder is: in a sync tool's folder or on another computer; and what to do then."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from models.language import Sentence, sentence
from models.storage.opening.traces import conflict_copies

_MARKERS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".sync": "Resilio Sync",
    ".owncloudsync.log": "ownCloud",
    ".sync.log": "Nextcloud",
    ".seafile-data": "Seafile",
}
"""Files and folders that sync tools keep at the top of what they synchronise."""
_NAMES = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "nutstore": "坚果云",
    "我的坚果云": "坚果云",
    "坚果云": "坚果云",
    "googledrive": "Google Drive",
    "google drive": "Google Drive",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "mobile documents": "iCloud",
    "cloudstorage": "iCloud",
    "我的云端硬盘": "Google Drive",
    "baidusyncdisk": "百度网盘",
    "百度网盘": "百度网盘",
    "百度网盘同步空间": "百度网盘",
    "wps云盘": "WPS 云盘",
    "wpsdrive": "WPS 云盘",
    "wps cloud files": "WPS 云盘",
    "腾讯微云": "腾讯微云",
    "微云同步助手": "腾讯微云",
    "阿里云盘": "阿里云盘",
    "天翼云盘": "天翼云盘",
    "360云盘": "360 云盘",
    "360安全云盘": "360 云盘",
    "钉盘": "钉盘",
    "creative cloud files": "Creative Cloud",
    "box sync": "Box",
    "pclouddrive": "pCloud",
    "pcloud drive": "pCloud",
    "megasync": "MEGA",
    "synologydrive": "Synology Drive",
    "synology drive": "Synology Drive",
    "qsync": "Qsync",
    "yandex.disk": "Yandex Disk",
    "和彩云": "移动云盘",
    "移动云盘": "移动云盘",
    "联通云盘": "联通云盘",
    "夸克网盘": "夸克网盘",
    "飞书云盘": "飞书",
    "亿方云": "亿方云",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "seafile": "Seafile",
    "syncthing": "Syncthing",
}
"""Beginnings of the names that sync tools give their folders, in lower case."""
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "afs", "9p", "ncpfs", "webdav", "davfs", "fuse.sshfs", "fuse.davfs2", "fuse.rclone"})  # fmt: skip
_REMOTE_DRIVE = 4
"""What Windows calls a drive of another computer."""


def notices(folder: Path) -> tuple[Sentence, ...]:
    """Returns what a person should know of the place of an open data folder, each with what to do."""
    return tuple(_notices(folder))


def _notices(folder: Path) -> Iterator[Sentence]:
    copies = conflict_copies(folder)
    if copies:
        yield sentence(
            "The data folder holds other copies of the database ({names}): perhaps two computers worked at the same time. This one was opened as it is; compare the copies under Settings, Backup.",
            names=", ".join(copy.name for copy in copies),
        )
    yield from place_warnings(folder)


def place_warnings(folder: Path) -> tuple[Sentence, ...]:
    """Returns what speaks against a place for the data: a sync tool, another computer's drive."""
    warnings = []
    tool = sync_tool(folder)
    if tool:
        warnings.append(
            sentence(
                "The data folder is synchronised by {tool}. Close Zhijie here and let the copying finish before you open it on another computer; a backup file is the surer way to move.",
                tool=tool,
            )
        )
    if is_on_network(folder):
        warnings.append(
            sentence(
                "The data folder lies on a network drive, where a broken connection can lose an answer. Choose a folder on this computer, and keep backups on the network drive."
            )
        )
    return tuple(warnings)


def sync_tool(folder: Path) -> str:
    """Returns the name of the sync tool whose folder contains this one; empty where none is known."""
    place = folder.absolute()
    roots = [os.environ.get(name) for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")]
    if any(root and place.is_relative_to(root) for root in roots):
        return "OneDrive"
    for above in (place, *place.parents):
        for marker, tool in _MARKERS.items():
            if above != Path.home() and (above / marker).exists():
                return tool
        name = above.name.lower()
        for beginning, tool in _NAMES.items():
            rest = name.removeprefix(beginning)
            # "OneDrive - Company" is one, "dropboxes" is not.
            if rest != name and not rest[:1].isalnum():
                return tool
    return ""


def is_on_network(folder: Path) -> bool:
    """Whether a folder is on another computer's drive, as far as this system can tell."""
    place = folder.absolute()
    if sys.platform == "win32":
        import ctypes

        if str(place).startswith("\\\\"):
            return True
        return int(ctypes.windll.kernel32.GetDriveTypeW(place.anchor)) == _REMOTE_DRIVE
    kind = ""
    longest = -1
    for mount, file_system in _mounts():
        if len(mount.parts) > longest and place.is_relative_to(mount):
            longest, kind = len(mount.parts), file_system
    return kind in _NETWORK


def _mounts() -> Iterator[tuple[Path, str]]:
    """Yields the mounted places with the kinds of their file systems."""
    try:
        if sys.platform == "darwin":
            listed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False).stdout
            for line in listed.splitlines():
                place, _, kind = line.partition(" on ")[2].rpartition(" (")
                yield Path(place), kind.split(",")[0]
        else:
            for line in Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines():
                _, place, kind = line.split(" ")[:3]
                yield Path(place.replace("\\040", " ")), kind
    except (OSError, ValueError, subprocess.SubprocessError):
        return
