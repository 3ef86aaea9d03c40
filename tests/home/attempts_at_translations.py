"""What people try with translations. Each function answers whether it came about."""

from __future__ import annotations

from django.urls import reverse
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from home.models import ContentPage
from tests.content import locale
from tests.home.roles import attempt, page, translated_page
from tests.people import Person


def submit_for_translation(person: Person) -> bool:
    about = page()
    url = reverse("wagtail_localize:submit_page_translation", args=[about.pk])
    attempt(person, url, locales=[locale("ar").pk])
    return ContentPage.objects.filter(locale=locale("ar")).exists()


def translate_text(person: Person) -> bool:
    _page, translation = translated_page()
    segment = StringSegment.objects.get(source=translation.source, context__path="title")
    url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    person.client.put(url, "value=نص", content_type="application/x-www-form-urlencoded")
    return StringTranslation.objects.filter(data="نص").exists()


def edit_metadata_of_a_translation(person: Person, **data: str) -> ContentPage:
    target, _translation = translated_page()
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    if person.client.get(f"{url}?metadata").status_code == 200:
        person.submits(f"{url}?metadata", seo_title="وصف", title="Not for this form", **data)
    else:
        attempt(person, url, seo_title="وصف", **data)
    translation = ContentPage.objects.get(pk=target.pk)
    assert translation.get_latest_revision_as_object().title == "About"
    return translation


def write_metadata_of_a_translation(person: Person) -> bool:
    draft = edit_metadata_of_a_translation(person).get_latest_revision_as_object()
    return bool(draft.seo_title == "وصف")


def publish_metadata_of_a_translation(person: Person) -> bool:
    return edit_metadata_of_a_translation(person, **{"action-publish": "1"}).seo_title == "وصف"


def publish_a_translation(person: Person) -> bool:
    target, translation = translated_page()
    segment = StringSegment.objects.get(source=translation.source, context__path="title")
    StringTranslation.objects.create(
        translation_of=segment.string, context=segment.context, locale=locale("ar"), data="من نحن"
    )
    attempt(person, reverse("wagtailadmin_pages:edit", args=[target.pk]), action="publish")
    return ContentPage.objects.get(pk=target.pk).title == "من نحن"


def stop_a_translation(person: Person) -> bool:
    _page, translation = translated_page()
    attempt(person, reverse("wagtail_localize:stop_translation", args=[translation.pk]))
    return not Translation.objects.get().enabled


def restart_a_translation(person: Person) -> bool:
    target, translation = translated_page()
    Translation.objects.filter(pk=translation.pk).update(enabled=False)
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    attempt(person, url, **{"localize-restart-translation": "1"})
    return Translation.objects.get().enabled


def alias_of(source: ContentPage) -> ContentPage:
    alias = source.copy_for_translation(locale("ar"), copy_parents=True, alias=True)
    return ContentPage.objects.get(pk=alias.pk)


def cut_an_alias_off_from_its_source(person: Person) -> bool:
    alias = alias_of(page())
    attempt(person, reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
    return ContentPage.objects.get(pk=alias.pk).alias_of_id is None


def cut_an_alias_off_by_the_admins_api(person: Person) -> bool:
    alias = alias_of(page())
    attempt(person, f"/admin/api/main/pages/{alias.pk}/action/convert_alias/")
    return ContentPage.objects.get(pk=alias.pk).alias_of_id is None


def bring_an_old_text_back_by_the_admins_api(person: Person) -> bool:
    about = page("Old")
    old = about.latest_revision_id
    about.title = "New"
    about.save_revision().publish()
    url = f"/admin/api/main/pages/{about.pk}/action/revert_to_page_revision/"
    attempt(person, url, revision_id=old)
    latest = ContentPage.objects.get(pk=about.pk).get_latest_revision_as_object()
    return bool(latest.title == "Old")


def replace_a_live_translation_by_an_alias(person: Person) -> bool:
    target, _translation = translated_page()
    attempt(person, reverse("wagtail_localize:convert_to_alias", args=[target.pk]))
    return ContentPage.objects.get(pk=target.pk).alias_of_id is not None


def make_a_draft_live_by_way_of_an_alias(person: Person) -> bool:
    target, _translation = translated_page()
    target.unpublish()
    attempt(person, reverse("wagtail_localize:convert_to_alias", args=[target.pk]))
    return ContentPage.objects.get(pk=target.pk).live
