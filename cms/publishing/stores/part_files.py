"""The parts of divided documents as files on this machine.

    PUBLISHED_ROOT/parts/seo-data.ar.2@1289.json, ….json.gz, ….index

A part is one file for all versions that have it, named with the version in which it last changed,
and it is there before a manifest names it (cms/publishing/stores/files.py). The application serves
it; `index` answers in which part of a document an item is, without reading the parts.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from cms.publishing.part_index import index_of
from cms.publishing.snapshot import Body, Part

# What a build left that did not come to its end goes after so many seconds.
LEFT_OVER = 3600.0


def folder() -> Path:
    return Path(settings.PUBLISHED_ROOT) / "parts"


def name_of(key: str, part: Part) -> str:
    return f"{key.replace('_', '-').replace(':', '.')}@{part.version}.json"


def write(key: str, part: Part, body: Body) -> None:
    """Raises OSError when the disk refuses; what is there stays whole."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True)
    name = name_of(key, part)
    _write(place / f"{name}.index", index_of(key, body.plain))
    if body.compressed is not None:
        _write(place / f"{name}.gz", body.compressed)
    # Last: where it is, the others are.
    _write(place / name, body.plain)


def _write(path: Path, content: bytes) -> None:
    making = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        making.write_bytes(content)
        making.chmod(0o644)
        making.replace(path)
    except OSError:
        making.unlink(missing_ok=True)
        raise


def has(key: str, part: Part) -> bool:
    try:
        return (folder() / name_of(key, part)).stat().st_size == part.length
    except OSError:
        return False


def read(key: str, part: Part) -> Body | None:
    """None when it is not there whole."""
    path = folder() / name_of(key, part)
    try:
        plain = path.read_bytes()
    except OSError:
        return None
    if not part.is_of(plain):
        return None
    compressed: bytes | None = None
    with suppress(OSError):
        compressed = path.with_name(f"{path.name}.gz").read_bytes()
    return Body(plain, compressed, part.version)


def index(key: str, part: Part) -> bytes | None:
    """The part's index; None when it is not there."""
    try:
        return (folder() / f"{name_of(key, part)}.index").read_bytes()
    except OSError:
        return None


def missing(parts: Mapping[str, Part]) -> list[str]:
    """The keys of the parts that are not there."""
    return [key for key, part in parts.items() if not has(key, part)]


def settle(parts: Mapping[str, Part]) -> None:
    """Writes parts through to the disk. Raises OSError."""
    for key, part in parts.items():
        for suffix in ("", ".gz", ".index"):
            with suppress(FileNotFoundError):
                descriptor = os.open(folder() / f"{name_of(key, part)}{suffix}", os.O_RDONLY)
                try:
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)


def drop(parts: Mapping[str, Part]) -> None:
    for key, part in parts.items():
        for suffix in ("", ".gz", ".index"):
            (folder() / f"{name_of(key, part)}{suffix}").unlink(missing_ok=True)


def drop_left_over(parts: Iterable[tuple[str, Part]]) -> None:
    """Removes what builds left that did not come to their end: files of none of these `parts`."""
    wanted = {name_of(key, part) for key, part in parts}
    for entry in os.scandir(folder()) if folder().exists() else ():
        name = entry.name.removesuffix(".gz").removesuffix(".index")
        with suppress(FileNotFoundError):
            # A build writes its parts before a version names them.
            if name not in wanted and entry.stat().st_mtime < time.time() - LEFT_OVER:
                os.unlink(entry.path)
