"""scripts/rehearse: what production promises, tried out on an installation that holds nothing.

    containers  from nothing to healthy; rights and limits; each service killed under load
    deploy      under readers and an editor who publishes twice a second: a good release, one that
                does not start, one that fails its smoke test, one whose tables cannot be made, the
                way back. No read fails, no publish is lost, an answer takes at most 5 s.
    restore     a backup, the loss of everything, the restore: the same documents byte for byte,
                under a higher version.

It uses the Docker Engine of this machine, or with `--engine FOLDER` one that it makes there. Where
there is none, and none can be made, it uses processes of this machine, and the exit status says so.
The installation is made of this checkout, and gone afterwards, with all that is in it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from scripts.production import backup, monitor, restore
from scripts.production.compose import ROOT
from scripts.production.deploy import deploy, first_start
from scripts.production.rehearsal_containers import containers
from scripts.production.rehearsal_engine import NoEngine, engine
from scripts.production.rehearsal_faults import rehearse_containers
from scripts.production.rehearsal_processes import processes
from scripts.production.rehearsed import LoadReport, Rehearsed, load, summary
from scripts.production.steps import StepFailed, finish, step

BY_PROCESSES = 3
# Seconds that an editor waits for an answer at most.
LONGEST_WAIT = 5.0
NEWEST = max(path.stem for path in (ROOT / "home/migrations").glob("[0-9]*.py"))
WRONG_TABLES = f"""from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("home", "{NEWEST}")]
    operations = [migrations.RunSQL("SELECT 1/0")]
"""
NO_SITEMAP = "urlpatterns = [p for p in urlpatterns if 'sitemap' not in str(p.pattern)]"
# What is written into a file of the good release: a name, the file, the words that are added.
RELEASES = (
    ("good", "release", "good"),
    ("no-start", "config/wsgi.py", "raise SystemExit(1)"),
    ("no-smoke", "cms/urls.py", NO_SITEMAP),
    ("no-tables", "home/migrations/0999_wrong.py", WRONG_TABLES),
)
# What readers read, before a loss and after it.
ADDRESSES = (
    *(f"/api/{name}/{query}"
      for name in ("website-data", "seo-data", "home-page", "menu-items", "heroes", "partners")
      for query in ("", "?locale=en", "?locale=ar")),
)  # fmt: skip


def attempt(name: str, shall_succeed: bool, act: Callable[[], None]) -> None:
    """Raises StepFailed when it came out otherwise than it shall."""
    print(f"\n{time.strftime('%H:%M:%S')} {name}", flush=True)
    began = time.monotonic()
    reason = ""
    try:
        act()
    except StepFailed as error:
        reason = str(error)
        print(f"  refused: {reason.splitlines()[-1]}", flush=True)
    print(f"  after {time.monotonic() - began:.1f} s", flush=True)
    if bool(reason) == shall_succeed:
        outcome = "was refused" if shall_succeed else "went through"
        raise StepFailed(f"{name}: it {outcome}.\n{reason}")


def rehearse_deploy(machine: Rehearsed) -> None:
    colours = machine.colours
    base = colours.image()
    images = {name: machine.build(base, name, file, words) for name, file, words in RELEASES}

    def to(image: str) -> Callable[[], None]:
        return lambda: deploy(colours, image)

    with load(machine) as reports:
        attempt("A release", True, to(images["good"]))
        attempt("A release that does not start", False, to(images["no-start"]))
        attempt("A release that fails its smoke test", False, to(images["no-smoke"]))
        attempt("A release whose tables cannot be made", False, to(images["no-tables"]))
        attempt("The way back", True, lambda: deploy(colours, base, mends=True))
    judge(reports[0])


def judge(report: LoadReport) -> None:
    """Raises StepFailed when a promise was broken."""
    print(f"\n{summary(report)}")
    longest = max((seconds for seconds, _when in report["slowest"]), default=0.0)
    broken = {
        "failed": report["failed"][:5],
        "older": report["older"],
        "lost": report["lost"][:5],
        "refused": report["refused"][:5],
        "waited": longest if longest > LONGEST_WAIT else 0,
    }
    if any(broken.values()) or not report["published"]:
        raise StepFailed(json.dumps(broken, indent=1))


def rehearse_restore(machine: Rehearsed, place: Path) -> None:
    with load(machine):
        time.sleep(5)
        with step("backup, while an editor publishes"):
            during = backup.make(machine.installation(), place)
    restore.compare(machine.installation(), during, "")
    with step("backup"):
        folder = backup.make(machine.installation(), place)
    before = {address: machine.digest(address) for address in ADDRESSES}
    print(f"version {backup.note_of(folder)['version']}; everything is lost now")
    machine.lose_everything()
    began = time.monotonic()
    version = restore.restore(machine.installation(), folder, "", 0)
    seconds = time.monotonic() - began
    after = {address: machine.digest(address) for address in ADDRESSES}
    if differing := [a for a in ADDRESSES if before[a] != after[a]]:
        raise StepFailed(f"{len(differing)} documents differ: {', '.join(differing[:5])}")
    if version <= backup.note_of(folder)["version"]:
        raise StepFailed(f"The version is {version}, which readers had already.")
    print(f"{len(ADDRESSES)} documents, the same byte for byte, version {version}: {seconds:.1f} s")
    count = restore.compare(machine.installation(), folder, "")
    restore.prove(folder, count)
    for hours, shall_be_well in ((26.0, True), (0.0, False)):
        line = monitor.backups(place, hours)
        print(f"{'✓' if line.is_well else '✗'} {line.question} {line.text}")
        if line.is_well != shall_be_well:
            raise StepFailed(f"backup-monitor with --hours {hours:g} should say otherwise.")


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        "scripts/rehearse",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=(
            f"Exit status: 0 all as promised, with containers; {BY_PROCESSES} all as promised, with"
            " processes, as no Docker Engine is here; 1 not as promised."
        ),
    )
    parser.add_argument("what", choices=list(REHEARSALS))
    parser.add_argument("--engine", type=Path, help="makes an engine below this folder")
    parser.add_argument("--processes", action="store_true", help="though a Docker Engine is here")
    options = parser.parse_args(words)
    status = 0

    def perform() -> None:
        nonlocal status
        with tempfile.TemporaryDirectory(prefix="cms-rehearsal-") as folder:
            try:
                by_containers(options, Path(folder))
            except NoEngine as error:
                print(f"With processes of this machine: {error}", flush=True)
                status = BY_PROCESSES
                by_processes(options.what, Path(folder))

    return finish(perform, lambda: "See above for how far it came.") or status


def by_processes(name: str, folder: Path) -> None:
    if name == "containers":
        print("Rights, limits and kills are those of containers: deploys are rehearsed instead.")
    with processes(folder / "installation") as machine:
        REHEARSALS[name](machine, folder / "backups")


def by_containers(options: argparse.Namespace, folder: Path) -> None:
    """Raises NoEngine, StepFailed."""
    if options.processes:
        raise NoEngine("as you ask.")
    with ExitStack() as stack:
        if options.engine is not None:
            container_engine = stack.enter_context(engine(options.engine))
            # It sees this folder and the checkout alone.
            folder = Path(
                stack.enter_context(tempfile.TemporaryDirectory(dir=container_engine.work))
            )
        elif not engine_answers():
            raise NoEngine("no Docker Engine is here.")
        print("With containers.", flush=True)
        machine = stack.enter_context(containers(folder))
        if options.what == "containers":
            rehearse_containers(machine)
            return
        first_start(machine.colours)
        REHEARSALS[options.what](machine, folder / "backups")


def engine_answers() -> bool:
    try:
        return not subprocess.run(["docker", "info"], capture_output=True, check=False).returncode
    except FileNotFoundError:
        return False


REHEARSALS: dict[str, Callable[[Rehearsed, Path], None]] = {
    "containers": lambda machine, _place: rehearse_deploy(machine),
    "deploy": lambda machine, _place: rehearse_deploy(machine),
    "restore": rehearse_restore,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
