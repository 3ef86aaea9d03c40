"""A text that is wrong takes no right one away, and nobody's Arabic is overwritten unseen."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.users.models import UserProfile
from wagtail_localize.models import OverridableSegment, StringSegment, StringTranslation

from home.models import ContentPage
from tests.content import locale
from tests.people import Person
from tests.snippets.translating import in_language, page, translate, write

FORM = "application/x-www-form-urlencoded"
LINK = "https://a.example/"
TEXT = f'<p>First</p><p>See <a href="{LINK}">this</a></p>'
# Of the two paragraphs, in their order.
ARABIC = ("أولًا", 'انظر <a id="a1">هذا</a>')


@pytest.fixture
def translation(database: None) -> Any:
    """A page whose Arabic is live: title, introduction, a heading and two paragraphs."""
    source = page("About", slug="about", introduction="Hello")
    source.body = [("paragraph", TEXT), ("heading", {"text": "Head", "level": "h2"})]
    source.save_revision().publish()
    new_translation = translate(source, title="من نحن", introduction="أهلًا")
    for segment, text in zip(paragraphs(new_translation), ARABIC, strict=True):
        StringTranslation.objects.create(
            translation_of=segment.string, context=segment.context, locale=locale("ar"), data=text
        )
    heading = StringSegment.objects.get(
        source=new_translation.source, context__path__endswith=".text"
    )
    write(new_translation, **{heading.context.path: "رأس"})
    new_translation.save_target(publish=True)
    assert arabic(new_translation) == ("من نحن", "أهلًا", "رأس", paragraph_of(LINK))
    return new_translation


def paragraphs(translation: Any) -> list[StringSegment]:
    of_source = StringSegment.objects.filter(source=translation.source, context__path__contains=".")
    return list(of_source.exclude(context__path__endswith=".text").order_by("order"))


def paragraph_of(link: str) -> str:
    return f'<p>أولًا</p><p>انظر <a href="{link}">هذا</a></p>'


def arabic(translation: Any) -> tuple[str, str, str, str]:
    """What readers have: title, introduction, heading, paragraphs."""
    page_shown = ContentPage.objects.get(pk=translation.get_target_instance().pk)
    text, heading = page_shown.body[0].value.source, page_shown.body[1].value["text"]
    return page_shown.title, page_shown.introduction, heading, _without_ids(text)


def _without_ids(html: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.find_all(True):
        element.attrs.pop("data-block-key", None)
    return str(soup)


def writes(who: Person, translation: Any, segment: StringSegment, value: str) -> Any:
    url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    return who.client.put(url, urlencode({"value": value}), content_type=FORM)


def publishes(who: Person, translation: Any) -> str:
    """The messages of the next page."""
    target = translation.get_target_instance()
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    answer = who.client.post(url, {"action": "publish"}, follow=True)
    html = BeautifulSoup(answer.content.decode(), "html.parser")
    return " ".join(each.get_text(" ", strip=True) for each in html.select(".messages li"))


def segments(translation: Any) -> dict[str, StringSegment]:
    of_source = translation.source.stringsegment_set
    return {
        "title": of_source.get(context__path="title"),
        "introduction": of_source.get(context__path="introduction"),
        "heading": of_source.get(context__path__endswith=".text"),
        "paragraph": paragraphs(translation)[0],
        "paragraph with a link": paragraphs(translation)[1],
    }


@pytest.mark.parametrize(
    "name",
    [
        "title",
        "introduction",
        "heading",
        "paragraph",
        "paragraph with a link",
    ],
)
def test_one_bad_text_takes_nothing_from_readers(
    name: str, translation: Any, admin: Person
) -> None:
    before = arabic(translation)
    bad = "<blink>سيئ" if "paragraph" in name else "ع" * 700

    error = writes(admin, translation, segments(translation)[name], bad).json()["error"]
    message = publishes(admin, translation)

    assert arabic(translation) == before
    assert "1 text cannot be used: readers keep the text that they had." in message
    assert "Until it is mended it is not used, and readers keep what they had." in error

    # Mended, it is used, with all the rest.
    good = 'جديد <a id="a1">رابط</a>' if "link" in name else "جديد"
    assert writes(admin, translation, segments(translation)[name], good).json()["error"] is None
    assert "cannot be used" not in publishes(admin, translation)
    assert "جديد" in " ".join(arabic(translation))


def test_the_rest_is_published_beside_a_bad_text(translation: Any, admin: Person) -> None:
    writes(admin, translation, segments(translation)["paragraph"], "<blink>سيئ")
    writes(admin, translation, segments(translation)["title"], "عنّا")
    publishes(admin, translation)
    assert arabic(translation) == ("عنّا", "أهلًا", "رأس", paragraph_of(LINK))


def test_a_text_that_was_never_there_is_still_the_sources(database: None, admin: Person) -> None:
    translation = translate(page("About", slug="about", introduction="Hello"), title="من نحن")
    writes(
        admin,
        translation,
        translation.source.stringsegment_set.get(context__path="introduction"),
        "ع" * 700,
    )
    publishes(admin, translation)
    assert in_language(translation.get_target_instance(), "ar").introduction == "Hello"


def test_it_is_said_in_arabic(translation: Any, admin: Person) -> None:
    UserProfile.objects.create(user=admin.user, preferred_language="ar")
    answer = writes(admin, translation, segments(translation)["paragraph"], "<blink>سيئ")
    assert "يبقى للقراء ما كان لديهم" in answer.json()["error"]
    assert "نص واحد لا يمكن استخدامه" in publishes(admin, translation)


def test_a_wrong_link_keeps_the_last_one_that_was_right(translation: Any, admin: Person) -> None:
    segment = OverridableSegment.objects.get(source=translation.source, data_json=json.dumps(LINK))
    url = reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])

    def leads_to(address: str) -> str:
        admin.client.put(url, urlencode({"value": address}), content_type=FORM)
        publishes(admin, translation)
        return arabic(translation)[3]

    assert leads_to("https://a.example/ar/") == paragraph_of("https://a.example/ar/")
    assert leads_to("javascript:alert(1)") == paragraph_of("https://a.example/ar/")
    assert leads_to("//evil.example/") == paragraph_of("https://a.example/ar/")
    assert leads_to("https://b.example/") == paragraph_of("https://b.example/")


# --- A translation that is started again ----------------------------------------------------------


def stopped(who: Person, translation: Any, **changes: str) -> ContentPage:
    """The translation is stopped, and its page written on in the form of the page."""
    who.client.post(reverse("wagtail_localize:stop_translation", args=[translation.pk]))
    target = ContentPage.objects.get(pk=translation.get_target_instance().pk)
    for name, value in changes.items():
        setattr(target, name, value)
    target.save_revision().publish()
    return target


def restarts(who: Person, target: ContentPage, **data: str) -> Any:
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    return who.client.post(url, {"localize-restart-translation": "1"} | data, follow=True)


def test_starting_again_shows_what_would_be_overwritten(translation: Any, admin: Person) -> None:
    target = stopped(admin, translation, title="عنّا منذ ١٩٦٨")

    answer = restarts(admin, target)

    table = BeautifulSoup(answer.content.decode(), "html.parser").select("table.listing tbody tr")
    rows = [[cell.get_text(strip=True) for cell in row.select("td")] for row in table]
    assert rows == [["Title", "عنّا منذ ١٩٦٨", "من نحن"]]
    translation.refresh_from_db()
    assert not translation.enabled, "nothing is done before the answer"


def test_what_was_written_meanwhile_is_kept_as_a_revision(translation: Any, admin: Person) -> None:
    target = stopped(admin, translation, title="عنّا منذ ١٩٦٨")
    ContentPage.objects.filter(pk=target.pk).update(latest_revision=None)
    target.revisions.all().delete()

    restarts(admin, target, overwrite="1")
    publishes(admin, translation)

    assert arabic(translation)[0] == "من نحن"
    titles = {each.as_object().title for each in target.revisions.all()}
    assert titles == {"عنّا منذ ١٩٦٨", "من نحن"}


def test_a_translation_that_nobody_touched_starts_at_once(translation: Any, admin: Person) -> None:
    restarts(admin, stopped(admin, translation))
    translation.refresh_from_db()
    assert translation.enabled


def test_a_snippet_is_asked_about_too(database: None, admin: Person) -> None:
    from snippets.models import MenuItem
    from tests.people import snippet_url
    from tests.snippets.translating import link

    translation = translate(link(), label="عن النادي")
    translation.save_target(publish=True)
    admin.client.post(reverse("wagtail_localize:stop_translation", args=[translation.pk]))
    target = MenuItem.objects.get(locale=locale("ar"))
    target.label = "نادينا"
    target.save_revision().publish()
    url = snippet_url(MenuItem, "edit", target.pk)
    answer = admin.client.post(url, {"localize-restart-translation": "1"})
    assert "نادينا" in answer.content.decode()
    assert "عن النادي" in answer.content.decode()
    translation.refresh_from_db()
    assert not translation.enabled
