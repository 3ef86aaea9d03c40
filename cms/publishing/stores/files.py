"""The documents as files on this machine: nginx serves them, and a cold start reads them.

    PUBLISHED_ROOT/current -> versions/1289       a symbolic link, swapped in one rename
    PUBLISHED_ROOT/versions/1289/website-data.ar.json, website-data.ar.json.gz, …, manifest
    PUBLISHED_ROOT/parts/…                        of divided documents (part_files.py)

A file is named by the last part of its address, so nginx needs no list of documents. A folder is
complete before it gets its name and never changes afterwards, so a reader that follows the link
once sees one version; on this machine the swap of the link is the moment of publishing, for every
process and for nginx. The last versions are kept for readers that are still in an older folder,
and for a start after a power cut. A document that did not change is one file in all of them (a hard
link), so a version costs what changed.

A disk that is full does not stop it: what was half written goes at once, old versions and a reserve
make room for the new one (room.py).

A file's mtime is the version in which its document last changed, its decimal digits read as
hexadecimal: nginx makes its ETag of mtime and length, in hexadecimal, so the ETag reads
`"<version>-<length>"` and nginx takes `X-Content-Version` from it (docs/decisions).
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from django.conf import settings

from cms.publishing.manifest_json import manifest_of, parts_of, read_manifest
from cms.publishing.snapshot import Body, Part, Snapshot
from cms.publishing.stores import part_files, room

KEPT = 50
# As many more may be there until somebody has time to tidy.
SURPLUS = 20
# So many stay when the disk is full.
KEPT_WHEN_FULL = 2
# JSON: the version, and of each document its version, lengths and digest. No ".json" in its name:
# nginx would take it for a document.
MANIFEST = "manifest"
# Eight bytes: the lowest version that may be written. Files that were withdrawn do not come back at
# the hand of a process that is behind.
FLOOR = ".floor"
# Seconds to wait for another process that writes: writing takes milliseconds, so a longer wait
# means that it hangs.
PATIENCE = 2.0


def root() -> Path:
    return Path(settings.PUBLISHED_ROOT)


def filename(key: str) -> str:
    """`website_data:ar` -> `website-data.ar.json`, as in /api/website-data/?locale=ar."""
    return key.replace("_", "-").replace(":", ".") + ".json"


def version() -> int:
    """The version that the files show, 0 for none. Each reader's request asks."""
    try:
        return int(os.readlink(f"{settings.PUBLISHED_ROOT}/current").rpartition("/")[2])
    except (OSError, ValueError):
        return 0


def write(snapshot: Snapshot) -> bool:
    """Makes the files those of `snapshot`, unless they show its version or a newer one already, or
    older ones than a later version were withdrawn.

    Raises OSError when the disk refuses or a writer hangs; the files that are there stay whole.
    """
    if version() >= snapshot.version or snapshot.version < _floor():
        return False
    versions = root() / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    with _one_writer():
        if version() >= snapshot.version:
            return False
        _raise_floor(0)
        room.drop_unfinished(versions)
        folder = versions / str(snapshot.version)
        # A writer that was killed before the swap leaves a folder that is whole.
        if read_version(snapshot.version) != snapshot:
            if folder.exists():
                shutil.rmtree(_moved_aside(folder))
            _fill_in_any_case(folder, snapshot)
        if not _point_to(folder):
            return False
        _drop_old(versions, keep=snapshot.version, most=KEPT + SURPLUS)
    return True


def tidy() -> None:
    """Drops old versions, so that the next write need not. Returns at once while another process
    is at it. Raises OSError."""
    with (root() / ".tidying").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        versions = root() / "versions"
        room.drop_unfinished(versions, older_than=PATIENCE * 10)
        _drop_old(versions, keep=version(), most=KEPT)
        room.keep(root(), versions / str(version()))
        if version() % KEPT == 0:
            folders = [versions / name for name in os.listdir(versions)]
            part_files.drop_left_over(part for path in folders for part in _parts(path).items())


def read() -> Snapshot | None:
    """The newest whole snapshot on this machine, None when there is none. Parts that it lacks come
    from Redis (parts.py).

    A version that a power cut left damaged is skipped for the one before it, and nginx is kept
    from serving it.
    """
    try:
        names = os.listdir(root() / "versions")
    except OSError:
        return None
    for number in sorted((int(name) for name in names if name.isdecimal()), reverse=True):
        if (snapshot := read_version(number)) is not None:
            return snapshot
        if number == version():
            withdraw(number)
    return None


def newer_than(held: Snapshot | None) -> Snapshot | None:
    """The snapshot that the files show, if it is above `held`, whose bytes it shares."""
    number = held.version if held is not None else 0
    while (shown := version()) > number:
        if (snapshot := read_version(shown, held)) is not None:
            return snapshot
        if version() == shown:
            withdraw(shown)
            return None
        # The link moved on while we read, so far that the folder is gone: follow it.
    return None


def read_version(number: int, held: Snapshot | None = None) -> Snapshot | None:
    """A version that is kept, None when it is not there or not whole. What `held` has already is
    not read again."""
    folder = root() / "versions" / str(number)
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        documents = {
            key: _shared(held, key, entry) or _read_body(folder, key, entry)
            for key, entry in manifest["documents"].items()
        }
        return read_manifest(manifest, documents)
    except (OSError, ValueError, KeyError, TypeError):
        return None


# The version of the last change, the lengths of the document and of its gzip (0 for none), and the
# digest of both.
Entry = tuple[int, int, int, str]


def _entry(body: Body) -> Entry:
    compressed = body.compressed or b""
    hash_ = sha256(body.plain + compressed).hexdigest()[:32]
    return body.version, len(body.plain), len(compressed), hash_


# Of the snapshot that was written last: most documents stay, and hashing them takes time.
_hashed: dict[str, tuple[Body, Entry]] = {}


def _entries_of(snapshot: Snapshot) -> dict[str, Entry]:
    global _hashed
    hashed = {}
    for key, body in snapshot.documents.items():
        earlier = _hashed.get(key)
        is_same = earlier is not None and earlier[0] is body
        hashed[key] = earlier if earlier and is_same else (body, _entry(body))
    _hashed = hashed
    return {key: entry for key, (_body, entry) in hashed.items()}


def _shared(held: Snapshot | None, key: str, entry: Entry) -> Body | None:
    """The body that `held` has of the same key and version."""
    body = held.documents.get(key) if held is not None else None
    return body if body is not None and _is(body, entry) else None


def _is(body: Body, entry: Entry) -> bool:
    return (body.version, len(body.plain)) == tuple(entry[:2])


def _read_body(folder: Path, key: str, entry: Entry) -> Body:
    """Raises OSError or ValueError when it is not there whole."""
    number, _length, compressed_length, _hash = entry
    name = filename(key)
    plain = (folder / name).read_bytes()
    compressed = (folder / f"{name}.gz").read_bytes() if compressed_length else None
    body = Body(plain, compressed, number)
    if list(_entry(body)) != list(entry):
        raise ValueError(f"{folder / name} is damaged")
    return body


def withdraw(floor: int) -> None:
    """Takes the files away from nginx, which then asks the application, until somebody writes
    version `floor` or a later one. For files that are damaged, or older than what readers got
    elsewhere and cannot be replaced."""
    with suppress(OSError):  # the files go all the same
        _raise_floor(floor)
    (root() / "current").unlink(missing_ok=True)


def _floor() -> int:
    """The lowest version that may be written; 0 for any."""
    try:
        return int.from_bytes((root() / FLOOR).read_bytes())
    except OSError:
        return 0


def _raise_floor(number: int) -> None:
    """Each write of a version makes the file, so that a withdrawal only writes over its eight
    bytes: that needs no room on a disk, which may be full. Raises OSError."""
    descriptor = os.open(root() / FLOOR, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        held = os.pread(descriptor, 8, 0)
        if len(held) < 8 or int.from_bytes(held) < number:
            os.pwrite(descriptor, number.to_bytes(8), 0)
    finally:
        os.close(descriptor)


def settle(number: int, since: int = 0) -> None:
    """Writes a version through to the disk, so that a power cut cannot damage it; of its parts
    those that changed `since` a version. Slow: never between a commit and its readers."""
    folder = root() / "versions" / str(number)
    parts = _parts(folder)
    part_files.settle({key: part for key, part in parts.items() if part.version > since})
    try:
        for path in (*folder.iterdir(), folder, folder.parent, root()):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    except FileNotFoundError:
        return  # so many versions later that it is gone


@contextmanager
def _one_writer() -> Iterator[None]:
    deadline = time.monotonic() + PATIENCE
    with (root() / ".lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    raise TimeoutError("another process holds the lock on the files") from error
                time.sleep(0.002)
        yield


def _fill_in_any_case(folder: Path, snapshot: Snapshot) -> None:
    """As `_fill()`; on a full disk once more, when there is room. Raises OSError."""
    try:
        _fill(folder, snapshot)
    except OSError as error:
        if error.errno not in room.FULL:
            raise
        room.give_up(root())
        _drop_old(folder.parent, keep=version(), most=KEPT_WHEN_FULL)
        _fill(folder, snapshot)


def _fill(folder: Path, snapshot: Snapshot) -> None:
    """What did not change is linked to the folder that is shown; the rest is written. Nothing stays
    of what cannot be written whole."""
    making = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(making, ignore_errors=True)
    try:
        making.mkdir()
        making.chmod(0o755)
        _write_all(making, snapshot)
        making.rename(folder)
    except OSError:
        shutil.rmtree(making, ignore_errors=True)
        raise


def _write_all(making: Path, snapshot: Snapshot) -> None:
    before = root() / "current"
    entries = _entries_of(snapshot)
    known = _entries(before)
    for key, body in snapshot.documents.items():
        is_unchanged = known.get(key) == list(entries[key])
        name = filename(key)
        for variant, content in ((name, body.plain), (f"{name}.gz", body.compressed)):
            if content is None:
                continue
            if not is_unchanged or not _link(f"{before}/{variant}", f"{making}/{variant}"):
                _write(f"{making}/{variant}", content, body.version)
    _write(f"{making}/{MANIFEST}", manifest_of(snapshot, entries), snapshot.version)


def _entries(folder: Path) -> dict[str, list[int | str]]:
    """What a folder's manifest says of each document; nothing when there is none."""
    try:
        entries: dict[str, list[int | str]] = json.loads((folder / MANIFEST).read_bytes())[
            "documents"
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return entries


def _link(old: str, new: str) -> bool:
    """Whether the file system could. A file that was damaged since is found by who reads it."""
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        return False
    return True


def _write(path: str, content: bytes, number: int) -> None:
    """Readable by nginx, which is another user; with the time that says the version."""
    mtime = int(str(number), 16)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
    try:
        os.fchmod(descriptor, 0o644)
        if os.write(descriptor, content) != len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        os.utime(descriptor, (mtime, mtime))
        if int(os.fstat(descriptor).st_mtime) != mtime:
            raise OSError(f"this file system cannot hold the time of version {number}")
    finally:
        os.close(descriptor)


def _point_to(folder: Path) -> bool:
    """Shows this version. Not if one below another was withdrawn meanwhile, which takes no lock:
    whoever is second, of the link and the floor, sees what the first did."""
    link = root() / f".current.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("versions") / folder.name)
    link.replace(root() / "current")
    if int(folder.name) < _floor():
        withdraw(0)
        return False
    return True


def _moved_aside(folder: Path) -> Path:
    aside = folder.with_name(f".{folder.name}.old.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    return folder.rename(aside)


def _drop_old(versions: Path, keep: int, most: int) -> None:
    """A part goes with the last version that has it."""
    numbers = sorted(int(name) for name in os.listdir(versions) if name.isdecimal())
    for number, following in pairwise(numbers[: 1 - most] if most < len(numbers) else ()):
        if number != keep:
            kept = _parts(versions / str(following)).items()
            part_files.drop(dict(_parts(versions / str(number)).items() - kept))
            shutil.rmtree(versions / str(number), ignore_errors=True)


def _parts(folder: Path) -> dict[str, Part]:
    """The parts that a folder's manifest names; none when it cannot be read."""
    try:
        return parts_of(json.loads((folder / MANIFEST).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return {}
