"""A release takes no request before it has shown that it works; what fails leaves the old one."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.production import deploy as deploying
from scripts.production.compose import Compose
from scripts.production.deploy import deploy
from scripts.production.steps import Failed

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

    def run(self, *words: str, **environment: str) -> str:
        line = " ".join([*words, *environment.values()])
        self.asked.append(line)
        if self.refuses in line:
            raise Failed(f"{self.refuses} does not work")
        return ""

    def state(self, service: str) -> str:
        return "healthy"

    def when(self, words: str) -> int:
        """Of the requests, the first with these words."""
        return next(number for number, line in enumerate(self.asked) if words in line)

    def is_asked(self, words: str) -> bool:
        return any(words in line for line in self.asked)


@pytest.fixture(autouse=True)
def images(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deploying, "is_there", lambda image: True)


def backed_up(machine: Machine) -> None:
    machine.run("backup")


def perform(machine: Machine, image: str = NEW, migrates: bool = True) -> None:
    deploy(machine, image, migrates=migrates, backs_up=lambda: backed_up(machine))


def test_nginx_asks_the_new_release_after_everything_that_may_fail(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    perform(machine)
    order = ["backup", "manage.py migrate", "up --detach", "web-green python manage.py doctor"]
    order += ["smoke_test", "nginx -s reload", "publish --new-version", "rm --stop --force web"]
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
        "backup",
        "manage.py migrate",
        "collectstatic",
        "web-green",
        "web-green python manage.py doctor",
        "smoke_test",
        "nginx -t",
        "nginx -s reload",
    ],
)
def test_whatever_fails_the_old_release_goes_on_and_nothing_is_left(
    refuses: str, tmp_path: Path
) -> None:
    machine = Machine(tmp_path, refuses)
    with pytest.raises(Failed, match="does not work"):
        perform(machine)
    assert machine.live() == "web"
    assert machine.image() == OLD
    assert not machine.releases.exists()
    assert not machine.is_asked("--new-version")
    assert "rm --stop --force web" not in machine.asked
    if machine.is_asked("up --detach"):
        assert machine.asked[-1] == "rm --stop --force web-green"


def test_a_migration_that_would_wait_for_editors_gives_up(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    perform(machine)
    migration = machine.asked[machine.when("manage.py migrate")]
    assert "PGOPTIONS=-c lock_timeout=" in migration
    assert NEW in migration, "the tables are those of the new release"


def test_the_way_back_leaves_tables_and_backups_alone(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    perform(machine)
    machine.asked.clear()
    machine.note(OLD)
    machine.note(NEW)
    assert machine.release_before() == OLD
    perform(machine, OLD, migrates=False)
    assert machine.image() == OLD
    assert not machine.is_asked("migrate python")
    assert not machine.is_asked("backup")


@pytest.mark.parametrize("program", ["deploy", "rollback"])
def test_a_dry_run_says_what_it_would_do(
    program: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    env_file = Machine(tmp_path).env_file
    words = ["--env-file", str(env_file), "--dry-run", NEW]
    assert deploying.main(program, words) == 0
    said = capsys.readouterr().out
    assert f"Would make {NEW} answer in place of {OLD}" in said
    assert ("tables" in said) == (program == "deploy")


def test_without_a_release_before_there_is_no_way_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    env_file = Machine(tmp_path).env_file
    assert deploying.main("rollback", ["--env-file", str(env_file)]) == 1
    assert "names no release before" in capsys.readouterr().err
