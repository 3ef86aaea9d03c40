"""Which addresses are gone for good (410), beside where redirects lead (home/redirect_rules.py)."""

from __future__ import annotations

from wagtail.contrib.redirects.models import Redirect

from home.models.redirect_details import RedirectDetails


def says_gone(redirect: Redirect) -> bool:
    """Whether its address is gone. A query, unless `details` has been read with it."""
    details: RedirectDetails | None = getattr(redirect, "details", None)
    has_target = redirect.redirect_page_id is not None or bool(redirect.redirect_link)
    return details is not None and details.is_gone and not has_target


def keep_details(redirect: Redirect, *, is_gone: bool) -> None:
    """Of a redirect that somebody wrote. One that says nothing more has no row."""
    if is_gone:
        said = {"is_gone": True, "is_of_taken_down": False}
        RedirectDetails.objects.update_or_create(redirect=redirect, defaults=said)
    else:
        RedirectDetails.objects.filter(redirect=redirect).delete()
