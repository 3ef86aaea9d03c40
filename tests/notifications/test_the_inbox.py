"""The inbox keeps what a person was told, read and unread, and leads to the thing."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission

from cms.notifications import kinds
from cms.notifications.models import MailPreferences, Notification
from cms.notifications.telling import tell
from tests import content
from tests.people import Person

INBOX = "/admin/inbox/"


def lines(person: Person, address: str = INBOX) -> list[str]:
    links = person.reads(address).select(".cms-inbox__what > a")
    return [link.get_text().replace("\u2068", "").replace("\u2069", "") for link in links]


def bell(person: Person) -> str:
    page = person.opens("/admin/").content.decode().replace("\\u2068", "").replace("\\u2069", "")
    return "Inbox (1)" if "Inbox (\u20681\u2069)" in page or "Inbox (1)" in page else ""


def test_what_is_read_stays_and_the_bell_counts_what_is_not(
    admin: Person, editor: Person, about: Any
) -> None:
    tell(kinds.COMMENT, [editor.user], about, actor=admin.user, text="<script>Look</script>")
    assert lines(editor) == ["admin commented on “About”."]
    assert "&lt;script&gt;Look" in editor.opens(INBOX).content.decode()
    assert bell(editor) == "Inbox (1)"
    assert lines(admin) == []

    told = Notification.objects.get()
    assert admin.client.get(f"{INBOX}{told.pk}/").status_code == 404
    to = editor.client.get(f"{INBOX}{told.pk}/")
    assert to["Location"] == reverse("wagtailadmin_pages:edit", args=[about.pk])
    assert bell(editor) == ""
    assert lines(editor) == ["admin commented on “About”."]
    assert lines(editor, f"{INBOX}?show=unread") == []

    editor.client.post(f"{INBOX}{told.pk}/read/", {"unread": "1"})
    assert bell(editor) == "Inbox (1)"
    editor.client.post(f"{INBOX}read/")
    assert bell(editor) == ""
    assert editor.client.get(f"{INBOX}read/").status_code == 405


def test_a_title_is_not_told_to_who_may_not_see_it_any_more(
    admin: Person, editor: Person, about: Any
) -> None:
    tell(kinds.COMMENT, [editor.user], about, actor=admin.user, text="A secret")
    GroupPagePermission.objects.filter(group__in=editor.user.groups.all()).delete()
    said = editor.opens(INBOX).content.decode()
    assert "About”" not in said
    assert "A secret" not in said
    assert "may not see any more" in said
    told = Notification.objects.get()
    assert editor.client.get(f"{INBOX}{told.pk}/")["Location"] == INBOX


def test_the_inbox_takes_so_many_queries_however_much_is_in_it(
    admin: Person, editor: Person
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            editor.opens(INBOX)
        return len(captured)

    pages = [content.page(f"Page {number}", f"page-{number}") for number in range(6)]
    tell(kinds.COMMENT, [editor.user], pages[0], actor=admin.user)
    queries()
    before = queries()
    for page in pages[1:]:
        tell(kinds.COMMENT, [editor.user], page, actor=admin.user)
    assert queries() == before


def test_the_inbox_is_arabic_and_so_is_the_choice_of_mail(
    publisher: Person, admin: Person, about: Any
) -> None:
    tell(kinds.CHANGES_REQUESTED, [publisher.user], about, actor=admin.user, text="Why?")
    assert lines(publisher) == ["طلب admin تعديلات على «About»."]
    page = publisher.reads(INBOX)
    assert page.html["dir"] == "rtl"
    assert "اجعل الكل مقروءًا" in page.get_text()
    account = reverse("wagtailadmin_account")
    assert "البريد غير مُعدّ هنا" in publisher.reads(account).get_text()
    publisher.submits(
        account,
        **{
            "name_email-first_name": "Omar",
            "name_email-last_name": "Ali",
            "name_email-email": "omar@example.com",
            "by_mail-releases": None,
        },
    )
    chosen = MailPreferences.objects.get(user=publisher.user)
    assert (chosen.translations, chosen.releases, chosen.schedules) == (True, False, True)
    assert not kinds.RELEASE_LIVE.is_mailed_to(publisher.user)
    assert kinds.BEHIND.is_mailed_to(publisher.user)
