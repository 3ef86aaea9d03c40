"""The documents as files on this machine: nginx serves them, and a cold start reads them.

    PUBLISHED_ROOT/current -> versions/1289       a symbolic link, swapped in one rename
    PUBLISHED_ROOT/versions/1289/website-data.ar.json, website-data.ar.json.gz, …, manifest.json

A file is named by the last part of its address, so nginx needs no list of documents. A folder is
complete before the link points to it and never changes afterwards, so a reader that follows the
link once sees one version; on this machine the swap of the link is the moment of publishing, for
every process and for nginx. The last versions are kept for readers that are still in an older
folder, and to go back to.

Files' mtime is the version, its decimal digits read as hexadecimal: nginx makes its ETag of mtime
and length, in hexadecimal, so the ETag reads `"<version>-<length>"` and nginx takes
`X-Content-Version` from it (docs/decisions).
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from cms.documents.snapshot import Snapshot

KEPT = 50
MANIFEST = "manifest.json"


def root() -> Path:
    return Path(settings.PUBLISHED_ROOT)


def filename(key: str) -> str:
    """`website_data:ar` -> `website-data.ar.json`, as in /api/website-data/?locale=ar."""
    return key.replace("_", "-").replace(":", ".") + ".json"


def version() -> int:
    """The version that the files show, 0 for none. Costs one readlink."""
    try:
        return int(os.path.basename(os.readlink(root() / "current")))
    except (FileNotFoundError, ValueError):
        return 0


def write(snapshot: Snapshot, again: bool = False) -> bool:
    """Makes the files those of `snapshot`, unless they show it or a newer one already.

    `again` writes the same version anew. Raises OSError when the disk refuses; the files that are
    there stay whole.
    """
    if version() > snapshot.version or (version() == snapshot.version and not again):
        return False
    versions = root() / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    with _one_writer():
        shown = version()
        if shown > snapshot.version or (shown == snapshot.version and not again):
            return False
        folder = versions / str(snapshot.version)
        if folder.exists():
            # Another build of this version, or what a killed writer left: never edited in place.
            shutil.rmtree(_moved_aside(folder))
        _fill(folder, snapshot)
        _point_to(folder)
        _drop_old(versions, keep=folder)
    return True


def read() -> Snapshot | None:
    """The newest whole snapshot on this machine, None when there is none.

    Files that a power cut left damaged are skipped for the version before them, and nginx is
    kept from serving them.
    """
    versions = root() / "versions"
    shown = version()
    if not shown:
        return None
    folders = sorted((int(p.name) for p in versions.iterdir() if p.name.isdecimal()), reverse=True)
    for number in [one for one in folders if one <= shown]:
        if (snapshot := read_version(number)) is not None:
            return snapshot
        if number == shown:
            withdraw()
    return None


def withdraw() -> None:
    """Takes the files away from nginx, which then asks the application. For files that are
    damaged, or older than what readers got elsewhere and cannot be replaced."""
    (root() / "current").unlink(missing_ok=True)


def read_version(number: int) -> Snapshot | None:
    """One kept version, None when it is not there or not whole."""
    folder = root() / "versions" / str(number)
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        documents = {}
        for key, digest in manifest["documents"].items():
            documents[key] = (folder / filename(key)).read_bytes()
            if sha256(documents[key]).hexdigest() != digest:
                return None
        return Snapshot(
            version=int(manifest["version"]),
            timestamp=str(manifest["timestamp"]),
            languages=tuple(manifest["languages"]),
            documents=documents,
        )
    except (OSError, ValueError, KeyError):
        return None


@contextmanager
def _one_writer() -> Iterator[None]:
    with (root() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fill(folder: Path, snapshot: Snapshot) -> None:
    making = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    making.chmod(0o755)
    digests = {}
    for key in snapshot.documents:
        body = snapshot.body(key)
        digests[key] = sha256(body.plain).hexdigest()
        _write(making / filename(key), body.plain, snapshot.version)
        if body.compressed is not None:
            _write(making / f"{filename(key)}.gz", body.compressed, snapshot.version)
    manifest = {
        "version": snapshot.version,
        "timestamp": snapshot.timestamp,
        "languages": snapshot.languages,
        "documents": digests,
    }
    (making / MANIFEST).write_text(json.dumps(manifest))
    making.rename(folder)


def _write(path: Path, content: bytes, version: int) -> None:
    path.write_bytes(content)
    path.chmod(0o644)  # nginx is another user
    mtime = int(str(version), 16)
    os.utime(path, (mtime, mtime))
    if int(path.stat().st_mtime) != mtime:
        raise OSError(f"this file system cannot hold the time {mtime} of version {version}")


def _point_to(folder: Path) -> None:
    link = root() / f".current.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("versions") / folder.name)
    link.replace(root() / "current")


def _moved_aside(folder: Path) -> Path:
    aside = folder.with_name(f".{folder.name}.old.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    return folder.rename(aside)


def _drop_old(versions: Path, keep: Path) -> None:
    numbers = sorted(int(one.name) for one in versions.iterdir() if one.name.isdecimal())
    for number in numbers[:-KEPT]:
        if number != int(keep.name):
            shutil.rmtree(versions / str(number), ignore_errors=True)
