"""The form of a redirect, for editors, SEO staff and the import of a table.

A redirect cannot break the website: the old address is one of the website that no live page has,
and what it leads to leads further to no other redirect. So chains are no longer than one step, and
none is closed. What is refused is refused with the reason and the way out.

The address of a page that is written as a target becomes that page, so the redirect follows it.
One may lead nowhere and say that what was there is gone for good; a table says 410 as its target.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import quote, unquote

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminPageChooser
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from home.addresses import (
    OwnAddresses,
    is_absolute,
    is_of_the_cms,
    normal_path,
    path_without_suffix,
    split,
)
from home.gone import keep_details, says_gone
from home.redirect_rules import (
    LONGEST_SUFFIX,
    LONGEST_TARGET,
    MOST_BYTES,
    IsGone,
    LeadsNowhere,
    Rule,
    follow,
    normal_old_path,
    of_the_website,
    path_and_pairs,
    rule_at,
    rule_of,
    rule_of_saved,
    suffix_of,
)
from snippets.routes import NEVER_IN_AN_ADDRESS

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
# Browsers drop tabs and line ends inside an address and read "\" as "/" (WHATWG URL, 4.4).
_NEVER_IN_A_TARGET = re.compile(r"[\x00-\x20\x7f\\<>\"`]")
_STAYS_ENCODED = re.compile(rf"{_NEVER_IN_A_TARGET.pattern}|[%?#/\ufffd]")
# What a table says where an address is gone for good; a workbook has numbers.
_GONE_IN_A_TABLE = frozenset({"410", "410.0"})
_NO_TARGET = gettext_lazy(
    "A redirect leads to a path of the website (/en/about/) or to a full address without a name or "
    "password (https://…)."
)


class CheckedRedirectForm(RedirectForm):
    old_path = forms.CharField(
        label=gettext_lazy("Redirect from"),
        help_text=gettext_lazy(
            "An address that the website had, from its first “/”: /en/old/. With a query "
            "(/news?id=3) it is for addresses that have it, among whatever else."
        ),
    )
    redirect_page = forms.ModelChoiceField(
        label=gettext_lazy("Redirect to a page"),
        queryset=Page.objects.all(),
        required=False,
        widget=AdminPageChooser,
    )
    redirect_link = forms.CharField(
        label=gettext_lazy("Redirect to an address"),
        required=False,
        max_length=LONGEST_TARGET,
        help_text=gettext_lazy(
            "A path of the website (/en/about/) or a full address (https://…). The address of a "
            "page becomes that page. With a page chosen, only what stands behind its address: "
            "?from=old#top."
        ),
    )

    is_gone = forms.BooleanField(
        label=gettext_lazy("Gone for good (410)"),
        required=False,
        help_text=gettext_lazy(
            "It leads nowhere: visitors and search engines are told that what was here does not "
            "come back. Leave the page and the address below empty."
        ),
    )

    field_order = ("old_path", "site", "is_gone", "is_permanent", "redirect_page", "redirect_link")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses = OwnAddresses.read()
        # What stands behind the address of the page.
        self.suffix = ""
        if self.instance.redirect_page_id is not None:
            self.initial["redirect_link"] = self.instance.redirect_page_route_path
        self.initial.setdefault("is_gone", says_gone(self.instance))

    # --- The old address -----------------------------------------------------------------------

    def clean_old_path(self) -> str:
        written = str(self.cleaned_data["old_path"])
        if is_absolute(written):
            path = self._addresses.path_of(written)
            if path is None:
                raise ValidationError(
                    _(
                        "This is an address of another website, and only that one can redirect "
                        "it. Write an address of this website, from its first “/”."
                    )
                )
            written = path
        elif not written.startswith("/"):
            written = f"/{written}"
        try:
            old_path = normal_old_path(written)
        except ValueError:
            old_path = ""
        if (
            normal_path(path_without_suffix(old_path)) is None
            or not old_path
            or _CONTROLS.search(old_path)
        ):
            raise ValidationError(_("This is no address. Write one such as /en/old/."))
        if len(old_path.encode()) > MOST_BYTES:
            raise ValidationError(
                _("This address is too long: no more than 1,300 letters of Arabic fit.")
            )
        self._refuse_what_is_there(old_path)
        return old_path

    def _refuse_what_is_there(self, old_path: str) -> None:
        path = path_without_suffix(old_path)
        page = self._addresses.page_at(unquote(path))
        if page is not None and page.live:
            raise ValidationError(
                _(
                    "The page “%(title)s” has this address, so visitors are shown that page. "
                    "Unpublish or rename it first, or write another address."
                )
                % {"title": page.get_admin_display_title()}
            )
        _language, _slash, rest = path.removeprefix("/").partition("/")
        if f"/{rest}/" in settings.FRONTEND_ROUTES or f"{path}/" in settings.FRONTEND_ROUTES:
            raise ValidationError(
                _("The website has a screen of its own at this address. Write another address.")
            )

    # --- Where it leads ------------------------------------------------------------------------

    def clean_redirect_link(self) -> str:
        """A full address of the website becomes its path; others stay as they are written."""
        link = str(self.cleaned_data["redirect_link"])
        if link in _GONE_IN_A_TABLE:
            self.cleaned_data["is_gone"] = True
            return ""
        if _NEVER_IN_A_TARGET.search(link) or NEVER_IN_AN_ADDRESS.search(link):
            raise ValidationError(_NO_TARGET)
        if not link or link[0] in "?#":
            return link
        if link.startswith("/") and not link.startswith("//"):
            own: str | None = link
        else:
            own = self._addresses.path_of(link)
        if own is not None and normal_path(path_without_suffix(own)) is None:
            raise ValidationError(_NO_TARGET)
        if own is not None:
            return _decoded(path_without_suffix(own)) + suffix_of(own)
        parts = split(link)
        is_web = parts is not None and parts.scheme in ("http", "https")
        if parts is None or not is_web or not parts.hostname or "@" in parts.netloc:
            raise ValidationError(_NO_TARGET)
        return link

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        page, link = cleaned.get("redirect_page"), cleaned.get("redirect_link", "")
        is_behind_a_page = link[:1] in ("?", "#")
        if cleaned.get("is_gone"):
            self._lead_nowhere(cleaned)
        elif page is not None and link and not is_behind_a_page:
            self.add_error(
                "redirect_link",
                _("A redirect leads to one place. Empty this field, or take the page away."),
            )
        elif page is None and (not link or is_behind_a_page):
            self.add_error(
                "redirect_page",
                _(
                    "Say where this leads: choose a page, or write an address. If nothing takes "
                    "its place, tick “Gone for good (410)”."
                ),
            )
        elif is_of_the_cms(link):
            self.add_error(
                "redirect_link",
                _("This is an address of the CMS, which visitors cannot open. Write another one."),
            )
        else:
            self._lead_there(cleaned, page, link)
        return cleaned

    def _lead_nowhere(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("redirect_page") is not None or cleaned.get("redirect_link"):
            self.add_error(
                "is_gone",
                _(
                    "What is gone for good leads nowhere. Take the page and the address away, or "
                    "do not tick this."
                ),
            )
        cleaned["is_permanent"] = True

    def _lead_there(self, cleaned: dict[str, Any], page: Page | None, link: str) -> None:
        """Notes the end of the way in place of its first step."""
        rules = _RulesOfTheForm(self._addresses, self._rule(cleaned, page, link))
        page_id, suffix, is_permanent = None, "", cleaned["is_permanent"]
        if page is not None:
            page_id, suffix, link = page.pk, link, ""
        elif link.startswith("/"):
            try:
                end = follow(cleaned["old_path"], rules, rules.own)
            except IsGone:
                text = _("This address is gone for good (410) itself. Lead to another one.")
                self.add_error("redirect_link", text)
                return
            except LeadsNowhere:
                self.add_error("redirect_link", rules.why_not())
                return
            if end is not None:
                page_id, link, is_permanent = end.page_id, end.location, end.is_permanent
            if page_id is not None:
                suffix, link = suffix_of(link), ""
        if rules.is_own_page(page_id):
            self.add_error(
                "redirect_page",
                _("This page has the old address itself. Lead to another page or address."),
            )
        if len(suffix) > LONGEST_SUFFIX:
            self.add_error("redirect_link", _("What stands behind the address is too long."))
        cleaned["redirect_page"] = Page.objects.filter(pk=page_id).first() if page_id else None
        cleaned["redirect_link"], cleaned["is_permanent"] = link, is_permanent
        self.suffix = suffix

    def _rule(self, cleaned: dict[str, Any], page: Page | None, link: str) -> Rule:
        site = cleaned.get("site")
        return rule_of(
            (
                *(self.instance.pk or 0, cleaned["old_path"], site.pk if site else None),
                *(page.pk if page else None, "" if page else link, ""),
                *(cleaned["is_permanent"], False),
            )
        )

    def _post_clean(self) -> None:
        super()._post_clean()
        # The model knows routes of pages there, and nothing else.
        self.instance.redirect_page_route_path = self.suffix

    @transaction.atomic
    def save(self, commit: bool = True) -> Redirect:
        redirect: Redirect = super().save(commit=commit)
        if commit:
            keep_details(redirect, is_gone=bool(self.cleaned_data["is_gone"]))
            lead_past(redirect)
        return redirect


class _RulesOfTheForm:
    """The redirects as they will be with the one of the form."""

    def __init__(self, addresses: OwnAddresses, own: Rule) -> None:
        self._addresses = addresses
        self._others = of_the_website().exclude(pk=own.id)
        self.own = own
        # The addresses on the way, for whoever is told of a circle.
        self._way = [own.path]
        self._hidden = ""

    def rule_at(self, asked: str) -> Rule | None:
        path, pairs = path_and_pairs(asked)
        self._way.append(path)
        if self.own.is_for(path, pairs):
            return self.own
        return rule_at(asked, self._others)

    def path_of_page(self, page_id: int) -> str | None:
        page = Page.objects.get(pk=page_id)
        if not page.live or page.get_view_restrictions().exists():
            self._hidden = page.get_admin_display_title()
            return None
        return self._addresses.path_of_page(page)

    def page_at(self, asked: str) -> int | None:
        page = self._addresses.page_at(asked)
        is_there = page is not None and page.live and not page.get_view_restrictions().exists()
        return page.pk if page is not None and is_there else None

    def path_of(self, link: str) -> str | None:
        return self._addresses.path_of(link)

    def is_own_page(self, page_id: int | None) -> bool:
        page = self._addresses.page_at(unquote(self.own.path))
        return page is not None and page.pk == page_id

    def why_not(self) -> str:
        if self._hidden:
            text = _(
                "The redirect from %(address)s leads to “%(title)s”, which readers cannot open. "
                "Change that redirect first, or write another address."
            )
            return text % {"address": self._way[-1], "title": self._hidden}
        text = _(
            "Visitors would go in a circle: %(way)s. Change or delete the redirect from "
            "%(address)s first, or write another address."
        )
        way = list(dict.fromkeys(self._way))
        if len(way) == 1:
            return _("This address would lead to itself. Write another one.")
        return text % {"way": " → ".join([*way, way[0]]), "address": way[-1]}


def lead_past(redirect: Redirect) -> None:
    """What led to the old address of a redirect leads to where that leads, from now on. What led to
    what is gone stays as it is, and is listed as broken."""
    rule = rule_of_saved(redirect)
    if not rule.leads_somewhere:
        return
    leading_there = Redirect.objects.filter(redirect_link__startswith=rule.path).exclude(
        pk=redirect.pk
    )
    for other in leading_there:
        path, pairs = path_and_pairs(other.redirect_link)
        if not rule.is_for(path, pairs):
            continue
        other.redirect_page_id, other.redirect_link = rule.page_id, rule.link
        other.redirect_page_route_path = rule.suffix
        other.is_permanent = other.is_permanent and rule.is_permanent
        other.save()


def _decoded(path: str) -> str:
    """As people read it; what would be read as its end, or is never in a target, stays encoded."""
    decoded = (
        "".join(quote(sign) if _STAYS_ENCODED.search(sign) else sign for sign in unquote(part))
        for part in path.split("/")
    )
    return unicodedata.normalize("NFC", "/".join(decoded))
