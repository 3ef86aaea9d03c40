"""A release takes no request before it has shown that it works; what fails leaves the old one."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.production import deploy as deploying
from scripts.production.compose import Compose
from scripts.production.deploy import deploy
from scripts.production.steps import StepFailed

OLD, NEW = "cms:old", "cms:new"


class Machine(Compose):
    """A Docker that notes what it is asked for, and refuses what has `refuses` in it."""

    def __init__(self, folder: Path, refuses: str = "nothing") -> None:
        super().__init__(folder / "production.env")
        self.env_file.write_text(f"# by hand\nCMS_IMAGE={OLD}\nSECRET_KEY=x\n")
        self.refuses, self.asked = refuses, list[str]()
        self._live = folder / "application.conf"

    @property
    def live_file(self) -> Path:
        return self._live

    def fetch(self, image: str) -> None:
        self.asked.append(f"fetch {image}")

    def run(self, *words: str, **environment: str) -> str:
        line = " ".join([*words, *environment.values()])
        self.asked.append(line)
        if self.refuses in line:
            raise StepFailed(f"{self.refuses} does not work")
        return ""

    def state(self, service: str) -> str:
        return "healthy"

    def when(self, words: str) -> int:
        """Of the requests, the first with these words."""
        return next(number for number, line in enumerate(self.asked) if words in line)

    def is_asked(self, words: str) -> bool:
        return any(words in line for line in self.asked)


def perform(machine: Machine, image: str = NEW, mends: bool = False) -> None:
    deploy(machine, image, backs_up=lambda: machine.asked.append("backup"), mends=mends)


def test_nginx_asks_the_new_release_after_everything_that_may_fail(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    perform(machine)
    order = ["backup", "manage.py migrate", "up --detach", "web-green python manage.py doctor"]
    order += ["smoke_test", f"worker {NEW}", "nginx -s reload", "publish --new-version"]
    order += ["rm --stop --force web"]
    moments = [machine.when(words) for words in order]
    assert moments == sorted(moments)
    assert machine.live() == "web-green"
    assert machine.image() == NEW
    assert machine.env_file.read_text() == f"# by hand\nCMS_IMAGE={NEW}\nSECRET_KEY=x\n"
    assert not machine.is_asked("up --detach --no-deps --force-recreate nginx")


def test_the_next_one_starts_where_the_first_was(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    perform(machine)
    perform(machine, "cms:newer")
    assert machine.live() == "web"
    assert machine.release_before() == NEW


@pytest.mark.parametrize(
    "refuses",
    [
        "exec --no-TTY web python manage.py doctor",
        f"manage.py migrate --noinput {NEW}",
        f"collectstatic --noinput {NEW}",
        "never web-green",
        "web-green python manage.py doctor",
        "smoke_test",
        f"worker {NEW}",
        "nginx -t",
        "nginx -s reload",
    ],
)
def test_whatever_fails_the_old_release_goes_on_and_nothing_is_left(
    refuses: str, tmp_path: Path
) -> None:
    machine = Machine(tmp_path, refuses)
    with pytest.raises(StepFailed, match="does not work"):
        perform(machine)
    assert machine.live() == "web"
    assert machine.image() == OLD
    assert not machine.releases.exists()
    assert not machine.is_asked("--new-version")
    assert "rm --stop --force web" not in machine.asked
    if machine.is_asked("up --detach"):
        assert "rm --stop --force web-green" in machine.asked


def test_what_a_failed_release_left_outside_of_its_container_is_the_old_ones_again(
    tmp_path: Path,
) -> None:
    """The names of static files, the triggers, and the worker."""
    machine = Machine(tmp_path, "nginx -t")
    with pytest.raises(StepFailed, match="does not work"):
        perform(machine)
    failure = machine.when("nginx -t")
    for words in ("manage.py migrate", "collectstatic", "never worker"):
        again = [line for line in machine.asked[failure:] if words in line]
        assert len(again) == 1
        assert again[0].endswith(OLD)


def test_a_backup_that_fails_stops_the_deploy_before_it_changes_anything(tmp_path: Path) -> None:
    machine = Machine(tmp_path)

    def fails() -> None:
        raise StepFailed("the disk is full")

    with pytest.raises(StepFailed, match="the disk is full"):
        deploy(machine, NEW, backs_up=fails)
    assert machine.asked == [f"fetch {NEW}", "exec --no-TTY web python manage.py doctor"]


def test_an_installation_that_is_not_well_is_mended_on_request(tmp_path: Path) -> None:
    machine = Machine(tmp_path, "exec --no-TTY web python manage.py doctor")
    with pytest.raises(StepFailed, match="does not work"):
        perform(machine)
    perform(machine, mends=True)
    assert machine.image() == NEW


def test_a_migration_that_would_wait_for_editors_gives_up(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    perform(machine)
    migration = machine.asked[machine.when("manage.py migrate")]
    assert "PGOPTIONS=-c lock_timeout=" in migration
    assert NEW in migration, "the tables are those of the new release"


def test_the_way_back_makes_no_backup_and_asks_nobody_whether_all_is_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = Machine(tmp_path)
    perform(machine)
    perform(machine, OLD)
    perform(machine, NEW)
    assert machine.release_before() == OLD
    machine.asked.clear()
    deploy(machine, OLD, mends=True)
    assert machine.image() == OLD
    assert not machine.is_asked("backup")
    assert not machine.is_asked("exec --no-TTY web-green python manage.py doctor")


@pytest.mark.parametrize("program", ["deploy", "rollback"])
def test_a_dry_run_says_what_it_would_do(
    program: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    env_file = Machine(tmp_path).env_file
    words = ["--env-file", str(env_file), "--dry-run", NEW]
    assert deploying.main(program, words) == 0
    output = capsys.readouterr().out
    assert f"Would make {NEW} answer in place of {OLD}" in output
    assert ("backup" in output) == (program == "deploy")


def test_without_a_release_before_there_is_no_way_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    env_file = Machine(tmp_path).env_file
    assert deploying.main("rollback", ["--env-file", str(env_file)]) == 1
    assert "names no release before" in capsys.readouterr().err
