"""Whoever guesses at a password is locked out, whatever they say of themselves, and nobody learns
which names there are."""

from __future__ import annotations

import datetime
import io
import logging
from typing import Any

import pytest
import redis
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model, hashers
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from tests.people import PASSWORD

LOG_IN = "/admin/login/"
TOKEN = "a-token-of-the-test-suite"
REBUILD = "/api/update-redis/"
# One for all: to make one takes longer than a request.
BROWSER = Client()


@pytest.fixture
def editor(database: None) -> Any:
    return get_user_model().objects.create_user("editor", "editor@example.com", PASSWORD)


def tries(name: str, password: str, address: str = "203.0.113.1", **headers: str) -> Any:
    BROWSER.cookies.clear()
    return BROWSER.post(
        LOG_IN, {"username": name, "password": password}, REMOTE_ADDR=address, headers=headers
    )


def guesses(name: str, times: int, address: str = "203.0.113.1") -> None:
    for number in range(times):
        tries(name, f"wrong {number}", address)


def test_after_ten_wrong_passwords_not_even_the_right_one_lets_in(editor: Any) -> None:
    guesses("editor", 9)
    assert tries("editor", "wrong").status_code == 429
    refused = tries("editor", PASSWORD)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "900"
    assert refused.headers["Cache-Control"] == "no-store"
    assert "sessionid" not in refused.cookies


def test_nine_are_not_enough_and_a_log_in_forgives_them(editor: Any) -> None:
    guesses("editor", 9)
    assert tries("editor", PASSWORD).status_code == 302
    guesses("editor", 9)
    assert tries("editor", PASSWORD).status_code == 302


def test_a_log_in_forgives_nothing_that_others_tried(editor: Any) -> None:
    guesses("editor", 9, "203.0.113.66")
    assert tries("editor", PASSWORD, "203.0.113.1").status_code == 302
    assert tries("editor", "wrong", "203.0.113.66").status_code == 429


@pytest.mark.parametrize(
    ("trusted", "addresses"), [(False, 100), (True, 1000)], ids=["no proxy", "one proxy"]
)
def test_a_thousand_addresses_are_no_more_than_ten_guesses(
    editor: Any, settings: Any, trusted: bool, addresses: int
) -> None:
    """Also with the headers by which people claim to come from elsewhere."""
    settings.TRUSTED_PROXY = trusted
    statuses: list[int] = []
    for number in range(addresses):
        decoy = f"198.51.{number % 250}.{number // 250}"
        real = f"10.{number // 250}.{number % 250}.7"
        answer = tries(
            "editor",
            f"wrong {number}",
            address="172.18.0.5" if trusted else real,
            **{
                "X-Forwarded-For": f"{decoy}, {real}" if trusted else decoy,
                "X-Real-IP": decoy,
                "Forwarded": f"for={decoy}",
                "True-Client-IP": decoy,
                "CF-Connecting-IP": decoy,
                "User-Agent": f"browser {number}",
            },
        )
        statuses.append(answer.status_code)
    assert statuses[:9] == [200] * 9
    assert set(statuses[9:]) == {429}
    assert tries("editor", PASSWORD, "192.0.2.9").status_code == 429
    assert AccessAttempt.objects.count() == 10


def test_decoy_headers_do_not_make_one_address_many(database: None, settings: Any) -> None:
    for trusted in (False, True):
        settings.TRUSTED_PROXY = trusted
        AccessAttempt.objects.all().delete()
        statuses = [
            tries(
                f"name {number}",
                "wrong",
                "203.0.113.5",
                **{
                    "X-Forwarded-For": f"198.51.100.{number}, 203.0.113.5"
                    if trusted
                    else f"198.51.100.{number}",
                    "X-Real-IP": f"198.51.100.{number}",
                },
            ).status_code
            for number in range(60)
        ]
        assert statuses == [200] * 49 + [429] * 11


def test_the_addresses_of_one_ipv6_network_are_one(database: None) -> None:
    statuses = [
        tries(f"name {number}", "wrong", f"2001:db8:1:2::{number:x}").status_code
        for number in range(1, 60)
    ]
    assert statuses[48:51] == [200, 429, 429]
    assert tries("name", "wrong", "2001:db8:1:3::1").status_code == 200
    assert tries("name", "wrong", "::ffff:203.0.113.9").status_code == 200
    assert AccessAttempt.objects.filter(ip_address="203.0.113.9").exists()


def test_an_address_is_locked_out_for_every_name_and_nobody_else(editor: Any) -> None:
    for number in range(50):
        tries(f"name {number}", "wrong", "203.0.113.66")
    assert tries("editor", PASSWORD, "203.0.113.66").status_code == 429
    assert tries("editor", PASSWORD, "203.0.113.1").status_code == 302


def test_it_ends_after_a_quarter_of_an_hour_and_trying_does_not_prolong_it(editor: Any) -> None:
    guesses("editor", 10)
    guesses("editor", 5)
    assert AccessAttempt.objects.get().failures_since_start == 10
    AccessAttempt.objects.update(
        attempt_time=AccessAttempt.objects.get().attempt_time - datetime.timedelta(minutes=15)
    )
    assert tries("editor", PASSWORD).status_code == 302


def test_an_administrator_ends_it_earlier(editor: Any) -> None:
    guesses("editor", 10)
    call_command("axes_reset_username", "editor", stdout=io.StringIO())
    assert tries("editor", PASSWORD).status_code == 302


def test_redis_that_is_flushed_lets_nobody_in(editor: Any, settings: Any) -> None:
    guesses("editor", 10)
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
    assert tries("editor", PASSWORD).status_code == 429


def test_djangos_own_admin_has_no_log_in_beside_that_one(database: None) -> None:
    get_user_model().objects.create_superuser("admin", password=PASSWORD)
    client = Client()
    answer = client.post("/django-admin/login/", {"username": "admin", "password": PASSWORD})
    assert answer.headers["Location"].startswith(LOG_IN)
    assert "sessionid" not in client.cookies


# --- Nobody learns which names there are -----------------------------------------------------


class Counted(hashers.MD5PasswordHasher):
    algorithm = "md5"
    times = 0

    def encode(self, password: str, salt: str) -> str:
        Counted.times += 1
        return super().encode(password, salt)


@pytest.fixture
def hashes_are_counted(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]


def test_a_name_that_there_is_and_one_that_there_is_not_are_answered_alike(
    hashes_are_counted: None, editor: Any
) -> None:
    """The same words, and the same work: what takes time is hashes and queries."""
    get_user_model().objects.create_user("gone", password=PASSWORD, is_active=False)
    answers = []
    for name in ("editor", "nobody", "gone"):
        for _number in range(11):
            Counted.times = 0
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = tries(
                    name, PASSWORD if name == "gone" else "wrong", f"203.0.113.{len(name)}"
                )
            text = answer.content.decode().replace(name, "NAME")
            token = answer.context["csrf_token"] if answer.context else ""
            answers.append(
                (
                    name,
                    answer.status_code,
                    Counted.times,
                    len(queries),
                    text.replace(str(token), ""),
                )
            )
    for first_of_name in (11, 22):
        for number in range(11):
            assert answers[number][1:4] == answers[first_of_name + number][1:4], (
                number,
                answers[first_of_name + number][0],
            )
            assert len(answers[number][4]) == len(answers[first_of_name + number][4])
    assert [row[1] for row in answers[:11]] == [200] * 9 + [429] * 2
    assert [row[2] for row in answers[:11]] == [1] * 10 + [0], "hashes of each try"


@pytest.mark.parametrize(
    ("language", "sentence", "direction"),
    [("en", "Too many wrong passwords", "ltr"), ("ar", "كلمات مرور خاطئة كثيرة", "rtl")],
)
def test_the_answer_is_in_the_browsers_language(
    database: None, language: str, sentence: str, direction: str
) -> None:
    guesses("nobody", 10)
    answer = tries("nobody", "wrong", **{"Accept-Language": language})
    assert sentence in answer.content.decode()
    assert f'dir="{direction}"' in answer.content.decode()
    assert "Accept-Language" in answer.headers["Vary"]


# --- Other passwords -------------------------------------------------------------------------


@pytest.fixture
def collection(database: None) -> Any:
    private = Collection.get_first_root_node().add_child(name="Board")
    document = Document(title="Minutes", collection=private)
    document.file.save("minutes.txt", ContentFile(b"secret"))
    restriction = CollectionViewRestriction.objects.create(
        collection=private, restriction_type="password", password="of the board"
    )
    return restriction, document


def opens(collection: Any, password: str, address: str = "203.0.113.1") -> Any:
    restriction, document = collection
    client = Client(REMOTE_ADDR=address)
    answer = client.post(
        reverse("wagtaildocs_authenticate_with_password", args=[restriction.pk]),
        {"password": password, "return_url": document.url},
    )
    return answer, client.get(document.url)


def test_the_right_password_of_a_collection_opens_its_documents(collection: Any) -> None:
    answer, document = opens(collection, "of the board")
    assert answer.status_code == 302
    assert b"".join(document.streaming_content) == b"secret"


def test_the_password_of_a_collection_is_guessed_at_from_nowhere(
    collection: Any, settings: Any
) -> None:
    settings.LOG_IN_FAILURES_OF_A_COLLECTION = 70
    for number in range(50):
        opens(collection, f"wrong {number}", "203.0.113.66")
    assert opens(collection, "of the board", "203.0.113.66")[0].status_code == 429
    assert opens(collection, "of the board", "203.0.113.1")[0].status_code == 302
    for number in range(20):
        opens(collection, f"wrong {number}", f"203.0.113.{number}")
    assert opens(collection, "of the board", "203.0.113.200")[0].status_code == 429
    assert tries("editor", "wrong", "203.0.113.1").status_code == 200, "it is another name"


def test_no_page_has_a_password_that_anybody_could_guess_at_here(database: None) -> None:
    """Pages are the website's: the CMS has no address that takes a page's password."""
    with pytest.raises(NoReverseMatch):
        reverse("wagtailcore_authenticate_with_password", args=[1, 1])


def rebuilds(token: str, address: str = "203.0.113.1") -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return Client(REMOTE_ADDR=address).post(REBUILD, headers=headers).status_code


def test_the_token_is_guessed_at_from_no_address_and_goes_on_working_elsewhere(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cms.api.update_redis import RebuildLimit

    monkeypatch.setattr(RebuildLimit, "rate", "1000/min")
    statuses = [rebuilds(f"wrong {number}") for number in range(51)]
    assert statuses == [401] * 50 + [429]
    assert rebuilds(TOKEN) == 429
    assert rebuilds(TOKEN, "203.0.113.2") == 200


# --- What the log says -----------------------------------------------------------------------


def test_each_failure_is_one_line_without_a_password(
    editor: Any, collection: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    tries("editor", "wrong")
    tries("hunter2 typed into the wrong field", "wrong")
    opens(collection, "wrong")
    rebuilds("wrong")
    guesses("editor", 9, "203.0.113.1")
    lines = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(("security", "axes"))
    ]
    restriction = collection[0].pk
    assert lines == [
        "Log-in failed: account 'editor', from 203.0.113.1",
        "Log-in failed: a name that no account has, from 203.0.113.1",
        f"Log-in failed: collection:{restriction}, from 203.0.113.1",
        "Log-in failed: token:update-redis, from 203.0.113.1",
        *["Log-in failed: account 'editor', from 203.0.113.1"] * 8,
        "Log-in failed: account 'editor', from 203.0.113.1, locked out",
    ]


def test_what_is_kept_of_a_failure_holds_no_password(database: None) -> None:
    tries("nobody", "a password that nobody shall read")
    attempt = AccessAttempt.objects.get()
    values = " ".join(str(value) for value in vars(attempt).values())
    assert "nobody shall read" not in values
