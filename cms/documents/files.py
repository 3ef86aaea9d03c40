"""The documents as files on this machine: nginx serves them, and a cold start reads them.

    PUBLISHED_ROOT/current -> versions/1289       a symbolic link, swapped in one rename
    PUBLISHED_ROOT/versions/1289/website-data.ar.json, website-data.ar.json.gz, …, manifest

A file is named by the last part of its address, so nginx needs no list of documents. A folder is
complete before it gets its name and never changes afterwards, so a reader that follows the link
once sees one version; on this machine the swap of the link is the moment of publishing, for every
process and for nginx. The last versions are kept for readers that are still in an older folder,
and for a start after a power cut.

Files' mtime is the version, its decimal digits read as hexadecimal: nginx makes its ETag of mtime
and length, in hexadecimal, so the ETag reads `"<version>-<length>"` and nginx takes
`X-Content-Version` from it (docs/decisions).
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from cms.documents.shown import Shown
from cms.documents.snapshot import Body, Snapshot, keys

KEPT = 50
# As many more may be there until somebody has time to tidy.
SURPLUS = 20
SPARE = ".spare"
# A line of JSON, and everything in one piece: a process reads one file, not 42. No ".json" in its
# name: nginx would take it for a document.
MANIFEST = "manifest"
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
    return _shown().version() or _linked()


_shown_in: dict[Path, Shown] = {}


def _shown() -> Shown:
    folder = settings.PUBLISHED_ROOT
    if (shown := _shown_in.get(folder)) is None:
        shown = _shown_in[folder] = Shown(str(folder))
    return shown


def agree() -> None:
    """Makes what processes share say what the link says, whoever was killed or meddled."""
    shown = _shown()
    if not shown.is_possible or (shown.is_the_file() and shown.version() == _linked()):
        return
    with _one_writer():
        if not shown.is_the_file():
            shown.map_again()
        shown.end(_linked())


def _linked() -> int:
    try:
        return int(os.readlink(f"{settings.PUBLISHED_ROOT}/current").rpartition("/")[2])
    except (OSError, ValueError):
        return 0


def write(snapshot: Snapshot) -> bool:
    """Makes the files those of `snapshot`, unless they show its version or a newer one already, or
    older ones than a later version were withdrawn.

    Raises OSError when the disk refuses or a writer hangs; the files that are there stay whole.
    """
    if version() >= snapshot.version or snapshot.version < _shown().floor():
        return False
    versions = root() / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    with _one_writer():
        if version() >= snapshot.version:
            return False
        folder = versions / str(snapshot.version)
        # A writer that was killed before the swap leaves a folder that is whole.
        if read_version(snapshot.version, files_too=True) != snapshot:
            if folder.exists():
                shutil.rmtree(_moved_aside(folder))
            _fill(folder, snapshot)
        if not _point_to(folder):
            return False
        _drop_unfinished(versions)
        _drop_old(versions, keep=snapshot.version, most=KEPT + SURPLUS)
    return True


def tidy(languages: tuple[str, ...]) -> None:
    """What the next write need not do: drops old versions, and lays out a spare folder, because
    making a file takes longer than filling it. Returns at once while another process is at it.
    Raises OSError."""
    with (root() / ".tidying").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        _drop_old(root() / "versions", keep=version(), most=KEPT)
        if not (root() / SPARE).exists():
            _lay_out_spare(languages)


def _lay_out_spare(languages: tuple[str, ...]) -> None:
    laid_out = root() / f"{SPARE}.new"
    shutil.rmtree(laid_out, ignore_errors=True)
    laid_out.mkdir()
    names = list(map(filename, keys(languages)))
    for name in (MANIFEST, *names, *(f"{name}.gz" for name in names)):
        os.close(_open(f"{laid_out}/{name}"))
    laid_out.rename(root() / SPARE)


def read() -> Snapshot | None:
    """The newest whole snapshot on this machine, None when there is none.

    A version that a power cut left damaged is skipped for the one before it, and nginx is kept
    from serving it.
    """
    try:
        names = os.listdir(root() / "versions")
    except OSError:
        return None
    for number in sorted((int(name) for name in names if name.isdecimal()), reverse=True):
        if (snapshot := read_version(number, files_too=True)) is not None:
            return snapshot
        if number == version():
            withdraw(number)
    return None


def newer_than(number: int) -> Snapshot | None:
    """The snapshot that the files show, if it is above `number`."""
    while (shown := version()) > number:
        if (snapshot := read_version(shown)) is not None:
            return snapshot
        if version() == shown:
            withdraw(shown)
            return None
        # The link moved on while we read, so far that the folder is gone: follow it.
    return None


def read_version(number: int, files_too: bool = False) -> Snapshot | None:
    """One kept version, None when it is not there or not whole.

    All of it is read from the manifest; with `files_too`, what nginx would serve is compared.
    """
    folder = root() / "versions" / str(number)
    try:
        head, _newline, packed = (folder / MANIFEST).read_bytes().partition(b"\n")
        manifest = json.loads(head)
        if sha256(packed).hexdigest() != manifest["digest"]:
            return None
        bodies = _unpack(manifest["documents"], packed, number)
        if files_too and not _are_there(folder, bodies):
            return None
        return Snapshot(
            version=int(manifest["version"]),
            timestamp=str(manifest["timestamp"]),
            languages=tuple(manifest["languages"]),
            documents={key: body.plain for key, body in bodies.items()},
            _bodies=bodies,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _unpack(lengths: dict[str, tuple[int, int]], packed: bytes, number: int) -> dict[str, Body]:
    bodies, start = {}, 0
    for key, (plain, compressed) in lengths.items():
        middle, end = start + plain, start + plain + compressed
        bodies[key] = Body(packed[start:middle], packed[middle:end] or None, number)
        start = end
    return bodies


def _are_there(folder: Path, bodies: dict[str, Body]) -> bool:
    for key, body in bodies.items():
        name = filename(key)
        if (folder / name).read_bytes() != body.plain:
            return False
        if body.compressed is not None and (folder / f"{name}.gz").read_bytes() != body.compressed:
            return False
    return True


def withdraw(floor: int) -> None:
    """Takes the files away from nginx, which then asks the application, until somebody writes
    version `floor` or a later one. For files that are damaged, or older than what readers got
    elsewhere and cannot be replaced."""
    _shown().raise_floor(floor)
    _shown().begin(0)
    (root() / "current").unlink(missing_ok=True)


def settle(number: int) -> None:
    """Writes a version through to the disk, so that a power cut cannot damage it. Slow: never
    between a commit and its readers."""
    folder = root() / "versions" / str(number)
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


def _fill(folder: Path, snapshot: Snapshot) -> None:
    making = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(making, ignore_errors=True)
    try:
        (root() / SPARE).rename(making)
    except FileNotFoundError:
        making.mkdir()
    making.chmod(0o755)
    mtime = int(str(snapshot.version), 16)
    unfilled = set(os.listdir(making))
    lengths: dict[str, tuple[int, int]] = {}
    packed: list[bytes] = []
    for key in snapshot.documents:
        body = snapshot.body(key)
        compressed = body.compressed or b""
        lengths[key] = (len(body.plain), len(compressed))
        packed += [body.plain, compressed]
        name = filename(key)
        _write(f"{making}/{name}", body.plain, mtime)
        unfilled.discard(name)
        if compressed:
            _write(f"{making}/{name}.gz", compressed, mtime)
            unfilled.discard(f"{name}.gz")
    everything = b"".join(packed)
    manifest = {
        "version": snapshot.version,
        "timestamp": snapshot.timestamp,
        "languages": snapshot.languages,
        "documents": lengths,
        "digest": sha256(everything).hexdigest(),
    }
    _write(f"{making}/{MANIFEST}", json.dumps(manifest).encode() + b"\n" + everything, mtime)
    unfilled.discard(MANIFEST)
    # Of a language that is gone, or of a document that gzip does not make shorter.
    for name in unfilled:
        (making / name).unlink()
    if int((making / MANIFEST).stat().st_mtime) != mtime:
        shutil.rmtree(making, ignore_errors=True)
        raise OSError(f"this file system cannot hold the time of version {snapshot.version}")
    making.rename(folder)


def _write(path: str, content: bytes, mtime: int) -> None:
    descriptor = _open(path)
    try:
        if os.write(descriptor, content) != len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        os.utime(descriptor, (mtime, mtime))
    finally:
        os.close(descriptor)


def _open(path: str) -> int:
    """Of the spare folder, or made; readable by nginx, which is another user."""
    try:
        return os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
        os.fchmod(descriptor, 0o644)
        return descriptor


def _point_to(folder: Path) -> bool:
    """Shows this version. Not if one below another was withdrawn meanwhile, which takes no lock:
    whoever is second, of the link and the floor, sees what the first did."""
    link = root() / f".current.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("versions") / folder.name)
    _shown().begin(int(folder.name))
    link.replace(root() / "current")
    if int(folder.name) < _shown().floor():
        withdraw(0)
        return False
    _shown().end(int(folder.name))
    return True


def _moved_aside(folder: Path) -> Path:
    aside = folder.with_name(f".{folder.name}.old.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    return folder.rename(aside)


def _drop_old(versions: Path, keep: int, most: int) -> None:
    numbers = sorted(int(name) for name in os.listdir(versions) if name.isdecimal())
    for number in numbers[:-most]:
        if number != keep:
            shutil.rmtree(versions / str(number), ignore_errors=True)


def _drop_unfinished(versions: Path) -> None:
    """We are the only writer: what another began, it did not live to finish."""
    for name in os.listdir(versions):
        if name.startswith("."):
            shutil.rmtree(versions / name, ignore_errors=True)
