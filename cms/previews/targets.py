"""Preview addresses: where previews are shown besides the website itself, such as a staging app.

A target is a pattern, `https://app.example.com/draft?secret={token}&to={path}`. Editors choose it
in the preview panel; without any, and by default, previews open `FRONTEND_URL/preview/?token=…`.
A token opens a draft for 15 minutes, so it is sent to hosts alone that an operator has named:
FRONTEND_URL's and those of CORS_ALLOWED_ORIGINS, whose scripts may read drafts anyway.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.http.origins import origin_of, origins

TOKEN, PATH, LOCALE = "{token}", "{path}", "{locale}"
_PLACEHOLDERS = {TOKEN, PATH, LOCALE}
_BRACES = re.compile(r"\{[^{}]*\}?|\}")
# Token, path and locale.
_EXAMPLES = (("a", "/b/", "en"), ("c", "/", "ar"))
# Nothing that a browser strips, takes for something else or does not show.
_SIGNS = re.compile(r"[!#-;=?-\[\]_a-z{}~]+", re.ASCII | re.IGNORECASE)


def allowed_origins() -> list[str]:
    """Of the website first."""
    return origins(settings.FRONTEND_URL, *settings.CORS_ALLOWED_ORIGINS)


def validate_pattern(pattern: str) -> None:
    """Raises ValidationError with what to do."""
    unknown = sorted(set(_BRACES.findall(pattern)) - _PLACEHOLDERS)
    if unknown:
        text = _("%(unknown)s is no placeholder: there are {token}, {path} and {locale}.")
        raise ValidationError(text, "unknown", {"unknown": unknown[0]})
    if TOKEN not in pattern:
        raise ValidationError(_("The address needs {token}, or it could show no draft."), "token")
    if not _SIGNS.fullmatch(pattern):
        raise ValidationError(
            _("An address has no spaces, and only signs of English; encode others."), "signs"
        )
    # Whatever stands in the placeholders, they are not part of the host.
    origins = {origin_of(_filled(pattern, *values)) for values in _EXAMPLES}
    origin = origins.pop()
    if origins or origin is None:
        text = _("This is no address such as https://app.example.com/preview?token={token}.")
        raise ValidationError(text, "address")
    if origin not in allowed_origins():
        text = _(
            "%(origin)s may not be sent drafts. An operator can allow it (CORS_ALLOWED_ORIGINS). "
            "Allowed now: %(allowed)s"
        )
        values = {"origin": origin, "allowed": ", ".join(allowed_origins())}
        raise ValidationError(text, "host", values)


class PreviewTarget(models.Model):
    name = models.CharField(_("name"), max_length=50, unique=True)
    pattern = models.CharField(
        _("address"),
        max_length=500,
        help_text=_(
            "Such as https://app.example.com/preview?token={token}&path={path}&locale={locale}"
        ),
    )

    class Meta:
        verbose_name = _("preview address")
        verbose_name_plural = _("preview addresses")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        try:
            validate_pattern(self.pattern)
        except ValidationError as error:
            raise ValidationError({"pattern": error}) from error

    def address(self, token: str, path: str, locale: str, in_panel: bool) -> str:
        """Where the draft is shown; `panel=1` in its query says that it is in the editor's panel.
        Raises ValidationError where it may not be sent any more."""
        validate_pattern(self.pattern)
        return with_panel(_filled(self.pattern, token, path, locale), in_panel)


def website_address(token: str, in_panel: bool) -> str:
    """Of the website itself, which takes path and language from the draft."""
    query = urlencode({"token": token})
    return with_panel(f"{settings.FRONTEND_URL}/preview/?{query}", in_panel)


def with_panel(address: str, in_panel: bool) -> str:
    if not in_panel:
        return address
    parts = urlsplit(address)
    query = f"{parts.query}&panel=1" if parts.query else "panel=1"
    return parts._replace(query=query).geturl()


def _filled(pattern: str, token: str, path: str, locale: str) -> str:
    """Slashes of a path are slashes before "?", and text behind it."""
    before, mark, behind = re.fullmatch(r"([^?#]*)([?#]?)(.*)", pattern).groups()  # type: ignore[union-attr]
    whole_path = f"/{path.lstrip('/')}"
    filled = (
        part.replace(TOKEN, quote(token, safe=""))
        .replace(LOCALE, quote(locale, safe=""))
        .replace(PATH, quote(whole_path, safe=safe))
        for part, safe in ((before, "/"), (behind, ""))
    )
    start, end = filled
    return f"{start}{mark}{end}"
