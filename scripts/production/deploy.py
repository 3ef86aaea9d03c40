"""scripts/deploy and scripts/rollback: another release, which takes no request before it is tested.

Its tables, its start beside the release that answers, its checks: where one of them fails, the
release that answers goes on, and the other is taken away. Then nginx asks the new one, the old one
answers what it had begun, and ends.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from scripts.production import backup
from scripts.production.compose import Compose, is_there
from scripts.production.installation import Containers
from scripts.production.steps import Failed, finish, run, step

# Editors' requests wait for a lock that a migration holds or waits for: at most so long.
WHILE_MIGRATING = "-c lock_timeout=4s"


def deploy(compose: Compose, image: str, *, migrates: bool, backs_up: Callable[[], None]) -> None:
    """Makes `image` the release that answers. Raises Failed; then the one before still answers."""
    _have(image)
    new, old = compose.other(), compose.live()
    print(f"{image} becomes the release that answers, as {new} beside {old} ({compose.image()}).")
    with step("the installation as it is"):
        compose.inside(old, "python", "manage.py", "doctor")
    if migrates:
        backs_up()
        with step("tables"):
            words = ("python", "manage.py", "migrate", "--noinput")
            compose.release_step(image, *words, options=WHILE_MIGRATING)
        with step("static files"):
            compose.release_step(image, "python", "manage.py", "collectstatic", "--noinput")
    try:
        with step(f"start of {new}"):
            compose.start(new, image)
        with step("what it needs (manage.py doctor)"):
            compose.inside(new, "python", "manage.py", "doctor")
        with step("smoke test"):
            compose.inside(new, "python", "docker/smoke_test.py")
        with step(f"nginx asks {new}"):
            compose.ask(new)
    except BaseException:
        compose.remove(new)
        raise
    compose.note(image)
    with step("documents by the new code"):
        compose.inside(new, "python", "manage.py", "publish", "--new-version")
    with step("worker"):
        compose.start("worker", image)
    with step(f"end of {old}, when it has answered what it began"):
        compose.remove(old)
    print(f"{image} answers.")


def _have(image: str) -> None:
    """Fetches it, unless it was built or fetched here already."""
    if not is_there(image):
        with step(f"fetching {image}"):
            run(["docker", "pull", image])


def _arguments(program: str) -> argparse.ArgumentParser:
    is_rollback = program == "rollback"
    parser = argparse.ArgumentParser(
        f"scripts/{program}",
        description=(__doc__ or "").partition("\n\n")[2],
        epilog="Exit status: 0 it answers; 1 it does not, and the one before does; 2 wrong words.",
    )
    what = "the release to go back to (default: the one before, of docker/releases.log)"
    if is_rollback:
        parser.add_argument("image", nargs="?", default="", help=what)
    else:
        parser.add_argument("image", help="the release, by digest (name@sha256:…) or by tag")
        parser.add_argument("--no-backup", action="store_true", help="make none before the tables")
    parser.add_argument("--env-file", type=Path, default=Compose.env_file)
    parser.add_argument("--file", type=Path, action="append", help="compose files, in their order")
    parser.add_argument("--project", default="cms", help="Compose's name of the installation")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")
    return parser


def main(program: str, words: list[str]) -> int:
    given = _arguments(program).parse_args(words)
    files = tuple(given.file or Compose.files)
    compose = Compose(given.env_file, files, given.project)
    is_rollback = program == "rollback"

    def back_up() -> None:
        if not given.no_backup:
            with step("backup"):
                backup.make(Containers(compose), backup.PLACE)

    def perform() -> None:
        image = given.image or compose.release_before()
        if given.dry_run:
            tables = "" if is_rollback else "backup, tables, static files, "
            print(
                f"Would make {image} answer in place of {compose.image()}: {tables}start as"
                f" {compose.other()}, doctor, smoke test, nginx, documents, worker,"
                f" end of {compose.live()}."
            )
            return
        deploy(compose, image, migrates=not is_rollback, backs_up=back_up)

    return finish(perform, _otherwise(compose))


def _otherwise(compose: Compose) -> str:
    try:
        return f"{compose.image()} answers, as {compose.live()}."
    except (Failed, OSError) as error:
        return str(error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
