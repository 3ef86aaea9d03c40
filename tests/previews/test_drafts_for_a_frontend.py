"""A frontend reads the website as it would be if all drafts were published, for whoever was given a
token or a link; nobody else sees, waits for or keeps any of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, PageViewRestriction
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.previews.drafts import PerSecret
from cms.previews.share_links import ShareLink
from cms.publishing import version
from cms.publishing.publish import publish
from cms.tokens.models import MachineToken
from snippets.models import FooterLink
from tests import content
from tests.people import Person, Reader, in_group, with_permissions
from tests.previews.drafts import Frontend, with_link, with_token

ADDRESSES = (
    "/api/drafts/website-data/",
    "/api/drafts/website-data/?locale=ar",
    "/api/drafts/v2/pages/",
    "/api/drafts/v2/pages/find/?html_path=/en/",
)


def drafted(row: Any, **changes: Any) -> Any:
    """Saves a draft of what is there."""
    draft = row.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision()
    row.refresh_from_db()
    return row


def without(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: without(part, names) for key, part in value.items() if key not in names}
    if isinstance(value, list):
        return [without(part, names) for part in value]
    return value


# --- What is in it ---------------------------------------------------------------------------


def test_every_answer_is_what_publishing_all_drafts_makes_of_it(
    admin: Person, reader: Reader
) -> None:
    """Changed, new and moved pages, below one another; snippets, new and changed."""
    about = drafted(content.page(), title="Who we are", slug="who-we-are")
    below = drafted(content.page("Team", "team", parent=about), introduction="All of us")
    new = content.page("News", "news", live=False)
    item = drafted(content.menu_item(), label="Changed")
    link = content.snippet(FooterLink, live=False, label="New", route="/new/", key="new")
    publish()
    frontend = with_token(admin.user)
    moments = {"first_published_at", "last_published_at", "last_modified", "detail_url"}
    paths = [
        "/api/v2/pages/?locale=en&fields=*&order=id",
        f"/api/v2/pages/{below.pk}/",
        f"/api/v2/pages/{new.pk}/",
        "/api/v2/pages/find/?html_path=/en/who-we-are/team/",
        "/api/v2/pages/?search=us&locale=en",
        "/api/website-data/?locale=en",
        "/api/website-data/",
    ]
    before = [reader.get(path).content for path in paths]
    foreseen = [frontend.json(path.replace("/api/", "/api/drafts/")) for path in paths]
    assert [reader.get(path).content for path in paths] == before, "readers noticed"
    for row in (about, below, new, item, link):
        row.refresh_from_db()
        row.latest_revision.publish()
    publish()
    for path, answer in zip(paths, foreseen, strict=True):
        now = reader.get(path).json()
        assert without(answer, moments | {"timestamp"}) == without(now, moments | {"timestamp"}), (
            path
        )
    assert foreseen[5]["data"]["menu_items"][0]["label"] == "Changed"


def test_what_a_translator_saved_is_in_it(admin: Person) -> None:
    source = content.page()
    arabic = content.locale("ar")
    kept, _made = TranslationSource.update_or_create_from_instance(source)
    translation = Translation.objects.create(source=kept, target_locale=arabic)
    translation.save_target(publish=True)
    segment = kept.stringsegment_set.get(string__data="About")
    StringTranslation.objects.create(
        translation_of=segment.string, locale=arabic, context=segment.context, data="من نحن"
    )
    assert "من نحن" in with_token(admin.user).titles("ar")
    assert Page.objects.get(locale=arabic, translation_key=source.translation_key).title == "About"


def test_links_lead_to_drafts_where_there_are_drafts(admin: Person) -> None:
    page = content.page("News", "news", live=False)
    answer = with_token(admin.user).page(page.pk)
    assert answer["meta"]["detail_url"].endswith(f"/api/drafts/v2/pages/{page.pk}/")


def test_a_draft_that_cannot_be_published_stays_as_it_is_and_is_named(admin: Person) -> None:
    good, bad = content.page(), content.page("News", "news")
    drafted(good, title="Who we are")
    revision = drafted(bad, title="Nothing").latest_revision
    revision.content["title"] = ""
    revision.save()
    answer = with_token(admin.user).get("/api/drafts/v2/pages/?locale=en&order=title")
    assert {"Who we are", "News"} < {item["title"] for item in answer.json()["items"]}
    assert (answer.headers["X-Drafts"], answer.headers["X-Drafts-Left-Out"]) == (
        "1",
        f"home.contentpage:{bad.pk}",
    )


def test_when_there_are_too_many_the_newest_are_in_and_it_says_so(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.previews.all_drafts.MOST", 1)
    older, newer = content.page(), content.page("News", "news")
    drafted(older, title="Older")
    drafted(newer, title="Newer")
    answer = with_token(admin.user).get("/api/drafts/v2/pages/?locale=en")
    titles = {item["title"] for item in answer.json()["items"]}
    assert ("Newer" in titles, "Older" in titles) == (True, False)
    assert answer.headers["X-Drafts-More"] == "true"


def test_what_has_expired_stays_away(admin: Person) -> None:
    page = drafted(content.page(), title="Over")
    type(page).objects.filter(pk=page.pk).update(live=False, expired=True)
    assert "Over" not in with_token(admin.user).titles("en")


# --- Whose drafts ----------------------------------------------------------------------------


def test_nobody_sees_more_than_the_maker_may(database: None) -> None:
    theirs, others = content.page("Theirs", "theirs"), content.page("Others", "others")
    drafted(theirs, title="Theirs, new")
    drafted(others, title="Others, new")
    hidden = content.page("Hidden", "hidden", live=False)
    drafted(content.menu_item(), label="Changed")
    maker = with_permissions("omar", "cms.add_machinetoken")
    group = maker.user.groups.get()
    GroupPagePermission.objects.create(
        group=group,
        page=theirs,
        permission=in_group("any", "Editors").user.groups.get().page_permissions.first().permission,
    )
    publish()
    frontend = with_token(maker.user)
    titles = frontend.titles("en")
    assert "Theirs, new" in titles
    assert "Others" in titles
    assert "Hidden" not in titles
    assert frontend.get(f"/api/drafts/v2/pages/{hidden.pk}/").status_code == 404
    assert frontend.website_data("en")["menu_items"][0]["label"] != "Changed"


def test_what_is_for_members_stays_for_members(admin: Person) -> None:
    page = drafted(content.page(), title="Members")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    frontend = with_token(admin.user)
    assert frontend.get(f"/api/drafts/v2/pages/{page.pk}/").status_code == 404
    assert "Members" not in frontend.titles("en")


# --- Who is refused --------------------------------------------------------------------------


@pytest.mark.parametrize("path", ADDRESSES)
def test_nobody_gets_it_without_a_token_for_it(admin: Person, path: str) -> None:
    drafted(content.page(), title="Secret draft")
    nobody, editor = Client(), admin.client
    assert nobody.get(path).status_code == 401
    assert editor.get(path).status_code == 401, "a session is no token"
    wrong = Frontend("admsc_" + "x" * 43).get(path)
    scope = with_token(admin.user, "rebuild").get(path)
    assert (wrong.status_code, scope.status_code) == (401, 403)
    assert Frontend(settings.UPDATE_REDIS_TOKEN).get(path).status_code == 401
    for answer in (wrong, scope):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "Secret draft" not in answer.content.decode()
    assert wrong.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("made", [with_token, with_link])
def test_it_ends_with_the_secret_and_with_its_maker(database: None, made: Any) -> None:
    maker = with_permissions("omar", "cms.add_machinetoken", "cms.add_sharelink")
    frontend = made(maker.user)
    path = ADDRESSES[0]
    assert frontend.get(path).status_code == 200
    for model in (MachineToken, ShareLink):
        model.objects.update(revoked_at=timezone.now())
    assert frontend.get(path).status_code == 401
    for model in (MachineToken, ShareLink):
        model.objects.update(revoked_at=None, expires_at=timezone.now())
    assert frontend.get(path).status_code == 401
    later = timezone.now() + timedelta(days=1)
    for model in (MachineToken, ShareLink):
        model.objects.update(expires_at=later)
    assert frontend.get(path).status_code == 200
    maker.user.is_active = False
    maker.user.save()
    assert frontend.get(path).status_code == 401


def test_guesses_are_slowed_as_wrong_passwords_are(admin: Person) -> None:
    link = with_link(admin.user)
    here = Frontend("", "203.0.113.1")
    statuses = []
    for number in range(51):
        here.secret = f"admsc_share_{number:043}"
        statuses.append(here.get(ADDRESSES[0]).status_code)
    assert statuses == [401] * 49 + [429] * 2
    assert Frontend(link.secret, "203.0.113.1").get(ADDRESSES[0]).status_code == 429
    assert Frontend(link.secret, "203.0.113.2").get(ADDRESSES[0]).status_code == 200
    assert AccessAttempt.objects.filter(username="token:drafts").exists()


def test_one_secret_gets_so_many_answers_a_minute(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PerSecret, "rate", "2/min")
    frontend, other = with_link(admin.user), with_link(admin.user)
    statuses = [frontend.get(ADDRESSES[0]).status_code for _try in range(3)]
    refused = frontend.get(ADDRESSES[0])
    assert (statuses, refused.status_code) == ([200, 200, 429], 429)
    assert int(refused.headers["Retry-After"]) > 0
    assert other.get(ADDRESSES[0]).status_code == 200


def test_bad_requests_are_refused_as_without_drafts(admin: Person) -> None:
    frontend = with_token(admin.user)
    for query in ("website-data/?locale=xx", "website-data/?page=1", "v2/pages/?order=nothing"):
        assert frontend.get(f"/api/drafts/{query}").status_code == 400, query
    assert frontend.get("/api/drafts/v2/pages/999999/").status_code == 404
    for path in ADDRESSES:
        posted = frontend.client.post(path, headers={"Authorization": f"Bearer {frontend.secret}"})
        assert posted.status_code == 405


# --- Nothing of it stays ---------------------------------------------------------------------


@pytest.mark.parametrize("path", ADDRESSES)
def test_no_cache_may_keep_it_and_no_other_website_reads_it(
    admin: Person, settings: Any, path: str
) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://www.example.com"]
    frontend = with_token(admin.user)
    answer = frontend.get(path, Origin="https://www.example.com")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "https://www.example.com"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert not {"ETag", "Cache-Tag", "X-Content-Version"} & {*answer.headers}
    other = frontend.get(path, Origin="https://evil.example")
    assert "Access-Control-Allow-Origin" not in other.headers
    asked = Client().options(
        path,
        headers={
            "Origin": "https://www.example.com",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization",
        },
    )
    assert "authorization" in asked.headers["Access-Control-Allow-Headers"]


def test_it_leaves_no_trace(admin: Person, reader: Reader) -> None:
    """Not in the database, Redis or the files, and in no kept answer."""
    page = drafted(content.page(), title="A new title", slug="a-new-slug")
    drafted(content.menu_item(), label="A new label")
    drafted(content.home(), title="A new home")
    publish()
    frontend = with_token(admin.user)
    frontend.get(ADDRESSES[0])

    def state() -> tuple[Any, ...]:
        files = sorted(settings.PUBLISHED_ROOT.rglob("*"))
        kept = {key: reader.redis.dump(key) for key in reader.redis.scan_iter()}
        keys = {key: value for key, value in kept.items() if b"throttle" not in key}
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), max(id) FROM wagtailcore_revision")
            revisions = cursor.fetchone()
        rows = Page.objects.order_by("pk").values_list()
        return files, keys, list(rows), revisions, version.read().number, reader.everything()

    before = state()
    more = (f"/api/drafts/v2/pages/{page.pk}/", "/api/drafts/v2/pages/?search=new")
    for path in (*ADDRESSES, *more):
        assert frontend.get(path).status_code == 200
    publish()
    assert state() == before
    for path in ("/api/v2/pages/", "/api/v2/pages/?search=new", f"/api/v2/pages/{page.pk}/"):
        assert "A new" not in reader.get(path).content.decode()


def test_what_a_process_keeps_of_a_version_is_not_mixed(admin: Person, reader: Reader) -> None:
    """A draft has the version of what is published, and is something else."""
    content.page("News", "news", live=False)
    publish()
    frontend = with_token(admin.user)
    path = "/api/v2/pages/?locale=en&limit=1"
    for _time in range(2):
        drafts = frontend.json(path.replace("/api/", "/api/drafts/"))
        assert drafts["meta"]["total_count"] == 2
        assert reader.get(path).json()["meta"]["total_count"] == 1


def test_what_an_answer_costs_depends_on_the_drafts_not_on_the_pages(admin: Person) -> None:
    frontend = with_token(admin.user)
    drafted(content.page(), title="Draft")
    for number in range(2):
        content.page(f"Page {number}", f"page-{number}")
    path = "/api/drafts/v2/pages/?locale=en&limit=3"
    frontend.get(path)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert frontend.get(path).status_code == 200
        return len(asked)

    few = queries()
    for number in range(2, 12):
        content.page(f"Page {number}", f"page-{number}")
    assert queries() == few
    drafted(content.page("News", "news"), title="Draft")
    assert 0 < queries() - few < 60
