"""scripts/restore: puts a backup back, under a version above that of every reader.

The database is restored beside the one that is there, and takes its place when it is whole; the one
from before stays as `<name>_before_restore` until the next restore. PostgreSQL is started first, so
it works after a total loss too. An old database has an old version, and readers never go back to
one: the version is raised above what this machine's files say, and above those of the backup and of
restores before by more than anybody publishes in a night (`--above` says another).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.production import backup
from scripts.production.backup import DOCUMENTS, DUMP, MEDIA, Note
from scripts.production.installation import NO_REDIS, Installation
from scripts.production.steps import StepFailed, finish, run, step

# Versions that readers may have got since the backup, which nobody can be asked for any more.
MARGIN = 100_000


@contextmanager
def readable(folder: Path, note: Note, identity: str) -> Iterator[Path]:
    """The folder with its files as they were before they were encrypted."""
    if not note["encryption"]:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="cms-restore-") as place:
        for name in note["files"]:
            to = str(Path(place, name.rpartition(".")[0]))
            if note["encryption"] == "age":
                words = ["age", "--decrypt", "--identity", identity, "--output", to]
            else:
                words = ["gpg", "--batch", "--yes", "--output", to, "--decrypt"]
            run([*words, str(folder / name)])
        yield Path(place)


def restore_database(installation: Installation, dump: Path, name: str) -> None:
    """Into a database of this name, which is made anew."""
    installation.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', "postgres")
    installation.sql(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'", "postgres")
    words = ("--no-owner", "--exit-on-error", "--dbname", name)
    installation.read(installation.postgres("pg_restore", *words), dump)


def restore(installation: Installation, folder: Path, identity: str, above: int) -> int:
    """Answers the version that readers get. Raises StepFailed."""
    with step("reading the backup"):
        note = backup.note_of(folder)
    with readable(folder, note, identity) as files:
        with step("PostgreSQL"):
            installation.start_database()
        version_held = _version_of_readers(installation)
        name = installation.database
        with step("database"):
            restore_database(installation, files / DUMP, f"{name}_restoring")
        with step("web and worker stop"):
            installation.stop_writers()
        with step("media"):
            _unpack(installation, files / MEDIA)
        with step("the restored database takes its place"):
            _swap(installation, name)
        with step("version"):
            before = max(note["version"], _version_given_before(folder.parent))
            least = max(version_held, before + MARGIN, above)
            version = int(installation.sql(f"SELECT raise_content_version({least})"))
            (folder / backup.GIVEN).write_text(json.dumps({"version": version}) + "\n")
    with step("start, tables of this release first"):
        installation.start()
    return version


def _version_given_before(place: Path) -> int:
    """The highest that a restore from this place has given readers: a machine may be lost twice."""
    notes = place.glob(f"[0-9]*/{backup.GIVEN}")
    return max((int(json.loads(note.read_text())["version"]) for note in notes), default=0)


def _version_of_readers(installation: Installation) -> int:
    """What this machine's files say; 0 when they are lost too."""
    link = f"{installation.data('published')}/current"
    try:
        return int(installation.cms("readlink", link).strip().rpartition("/")[2])
    except (StepFailed, ValueError):
        return 0


def _unpack(installation: Installation, media: Path) -> None:
    folder = installation.data("media")
    script = 'mkdir -p "$0" && tar -C "$0" -xpf - --no-same-owner'
    installation.read(installation.of_the_cms(["sh", "-c", script, folder]), media)


def _swap(installation: Installation, name: str) -> None:
    before = f"{name}_before_restore"
    if name in installation.sql("SELECT datname FROM pg_database", "postgres").split():
        installation.sql(f'DROP DATABASE IF EXISTS "{before}" WITH (FORCE)', "postgres")
        installation.sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false', "postgres")
        # Who is still connected. The quotes around a name are not those around a text.
        end_sessions = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
        installation.sql(f"{end_sessions}'{name}'", "postgres")
        installation.sql(f'ALTER DATABASE "{name}" RENAME TO "{before}"', "postgres")
    installation.sql(f'ALTER DATABASE "{name}_restoring" RENAME TO "{name}"', "postgres")


def compare(installation: Installation, folder: Path, identity: str) -> int:
    """Restores a backup into a scratch database, publishes there, and compares the documents byte
    for byte with those that readers had. Answers how many. Raises StepFailed."""
    note = backup.note_of(folder)
    if not note["has_documents"]:
        raise StepFailed(f"{folder} has no documents to compare with.")
    scratch = f"{installation.database}_restore_test"
    with readable(folder, note, identity) as files, tempfile.TemporaryDirectory() as place:
        try:
            with step("scratch database"):
                restore_database(installation, files / DUMP, scratch)
            built = Path(place, DOCUMENTS)
            with step("documents"):
                _build(installation, scratch, built)
            expected, rebuilt = backup.members_of(files / DOCUMENTS), backup.members_of(built)
        finally:
            installation.sql(f'DROP DATABASE IF EXISTS "{scratch}" WITH (FORCE)', "postgres")
    expected.pop("manifest", None)
    rebuilt.pop("manifest", None)
    if differing := sorted(
        n for n in expected.keys() | rebuilt.keys() if expected.get(n) != rebuilt.get(n)
    ):
        text = f"{len(differing)} of {len(expected)} differ: {', '.join(differing[:5])}"
        if note["release"] != (release := installation.release()):
            text += f". They were made by {note['release']}, now by {release}"
        raise StepFailed(text)
    return len(expected)


def _build(installation: Installation, database: str, to: Path) -> None:
    """The documents of a database, made by this release, in a folder that is gone afterwards."""
    variables = {"DATABASE_URL": installation.url_of(database), "REDIS_URL": NO_REDIS}
    script = (
        'export DATA_DIR=$(mktemp -d); trap "rm -rf $DATA_DIR" EXIT;'
        f" {installation.python} manage.py publish >&2"
        " && tar -C $DATA_DIR/published/current/ -cf - ."
    )
    command = installation.of_the_cms(["sh", "-c", script], variables)
    installation.write(command, to, **variables)


def prove(folder: Path, documents: int) -> None:
    """Notes in a backup that it was restored and compared: scripts/backup-monitor reads it."""
    moment = time.strftime(backup.MOMENT, time.gmtime())
    text = json.dumps({"at": moment, "documents": documents})
    (folder / backup.PROOF).write_text(text + "\n")


def main(program: str, words: list[str]) -> int:
    is_test = program == "restore-test"
    parser = argparse.ArgumentParser(
        f"scripts/{program}",
        description=compare.__doc__ if is_test else __doc__,
        epilog="Exit status: 0 it is done; 1 it is not, and the message says how it stands.",
    )
    backup.add_installation(parser)
    parser.add_argument("--backup", type=Path, help="its folder (default: the newest)")
    parser.add_argument("--identity", default="", help="the file with the key, for age")
    if not is_test:
        parser.add_argument("--above", type=int, default=0, help="a version that readers have")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")
    options = parser.parse_args(words)

    def perform() -> None:
        installation = backup.installation_of(options)
        folder = options.backup or backup.newest(options.place)
        if is_test:
            count = compare(installation, folder, options.identity)
            prove(folder, count)
            print(f"{folder.name}: {count} documents, the same byte for byte.")
            return
        if options.dry_run:
            made_at = backup.note_of(folder)["made"]
            print(f"Would restore {folder}, of {made_at}, into {installation.database}.")
            return
        version = restore(installation, folder, options.identity, options.above)
        print(f"{folder.name} is restored; readers get version {version} or later.")

    otherwise = "" if is_test else "The database of before is there, or as <name>_before_restore."
    return finish(perform, lambda: otherwise)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
