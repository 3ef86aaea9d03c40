"""A new password has twelve characters and is none of the most common; it is stored as Argon2id."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher, identify_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from config.settings import base
from tests.people import PASSWORD, Person


@pytest.mark.parametrize("password", ["elevenchars", "qwerty123456", "q1w2e3r4t5y6", ""])
def test_these_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", ["twelve chars", "كلمة مرور طويلة", "948302756183"])
def test_these_are_good_whatever_they_are_made_of(password: str) -> None:
    validate_password(password, get_user_model()(username="twelve"))


def test_an_editor_is_told_in_the_account(admin: Person) -> None:
    answer = admin.client.post(
        "/admin/account/",
        {
            "password-old_password": PASSWORD,
            "password-new_password1": "too short",
            "password-new_password2": "too short",
        },
    )
    assert "at least 12 characters" in answer.content.decode()
    admin.user.refresh_from_db()
    assert admin.user.check_password(PASSWORD)


@pytest.fixture
def as_in_production(settings: Any) -> None:
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS


def test_what_is_stored_is_argon2id_of_nineteen_mebibytes(as_in_production: None) -> None:
    user = get_user_model()()
    user.set_password(PASSWORD)
    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_older_hash_is_replaced_when_its_owner_logs_in(
    as_in_production: None, database: None
) -> None:
    user = get_user_model()(username="editor")
    user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt", 1000)
    user.save()
    Client().post("/admin/login/", {"username": "editor", "password": PASSWORD})
    user.refresh_from_db()
    assert identify_hasher(user.password).algorithm == "argon2"
    assert user.check_password(PASSWORD)
