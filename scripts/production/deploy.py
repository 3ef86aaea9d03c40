"""scripts/deploy and scripts/rollback: another release, which takes no request before it is tested.

Its tables, its start beside the release that answers, its checks: where one of them fails, the
release that answers goes on, and the other is taken away. Then nginx asks the new one, the old one
answers what it had begun, and ends. On a machine where nothing runs yet the release is started.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from scripts.production import backup
from scripts.production.colours import Colours
from scripts.production.compose import Compose
from scripts.production.installation import Containers
from scripts.production.steps import StepFailed, finish, step

# Editors' requests wait for a lock that a migration holds or waits for: at most so long.
WHILE_MIGRATING = "-c lock_timeout=4s"


def deploy(
    machine: Colours,
    image: str,
    *,
    backs_up: Callable[[], None] | None = None,
    mends: bool = False,
) -> None:
    """Makes `image` the release that answers. Raises StepFailed; the one before still answers then,
    unless the message says otherwise. `mends`: what answers now need not be well."""
    with step(f"having {image}"):
        machine.fetch(image)
    new, old, before = machine.other(), machine.live(), machine.image()
    print(f"{image} becomes the release that answers, as {new} beside {old} ({before}).")
    if not mends:
        with step("the installation as it is (manage.py doctor)"):
            machine.inside(old, "python", "manage.py", "doctor")
    if backs_up is not None:
        with step("backup"):
            backs_up()
    worker_is_new = False
    try:
        _tables_and_static_files(machine, image)
        _start(machine, image, new)
        with step("worker"):
            worker_is_new = True
            machine.start("worker", image)
        with step(f"nginx asks {new}"):
            machine.ask(new)
    except BaseException:
        _put_back(machine, new, before, worker_is_new)
        raise
    machine.note(image)
    try:
        with step("documents by the new code"):
            machine.inside(new, "python", "manage.py", "publish", "--new-version")
    finally:
        with step(f"end of {old}, when it has answered what it began"):
            machine.remove(old)
    print(f"{image} answers.")


def _tables_and_static_files(machine: Colours, image: str) -> None:
    """What belongs to a release and is not in its container. The release before works with the
    tables too (docs/decisions/two-colours.md); going back to one brings its triggers and the names
    of its static files, and undoes no migration."""
    with step("tables"):
        words = ("python", "manage.py", "migrate", "--noinput")
        machine.release_step(image, *words, options=WHILE_MIGRATING)
    with step("static files"):
        machine.release_step(image, "python", "manage.py", "collectstatic", "--noinput")


def _start(machine: Colours, image: str, new: str) -> None:
    """Starts a release where nobody asks it, and tries it out."""
    with step(f"start of {new}"):
        machine.start(new, image)
    with step("what it needs (manage.py doctor)"):
        machine.inside(new, "python", "manage.py", "doctor")
    with step("smoke test"):
        machine.inside(new, "python", "docker/smoke_test.py")


def _put_back(machine: Colours, new: str, before: str, worker_is_new: bool) -> None:
    """Takes a release away that did not get as far as answering. Raises nothing: what went wrong
    first is what a person must read."""
    steps: list[tuple[str, Callable[[], object]]] = [
        (f"end of {new}", lambda: machine.remove(new)),
        ("back:", lambda: _tables_and_static_files(machine, before)),
    ]
    if worker_is_new:
        steps.append(("worker of the release before", lambda: machine.start("worker", before)))
    for name, act in steps:
        try:
            print(f"  {name}", flush=True)
            act()
        except StepFailed as error:
            print(f"  {name} failed: {error}", flush=True)


def first_start(compose: Compose) -> None:
    """Starts the release of the env file where nothing runs yet. Raises StepFailed."""
    image = compose.image()
    with step(f"having {image}"):
        compose.fetch(image)
    print(f"Nothing runs yet: {image} is started.")
    with step("start of everything, tables and static files first"):
        compose.start_everything()
    with step("what it needs (manage.py doctor)"):
        compose.inside(compose.live(), "python", "manage.py", "doctor")
    with step("smoke test"):
        compose.inside(compose.live(), "python", "docker/smoke_test.py")
    compose.note(image)
    print(f"{image} answers.")


def _arguments(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        f"scripts/{program}",
        description=(__doc__ or "").partition("\n\n")[2],
        epilog="Exit status: 0 it answers; 1 it does not, and the one before does; 2 wrong words.",
    )
    if program == "rollback":
        help_text = "the release to go back to (default: the one before, of docker/releases.log)"
        # It is wanted when something is wrong, and what is there now is no state to keep.
        parser.set_defaults(no_backup=True, mend=True)
    else:
        help_text = (
            "the release, by digest (name@sha256:…) or by tag (default: CMS_IMAGE, as it starts)"
        )
        parser.add_argument("--no-backup", action="store_true", help="make none before the tables")
        parser.add_argument(
            "--mend", action="store_true", help="though the release that answers now is not well"
        )
    parser.add_argument("image", nargs="?", default="", help=help_text)
    parser.add_argument("--env-file", type=Path, default=Compose.env_file)
    parser.add_argument("--file", type=Path, action="append", help="compose files, in their order")
    parser.add_argument("--project", default="cms", help="Compose's name of the installation")
    parser.add_argument("--place", type=Path, default=backup.PLACE, help="where backups are")
    parser.add_argument("--encrypt-to", default="", help="for the backup: age1…, or a key of gpg")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")
    return parser


def main(program: str, words: list[str]) -> int:
    options = _arguments(program).parse_args(words)
    files = tuple(options.file or Compose.files)
    compose = Compose(options.env_file, files, options.project)

    def back_up() -> None:
        backup.make(Containers(compose), options.place, options.encrypt_to)

    def perform() -> None:
        is_rollback = program == "rollback"
        image = options.image or (compose.release_before() if is_rollback else compose.image())
        if options.dry_run:
            first = "" if options.no_backup else "backup, "
            print(
                f"Would make {image} answer in place of {compose.image()}: {first}tables, static"
                f" files, start as {compose.other()}, doctor, smoke test, worker, nginx, documents,"
                f" end of {compose.live()}."
            )
        elif not is_rollback and image == compose.image() and not compose.state(compose.live()):
            first_start(compose)
        else:
            backs_up = None if options.no_backup else back_up
            if compose.has_tls() and not compose.state("certificates"):
                with step("TLS, for the first time: nginx starts anew"):
                    compose.start_certificates()
            deploy(compose, image, backs_up=backs_up, mends=options.mend)

    return finish(perform, lambda: _otherwise(compose))


def _otherwise(compose: Compose) -> str:
    try:
        return f"{compose.image()} answers, as {compose.live()}."
    except (StepFailed, OSError) as error:
        return str(error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
