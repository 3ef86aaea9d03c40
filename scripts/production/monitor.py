"""scripts/monitor and scripts/backup-monitor: is production well? One line for each question.

For cron, which mails what is printed: with `--quiet` well is silent. `monitor` asks the containers
and the CMS, and the age of the backups; `backup-monitor` looks at the backups alone: the newest
must be whole, by the digests of all its files, and no older than `--hours`; and one that is no
older than `--restored-hours` must have been restored and compared by scripts/restore-test. With
`--textfile` it is also written for Prometheus's node exporter, which knows the machine.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from calendar import timegm
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scripts.production import backup
from scripts.production.compose import Compose
from scripts.production.steps import StepFailed

HOURS, RESTORED_HOURS = 26.0, 50.0
# What a restart helps. PostgreSQL, Redis and nginx end by themselves when they cannot go on.
RESTARTED = ("web", "web-green", "worker")


class Line(NamedTuple):
    question: str
    is_well: bool
    text: str


def backups(place: Path, hours: float, reads: bool = True) -> Line:
    """`reads` the files to their end: minutes, when there is much."""
    try:
        folder = backup.newest(place)
        note = backup.note_of(folder) if reads else backup.read_note(folder)
    except StepFailed as error:
        return Line("backup", False, str(error))
    age = _hours_since(note["made"])
    whole = "is whole and" if reads else "is"
    text = f"{folder.name}, version {note['version']}, {whole} {age:.1f} hours old"
    if age > hours:
        return Line("backup", False, f"{text}, more than {hours:g}: did scripts/backup run?")
    return Line("backup", True, text)


def restored(place: Path, hours: float) -> Line:
    """Of the backups that were restored and compared, the newest."""
    proofs = sorted(place.glob(f"[0-9]*/{backup.PROOF}")) if place.is_dir() else []
    if not proofs:
        text = f"no backup in {place} was ever restored: run scripts/restore-test"
        return Line("restored", False, text)
    folder = proofs[-1].parent
    try:
        documents = json.loads(proofs[-1].read_text())["documents"]
        age = _hours_since(backup.read_note(folder)["made"])
    except (StepFailed, OSError, ValueError, KeyError) as error:
        return Line("restored", False, f"{proofs[-1]}: {error}")
    text = f"{folder.name} gave back its {documents} documents, and is {age:.1f} hours old"
    if age > hours:
        return Line(
            "restored", False, f"{text}, more than {hours:g}: did scripts/restore-test run?"
        )
    return Line("restored", True, text)


def _hours_since(moment: str) -> float:
    return (time.time() - timegm(time.strptime(moment, backup.MOMENT))) / 3600


def services(compose: Compose, restarts: bool) -> Iterator[Line]:
    certificates = ("certificates",) if compose.has_tls() else ()
    for service in ("nginx", *certificates, compose.live(), "worker", "postgres", "redis"):
        try:
            state = compose.state(service) or "not there"
            if restarts and state == "unhealthy" and service in RESTARTED:
                compose.run("restart", service)
                state = "unhealthy, restarted"
        except StepFailed as error:
            state = str(error).splitlines()[-1]
        yield Line(service, state == "healthy", state)


def doctor(compose: Compose) -> Line:
    try:
        compose.inside(compose.live(), "python", "manage.py", "doctor")
    except StepFailed as error:
        wrong = [line for line in str(error).splitlines() if line.startswith("✗")]
        return Line("doctor", False, "; ".join(wrong) or str(error).splitlines()[-1])
    return Line("doctor", True, "finds nothing wrong")


def numbers(lines: list[Line], place: Path, compose: Compose | None) -> str:
    """The lines as Prometheus reads them, with the times that they are about."""
    written = ["# HELP cms_monitor_well 1 when scripts/monitor finds it well."]
    written.append("# TYPE cms_monitor_well gauge")
    for line in lines:
        written.append(f'cms_monitor_well{{question="{line.question}"}} {int(line.is_well)}')
    times = {
        "cms_backup_timestamp_seconds": ("the newest backup", _newest(place, "")),
        "cms_backup_verified_timestamp_seconds": (
            "the newest backup that was restored and compared",
            _newest(place, backup.PROOF),
        ),
    }
    if compose is not None and compose.has_tls():
        end = _end_of_certificate(compose)
        times["cms_certificate_end_timestamp_seconds"] = ("when the certificate ends", end)
    for name, (what, moment) in times.items():
        if moment is not None:
            written += [f"# HELP {name} {what}", f"# TYPE {name} gauge", f"{name} {moment}"]
    return "\n".join(written) + "\n"


def _newest(place: Path, proof: str) -> int | None:
    """When the newest whole backup was made, or the newest with this proof in it."""
    for note in sorted(place.glob(f"[0-9]*/{proof or backup.NOTE}"), reverse=True):
        try:
            return timegm(time.strptime(backup.read_note(note.parent)["made"], backup.MOMENT))
        except (StepFailed, OSError, ValueError, KeyError):
            continue
    return None


def _end_of_certificate(compose: Compose) -> int | None:
    try:
        return int(compose.inside("certificates", "python3", "/certificates/keep.py", "--end"))
    except (StepFailed, ValueError):
        return None  # a line of its own says that the service is not well


def write(path: Path, text: str) -> None:
    """In one step: the exporter never reads half of it."""
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(text)
    aside.chmod(0o644)
    aside.replace(path)


def main(program: str, words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        f"scripts/{program}",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Exit status: 0 all is well; 1 something is not.",
    )
    parser.add_argument("--place", type=Path, default=backup.PLACE, help="where backups are")
    parser.add_argument("--hours", type=float, default=HOURS, help=f"a backup's age ({HOURS:g})")
    parser.add_argument(
        "--restored-hours",
        type=float,
        default=RESTORED_HOURS,
        help=f"age of the newest that was restored ({RESTORED_HOURS:g})",
    )
    parser.add_argument("--quiet", action="store_true", help="print only what is not well")
    if program == "monitor":
        parser.add_argument("--env-file", type=Path, default=Compose.env_file)
        parser.add_argument("--file", type=Path, action="append", help="compose files, in order")
        parser.add_argument("--project", default="cms", help="Compose's name of the installation")
        parser.add_argument(
            "--restart", action="store_true", help="restart web and worker when they are unhealthy"
        )
    parser.add_argument(
        "--textfile", type=Path, help="write it for the node exporter too: …/cms.prom"
    )
    options = parser.parse_args(words)
    reads = program == "backup-monitor"
    lines = [
        backups(options.place, options.hours, reads),
        restored(options.place, options.restored_hours),
    ]
    compose = None
    if program == "monitor":
        compose = Compose(options.env_file, tuple(options.file or Compose.files), options.project)
        lines = [*services(compose, options.restart), doctor(compose), *lines]
    for name, is_well, text in lines:
        if not is_well or not options.quiet:
            print(f"{'✓' if is_well else '✗'} {name:<12} {text}")
    if options.textfile is not None:
        try:
            write(options.textfile, numbers(lines, options.place, compose))
        except OSError as error:
            print(f"✗ textfile     {options.textfile} cannot be written: {error.strerror}")
            return 1
    return 0 if all(line.is_well for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
