"""Kept answers of API v2 and documents say what a cold process would say, whatever changed.

And an answer is kept, and a document's ETag stays, while nothing changed that it says.

Every field of every content model is edited and emptied, as introspection finds them: a new model,
a new field or a new read of a table that nobody thought of fails here.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TypeAlias

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from cms.delivery import renditions
from cms.publishing.triggers import EDITORIAL_COLUMNS, content_models
from home.models import ArticlePage, ContentPage, EventPage, SiteMetadata
from home.models.redirect_details import RedirectDetails
from snippets.models import Hero, MenuItem, SiteImage
from tests import content
from tests.api.kept_answers import LISTINGS, Readers

# How a row is told apart and found: another value there is another row, or no tree any more.
Column: TypeAlias = "models.Field[Any, Any]"
IDENTITY = {"path", "depth", "content_type", "content_object", "object_id"}
# Every field of a model, and for each a cold build and all answers: on a busy machine that is long.
pytestmark = pytest.mark.timeout(900)
YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.fixture(scope="module")
def readers(database_of_the_module: None) -> Readers:
    make_site()
    pages = Page.objects.filter(depth__gt=2) | Page.objects.filter(pk=content.home().pk)
    rows = {
        "pages": pages.exclude(slug__in=("hidden", "below")),
        "images": SiteImage.objects.filter(title="Sea"),
        "documents": get_document_model().objects.all(),
        "heroes": Hero.objects.filter(title="Sail with us"),
    }
    details = [f"/api/v2/{name}/{row.pk}/" for name in rows for row in rows[name]]
    find = [f"/api/v2/pages/find/?html_path={path}" for path in ("/en/about/team/", "/ar/club/")]
    readers = Readers([*LISTINGS, *details, *find])
    readers.look("the site was made")
    return readers


def make_site() -> None:
    """Each thing that an answer shows, and each thing that may be beside it."""
    get_user_model().objects.create_user("eve")
    focal_point = {f"focal_point_{name}": 10 for name in ("x", "y", "width", "height")}
    sea, club = (
        content.image("Sea", **focal_point),
        content.image("Club", alt_texts={"en": "A club"}),
    )
    social = content.image("Social")
    renditions.make([sea.pk, club.pk, social.pk])
    with transaction.atomic():
        sea.tags.add("water", "blue")
        rules = get_document_model().objects.create(
            title="Rules", file=ContentFile(b"%PDF", name="rules.pdf")
        )
        rules.tags.add("law")
        Embed.objects.create(
            url=YOUTUBE,
            hash=get_embed_hash(YOUTUBE),
            type="video",
            html='<iframe src="https://www.youtube.com/embed/x"></iframe>',
            title="A film",
            last_updated=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        )
    about = content.page(introduction="Who we are", social_image=social)
    team = content.page("Team", "team", parent=about, body=[("image", {"image": sea})])
    link = f'<p><a linktype="page" id="{team.pk}">x</a></p>'
    file = f'<p><a linktype="document" id="{rules.pk}">x</a></p>'
    body = [("paragraph", link), ("paragraph", file), ("embed", {"url": YOUTUBE, "caption": ""})]
    content.page("Club", "club", body=body)
    hidden = content.page("Hidden", "hidden")
    content.page("Below", "below", parent=hidden)
    start = datetime.datetime(2026, 12, 5, 8, 30, tzinfo=datetime.UTC)
    end = start + datetime.timedelta(hours=2)
    regatta = EventPage(
        title="Regatta", slug="regatta", start=start, end=end, price=Decimal(50), place="Sea"
    )
    for dated in (regatta, ArticlePage(title="We won", slug="we-won", published=start.date())):
        dated.updated, dated.lead_picture = start.date(), sea
        content.home().add_child(instance=dated)
        dated.save_revision().publish()
    content.arabic(about, title="من نحن")
    content.arabic(team, title="الفريق")
    hero = content.hero(button_label="Sail", background_image=club, button_page=about)
    content.arabic(hero, title="أبحر")
    content.hero("Another")
    home = content.home()
    home.hero = hero
    home.save_revision().publish()
    top = content.menu_item("About", page=about)
    content.arabic(top, label="من نحن")
    # Deleted in Arabic.
    content.arabic(content.menu_item("Team", page=team, parent=top), label="الفريق").delete()
    content.menu_item("Elsewhere")
    content.partner(image=club)
    content.partner("Another")
    content.footer_link(page=about, route="")
    content.footer_link("terms", "Terms")
    content.snippet(SiteMetadata, site_name="Club", social_image=social)
    with transaction.atomic():
        Redirect.objects.create(old_path="/old", redirect_page=team)
        Redirect.objects.create(old_path="/away", redirect_link="https://example.com/")
        gone = Redirect.objects.create(old_path="/gone")
        RedirectDetails.objects.create(redirect=gone, is_gone=True)
        PageViewRestriction.objects.create(page=hidden, restriction_type="login")
        private = Collection.get_first_root_node().add_child(name="Private")
        CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
        collection = Collection.get_first_root_node().add_child(name="Other")
        content.image("Secret", collection=private)
        content.image("Open", collection=collection)


@pytest.mark.parametrize("model", content_models(), ids=lambda model: model._meta.label)
def test_after_any_field_changed_kept_answers_are_those_of_a_cold_process(
    model: type[models.Model], readers: Readers
) -> None:
    rows = model._base_manager.order_by("pk")
    assert rows.exists(), "the site lacks a row of this model"
    # Of pages the home page, a translation and one without a translation; of others the first. The
    # last has no translation, and so may have another language.
    of_kinds = (
        Q(pk=content.home().pk) | Q(slug="club") | Q(slug="about", locale=content.locale("ar"))
    )
    pages = rows.filter(of_kinds) if issubclass(model, Page) else rows.none()
    pks = list(pages.values_list("pk", flat=True)) or [rows[0].pk]
    for columns in columns_to_edit(model):
        # What is empty is empty in whichever row: once is enough.
        edited = set(edit(model, pks[0], columns, readers))
        for pk in pks[1:]:
            edited |= set(edit(model, pk, columns, readers, empties=False))
        last = rows[rows.count() - 1].pk
        edited |= set(edit(model, last, columns, readers)) if not edited else set()
        assert edited >= {column.name for column in columns}


def columns_to_edit(model: type[models.Model]) -> list[list[Column]]:
    """Each alone, and together those that tell how a row is edited, which no answer shows."""
    columns: list[Column] = [
        column
        for column in model._meta.local_concrete_fields
        if not column.primary_key and column.name not in IDENTITY
    ]
    editorial = [column for column in columns if column.column in EDITORIAL_COLUMNS]
    return [*([column] for column in columns if column not in editorial), editorial]


def edit(
    model: type[models.Model],
    pk: object,
    columns: list[Column],
    readers: Readers,
    *,
    empties: bool = True,
) -> Iterator[str]:
    """Edits, lets the readers look, and takes it back. Answers which columns PostgreSQL let be
    edited: not a second row with what must be unique. With `empties`, what may be empty is
    emptied, too."""
    row = model._base_manager.get(pk=pk)
    old = {column.name: getattr(row, column.attname) for column in columns}
    edited = {column.name: another_value(column, old[column.name]) for column in columns}
    emptied = {column.name: None for column in columns if column.null and empties}
    for new in (edited, emptied):
        if new == old or not new or not update(model, pk, new):
            continue
        try:
            readers.look(f"{model._meta.label} {pk} was {old}, is now {new}")
        finally:
            assert update(model, pk, old)
        if new is edited:
            yield from (name for name in new if new[name] != old[name])


def test_most_answers_that_stay_the_same_are_kept(readers: Readers) -> None:
    for model, name, share in ((MenuItem, "label", 0.9), (Hero, "title", 0.7)):
        model.objects.filter(pk=model.objects.order_by("pk")[0].pk).update(**{name: "Another"})
        readers.look(f"a {name} changed")
        assert readers.kept >= share * readers.unchanged
    ContentPage.objects.filter(slug="club").update(introduction="Another")
    readers.look("the page club changed")
    assert readers.kept >= 0.7 * readers.unchanged


def update(model: type[models.Model], pk: object, values: dict[str, Any]) -> bool:
    """By SQL, past all that models do. Answers whether PostgreSQL took it."""
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=pk).update(**values)
    except IntegrityError:
        return False
    return True


def another_value(column: Column, old: Any) -> Any:
    if column.is_relation:
        other_rows = column.related_model._base_manager.exclude(pk=old).order_by("pk")
        return other_rows.values_list("pk", flat=True).last()
    match old:
        case bool():
            return not old
        case int():
            return old + 1
        case str():
            return f"{old[:-1]}y" if old.endswith("x") else f"{old[: max(0, len(old) - 1)]}x"
        case uuid.UUID():
            return uuid.uuid4()
        case datetime.date():  # and a moment, which is one too
            return old + datetime.timedelta(days=1)
        case Decimal():
            return old + 1
        case dict():
            return {**old, "en": "Another"}
    if column.get_internal_type() == "DateTimeField":
        return datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    if isinstance(column, models.IntegerField):
        return 10
    if hasattr(column, "stream_block"):
        return [{"type": "heading", "value": {"text": "New", "level": "h2"}, "id": "1"}]
    return "x"
