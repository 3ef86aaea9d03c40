"""What nginx refuses by itself, which files it serves beside documents, and what it writes down."""

from __future__ import annotations

import gzip
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cms.http.cors import EXPOSED
from tests.nginx import HOST, Nginx, needs_nginx
from tests.operations.nginx_site import (
    Application,
    by_the_application,
    envelope,
)

pytestmark = needs_nginx


# --- What nginx refuses itself ----------------------------------------------------------------


def test_an_upload_of_twenty_megabytes_passes_and_a_larger_one_does_not(
    nginx: Nginx, application: Application
) -> None:
    limit = 20 * 1024 * 1024
    answer = nginx.ask("/admin/images/add/", method="POST", body=b"x" * limit)
    assert json.loads(answer.body)["received"] == limit
    application.asked.clear()

    page = nginx.ask("/admin/images/add/", method="POST", body=b"x" * (limit + 1))
    assert page.status == 413
    assert "at most 20 MB" in page.body.decode()
    assert "الملف كبير جدًا" in page.body.decode()

    for address in ("/api/update-redis/", "/api/website-data/", "/api/v2/pages/"):
        error = nginx.ask(address, method="POST", body=b"x" * (limit + 1))
        assert error.status == 413
        assert envelope(error)["code"] == "payload_too_large"
    assert application.asked == []


def test_rebuilding_is_limited_and_says_so_in_the_envelope(
    nginx: Nginx, application: Application
) -> None:
    answers = [nginx.ask("/api/update-redis/", method="POST") for _ in range(14)]
    assert [a.status for a in answers[:11]] == [200] * 11
    refused = answers[-1]
    assert refused.status == 429
    assert envelope(refused)["code"] == "throttled"
    assert refused.header("Retry-After") == "10"
    assert len(application.asked) == sum(a.status == 200 for a in answers)


@pytest.mark.parametrize(
    "address", ["/admin/login/", "/django-admin/login/", "/admin/password_reset/"]
)
def test_guessing_passwords_is_limited_and_looking_at_the_form_is_not(
    nginx: Nginx, address: str
) -> None:
    statuses = [nginx.ask(address, method="POST", body=b"").status for _ in range(9)]
    assert statuses[:6] == [200] * 6
    assert statuses[-1] == 429
    page = nginx.ask(address, method="POST", body=b"")
    assert "Too many attempts" in page.body.decode()
    assert "محاولات كثيرة" in page.body.decode()
    assert {nginx.ask(address).status for _ in range(20)} == {200}


COSTLY = (
    "/api/v2/pages/",
    "/api/drafts/v2/pages/",
    "/api/head/",
    "/api/changes/",
    "/api/openapi.json",
    "/sitemap.xml",
)
# More than nginx lets through, makes wait and has room for, of one address.
FLOOD = [address for address in COSTLY for _ in range(80)]


def answers_to_a_flood(nginx: Nginx) -> list[int]:
    """Statuses of requests that are sent at one time."""
    with ThreadPoolExecutor(len(FLOOD)) as clients:
        return list(clients.map(lambda address: nginx.ask(address).status, FLOOD))


def test_a_flood_of_costly_requests_ends_at_nginx(nginx: Nginx, application: Application) -> None:
    statuses = answers_to_a_flood(nginx)
    assert set(statuses) == {200, 429}
    assert len(application.asked) == statuses.count(200)
    document = nginx.ask("/api/website-data/")
    assert document.status == 200


def test_the_websites_own_servers_are_let_through(tmp_path: Path, application: Application) -> None:
    with Nginx(tmp_path, application.address, unlimited=True) as open_to_all:
        assert set(answers_to_a_flood(open_to_all)) == {200}


def test_tracing_is_refused_in_the_envelope(nginx: Nginx) -> None:
    answer = nginx.ask("/api/website-data/", method="TRACE")
    assert answer.status == 405
    assert envelope(answer)["code"] == "method_not_allowed"


def test_an_address_that_is_too_long_is_refused_before_anybody_reads_it(
    nginx: Nginx, application: Application
) -> None:
    answer = nginx.ask("/api/?" + "x" * 9000)
    assert answer.status == 414
    assert envelope(answer)["code"] == "uri_too_long"
    assert application.asked == []


def test_a_header_that_is_too_large_is_a_bad_request(nginx: Nginx) -> None:
    answer = nginx.ask("/api/website-data/", headers={"Cookie": "x" * 40_000})
    assert answer.status == 400
    assert envelope(answer)["code"] == "bad_request"


def test_it_does_not_say_which_nginx_it_is(nginx: Nginx) -> None:
    for address, host in (("/api/website-data/", HOST), ("/", HOST), ("/", "evil.example")):
        assert nginx.ask(address, host=host).header("Server") == "nginx"


def test_its_own_answers_to_errors_cannot_be_asked_for(nginx: Nginx) -> None:
    for address in ("/.nginx/json", "/.nginx/html"):
        assert by_the_application(nginx.ask(address))


# --- Files ------------------------------------------------------------------------------------


def test_a_static_file_with_a_hash_in_its_name_is_kept_for_ever(nginx: Nginx) -> None:
    (nginx.static / "admin.0123456789ab.css").write_text("a {}")
    (nginx.static / "admin.css").write_text("a {}")
    hashed = nginx.ask("/static/admin.0123456789ab.css")
    assert hashed.status == 200
    assert hashed.header("Content-Type") == "text/css"
    assert hashed.header("Cache-Control") == "public, max-age=31536000, immutable"
    assert nginx.ask("/static/admin.css").header("Cache-Control") == "public, max-age=60"


def test_a_prepared_zipped_static_file_is_used(nginx: Nginx) -> None:
    (nginx.static / "a.css").write_text("a {}")
    (nginx.static / "a.css.gz").write_bytes(gzip.compress(b"a {}"))
    answer = nginx.ask("/static/a.css", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(answer.body) == b"a {}"


@pytest.mark.parametrize("address", ["/static/none.css", "/static/", "/media/none.png", "/media/"])
def test_a_file_that_is_not_there_is_the_applications_to_refuse(nginx: Nginx, address: str) -> None:
    assert by_the_application(nginx.ask(address))


@pytest.mark.parametrize("name", ["staticfiles.json", "staticfiles.json.gz"])
def test_the_list_of_static_files_is_for_nobody(nginx: Nginx, name: str) -> None:
    (nginx.static / name).write_text("{}")
    assert by_the_application(nginx.ask(f"/static/{name}"))


def test_an_uploaded_image_cannot_run_anything(nginx: Nginx) -> None:
    (nginx.media / "images").mkdir()
    (nginx.media / "images/hero.avif").write_bytes(b"AVIF")
    answer = nginx.ask("/media/images/hero.avif")
    assert (answer.status, answer.body) == (200, b"AVIF")
    assert answer.header("Content-Type") == "image/avif"
    assert answer.header("X-Content-Type-Options") == "nosniff"
    assert "sandbox" in str(answer.header("Content-Security-Policy"))


def test_scripts_of_any_website_may_read_a_picture(nginx: Nginx) -> None:
    """To cut or to draw it: a canvas refuses what it may not read."""
    (nginx.media / "images").mkdir(exist_ok=True)
    (nginx.media / "images/sea.avif").write_bytes(b"AVIF")
    answer = nginx.ask("/media/images/sea.avif")
    assert answer.header("Access-Control-Allow-Origin") == "*"
    assert answer.header("Access-Control-Expose-Headers") == EXPOSED[1]


@pytest.mark.parametrize(
    ("path", "keeps"),
    [
        (
            "images/sea.width-320.format-avif.0123456789ab.avif",
            "public, max-age=31536000, immutable",
        ),
        ("original_images/sea.0123456789ab.jpg", "public, max-age=31536000, immutable"),
        ("avatar_images/avatar_1.png", "public, max-age=3600"),
    ],
)
def test_only_an_address_that_stays_of_its_pixels_is_kept(
    nginx: Nginx, path: str, keeps: str
) -> None:
    (nginx.media / path).parent.mkdir(exist_ok=True)
    (nginx.media / path).write_bytes(b"pixels")
    assert nginx.ask(f"/media/{path}").header("Cache-Control") == keeps


@pytest.mark.parametrize("folder", ["documents", "private"])
def test_what_is_private_is_never_served_past_its_permissions(nginx: Nginx, folder: str) -> None:
    (nginx.media / folder).mkdir()
    (nginx.media / folder / "salaries.pdf").write_bytes(b"PDF")
    for address in (
        f"/media/{folder}/salaries.pdf",
        f"/media//{folder}/salaries.pdf",
        f"/media/x/../{folder}/salaries.pdf",
        f"/media/%{ord(folder[0]):x}{folder[1:]}/salaries.pdf",
    ):
        answer = nginx.ask(address)
        assert by_the_application(answer)
        assert b"PDF" not in answer.body


def test_nobody_climbs_out_of_the_directories(nginx: Nginx) -> None:
    for address in (
        "/static../published/current/website-data.json",
        "/media../access.log",
        "/static/../published/current/website-data.json",
        "/static/%2e%2e/published/current/website-data.json",
    ):
        answer = nginx.ask(address)
        assert b"version" not in answer.body or by_the_application(answer)
        assert answer.status == 400 or by_the_application(answer)


# --- The log and the configuration ------------------------------------------------------------


def logged(nginx: Nginx, count: int) -> list[dict[str, object]]:
    """The log's lines by their address: each worker writes its own at a time of its own."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if nginx.access_log.exists():
            lines = nginx.access_log.read_text().splitlines()
            if len(lines) >= count:
                return sorted(map(json.loads, lines), key=lambda line: line["uri"])
        time.sleep(0.05)
    raise AssertionError(f"fewer than {count} lines in the log after 5 s")


def test_the_log_says_how_long_the_application_took_and_when_it_was_not_asked(nginx: Nginx) -> None:
    nginx.ask("/api/website-data/?locale=ar")
    arabic = 'a "quoted" عميل'
    on_the_wire = arabic.encode().decode("latin-1")
    nginx.ask("/api/website-data/?locale=fr", headers={"User-Agent": on_the_wire})
    from_file, from_application = logged(nginx, 2)
    assert from_file["uri"] == "/api/website-data/?locale=ar"
    assert from_file["application_seconds"] == ""
    assert from_file["status"] == 200
    assert float(str(from_application["application_seconds"])) >= 0
    assert from_application["application_status"] == "200"
    assert from_application["client"] == "127.0.0.1"
    assert from_application["user_agent"] == arabic


def test_the_log_keeps_no_token(nginx: Nginx) -> None:
    nginx.ask("/api/preview/?token=secret-1")
    nginx.ask("/api/preview/?locale=ar&token=secret-2&x=1")
    nginx.ask("/admin/password_reset/confirm/MQ/secret-3/")
    nginx.ask("/health/", headers={"Referer": "https://x/?token=secret-4", "Cookie": "s=secret-5"})
    lines = logged(nginx, 4)
    assert "secret" not in nginx.access_log.read_text()
    assert [line["uri"] for line in lines] == [
        "/admin/password_reset/confirm/hidden",
        "/api/preview/?token=hidden",
        "/api/preview/?token=hidden",
        "/health/",
    ]


def test_nginx_accepts_the_configuration_without_a_warning(nginx: Nginx) -> None:
    output = nginx.check()
    assert "[warn]" not in output
    assert "successful" in output
