"""A value that is unknown, missing or malformed keeps the CMS from starting, and the message says
which variable it is and what is allowed. `.env.example` lists every variable."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from config.env import ROOT, Environment, EnvironmentRefused, Stage, load

VARIABLES = {name.upper() for name in Environment.model_fields}

PRODUCTION = {
    "SECRET_KEY": "s" * 50,
    "ALLOWED_HOSTS": "cms.example.com",
    "CMS_URL": "https://cms.example.com",
    "FRONTEND_URL": "https://www.example.com",
    "DATABASE_URL": "postgresql://cms:hidden@db/cms",
    "REDIS_URL": "redis://redis:6379/0",
}


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setitem(Environment.model_config, "env_file", tmp_path / ".env")


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("PORT", "eighty", "valid integer"),
        ("PORT", "70000", "less than or equal to 65535"),
        ("FRONTEND_PORT", "0", "greater than or equal to 1"),
        ("WEB_WORKERS", "0", "greater than or equal to 1"),
        ("DATABASE_URL", "mysql://cms:hidden@db/cms", "must start with postgresql://"),
        ("DATABASE_URL", "sqlite:///cms.db", "must start with postgresql://"),
        ("DATABASE_URL", "db.example.com", "must start with postgresql://"),
        ("REDIS_URL", "http://redis:6379", "must start with redis://, rediss:// or unix://"),
        ("REDIS_KEY_PREFIX", "two words", "String should match pattern"),
        ("DEBUG", "maybe", "must be true or false"),
        ("CMS_URL", "cms.example.com", "must be an http or https address"),
        ("FRONTEND_URL", "https://www.example.com/en/", "must be an origin, without a path"),
        ("AWS_S3_ENDPOINT_URL", "ftp://files.example.com", "must be an http or https address"),
        ("LOG_LEVEL", "LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("MACHINE_TRANSLATOR", "babelfish", "'deepl', 'google' or 'libretranslate'"),
        ("GOOGLE_TRANSLATE_CREDENTIALS", "{}", "must be the JSON of a Google service account"),
        ("LIBRETRANSLATE_URL", "translate", "must be an http or https address"),
    ],
)
@pytest.mark.parametrize("stage", ["development", "production", "test"])
def test_a_malformed_value_is_refused_in_every_stage(
    stage: Any,
    name: str,
    value: str,
    allowed: str,
    production: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(EnvironmentRefused) as refusal:
        load(stage)
    assert refusal.value.code == 2
    message = capsys.readouterr().err
    assert re.search(rf"^  {name}( = '{re.escape(value)}')?: ", message, re.MULTILINE)
    assert allowed in message


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATABASE_URL", "mysql://cms:hidden@db/cms"), ("REDIS_URL", "http://:hidden@redis:6379")],
)
def test_a_message_never_shows_a_password(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(EnvironmentRefused):
        load("development")
    assert "hidden" not in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_production_refuses_to_start_without(
    name: str,
    production: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    load("production")
    monkeypatch.delenv(name)
    with pytest.raises(EnvironmentRefused):
        load("production")
    assert re.search(rf"^  {name} is missing: set it to \S+", capsys.readouterr().err, re.MULTILINE)


def test_production_names_everything_that_is_missing_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(EnvironmentRefused):
        load("production")
    message = capsys.readouterr().err
    assert [name for name in PRODUCTION if f"{name} is missing" not in message] == []


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [("SECRET_KEY", "s" * 49, "at least 50"), ("UPDATE_REDIS_TOKEN", "t" * 19, "at least 20")],
)
def test_production_refuses_a_short_secret(
    name: str,
    value: str,
    allowed: str,
    production: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(EnvironmentRefused):
        load("production")
    message = capsys.readouterr().err
    assert f"{name} is too short" in message
    assert allowed in message
    assert value not in message


@pytest.mark.parametrize("stage", ["development", "production", "test"])
@pytest.mark.parametrize(
    ("translator", "needs"),
    [
        ("deepl", "DEEPL_AUTH_KEY"),
        ("libretranslate", "LIBRETRANSLATE_URL"),
        ("google", "GOOGLE_TRANSLATE_CREDENTIALS"),
    ],
)
def test_a_machine_translator_without_its_key_is_refused(
    stage: Any,
    translator: str,
    needs: str,
    production: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MACHINE_TRANSLATOR", translator)
    with pytest.raises(EnvironmentRefused):
        load(stage)
    assert f"{needs} is missing" in capsys.readouterr().err


def test_google_without_its_library_is_refused_and_not_an_error_page_of_a_translator(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if importlib.util.find_spec("google") is not None:
        pytest.skip("the library is installed")
    monkeypatch.setenv("MACHINE_TRANSLATOR", "google")
    monkeypatch.setenv("GOOGLE_TRANSLATE_CREDENTIALS", '{"project_id": "admsc"}')
    with pytest.raises(EnvironmentRefused):
        load("development")
    assert "google-cloud-translate" in capsys.readouterr().err


@pytest.mark.parametrize("stage", ["development", "production"])
def test_the_dummy_translator_is_for_tests_and_offered_to_nobody(
    production: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    stage: Stage,
) -> None:
    assert load(stage).machine_translator == ""
    assert load("test").machine_translator == "dummy"
    monkeypatch.setenv("MACHINE_TRANSLATOR", "dummy")
    with pytest.raises(EnvironmentRefused):
        load(stage)
    assert "for tests alone" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("variables", "kind", "options"),
    [
        ({"MACHINE_TRANSLATOR": "none"}, None, None),
        ({}, "DummyTranslator", {}),
        (
            {"MACHINE_TRANSLATOR": "deepl", "DEEPL_AUTH_KEY": "k:fx"},
            "DeepLTranslator",
            {"AUTH_KEY": "k:fx"},
        ),
        (
            {"MACHINE_TRANSLATOR": "libretranslate", "LIBRETRANSLATE_URL": "https://t.example.com"},
            "LibreTranslator",
            {"LIBRETRANSLATE_URL": "https://t.example.com", "API_KEY": ""},
        ),
    ],
)
def test_translators_get_the_one_that_was_chosen(
    variables: dict[str, str], kind: str | None, options: dict[str, str] | None
) -> None:
    code = """
import json
from wagtail_localize.machine_translators import get_machine_translator
one = get_machine_translator()
print(json.dumps([one and type(one).__name__, one and one.options]))
"""
    completed = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(completed.stdout) == [kind, options]


def test_production_makes_up_nothing(
    production: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = load("production")
    assert env.secret_key == PRODUCTION["SECRET_KEY"]
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_variable_in_env_file_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text("ALOWED_HOSTS=cms.example.com\n")
    with pytest.raises(EnvironmentRefused):
        load("development")
    message = capsys.readouterr().err
    assert "ALOWED_HOSTS in .env is not a variable of the CMS" in message
    assert ".env.example" in message


def test_the_processs_own_environment_wins_over_env_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("PORT=8001\nFRONTEND_PORT=3001\n")
    monkeypatch.setenv("PORT", "8002")
    env = load("development")
    assert (env.port, env.frontend_port) == (8002, 3001)
    assert (env.cms_url, env.frontend_url) == ("http://localhost:8002", "http://localhost:3001")


def test_tests_do_not_read_the_developers_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=8001\n")
    assert load("test").port == 8000


def test_development_needs_nothing_and_keeps_its_secret_key(tmp_path: Path) -> None:
    first = load("development").secret_key
    assert len(first) >= 50
    assert load("development").secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_processes_that_start_together_have_one_secret_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = secrets.token_urlsafe

    def make_slowly(length: int) -> str:
        (tmp_path / "secret_key").write_text("of the other process" * 3)
        return make(length)

    monkeypatch.setattr(secrets, "token_urlsafe", make_slowly)
    assert load("development").secret_key == "of the other process" * 3
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_development_finds_the_servers_that_are_up(tmp_path: Path) -> None:
    (tmp_path / "servers.json").write_text(
        '{"database_url": "postgresql://postgres@/cms", "redis_url": "redis://localhost:6379/3"}'
    )
    env = load("development")
    assert env.database_url == "postgresql://postgres@/cms"
    assert env.redis_url == "redis://localhost:6379/3"


def test_a_relative_data_dir_is_the_projects_wherever_the_command_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", "var")
    monkeypatch.chdir(tmp_path)
    assert Environment().data_dir == ROOT / "var"


def test_the_example_lists_every_variable_and_no_other() -> None:
    listed = re.findall(r"^([A-Z_0-9]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(VARIABLES)


def test_the_example_can_be_copied_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = load("development")
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text())
    assert load("development") == without


def test_something_reads_every_variable() -> None:
    """A variable that nothing reads is a promise to whoever sets it."""
    sources = [
        path.read_text()
        for folder, suffix in (
            ("config", "*.py"),
            ("scripts", "*"),
            ("docker", "*"),
            ("cms", "*.py"),
        )
        for path in (ROOT / folder).rglob(suffix)
        if path.is_file() and path.suffix in ("", ".py", ".sh") and path.name != "env.py"
    ]
    everything = "\n".join(sources)
    unread = [
        name
        for name in Environment.model_fields
        if not re.search(rf"\.{name}\b|\b{name.upper()}\b", everything)
    ]
    assert unread == []


def test_a_postgresql_that_went_away_without_a_word_is_found_out_in_seconds(
    database: None,
) -> None:
    with connection.cursor():
        options = {k: int(v) for k, v in connection.connection.info.get_parameters().items()
                 if k.startswith(("keepalives_", "tcp_"))}  # fmt: skip
    assert 0 < options["tcp_user_timeout"] <= 30_000
    silent = (
        options["keepalives_idle"] + options["keepalives_interval"] * options["keepalives_count"]
    )
    assert 0 < silent <= 30


@pytest.mark.parametrize("name", ["config.settings.prod", "", "development.local"])
def test_an_unknown_stage_is_refused(name: str, tmp_path: Path) -> None:
    completed = subprocess.run(
        [sys.executable, "-c", "import config.settings.base"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": name},
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 2
    assert "DJANGO_SETTINGS_MODULE must be config.settings.development" in completed.stderr


def test_a_refusal_is_a_message_and_no_traceback(tmp_path: Path) -> None:
    completed = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "PORT": "eighty",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 2
    assert completed.stderr.startswith("\nThe CMS cannot start.\n\n  PORT = 'eighty':")
    assert "Traceback" not in completed.stderr
