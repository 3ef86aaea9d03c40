"""The secrets of apps and recovery codes are stored encrypted: who reads a backup of the database
has no second factor by it. The keys are made of SECRET_KEY and SECRET_KEY_FALLBACKS."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"admsc-cms second factor"


class SecretUnreadable(ValueError):
    """Encrypted with a key that is in neither setting."""


def encrypt(secret: str) -> str:
    return _keys().encrypt(secret.encode()).decode()


def decrypt(stored: str) -> str:
    """Raises SecretUnreadable."""
    try:
        return _keys().decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise SecretUnreadable from error


def _keys() -> MultiFernet:
    return MultiFernet(
        [Fernet(_key(each)) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _key(secret: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(made)
