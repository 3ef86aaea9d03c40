"""A secret may be in a file, as Docker's secrets are, and a new key logs nobody out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core import signing

from config.env import Environment, EnvironmentRefused, load

PRODUCTION = {
    "SECRET_KEY": "s" * 50,
    "ALLOWED_HOSTS": "cms.example.com",
    "CMS_URL": "https://cms.example.com",
    "FRONTEND_URL": "https://www.example.com",
    "DATABASE_URL": "postgresql://cms:hidden@db/cms",
    "REDIS_URL": "redis://redis:6379/0",
}
SECRETS = (
    *("SECRET_KEY", "SECRET_KEY_FALLBACKS", "DATABASE_URL", "REDIS_URL", "UPDATE_REDIS_TOKEN"),
    *("ADMIN_PASSWORD", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "DEEPL_AUTH_KEY"),
    *("GOOGLE_TRANSLATE_CREDENTIALS", "LIBRETRANSLATE_API_KEY", "SENTRY_DSN"),
)


@pytest.fixture(autouse=True)
def production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in Environment.model_fields:
        monkeypatch.delenv(field.upper(), raising=False)
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setitem(Environment.model_config, "env_file", tmp_path / ".env")


def refusal(capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(EnvironmentRefused):
        load("production")
    return capsys.readouterr().err


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_read_from_the_file_that_is_named(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    value = {
        "DATABASE_URL": "postgresql://cms:of-a-file@db/cms",
        "REDIS_URL": "redis://:of-a-file@redis/0",
        "GOOGLE_TRANSLATE_CREDENTIALS": '{"project_id": "of-a-file"}',
    }.get(name, "of-a-file " * 6)
    (tmp_path / "secret").write_text(f"{value}\n")
    monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))
    assert "of-a-file" in str(getattr(load("production"), name.lower()))


def test_a_file_and_a_value_are_not_both_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret").write_text("f" * 50)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "secret"))
    assert "SECRET_KEY and SECRET_KEY_FILE are both set" in refusal(capsys)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file or directory"), (b"", "is empty"), (b"\xff\xfe", "it is no text")],
)
def test_a_file_that_has_no_secret_is_named(
    content: bytes | None,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "secret"))
    assert re.search(rf"SECRET_KEY_FILE = '.*/secret'.*{reason}", refusal(capsys))


def test_what_is_no_secret_is_not_read_from_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hosts").write_text("cms.example.com")
    monkeypatch.setenv("ALLOWED_HOSTS_FILE", str(tmp_path / "hosts"))
    assert "ALLOWED_HOSTS is no secret" in refusal(capsys)


def test_a_value_of_a_file_is_checked_as_any_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret").write_text("mysql://cms:hidden@db/cms")
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "secret"))
    message = refusal(capsys)
    assert "DATABASE_URL: must start with postgresql://" in message
    assert "hidden" not in message


def test_what_the_key_of_before_signed_stays_good(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = "o" * 50, "n" * 50
    signed = signing.dumps("a log-in", key=old)
    monkeypatch.setenv("SECRET_KEY", new)
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", old)
    env = load("production")
    keys = list(env.secret_key_fallbacks)
    assert signing.loads(signed, key=env.secret_key, fallback_keys=keys) == "a log-in"


def test_a_short_key_of_before_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", f"{'o' * 50},short")
    message = refusal(capsys)
    assert "SECRET_KEY_FALLBACKS" in message
    assert "at least 50" in message
