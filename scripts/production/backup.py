"""scripts/backup: all that cannot be made again, read back, and encrypted when a key is given.

A backup is a folder, named by its time:

    cms.dump        the database (pg_dump's own format)
    media.tar       what was uploaded
    documents.tar   what readers had at the version of the database: scripts/restore-test compares
    backup.json     written last: version, release, and the digest of each file

With `--encrypt-to` the files end in .age or .gpg, and only who has the key reads them.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import tarfile
import time
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

from scripts.production.compose import ROOT, Compose
from scripts.production.installation import Containers, Directly, Installation
from scripts.production.steps import StepFailed, finish, run, step

NOTE = "backup.json"
# Beside it, written by scripts/restore-test.
PROOF = "restored.json"
# And by scripts/restore: the version that readers got.
GIVEN = "readers.json"
DUMP, MEDIA, DOCUMENTS = "cms.dump", "media.tar", "documents.tar"
PLACE = ROOT / "backups"
# Tries to find the documents of just the version that was dumped, while others publish.
TRIES = 5
# How moments are written, in UTC.
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


class Note(TypedDict):
    made: str  # 2026-01-01T00:00:00Z
    version: int
    release: str
    postgresql: str
    encryption: str  # "", "age" or "gpg"
    has_documents: bool
    files: dict[str, str]  # name -> SHA-256 of its bytes as they lie there


def make(installation: Installation, place: Path, recipient: str = "") -> Path:
    """Answers the folder. Raises StepFailed; what is half is gone then."""
    name = time.strftime("%Y-%m-%dT%H%M%SZ", time.gmtime())
    making, folder = place / f".{name}.{os.getpid()}", place / name
    making.mkdir(parents=True, mode=0o700)
    try:
        note = _fill(installation, making)
        note["encryption"] = _encrypt(making, recipient) if recipient else ""
        note["files"] = {path.name: digest_of(path) for path in sorted(making.iterdir())}
        (making / NOTE).write_text(json.dumps(note, indent=2) + "\n")
        making.rename(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return folder


def _fill(installation: Installation, folder: Path) -> Note:
    has_documents = False
    for _ in range(TRIES):
        words = ("--format", "custom", "--no-owner", "--dbname", installation.database)
        installation.write(installation.postgres("pg_dump", *words), folder / DUMP)
        version = _version_in(installation, folder / DUMP)
        if has_documents := _documents(installation, version, folder / DOCUMENTS):
            break
    # After the database: a file that it knows is there, unless it was deleted meanwhile.
    _media(installation, folder / MEDIA)
    _check(installation, folder)
    return Note(
        made=time.strftime(MOMENT, time.gmtime()),
        version=version,
        release=installation.release(),
        postgresql=installation.sql("SHOW server_version"),
        encryption="",
        has_documents=has_documents,
        files={},
    )


def _version_in(installation: Installation, dump: Path) -> int:
    """The version of the content in a dump."""
    table = dump.with_name("version.sql")
    words = ("--data-only", "--table", "content_version", "--file", "-")
    installation.read(installation.postgres("pg_restore", *words), dump, table)
    text = table.read_text()
    table.unlink()
    columns = re.search(r"^COPY .*?content_version \((.*)\) FROM stdin;\n(.*)$", text, re.MULTILINE)
    if columns is None:
        raise StepFailed("The dump has no version of the content: is this a database of the CMS?")
    row = dict(zip(columns[1].split(", "), columns[2].split("\t"), strict=True))
    return int(row["version"])


def _documents(installation: Installation, version: int, to: Path) -> bool:
    """Whether this machine had the documents of just this version."""
    folder = f"{installation.data('published')}/versions/{version}"
    command = installation.of_the_cms(["tar", "-C", folder, "-cf", "-", "."])
    try:
        installation.write(command, to)
    except StepFailed:
        to.unlink(missing_ok=True)
        return False
    return True


def _media(installation: Installation, to: Path) -> None:
    """What was uploaded. Without an upload there is no folder yet; tar's status 1 says that
    somebody uploads just now."""
    folder = installation.data("media")
    script = 'mkdir -p "$0" && { tar -C "$0" -cf - . || [ $? = 1 ]; }'
    installation.write(installation.of_the_cms(["sh", "-c", script, folder]), to)


def _check(installation: Installation, folder: Path) -> None:
    """Reads each file to its end. Raises StepFailed."""
    command = installation.postgres("pg_restore", "--file", "/dev/null")
    installation.read(command, folder / DUMP)
    for name in (MEDIA, DOCUMENTS):
        if (folder / name).exists():
            try:
                members_of(folder / name)
            except tarfile.TarError as error:
                raise StepFailed(f"{name} cannot be read: {error}") from error


def members_of(path: Path) -> dict[str, str]:
    """Name -> SHA-256, of the files in a tar."""
    members = {}
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            if (file := tar.extractfile(member)) is not None:
                members[member.name.removeprefix("./")] = sha256(file.read()).hexdigest()
    return members


def digest_of(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _encrypt(folder: Path, recipient: str) -> str:
    kind = "age" if recipient.startswith(("age1", "ssh-")) else "gpg"
    if shutil.which(kind) is None:
        raise StepFailed(f"{kind} is not installed: apt-get install {kind}")
    for path in list(folder.iterdir()):
        to = f"{path}.{kind}"
        if kind == "age":
            run(["age", "--recipient", recipient, "--output", to, str(path)])
        else:
            trusted = ("--batch", "--yes", "--trust-model", "always", "--recipient", recipient)
            run(["gpg", *trusted, "--output", to, "--encrypt", str(path)])
        path.unlink()
    return kind


def newest(place: Path) -> Path:
    """The newest backup that came to its end. Raises StepFailed."""
    notes = sorted(place.glob(f"[0-9]*/{NOTE}")) if place.is_dir() else []
    if not notes:
        raise StepFailed(f"There is no backup in {place}.")
    return notes[-1].parent


def read_note(folder: Path) -> Note:
    """What a backup says of itself. Raises StepFailed."""
    try:
        note: Note = json.loads((folder / NOTE).read_text())
        missing = [name for name in note["files"] if not (folder / name).exists()]
    except (OSError, ValueError, KeyError) as error:
        raise StepFailed(f"{folder} is no whole backup: {error}") from error
    if missing:
        raise StepFailed(f"{folder} is no whole backup: {', '.join(missing)} is gone")
    return note


def note_of(folder: Path) -> Note:
    """Raises StepFailed unless every file is there as it was written: reads all of them."""
    note = read_note(folder)
    for name, digest in note["files"].items():
        if digest_of(folder / name) != digest:
            raise StepFailed(f"{folder / name} is not what was written: it is damaged.")
    return note


def drop_old(place: Path, keep: int) -> list[str]:
    """Of whole backups the newest stay; what killed ones left half goes after a day."""
    whole = sorted(path.parent for path in place.glob(f"[0-9]*/{NOTE}"))
    half = [p for p in place.glob(".[0-9]*") if p.stat().st_mtime < time.time() - 86400]
    gone = [*whole[:-keep], *half]
    for folder in gone:
        shutil.rmtree(folder)
    return [folder.name for folder in gone]


def add_installation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--env-file", type=Path, default=Compose.env_file)
    parser.add_argument("--file", type=Path, action="append", help="compose files, in their order")
    parser.add_argument("--project", default="cms", help="Compose's name of the installation")
    parser.add_argument("--database-url", default="", help="without Docker: where PostgreSQL is")
    parser.add_argument("--data-dir", type=Path, help="without Docker: DATA_DIR of the CMS")
    parser.add_argument("--place", type=Path, default=PLACE, help=f"where backups are ({PLACE})")


def installation_of(options: argparse.Namespace) -> Installation:
    if options.database_url:
        if options.data_dir is None:
            raise StepFailed("--database-url wants --data-dir too.")
        return Directly(options.database_url, options.data_dir)
    return Containers(
        Compose(options.env_file, tuple(options.file or Compose.files), options.project)
    )


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        "scripts/backup",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Exit status: 0 it is there and was read back; 1 it is not.",
    )
    add_installation(parser)
    parser.add_argument("--encrypt-to", default="", help="age1…, or a key of gpg")
    parser.add_argument("--keep", type=int, default=14, help="whole backups that stay (14)")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")
    options = parser.parse_args(words)

    def perform() -> None:
        installation = installation_of(options)
        if options.dry_run:
            print(f"Would back up {installation.database} and its media into {options.place}.")
            return
        with step("backup"):
            folder = make(installation, options.place, options.encrypt_to)
        note = note_of(folder)
        compared = (
            "" if note["has_documents"] else "; documents of just this version were not there"
        )
        size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        print(f"{folder}: version {note['version']}, {size:.1f} MB{compared}")
        if gone := drop_old(options.place, max(1, options.keep)):
            print(f"Dropped {', '.join(gone)}.")

    return finish(perform, lambda: "No backup was made; those that are there stay.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
