"""The environment: the only module that reads it.

`load()` answers a validated `Environment`; a missing or malformed value stops the program with a
message that names the variable and what is allowed. Values come, in this order, from the process's
environment, from `.env` in the project's root (not in tests, which must not depend on whose machine
they run on), and from `DATA_DIR/servers.json`, which `scripts/run` writes while its PostgreSQL and
Redis are up. The addresses in it are those of the installation: they win over what a process on the
same database has. A secret may also be in a file that `<NAME>_FILE` names, where none can list it.

It does not know Django: settings translate these values into Django's.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import json
import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Literal, NoReturn
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from config.services import MailUrl, ReportAddress

ROOT = Path(__file__).resolve().parent.parent

Stage = Literal["development", "production", "test"]


def _website(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an http or https address such as https://www.example.com")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("must be an origin, without a path")
    return value.rstrip("/")


def _postgres(value: str) -> str:
    if value and urlsplit(value).scheme not in ("postgres", "postgresql"):
        raise ValueError("must start with postgresql:// (no other database is supported)")
    return value


def _redis(value: str) -> str:
    if value and urlsplit(value).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("must start with redis://, rediss:// or unix://")
    return value


def _switch(value: object) -> object:
    if isinstance(value, str):
        if value.lower() not in ("true", "false"):
            raise ValueError("must be true or false")
        return value.lower() == "true"
    return value


def _service_account(value: str) -> str:
    """The JSON that Google gives out for a service account."""
    if value:
        try:
            account = json.loads(value)
        except ValueError:
            account = None
        if not isinstance(account, dict) or not account.get("project_id"):
            raise ValueError("must be the JSON of a Google service account, on one line")
    return value


def _folder(value: Path) -> Path:
    """Relative to the project, not to where a command happens to be typed."""
    return ROOT / value


def _contacts(value: tuple[str, ...]) -> tuple[str, ...]:
    """RFC 9116, 2.5.3: addresses with a scheme, the web's over TLS."""
    if any(not url.startswith(("mailto:", "https://", "tel:")) for url in value):
        raise ValueError("must be mailto:…, https://… or tel:…, comma-separated")
    return value


def _networks(value: tuple[str, ...]) -> tuple[str, ...]:
    """203.0.113.7 is a network of one address."""
    for each in value:
        try:
            ipaddress.ip_network(each)
        except ValueError as error:
            raise ValueError(f"must be addresses or networks, comma-separated: {error}") from None
    return value


def _words(value: object) -> object:
    """Comma-separated text as a tuple: 'a, b' -> ('a', 'b')."""
    if isinstance(value, str):
        return tuple(word.strip() for word in value.split(",") if word.strip())
    return value


Website = Annotated[str, AfterValidator(_website)]
PostgresUrl = Annotated[str, AfterValidator(_postgres)]
RedisUrl = Annotated[str, AfterValidator(_redis)]
ServiceAccount = Annotated[str, AfterValidator(_service_account)]
Folder = Annotated[Path, AfterValidator(_folder)]
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]
Switch = Annotated[bool, BeforeValidator(_switch)]
Networks = Annotated[Words, AfterValidator(_networks)]
Contacts = Annotated[Words, AfterValidator(_contacts)]
Port = Annotated[int, Field(ge=1, le=65535)]


class Environment(BaseSettings):
    """Every variable that the CMS reads; `.env.example` lists and explains each one."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", extra="forbid", env_ignore_empty=True, frozen=True
    )

    port: Port = 8000
    frontend_port: Port = 3000
    data_dir: Folder = ROOT / "var"
    web_workers: Annotated[int, Field(ge=1, le=64)] = 2

    database_url: PostgresUrl = ""
    redis_url: RedisUrl = ""
    redis_key_prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9:{}_.-]*$")] = ""

    secret_key: str = ""
    # Keys of before: what they signed is still accepted, nothing new is signed with them.
    secret_key_fallbacks: Words = ()
    debug: Switch = False
    allowed_hosts: Words = ()
    cms_url: Website | None = None
    frontend_url: Website | None = None
    cors_allowed_origins: Words = ()
    trusted_proxy: Switch | None = None
    csp_report_only: Switch = False
    csp_report_uri: ReportAddress = ""
    api_seconds_a_minute: Annotated[int, Field(ge=1, le=3600)] = 60
    unlimited_clients: Networks = ()
    update_redis_token: str = ""
    admin_password: str = ""

    aws_storage_bucket_name: str = ""
    aws_access_key_id: str = ""
    aws_secret_access_key: str = ""
    aws_s3_region_name: str = ""
    aws_s3_endpoint_url: Website | None = None
    aws_s3_custom_domain: str = ""
    max_megapixels: Annotated[int, Field(ge=1, le=200)] = 40

    machine_translator: Literal["", "none", "dummy", "deepl", "google", "libretranslate"] = ""
    deepl_auth_key: str = ""
    google_translate_credentials: ServiceAccount = ""
    libretranslate_url: Website | None = None
    libretranslate_api_key: str = ""
    email_url: MailUrl = ""
    email_from: str = ""
    second_factor: Switch = False
    second_factor_required_for: Words = ()
    session_hours: Annotated[int, Field(ge=1, le=8760)] = 336
    session_idle_minutes: Annotated[int, Field(ge=0, le=43_200)] = 0
    security_contact: Contacts = ()
    audit_log_days: Annotated[int, Field(ge=90, le=3650)] = 400
    trash_days: Annotated[int, Field(ge=1, le=365)] = 30
    webhook_allowed_hosts: Words = ()
    sentry_dsn: str = ""
    metrics_port: Port | None = None
    stream_port: Port | None = None
    log_format: Literal["", "line", "json"] = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """In their order; what is in a file stands before what is in the environment."""
        of_files = InitSettingsSource(settings_cls, _secrets_of_files(tuple(cls.model_fields)))
        return init_settings, of_files, env_settings, dotenv_settings


def stage() -> Stage:
    """The stage that DJANGO_SETTINGS_MODULE names: its last part."""
    name = os.environ.get("DJANGO_SETTINGS_MODULE", "").rpartition(".")[2]
    match name:
        case "development" | "production" | "test":
            return name
    refuse(
        "  DJANGO_SETTINGS_MODULE must be config.settings.development, "
        f"config.settings.production or config.settings.test, not {name!r}."
    )


# The variable by which prometheus_client knows that processes share their counts.
SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"


def share_metrics(folder: Path) -> None:
    """Processes forked from now on count in files here. Call it before anything counts."""
    os.environ[SHARED_METRICS] = str(folder)


def shares_metrics() -> bool:
    return SHARED_METRICS in os.environ


class EnvironmentRefused(SystemExit):
    """The environment cannot be used; the message says which variable and what is allowed.

    The exit status is 2.
    """


def refuse(message: str) -> NoReturn:
    print(f"\nThe CMS cannot start.\n\n{message}\n", file=sys.stderr)
    raise EnvironmentRefused(2)


def _is_secret(name: str) -> bool:
    """Whether a variable may hold a password or a key."""
    secrets_of = {"DATABASE", "REDIS", "KEY", "TOKEN", "PASSWORD", "DSN", "CREDENTIALS"}
    is_one = bool(secrets_of & set(name.split("_"))) or name == "EMAIL_URL"
    return is_one and name != "REDIS_KEY_PREFIX"  # which is none


def _secrets_of_files(fields: tuple[str, ...]) -> dict[str, object]:
    """What the files say that `<NAME>_FILE` names, such as Docker's secrets in /run/secrets."""
    values: dict[str, object] = {}
    for field in fields:
        name = field.upper()
        path = os.environ.get(f"{name}_FILE", "")
        if not path:
            continue
        if not _is_secret(name):
            refuse(f"  {name}_FILE: {name} is no secret; set {name} itself.")
        if os.environ.get(name):
            refuse(f"  {name} and {name}_FILE are both set: keep one of them.")
        try:
            values[field] = Path(path).read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no text"
            refuse(f"  {name}_FILE = {path!r} cannot be read: {reason}.")
        if not values[field]:
            refuse(f"  {name}_FILE = {path!r}: the file is empty.")
    return values


def _running_servers(data_dir: Path) -> dict[str, str]:
    """What `scripts/run` says of what it keeps up: its servers, and its own two addresses."""
    path = data_dir / "servers.json"
    try:
        return dict(json.loads(path.read_text()))
    except FileNotFoundError:
        return {}
    except ValueError:
        refuse(f"{path} is damaged. Stop scripts/run, delete the file and start scripts/run again.")


def _secret_key(data_dir: Path) -> str:
    """A key of this checkout, made on first use, so that log-ins survive a restart.

    When several processes start together, the key of the first is used. The file appears whole.
    """
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        # Only its owner can read it.
        with NamedTemporaryFile("w", dir=data_dir, prefix=".secret_key.") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text()


def _shown(name: str, value: object) -> str:
    """The value, for the message, unless it may hold a password: messages end up in logs."""
    return "" if _is_secret(name) else f" = {value!r}"


def _required_in_production(env: Environment) -> list[str]:
    needed = {
        "SECRET_KEY": (env.secret_key, "at least 50 random characters"),
        "ALLOWED_HOSTS": (env.allowed_hosts, "the CMS's host names, comma-separated"),
        "CMS_URL": (env.cms_url, "the CMS's own address, https://cms.example.com"),
        "FRONTEND_URL": (env.frontend_url, "the website's address, https://www.example.com"),
        "DATABASE_URL": (env.database_url, "postgresql://user:password@host:5432/name"),
        "REDIS_URL": (env.redis_url, "redis://host:6379/0"),
    }
    missing = [
        f"  {name} is missing: set it to {how}."
        for name, (value, how) in needed.items()
        if not value
    ]
    if env.secret_key and len(env.secret_key) < 50:
        missing.append("  SECRET_KEY is too short: use at least 50 random characters.")
    if any(len(key) < 50 for key in env.secret_key_fallbacks):
        missing.append("  SECRET_KEY_FALLBACKS: each key has at least 50 characters.")
    if env.update_redis_token and len(env.update_redis_token) < 20:
        missing.append("  UPDATE_REDIS_TOKEN is too short: use at least 20 random characters.")
    return missing


def _missing_for_translating(env: Environment, stage: Stage) -> list[str]:
    """What the chosen machine translator needs and has not."""
    match env.machine_translator:
        case "dummy" if stage != "test":
            return ["  MACHINE_TRANSLATOR = 'dummy' writes nonsense: it is for tests alone."]
        case "deepl" if not env.deepl_auth_key:
            return ["  DEEPL_AUTH_KEY is missing: MACHINE_TRANSLATOR = 'deepl' needs it."]
        case "libretranslate" if env.libretranslate_url is None:
            return [
                "  LIBRETRANSLATE_URL is missing: MACHINE_TRANSLATOR = 'libretranslate' needs it."
            ]
        case "google":
            missing = []
            if not env.google_translate_credentials:
                missing.append(
                    "  GOOGLE_TRANSLATE_CREDENTIALS is missing: MACHINE_TRANSLATOR = 'google' "
                    "needs it."
                )
            if not _is_installed("google.cloud.translate"):
                missing.append(
                    "  MACHINE_TRANSLATOR = 'google' needs the package google-cloud-translate: "
                    "add it to requirements.in and run scripts/lock."
                )
            return missing
    return []


def _is_installed(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # of the package that it would be in
        return False


def given(stage: Stage) -> Environment:
    """What people set, validated. Raises EnvironmentRefused when it cannot be used."""
    try:
        return Environment(_env_file=None) if stage == "test" else Environment()
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            name = str(problem["loc"][0]).upper() if problem["loc"] else "the environment"
            if problem["type"] == "extra_forbidden":
                lines.append(f"  {name} in .env is not a variable of the CMS: see .env.example.")
            else:
                what_is_allowed = problem["msg"].removeprefix("Value error, ")
                lines.append(f"  {name}{_shown(name, problem['input'])}: {what_is_allowed}.")
        refuse("\n".join(lines))


def load(stage: Stage) -> Environment:
    """The environment of this process. Raises EnvironmentRefused when it is not complete."""
    env = given(stage)
    required = _required_in_production(env) if stage == "production" else []
    missing = [*required, *_missing_for_translating(env, stage)]
    if env.second_factor_required_for and not env.second_factor:
        missing.append("  SECOND_FACTOR_REQUIRED_FOR asks for what SECOND_FACTOR = false forbids.")
    if missing:
        refuse("\n".join(missing))
    if stage == "production":
        return env
    values: dict[str, object] = {}
    if stage == "test" and not env.machine_translator:
        values["machine_translator"] = "dummy"
    servers = _running_servers(env.data_dir)
    for name in ("database_url", "redis_url"):
        if not getattr(env, name):
            values[name] = servers.get(name, "")
    if not env.secret_key:
        values["secret_key"] = _secret_key(env.data_dir)
    is_of_the_run = env.database_url in ("", servers.get("database_url"))
    for name, port in (("cms_url", env.port), ("frontend_url", env.frontend_port)):
        of_the_run = servers.get(name) if is_of_the_run else None
        values[name] = of_the_run or getattr(env, name) or f"http://localhost:{port}"
    return env.model_copy(update=values)
