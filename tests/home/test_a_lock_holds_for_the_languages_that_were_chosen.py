"""Who locks a page or snippet chooses whether its translations and aliases are locked with it.

What is locked stays as it is for everybody else: its texts, its place, its being there at all.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object

from home.models import ContentPage
from snippets.models import MenuItem
from tests import content
from tests.home.locks import Lock, lock_all, locked, says
from tests.home.privacy import group_of_three
from tests.home.roles import person, translated_page
from tests.people import Person, snippet_url


def someone_else(role: str = "P") -> Person:
    return person(role)


# --- The question ---------------------------------------------------------------------------------


def test_translations_and_aliases_are_ticked_beforehand_and_locked_with_it(admin: Person) -> None:
    page, arabic, alias = group_of_three()
    question = Lock(admin, page)
    assert question.boxes() == {
        "“الأعضاء” (Arabic)": True,
        "“Members” (English, alias)": True,
    }
    assert locked(page) == [False], "nothing is done before the answer"

    answer = question.is_answered(as_it_is=True)

    assert locked(page, arabic, alias) == [True, True, True]
    everything = "“Members” (English), “Members” (English, alias) and “الأعضاء” (Arabic)"
    assert f"Locked: {everything}." in answer


def test_what_is_unticked_stays_open_and_is_named(admin: Person) -> None:
    page, arabic, alias = group_of_three()
    answer = Lock(admin, page).is_answered(alias)
    assert locked(page, arabic, alias) == [True, False, True]
    assert "Not locked: “الأعضاء” (Arabic)." in answer


def test_unlocking_offers_what_was_locked_together_and_ticks_nothing(admin: Person) -> None:
    page, arabic, alias = group_of_three()
    Lock(admin, alias).is_answered()
    lock_all(admin, page)
    question = Lock(admin, page, "unlock")
    assert question.boxes() == {"“الأعضاء” (Arabic)": False}

    answer = question.is_answered(arabic)

    assert locked(page, arabic, alias) == [False, False, True]
    assert "Locked: “Members” (English, alias)." in answer


def test_nobody_locks_what_he_may_not_lock(admin: Person) -> None:
    page, arabic, _alias = group_of_three()
    seo = someone_else("S")
    assert Lock(seo, page).answer.status_code in (302, 403)
    Lock(seo, page).is_answered(arabic)
    assert locked(page, arabic) == [False, False]


def test_a_page_alone_is_locked_at_once(admin: Person) -> None:
    page = content.page()
    assert Lock(admin, page).answer.status_code == 302
    assert locked(page) == [True]


def test_snippets_are_asked_about_too(admin: Person) -> None:
    item = content.menu_item()
    arabic = content.arabic(item, label="عن النادي")
    lock_all(admin, item)
    assert locked(item, arabic) == [True, True]


def test_the_question_is_asked_in_arabic(admin: Person) -> None:
    UserProfile.objects.create(user=admin.user, preferred_language="ar")
    page, _arabic, _alias = group_of_three()
    html = Lock(admin, page).html
    assert "يسري القفل على هذه أيضًا" in html.get_text()
    assert html.html["lang"] == "ar"


# --- What is locked stays as it is ----------------------------------------------------------------


def deed(name: str, **data: Any) -> Any:
    return lambda who, page: who.client.post(
        reverse(f"wagtailadmin_pages:{name}", args=[page.pk]), data, follow=True
    )


def in_bulk(name: str, **data: Any) -> Any:
    def do(who: Person, page: Page) -> Any:
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", name])
        return who.client.post(f"{url}?id={page.pk}&next=/admin/", data, follow=True)

    return do


def by_the_admins_api(name: str, **data: Any) -> Any:
    return lambda who, page: who.client.post(
        f"/admin/api/main/pages/{page.pk}/action/{name}/", data, content_type="application/json"
    )


def move(who: Person, page: Page) -> Any:
    elsewhere = content.page("مكان", "elsewhere", parent=content.home("ar"))
    url = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, elsewhere.pk])
    return who.client.post(url, follow=True)


DEEDS = {
    "deleting": deed("delete"),
    "deleting in bulk": in_bulk("delete"),
    "deleting by the admin's API": by_the_admins_api("delete"),
    "moving": move,
    "unpublishing": deed("unpublish"),
    "unpublishing in bulk": in_bulk("unpublish"),
    "unpublishing by the admin's API": by_the_admins_api("unpublish"),
    "publishing in bulk": in_bulk("publish"),
    "publishing by the admin's API": by_the_admins_api("publish"),
}


def state_of(page: Page) -> Any:
    return list(Page.objects.filter(pk=page.pk).values_list("path", "title", "live", "url_path"))


@pytest.mark.parametrize("role", ["P", "A"])
def test_nobody_else_changes_a_locked_translation(role: str, admin: Person) -> None:
    page, arabic, _alias = group_of_three()
    draft = ContentPage.objects.get(pk=arabic.pk)
    draft.title = "لم يوافق عليه أحد"
    draft.save_revision()
    lock_all(admin, page)
    before, other = state_of(arabic), someone_else(role)
    for name, do in DEEDS.items():
        answer = do(other, arabic)
        assert state_of(arabic) == before, name
        assert answer.status_code in (200, 302, 403), name
    # Without the lock each of them is done: the admin unlocks and does the last.
    Lock(admin, arabic, "unlock").is_answered()
    deed("delete")(other, arabic)
    assert state_of(arabic) == []


def test_the_reason_is_told_with_the_way_out(admin: Person) -> None:
    page, arabic, _alias = group_of_three()
    lock_all(admin, page)
    text = says(deed("delete")(someone_else(), arabic))
    assert "“الأعضاء” (Arabic) is locked by admin, and stays as it is. Ask admin to unlock" in text


def test_who_locked_it_may_go_on(admin: Person) -> None:
    page, arabic, _alias = group_of_three()
    lock_all(admin, page)
    deed("delete")(admin, arabic)
    assert state_of(arabic) == []


def test_what_is_locked_does_not_go_with_the_page_above_it(admin: Person) -> None:
    section = content.page("Section", "section")
    inner = content.page("Inner", "inner", parent=section)
    Lock(admin, inner)
    other = someone_else()
    assert "“Inner” (English) is locked by admin" in says(deed("delete")(other, section))
    assert "“Inner” (English) is locked" in says(in_bulk("delete")(other, section))
    assert len(state_of(inner)) == 1


def test_a_locked_snippet_is_not_deleted_or_taken_offline(admin: Person) -> None:
    item = content.menu_item()
    arabic = content.arabic(item, label="عن النادي")
    lock_all(admin, item)
    other = someone_else()
    bulk = reverse("wagtail_bulk_action", args=["snippets", "menuitem", "delete"])
    for url in (
        snippet_url(MenuItem, "delete", arabic.pk),
        snippet_url(MenuItem, "unpublish", arabic.pk),
        f"{bulk}?id={arabic.pk}&next=/admin/",
    ):
        assert "“عن النادي” (Arabic) is locked by admin" in says(
            other.client.post(url, follow=True)
        )
    assert MenuItem.objects.get(pk=arabic.pk).live


# --- Translators ----------------------------------------------------------------------------------


def write(who: Person, translation: Translation, text: str = "نص جديد") -> int:
    segment = StringSegment.objects.get(source=translation.source, context__path="title")
    url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    form = "application/x-www-form-urlencoded"
    return int(who.client.put(url, f"value={text}", content_type=form).status_code)


def texts() -> set[str]:
    return set(StringTranslation.objects.values_list("data", flat=True))


def publish(who: Person, page: Page) -> Any:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return who.client.post(url, {"action": "publish"}, follow=True)


def test_a_locked_translation_takes_no_text_and_is_not_published(admin: Person) -> None:
    arabic, translation = translated_page()
    source = ContentPage.objects.get(locale__language_code="en", slug=arabic.slug)
    write(admin, translation, "من نحن")
    lock_all(admin, source)
    other = someone_else()

    assert write(other, translation) == 403
    assert "is locked by admin" in says(publish(other, arabic))
    assert texts() == {"من نحن"}
    assert ContentPage.objects.get(pk=arabic.pk).title == "About"
    editor = other.opens(reverse("wagtailadmin_pages:edit", args=[arabic.pk]))
    assert "is locked by admin, and stays as it is" in says(editor)
    assert "isLocked&quot;: true" in editor.content.decode()

    assert write(admin, translation) == 200, "who locked it may go on"
    publish(admin, arabic)
    assert ContentPage.objects.get(pk=arabic.pk).title == "نص جديد"


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "“About” (English) is locked by admin. That lock does not hold here."),
        ("ar", "على «About» (الإنجليزيّة) قفل من admin، ولا يسري هنا."),
    ],
)
def test_a_lock_of_the_source_is_shown_on_the_translation(
    language: str, message: str, admin: Person
) -> None:
    arabic, translation = translated_page()
    source = ContentPage.objects.get(locale__language_code="en", slug=arabic.slug)
    Lock(admin, source).is_answered()
    other = someone_else()
    UserProfile.objects.create(user=other.user, preferred_language=language)

    editor = other.opens(reverse("wagtailadmin_pages:edit", args=[arabic.pk]))

    assert message in says(editor)
    assert write(other, translation) == 201
    assert texts() == {"نص جديد"}


def test_a_sync_leaves_what_is_locked_and_names_it(admin: Person) -> None:
    arabic, translation = translated_page()
    source = ContentPage.objects.get(locale__language_code="en", slug=arabic.slug)
    lock_all(admin, source)
    other = someone_else()
    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    before = ContentPage.objects.get(pk=arabic.pk).latest_revision_id

    answer = other.client.post(url, {"publish_translations": "on"}, follow=True)

    assert "Left as it is, because it is locked: “About” (Arabic)." in says(answer)
    assert ContentPage.objects.get(pk=arabic.pk).latest_revision_id == before
    admin.client.post(url, {"publish_translations": "on"}, follow=True)
    assert ContentPage.objects.get(pk=arabic.pk).latest_revision_id != before


def test_what_waits_for_approval_is_changed_by_its_reviewers_alone(admin: Person) -> None:
    """A translation whose approval is asked for is not rewritten meanwhile."""
    from django.contrib.auth.models import Group

    arabic, translation = translated_page()
    task = GroupApprovalTask.objects.create(name="Only chiefs")
    task.groups.add(Group.objects.create(name="Chiefs"))
    workflow = Workflow.objects.create(name="Chiefs' approval")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    arabic.save_revision()
    workflow.start(arabic, admin.user)
    other = someone_else()

    assert write(other, translation) == 403
    editor = other.opens(reverse("wagtailadmin_pages:edit", args=[arabic.pk]))
    assert "“About” (Arabic) waits for approval, and only its reviewers" in says(editor)
    deed("delete")(other, arabic)
    assert len(state_of(arabic)) == 1
    assert write(admin, translation) == 201, "an administrator is a reviewer"


def test_a_translated_snippet_that_is_locked_takes_no_text(admin: Person) -> None:
    item = content.menu_item()
    translate_object(item, [content.locale("ar")])
    translation = Translation.objects.get()
    arabic = MenuItem.objects.get(locale=content.locale("ar"))
    lock_all(admin, item)
    other = someone_else()
    segment = StringSegment.objects.get(context__path="label")
    url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    form = "application/x-www-form-urlencoded"
    assert other.client.put(url, "value=نص", content_type=form).status_code == 403
    answer = other.client.post(
        snippet_url(MenuItem, "edit", arabic.pk), {"action": "publish"}, follow=True
    )
    assert "is locked by admin" in says(answer)
    assert texts() == set()
