"""Who has a second factor is logged in by password and factor alone, and who must have one gets
nowhere without; a wrong one counts as a wrong password; one that is lost can be taken away."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.http import urlencode
from wagtail.models import ModelLogEntry

from cms.audit.models import AuditEvent
from tests.accounts.second_factor import (
    CODE,
    HOME,
    LOG_IN,
    SCREEN,
    Owner,
    code_of,
    gives_the_password,
    is_in,
)
from tests.people import PASSWORD, Person


@pytest.fixture
def is_on(settings: Any, database: None) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture
def sara(is_on: None) -> Owner:
    sara = Owner("sara")
    sara.sets_up_an_app()
    return sara


def test_it_is_off_unless_an_operator_turns_it_on(database: None) -> None:
    sara = Owner("sara")
    client = gives_the_password("sara")
    assert is_in(client)
    assert client.get(SCREEN).status_code == 404
    assert SCREEN not in client.get("/admin/account/").content.decode()
    assert sara.user.authenticator_set.count() == 0


def test_without_one_the_password_is_enough(is_on: None) -> None:
    Owner("omar")
    client = gives_the_password("omar")
    assert is_in(client)
    assert SCREEN in client.get("/admin/account/").content.decode()


# --- Logging in --------------------------------------------------------------------------------


def test_the_password_alone_is_nobody(sara: Owner) -> None:
    client = gives_the_password("sara")
    assert "_auth_user_id" not in client.session
    answer = client.get(HOME)
    assert (answer.status_code, answer.headers["Location"][: len(LOG_IN)]) == (302, LOG_IN)


def test_the_code_leads_where_the_log_in_was_to_lead(sara: Owner) -> None:
    client = gives_the_password("sara", next="/admin/account/", remember="on")
    answer = client.post(CODE, {"code": code_of(sara.secret, 1)})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/account/")
    assert is_in(client)
    assert client.session.get_expiry_age() > 1_000_000


def test_a_session_that_nobody_asked_to_remember_ends_with_the_browser(sara: Owner) -> None:
    client = sara.logs_in()
    assert client.session.get_expire_at_browser_close()


def test_a_code_is_good_once_and_those_before_it_never_again(sara: Owner) -> None:
    code, one_before = code_of(sara.secret, 1), code_of(sara.secret, 0)
    assert is_in(sara.logs_in(code=code))
    assert not is_in(sara.logs_in(code=code))
    assert not is_in(sara.logs_in(code=one_before))


def test_codes_are_taken_while_redis_is_away(sara: Owner) -> None:
    from cms.engines.circuit_breaker import REDIS

    REDIS.failed()
    try:
        assert is_in(sara.logs_in())
    finally:
        REDIS.succeeded()


def test_codes_may_have_spaces_and_the_digits_of_an_arabic_keyboard(sara: Owner) -> None:
    client = gives_the_password("sara")
    arabic = code_of(sara.secret, 1).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    client.post(CODE, {"code": f"{arabic[:3]} {arabic[3:]}"})
    assert is_in(client)


def test_a_recovery_code_lets_in_once_and_is_noted(sara: Owner) -> None:
    assert len(sara.codes) == 10
    for expected in (True, False):
        client = gives_the_password("sara")
        client.post(CODE, {"code": sara.codes[0]})
        assert is_in(client) is expected
    assert ModelLogEntry.objects.filter(action="cms.second_factor.recovery_code_used").count() == 1
    event = AuditEvent.objects.get(event="second_factor.recovery_code_used")
    assert (event.actor, event.target) == ("sara", "sara")


def test_recovery_codes_are_shown_once(sara: Owner) -> None:
    page = sara.logs_in().get(f"{SCREEN}codes/").content.decode()
    assert not any(code in page for code in sara.codes)


def test_nothing_in_the_database_is_the_secret(sara: Owner) -> None:
    stored = json.dumps(list(sara.user.authenticator_set.values_list("data", flat=True)))
    assert sara.secret not in stored
    assert not any(code in stored for code in sara.codes)


def test_a_key_of_before_still_reads_it_and_a_lost_one_is_said(sara: Owner, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50
    assert is_in(sara.logs_in())
    settings.SECRET_KEY_FALLBACKS = []
    client = gives_the_password("sara")
    answer = client.post(CODE, {"code": code_of(sara.secret, 1)})
    assert "Ask an administrator to take it away" in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_form_is_in_the_language_of_the_browser(sara: Owner, language: str) -> None:
    client = gives_the_password("sara")
    page = client.get(CODE, headers={"Accept-Language": language}).content.decode()
    assert {"en": "Second factor", "ar": "العامل الثاني"}[language] in page
    assert f'dir="{ {"en": "ltr", "ar": "rtl"}[language] }"' in page


@pytest.mark.parametrize(
    "credential",
    ["", "1", "null", "[]", '"x"', "{}", '{"id": "AA", "rawId": "AA", "type": "public-key"}',
     '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA"}}'],
)  # fmt: skip
def test_what_is_no_passkey_is_refused_in_words(sara: Owner, credential: str) -> None:
    client = gives_the_password("sara")
    assert client.post(CODE, {"credential": credential}).status_code == 200
    inside = sara.logs_in()
    assert inside.post(f"{SCREEN}passkeys/add/", {"credential": credential}).status_code == 200
    assert sara.user.authenticator_set.count() == 2


# --- Guessing ----------------------------------------------------------------------------------


def test_wrong_codes_count_with_wrong_passwords_and_lock_out(sara: Owner) -> None:
    for _number in range(5):
        Client().post(LOG_IN, {"username": "sara", "password": "wrong"})
    client = gives_the_password("sara")
    statuses = [client.post(CODE, {"code": "000000"}).status_code for _number in range(6)]
    assert statuses == [200] * 4 + [429] * 2
    assert client.post(CODE, {"code": code_of(sara.secret, 1)}).status_code == 429
    assert not is_in(client)
    assert gives_the_password("sara").post(CODE, {"code": sara.codes[0]}).status_code == 302
    assert AccessAttempt.objects.get().username == "sara"


def test_the_right_password_forgives_no_wrong_code(sara: Owner) -> None:
    statuses = [
        gives_the_password("sara").post(CODE, {"code": "000000"}).status_code
        for _number in range(10)
    ]
    assert statuses[-1] == 429


@pytest.mark.parametrize(
    ("language", "said"), [("en", "wrong passwords or codes"), ("ar", "كلمات مرور أو رموز خاطئة")]
)
def test_who_is_locked_out_by_codes_is_told_of_codes(sara: Owner, language: str, said: str) -> None:
    client = gives_the_password("sara")
    for _number in range(10):
        answer = client.post(CODE, {"code": "000000"}, headers={"Accept-Language": language})
    assert answer.status_code == 429
    assert said in answer.content.decode()


def test_passkeys_and_proofs_inside_are_counted_too(sara: Owner) -> None:
    client = gives_the_password("sara")
    client.post(CODE, {"credential": "{}"})
    inside = sara.logs_in()  # which forgives
    for _number in range(3):
        inside.post(f"{SCREEN}prove/", {"code": "000000"})
        inside.post(f"{SCREEN}prove/passkey/", {"credential": "{}"})
    assert AccessAttempt.objects.get().failures_since_start == 3  # no passkey, no second way


# --- Having to -------------------------------------------------------------------------------


def test_who_must_have_one_is_led_to_it_before_anything_else(is_on: None, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED_FOR = frozenset({"Publishers"})
    publisher = Owner("publisher", in_group="Publishers")
    Owner("editor", in_group="Editors")
    assert is_in(gives_the_password("editor"))
    client = gives_the_password("publisher")
    for address in (HOME, "/admin/pages/", "/admin/account/"):
        assert client.get(address).headers["Location"] == SCREEN
    script = client.get("/admin/still-here/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert script.status_code == 403
    assert "Your role needs a second factor" in client.get(SCREEN).content.decode()
    publisher.sets_up_an_app(client)
    assert is_in(client)


@pytest.mark.parametrize(
    ("names", "led"), [({"administrators"}, [True, False]), ({"everybody"}, [True, True])]
)
def test_administrators_and_everybody_are_names_too(
    is_on: None, settings: Any, names: set[str], led: list[bool]
) -> None:
    settings.SECOND_FACTOR_REQUIRED_FOR = frozenset(names)
    get_user_model().objects.create_superuser("boss", "boss@example.com", PASSWORD)
    Owner("editor")
    assert [not is_in(gives_the_password(name)) for name in ("boss", "editor")] == led


def test_half_a_log_in_opens_nothing_outside_of_the_admin_either(
    is_on: None, settings: Any
) -> None:
    get_user_model().objects.create_superuser("boss", "boss@example.com", PASSWORD)
    client = gives_the_password("boss")
    assert client.post("/api/update-redis/").status_code == 200
    settings.SECOND_FACTOR_REQUIRED_FOR = frozenset({"everybody"})
    assert client.post("/api/update-redis/").status_code == 401
    assert client.get("/django-admin/").headers["Location"] == SCREEN
    token = {"Authorization": f"Bearer {settings.UPDATE_REDIS_TOKEN}"}
    assert Client().post("/api/update-redis/", headers=token).status_code == 200


def test_a_session_of_before_is_asked_for_the_factor(is_on: None) -> None:
    sara = Owner("sara")
    elsewhere = gives_the_password("sara")
    assert is_in(elsewhere)
    sara.sets_up_an_app()
    led = elsewhere.get("/admin/account/").headers["Location"]
    assert led == f"{SCREEN}prove/?next=%2Fadmin%2Faccount%2F"
    assert elsewhere.get(f"{SCREEN}app/remove/").status_code == 302
    answer = elsewhere.post(led, {"code": code_of(sara.secret, 1), "next": "/admin/account/"})
    assert answer.headers["Location"] == "/admin/account/"
    assert is_in(elsewhere)


def test_djangos_own_log_in_is_no_way_around(sara: Owner) -> None:
    answer = Client().get("/django-admin/login/?next=/django-admin/")
    assert answer.headers["Location"] == f"{LOG_IN}?next=/django-admin/"
    client = Client()
    client.post("/django-admin/login/", {"username": "sara", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    # Who is logged in, and may not see Django's admin, is told so and not led in a circle.
    assert sara.logs_in().get("/django-admin/", follow=True).status_code == 403


def test_the_doctor_names_groups_that_there_are_not(is_on: None, settings: Any) -> None:
    from cms.doctor.database import second_factor

    settings.SECOND_FACTOR_REQUIRED_FOR = frozenset({"administrators", "Publishers"})
    assert second_factor().level.name == "WELL"
    settings.SECOND_FACTOR_REQUIRED_FOR = frozenset({"publishers"})
    assert "publishers" in second_factor().text


# --- Changing it -------------------------------------------------------------------------------


def test_a_change_asks_for_the_factor_and_not_for_the_password(sara: Owner) -> None:
    client = sara.logs_in()
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    address = f"{SCREEN}app/remove/"
    proof = f"{SCREEN}prove/?{urlencode({'next': address})}"
    assert client.get(address).headers["Location"] == proof
    by_password = client.post(f"{SCREEN}prove/password/", {"password": PASSWORD})
    assert by_password.headers["Location"].startswith(f"{SCREEN}prove/")
    client.post(proof, {"code": sara.codes[0], "next": address})
    client.post(address)
    assert sara.user.authenticator_set.count() == 0
    assert is_in(gives_the_password("sara"))


def test_its_owner_is_told_by_mail_in_their_language(is_on: None, settings: Any) -> None:
    from wagtail.users.models import UserProfile

    settings.SENDS_MAIL = True
    sara = Owner("sara")
    profile = UserProfile.get_for_user(sara.user)
    profile.preferred_language = "ar"
    profile.save()
    sara.sets_up_an_app()
    (message,) = mail.outbox
    assert message.to == ["sara@example.com"]
    assert "العامل الثاني" in message.subject


# --- Losing it ---------------------------------------------------------------------------------


def test_an_administrator_takes_it_away_and_all_sessions_end(sara: Owner, admin: Person) -> None:
    inside = sara.logs_in()
    address = f"/admin/users/{sara.user.pk}/second-factor/"
    assert "App for codes" in admin.opens(address).content.decode()
    assert address in admin.opens("/admin/users/").content.decode()
    admin.client.post(address)
    assert sara.user.authenticator_set.count() == 0
    assert not is_in(inside)
    events = AuditEvent.objects.filter(target="sara", actor=admin.user.username).order_by("pk")
    assert [row.event for row in events] == ["sessions.ended", "second_factor.removed"]
    assert is_in(gives_the_password("sara"))
    entry = ModelLogEntry.objects.get(action="cms.second_factor.removed")
    assert (entry.user, entry.object_id) == (admin.user, str(sara.user.pk))
    assert admin.client.session.session_key in Session.objects.values_list("pk", flat=True)


def test_editors_take_away_nobodys_and_nobody_but_administrators_theirs(sara: Owner) -> None:
    from django.contrib.auth.models import Permission

    boss = get_user_model().objects.create_superuser("boss", "boss@example.com", PASSWORD)
    client = sara.logs_in()
    other = Owner("other")
    for of, may in ((other.user, False), (boss, False)):
        address = f"/admin/users/{of.pk}/second-factor/"
        assert (client.post(address).status_code, may) == (302, False)
    sara.user.user_permissions.add(Permission.objects.get(codename="change_user"))
    client = gives_the_password("sara")  # another role has ended the session
    client.post(CODE, {"code": sara.codes[0]})
    for of, status in ((other.user, 200), (boss, 302)):
        assert client.get(f"/admin/users/{of.pk}/second-factor/").status_code == status


def test_an_operator_takes_it_away_by_a_command(sara: Owner) -> None:
    said = io.StringIO()
    call_command("remove_second_factor", "sara", stdout=said)
    assert "taken away" in said.getvalue()
    assert is_in(gives_the_password("sara"))
    for name, reason in (("sara", "has no second factor"), ("nobody", "no account")):
        with pytest.raises(CommandError, match=reason):
            call_command("remove_second_factor", name)
