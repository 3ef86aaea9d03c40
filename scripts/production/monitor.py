"""scripts/monitor and scripts/backup-monitor: is production well? One line for each question.

For cron, which mails what is printed: with `--quiet` well is silent. `monitor` asks the containers
and the CMS, and looks at the backups too; `backup-monitor` looks at the backups alone: the newest
must be whole, by the digests of all its files, and no older than `--hours`.
"""

from __future__ import annotations

import argparse
import sys
import time
from calendar import timegm
from collections.abc import Iterator
from pathlib import Path

from scripts.production import backup
from scripts.production.compose import Compose
from scripts.production.steps import Failed

HOURS = 26.0

# A question, whether it is well, and what there is to say.
Line = tuple[str, bool, str]


def backups(place: Path, hours: float) -> Line:
    try:
        folder = backup.newest(place)
        note = backup.note_of(folder)
    except Failed as error:
        return "backup", False, str(error)
    made = timegm(time.strptime(note["made"], "%Y-%m-%dT%H:%M:%SZ"))
    age = (time.time() - made) / 3600
    text = f"{folder.name}, version {note['version']}, is whole and {age:.1f} hours old"
    if age > hours:
        return "backup", False, f"{text}, more than {hours:g}: did scripts/backup run?"
    return "backup", True, text


def services(compose: Compose) -> Iterator[Line]:
    for service in ("nginx", compose.live(), "worker", "postgres", "redis"):
        try:
            state = compose.state(service) or "not there"
        except Failed as error:
            state = str(error).splitlines()[-1]
        yield service, state == "healthy", state


def doctor(compose: Compose) -> Line:
    try:
        compose.inside(compose.live(), "python", "manage.py", "doctor")
    except Failed as error:
        wrong = [line for line in str(error).splitlines() if line.startswith("✗")]
        return "doctor", False, "; ".join(wrong) or str(error).splitlines()[-1]
    return "doctor", True, "finds nothing wrong"


def main(program: str, words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        f"scripts/{program}",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Exit status: 0 all is well; 1 something is not.",
    )
    parser.add_argument("--env-file", type=Path, default=Compose.env_file)
    parser.add_argument("--project", default="cms", help="Compose's name of the installation")
    parser.add_argument("--place", type=Path, default=backup.PLACE, help="where backups are")
    parser.add_argument("--hours", type=float, default=HOURS, help=f"a backup's age ({HOURS:g})")
    parser.add_argument("--quiet", action="store_true", help="print only what is not well")
    given = parser.parse_args(words)
    lines = [backups(given.place, given.hours)]
    if program == "monitor":
        compose = Compose(given.env_file, project=given.project)
        lines = [*services(compose), doctor(compose), *lines]
    for name, is_well, text in lines:
        if not is_well or not given.quiet:
            print(f"{'✓' if is_well else '✗'} {name:<9} {text}")
    return 0 if all(is_well for _name, is_well, _text in lines) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
