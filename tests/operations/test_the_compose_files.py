"""What the compose files promise: who is reachable, who may write what, what reaches the CMS.

There is no Docker engine where the tests run. GitHub Actions build the image and start it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import ROOT, Environment
from tests.operations.docker_files import (
    DEVELOPMENT,
    DOCKERFILE,
    OF_THE_CMS,
    PRODUCTION,
    REQUIRED,
    Compose,
    Service,
    arguments_of,
    environment_of,
    filled_in,
    mounts,
    variables,
)

ONE_SHOT = {"migrate"}

# What the CMS is given in development or on a command line, never by production's compose file.
NOT_FOR_PRODUCTION = {"PORT", "FRONTEND_PORT", "DEBUG", "ADMIN_PASSWORD"}
# What compose needs for itself: which image, and the password that it puts into DATABASE_URL.
OF_THE_DEPLOYMENT = {
    *("CMS_IMAGE", "POSTGRES_PASSWORD"),
    # Of nginx and of who keeps its certificate.
    *("TLS_DOMAIN", "TLS_EMAIL", "TLS_ACME_SERVER", "HTTP_PORT", "HTTPS_PORT"),
}

SERVICES = {
    f"{file}-{name}": service
    for file, compose in (("production", PRODUCTION), ("development", DEVELOPMENT))
    for name, service in compose["services"].items()
}
EVERY_SERVICE = [pytest.param(service, id=name) for name, service in SERVICES.items()]
OTHER_PEOPLES = [
    pytest.param(service, id=name) for name, service in SERVICES.items() if "build" not in service
]
LASTING = [
    pytest.param(service, id=name)
    for name, service in SERVICES.items()
    if name.partition("-")[2] not in ONE_SHOT
]
PRODUCTION_SERVICES = [
    pytest.param(service, id=name) for name, service in PRODUCTION["services"].items()
]
BOTH = pytest.mark.parametrize(
    "compose", [PRODUCTION, DEVELOPMENT], ids=["production", "development"]
)

COMPOSE_ASKS_FOR = variables(dict(PRODUCTION))


def documented_variables() -> set[str]:
    lines = (ROOT / "docker/production.env.example").read_text().splitlines()
    return {line.partition("=")[0] for line in lines if line and not line.startswith("#")}


# --- Every service ---------------------------------------------------------------------------


@pytest.mark.parametrize("service", EVERY_SERVICE)
def test_nobody_runs_as_root(service: Service) -> None:
    user, _, group = str(service["user"]).partition(":")
    assert int(user) > 0
    assert int(group) > 0
    assert not service.get("privileged")


@pytest.mark.parametrize("service", OTHER_PEOPLES)
def test_every_image_of_other_people_has_a_tag_that_is_a_version(service: Service) -> None:
    name, _, tag = service["image"].partition(":")
    assert name
    assert re.search(r"\d", tag)


@BOTH
def test_web_worker_and_release_step_are_the_one_image_that_is_built_here(compose: Compose) -> None:
    services = compose["services"]
    own_services = set(OF_THE_CMS) & services.keys()
    assert {name for name, service in services.items() if "build" in service} == own_services
    (image,) = {services[name]["image"] for name in own_services}
    # In production the operator names it, and compose stops without the name.
    names = {"cms": REQUIRED["CMS_IMAGE"], "cms-dev": "admsc-cms:dev"}
    assert filled_in(image, REQUIRED) == names[compose["name"]]


@BOTH
def test_what_ends_by_itself_is_not_started_again(compose: Compose) -> None:
    restarts = {name: service["restart"] for name, service in compose["services"].items()}
    assert {name for name, restart in restarts.items() if restart == "no"} == ONE_SHOT


@pytest.mark.parametrize("service", LASTING)
def test_whatever_keeps_running_is_restarted_and_asked_how_it_is(service: Service) -> None:
    assert service["restart"] == "unless-stopped"
    check = service["healthcheck"]
    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout", "retries", "start_period"} <= check.keys()


@BOTH
def test_nginx_alone_can_be_reached_from_outside(compose: Compose) -> None:
    published = {name for name, service in compose["services"].items() if "ports" in service}
    assert published == {"nginx"}
    for service in compose["services"].values():
        assert service.get("network_mode") is None


def test_development_is_reachable_from_its_own_machine_only() -> None:
    addresses = {port.split(":")[0] for port in DEVELOPMENT["services"]["nginx"]["ports"]}
    assert addresses == {"127.0.0.1"}


@pytest.mark.parametrize("service", PRODUCTION_SERVICES)
def test_in_production_nothing_can_be_rewritten_and_nobody_gains_rights(
    service: Service,
) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert any(mount.startswith(("/tmp", "/data")) for mount in service["tmpfs"])


@pytest.mark.parametrize("service", PRODUCTION_SERVICES)
def test_no_service_takes_the_memory_or_the_processes_of_the_others(service: Service) -> None:
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert 0 < service["pids_limit"] <= 256


def test_a_release_touches_neither_nginx_nor_what_it_reads() -> None:
    """Compose recreates whatever depends on what it recreates, and so it refused connections."""
    nginx = PRODUCTION["services"]["nginx"]
    assert "depends_on" not in nginx
    assert variables(dict(nginx)).keys().isdisjoint({"CMS_IMAGE"})
    web, green = PRODUCTION["services"]["web"], PRODUCTION["services"]["web-green"]
    assert green["profiles"] == ["green"], "it is started by a deploy alone"
    assert {**green, "profiles": []} == {**web, "profiles": []}


@pytest.mark.parametrize("service", PRODUCTION_SERVICES)
def test_logs_cannot_fill_the_disk(service: Service) -> None:
    assert {"max-size", "max-file"} <= service["logging"]["options"].keys()


def test_the_databases_are_on_a_network_without_a_way_in_or_out() -> None:
    assert PRODUCTION["networks"]["data"]["internal"] is True
    services = PRODUCTION["services"]
    assert {n for n, s in services.items() if s["networks"] == ["data"]} == {"postgres", "redis"}
    for name in ("nginx", "certificates"):
        assert services[name]["networks"] == ["front"]


def test_the_key_of_the_certificate_is_for_nginx_and_its_keeper_alone() -> None:
    services = PRODUCTION["services"]
    assert services["certificates"]["user"] == services["nginx"]["user"]
    user = services["nginx"]["user"]
    folder = services["certificates"]["environment"]["CERTIFICATES"]
    assert arguments_of("mkdir") == ["--mode", "0700", folder]
    assert arguments_of("chown") == [user, folder]
    # The image of the CMS gives the volume its owner; it cannot read what is in it.
    mounted = {name for name, s in services.items() if folder in mounts(s)}
    assert mounted == {"certificates", "nginx", "migrate"}
    assert services["migrate"]["user"] != user
    environment = services["nginx"]["environment"]
    assert environment["CERTIFICATE"] == f"{folder}/current.pem"
    assert environment["CHALLENGES_ROOT"] == f"{folder}/challenges"


@BOTH
def test_web_and_worker_wait_for_the_release_step_and_it_for_the_databases(
    compose: Compose,
) -> None:
    for name in ("web", "worker"):
        waits_for = compose["services"][name]["depends_on"]
        assert waits_for["migrate"]["condition"] == "service_completed_successfully"
    waits_for = compose["services"]["migrate"]["depends_on"]
    assert {name: condition["condition"] for name, condition in waits_for.items()} == {
        "postgres": "service_healthy",
        "redis": "service_healthy",
    }
    assert compose["services"]["migrate"]["command"] == ["docker/release.sh"]
    assert compose["services"]["worker"]["command"][:3] == ["python", "manage.py", "worker"]


# --- Variables -------------------------------------------------------------------------------


@BOTH
def test_the_cms_is_given_only_variables_that_it_reads(compose: Compose) -> None:
    read = {name.upper() for name in Environment.model_fields} | {"DJANGO_SETTINGS_MODULE"}
    for name in set(OF_THE_CMS) & compose["services"].keys():
        assert compose["services"][name]["environment"].keys() <= read, name


def test_production_can_set_every_variable_of_the_cms() -> None:
    read = {name.upper() for name in Environment.model_fields}
    for name in OF_THE_CMS:
        variables = PRODUCTION["services"][name]["environment"].keys()
        assert read - variables == NOT_FOR_PRODUCTION, name


def test_the_example_lists_exactly_the_variables_that_compose_asks_for() -> None:
    assert documented_variables() == COMPOSE_ASKS_FOR.keys()
    read = {name.upper() for name in Environment.model_fields}
    assert COMPOSE_ASKS_FOR.keys() - read == OF_THE_DEPLOYMENT


def load_environment(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from config.env import load; load('production')"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_the_cms_cannot_start_without_compose_does_not_start_without(tmp_path: Path) -> None:
    assert {
        n for n, condition in COMPOSE_ASKS_FOR.items() if condition.startswith("?")
    } == REQUIRED.keys()
    complete = environment_of("web", tmp_path)
    assert load_environment(complete).returncode == 0
    for name in REQUIRED.keys() - OF_THE_DEPLOYMENT:
        refused = load_environment(complete | {name: ""})
        assert refused.returncode == 2
        assert f"{name} is missing" in refused.stderr


# --- Files that are shared -------------------------------------------------------------------


def test_nginx_reads_what_the_cms_writes_and_writes_nothing() -> None:
    nginx, web = mounts(PRODUCTION["services"]["nginx"]), mounts(PRODUCTION["services"]["web"])
    assert {mode for _, mode in nginx.values()} == {"ro"}
    for path, (source, _) in web.items():
        assert nginx[path][0] == source
    writers = {
        volume: {
            name
            for name, service in PRODUCTION["services"].items()
            if (volume, "rw") in mounts(service).values()
        }
        for volume in PRODUCTION["volumes"]
    }
    assert writers == {
        "published": set(OF_THE_CMS),
        "media": set(OF_THE_CMS),
        "static": {"migrate"},
        "certificates": {"certificates"},
        "postgres": {"postgres"},
    }


@BOTH
def test_nginx_looks_where_the_cms_writes(compose: Compose) -> None:
    nginx, web = compose["services"]["nginx"], compose["services"]["web"]
    data = web["environment"]["DATA_DIR"]
    for name, directory in (
        ("PUBLISHED_ROOT", "published"),
        ("MEDIA_ROOT", "media"),
        ("STATIC_ROOT", "static"),
    ):
        path = f"{data}/{directory}"
        assert nginx["environment"][name] == path
        assert path in mounts(nginx) or data in mounts(nginx)
    assert DOCKERFILE.envs["DATA_DIR"] == data
    # A new volume takes its owner from the image's directory: without it root owns it.
    install = arguments_of("install")
    assert install[install.index("--owner") + 1] == "cms"
    directories = {word for word in install if word.startswith("/")}
    assert directories == {data, *(f"{data}/{d}" for d in ("published", "media", "static"))}


@BOTH
def test_nginx_is_given_every_name_in_its_templates(compose: Compose) -> None:
    nginx = compose["services"]["nginx"]
    names = {
        name
        for template in (ROOT / "docker/nginx/templates").glob("*.template")
        for name in re.findall(r"\$\{([A-Z_]+)\}", template.read_text())
    }
    assert "PUBLISHED_ROOT" in names
    assert names - nginx["environment"].keys() <= said_by_the_script()
    assert "/docker-entrypoint.d/15-server-names.envsh" in mounts(nginx)
    filter_of_names = filled_in(nginx["environment"]["NGINX_ENVSUBST_FILTER"], {})
    assert all(re.search(filter_of_names, name) for name in names)
    assert not re.search(filter_of_names, "utc_time")
    output = nginx["environment"]["NGINX_ENVSUBST_OUTPUT_DIR"]
    assert f"{output}/nginx.conf" in nginx["command"]
    own_services = [source for source, _ in mounts(nginx).values() if source.startswith("./")]
    assert own_services
    assert all((ROOT / "docker" / source).exists() for source in own_services)


@BOTH
def test_the_ports_listened_on_are_published_and_one_is_asked_for_health(compose: Compose) -> None:
    nginx = compose["services"]["nginx"]
    port = nginx["environment"]["LISTEN"]
    tls = [nginx["environment"]["LISTEN_TLS"]] if compose is PRODUCTION else []
    assert [published.rpartition(":")[2] for published in nginx["ports"]] == [port, *tls]
    assert f"http://127.0.0.1:{port}/health/live/" in nginx["healthcheck"]["test"][1]
    default = Environment.model_fields["port"].default
    assert nginx["environment"]["APPLICATION"] == f"web:{default}"


def test_a_proxy_in_front_can_have_the_ports_of_the_machine() -> None:
    ports = PRODUCTION["services"]["nginx"]["ports"]
    assert [filled_in(port, {}) for port in ports] == ["80:8080", "443:8443"]
    elsewhere = {"HTTP_PORT": "127.0.0.1:8080", "HTTPS_PORT": "127.0.0.1:8443"}
    assert filled_in(ports[0], elsewhere) == "127.0.0.1:8080:8080"


def said_by_the_script() -> set[str]:
    """What docker/nginx/15-server-names.envsh gives the templates."""
    text = (ROOT / "docker/nginx/15-server-names.envsh").read_text()
    return {name for line in re.findall(r"^export (.+)$", text, re.M) for name in line.split()}


@pytest.mark.parametrize(
    ("domain", "version", "said"),
    [
        ("", "1.30.1", ["plain", "", "http2 on;"]),
        ("cms.example.com", "1.30.1", ["tls", "", "http2 on;"]),
        ("cms.example.com", "1.22.1", ["tls", " http2", ""]),
    ],
)
def test_tls_is_a_setting_and_http_2_is_written_as_this_nginx_reads_it(
    tmp_path: Path, domain: str, version: str, said: list[str]
) -> None:
    nginx = tmp_path / "nginx"
    nginx.write_text(f"#!/bin/sh\necho nginx version: nginx/{version} >&2\n")
    nginx.chmod(0o755)
    names = "printenv SITE HTTP_TWO_LISTEN HTTP_TWO"
    script = ROOT / "docker/nginx/15-server-names.envsh"
    printed = subprocess.run(
        ["sh", "-euc", f'. "{script}"; {names}'],
        env={
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "ALLOWED_HOSTS": "cms.example.com",
            "TLS_DOMAIN": domain,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout.removesuffix("\n").split("\n") == said


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("SERVER_NAMES", "cms.example.com cms.example.net"),
        ("UNLIMITED", "203.0.113.7 0; 10.0.0.0/8 0;"),
    ],
)
def test_nginx_has_the_lists_of_django(name: str, printed: str) -> None:
    script = ROOT / "docker/nginx/15-server-names.envsh"
    assert os.access(script, os.X_OK), "the nginx image ignores it unless it is executable"
    script_of_the_image = subprocess.run(
        ["sh", "-euc", f'. "{script}"; printenv {name}'],
        env={
            "PATH": os.environ["PATH"],
            "ALLOWED_HOSTS": "cms.example.com,cms.example.net",
            "UNLIMITED_CLIENTS": "203.0.113.7,10.0.0.0/8",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert script_of_the_image.stdout == f"{printed}\n"
