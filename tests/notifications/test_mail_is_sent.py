"""Mail goes out by the worker, in the receiver's language, once; a server that fails, hangs or is
away costs nobody a wait and no mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from cms.notifications import kinds
from cms.notifications.models import Mail, Notification
from cms.notifications.telling import tell
from tests.notifications.mail_server import MailServer
from tests.people import Person

Go = Callable[[], None]


def parts(mail: Any) -> tuple[str, str]:
    """The plain text and the HTML."""
    text, html = mail.iter_parts()
    return text.get_content(), html.get_content()


def submits(publisher: Person, editor: Person, about: Any) -> None:
    tell(kinds.SUBMITTED, [publisher.user], about, actor=editor.user, text="Please <b>today</b>")


def time_passes() -> None:
    Mail.objects.update(attempt_at=timezone.now())


def test_a_mail_is_in_the_receivers_language_and_direction(
    server: MailServer, postman: Go, editor: Person, publisher: Person, about: Any
) -> None:
    submits(publisher, editor, about)
    assert server.mails() == []
    postman()
    (mail,) = server.mails()
    assert mail["To"] == "omar@example.com"
    subject = mail["Subject"].strip()
    assert subject == "[ADMSC] أرسل \u2068sara\u2069 «\u2068About\u2069» للمراجعة."
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "ar")
    text, html = parts(mail)
    url = reverse("inbox:open", args=[Notification.objects.get().pk])
    assert url in text
    assert "Please <b>today</b>" in text
    assert '<html lang="ar" dir="rtl">' in html
    assert "Please &lt;b&gt;today&lt;/b&gt;" in html
    assert not Mail.objects.exists()

    tell(kinds.APPROVED, [editor.user], about, actor=publisher.user)
    postman()
    assert '<html lang="en" dir="ltr">' in parts(server.mails()[-1])[1]


def test_wagtail_sends_nothing_itself(
    server: MailServer, postman: Go, editor: Person, publisher: Person, about: Any
) -> None:
    editor.edits_page(about, action="action-submit")
    assert server.mails() == []
    postman()
    assert [mail["To"] for mail in server.mails()] == ["omar@example.com"]


def test_who_chose_none_or_may_not_see_it_by_then_gets_none(
    server: MailServer, postman: Go, editor: Person, publisher: Person, about: Any
) -> None:
    submits(publisher, editor, about)
    publisher.user.groups.clear()
    UserProfile.objects.update(approved_notifications=False)
    tell(kinds.APPROVED, [editor.user], about, actor=publisher.user)
    postman()
    assert server.mails() == []
    assert not Mail.objects.exists()
    assert Notification.objects.count() == 2


def test_a_server_that_hangs_fails_and_comes_back(
    server: MailServer, postman: Go, editor: Person, publisher: Person, about: Any
) -> None:
    for how in ("hang", "drop", "451 later"):
        server.behaves(how)
        tell(kinds.COMMENT, [editor.user], about, actor=publisher.user, text=how)
        postman()
        assert server.mails() == []
        assert Mail.objects.filter(failed_at=None).exclude(trouble="").exists()
        time_passes()
    server.stop()
    postman()
    assert Mail.objects.filter(failed_at=None).count() == 3

    server.behaves("accept")
    server.start()
    time_passes()
    postman()
    postman()
    assert len(server.mails()) == 3
    assert not Mail.objects.exists()


def test_what_is_refused_for_good_is_given_up_and_holds_up_nothing(
    server: MailServer, postman: Go, editor: Person, publisher: Person, about: Any
) -> None:
    server.behaves("550 no such person")
    submits(publisher, editor, about)
    postman()
    assert Mail.objects.get().failed_at is not None
    server.behaves("accept")
    tell(kinds.APPROVED, [editor.user], about, actor=publisher.user)
    postman()
    assert [mail["To"] for mail in server.mails()] == ["sara@example.com"]


def test_a_new_password_comes_by_mail_and_its_link_is_kept_nowhere(
    server: MailServer, postman: Go, editor: Person
) -> None:
    address = reverse("wagtailadmin_password_reset")
    browser = Client(headers={"accept-language": "ar"})
    assert browser.post(address, {"email": "sara@example.com"}).status_code == 302
    assert browser.post(address, {"email": "nobody@example.com"}).status_code == 302
    assert (Mail.objects.get().language, Mail.objects.get().notification) == ("ar", None)
    postman()
    (mail,) = server.mails()
    link = next(word for word in mail.get_content().split() if "password_reset/confirm" in word)
    path = "/" + link.split("/", 3)[3]
    assert browser.get(path, follow=True).context["validlink"]


def test_without_mail_nothing_says_that_mail_was_sent(
    admin: Person, editor: Person, about: Any, settings: Any
) -> None:
    assert settings.SENDS_MAIL is False
    tell(kinds.COMMENT, [editor.user], about, actor=admin.user, text="Hello")
    assert Notification.objects.count() == 1
    assert not Mail.objects.exists()
    log_in = Client().get(reverse("wagtailadmin_login")).content.decode()
    assert "ask an administrator" in log_in
    assert reverse("wagtailadmin_password_reset") not in log_in
    assert Client().get(reverse("wagtailadmin_password_reset")).status_code == 404
    assert "EMAIL_URL" in admin.opens("/admin/").content.decode()
    assert "EMAIL_URL" not in editor.opens("/admin/").content.decode()
    assert "nothing is mailed" in editor.opens(reverse("wagtailadmin_account")).content.decode()
    health = Client().get("/health/").json()["data"]
    assert any("EMAIL_URL" in note for note in health["notes"])
    settings.SENDS_MAIL = True
    assert "EMAIL_URL" not in admin.opens("/admin/").content.decode()
