"""Writes the demo site to the database, whole or not at all, the way that editors do.

What is published by a revision here has its history, and its Arabic is a translation. Rows are
found again by translation keys that follow from their names, so loading twice finds the first load;
only `reset` changes a row that is there. What editors made themselves is never touched.

It knows nothing of delivery: publishing follows from the commit, as after any editor's change.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias, TypeVar

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.fields.files import FieldFile
from wagtail.models import Locale, Page, Site
from wagtail.utils.file import hash_filelike

from home import website_address
from home.demo.accounts import make_accounts
from home.demo.bodies import Bodies
from home.demo.content import LANGUAGES, DemoPage, Picture, Words
from home.demo.film import remember_film
from home.demo.keys import key_of
from home.demo.pages import PAGES
from home.demo.pictures import PICTURES, DemoPicture
from home.demo.shell import FOOTER_LINKS, HEROES, MENU, METADATA, PARTNERS, DemoMenuItem
from home.demo.translations import publish_translation
from home.models import ContentPage, HomePage, SiteMetadata, WebsitePage
from home.type_changes import change_type
from snippets.models import FooterLink, Hero, MenuItem, Partner, SiteImage
from snippets.models.ordered import in_order, renumber

Say = Callable[[str], None]
Fields: TypeAlias = dict[str, object]
Snippet = TypeVar("Snippet", MenuItem, Hero, Partner, FooterLink, SiteMetadata)
Row = TypeVar("Row", WebsitePage, MenuItem, Hero, Partner, FooterLink, SiteMetadata)

SOURCE, TARGET = LANGUAGES


class NotLoaded(Exception):
    """Nothing was loaded and nothing changed; the text says why."""


def load(say: Say, *, reset: bool = False) -> bool:
    """Loads the demo site. Answers False, and leaves everything, if it has been loaded before.

    With `reset` the demo's own rows get their first content back; rows of others stay.
    """
    with _nothing_half_loaded() as saved_files:
        # One load at a time: the second waits here, and then finds the first.
        Page.objects.select_for_update().get(depth=1)
        demo = _Demo(say, saved_files)
        if not reset:
            if demo.is_there():
                return False
            demo.refuse_if_in_the_way()
        demo.write(reset=reset)
    return True


@contextmanager
def _nothing_half_loaded() -> Iterator[list[FieldFile]]:
    """A transaction for the rows; the files that were saved for them go when it fails."""
    saved: list[FieldFile] = []
    try:
        with transaction.atomic():
            yield saved
    except BaseException:
        for file in saved:
            file.storage.delete(str(file.name))
        raise


class _Demo:
    """One load: what it has written so far, by the names that content uses."""

    def __init__(self, say: Say, saved_files: list[FieldFile]) -> None:
        self._say = say
        self._saved_files = saved_files
        self._locales = {
            code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES
        }
        home = HomePage.objects.filter(locale=self._locales[SOURCE]).order_by("path").first()
        if home is None:
            raise NotLoaded("There is no English home page: run manage.py migrate.")
        self._home = home
        self._user = User()
        self._pictures: dict[str, SiteImage] = {}
        self._pages: dict[str, WebsitePage] = {"": self._home}
        self._bodies = Bodies(self._pages, self._pictures)
        # What was written in the source language, and its twin in the other one.
        self._to_translate: list[tuple[Model, Model]] = []

    # Before anything is written ----------------------------------------------------------------

    def is_there(self) -> bool:
        names: dict[type[Model], list[str]] = {
            MenuItem: [item.label[SOURCE] for item in _every_menu_item()],
            Hero: [hero.title[SOURCE] for hero in HEROES],
            Partner: [partner.url for partner in PARTNERS],
            FooterLink: [link.key for link in FOOTER_LINKS],
        }
        keys = [key_of(ContentPage, page.path) for page in PAGES]
        return Page.objects.filter(translation_key__in=keys).exists() or any(
            model._default_manager.filter(
                translation_key__in=[key_of(model, name) for name in of_model]
            ).exists()
            for model, of_model in names.items()
        )

    def refuse_if_in_the_way(self) -> None:
        taken = set(self._home.get_children().values_list("slug", flat=True))
        keys = [link.key for link in FOOTER_LINKS]
        in_the_way = [
            *(["the home page has content"] if self._home.body or self._home.hero_id else []),
            *(f"there is a page “{page.slug}”" for page in PAGES if page.path in taken),
            *(
                f"there is a footer link “{key}”"
                for key in FooterLink.objects.filter(key__in=keys).values_list("key", flat=True)
            ),
            *(["there is website metadata"] if SiteMetadata.objects.exists() else []),
        ]
        if in_the_way:
            raise NotLoaded(
                f"This site has content of its own: {', '.join(dict.fromkeys(in_the_way))}."
                " Nothing was changed."
            )

    # Writing it --------------------------------------------------------------------------------

    def write(self, *, reset: bool) -> None:
        with self._step("Accounts"):
            self._user = make_accounts(reset=reset)
        with self._step(f"Pictures ({len(PICTURES)})"):
            for picture in PICTURES:
                self._pictures[picture.name] = self._picture(picture)
            remember_film()
        with self._step(f"Pages ({len(PAGES)})"):
            for page in PAGES:
                if page.path:
                    self._pages[page.path] = self._empty_page(page)
        with self._step("Menu, heroes, partners, footer, metadata"):
            heroes = self._shell()
        with self._step("Texts of the pages"):
            for page in PAGES:
                self._fill(page, heroes[0])
        with self._step(f"Arabic ({len(self._to_translate)} translations)"):
            # Pages first, from the top: a page is translated under its translated parent.
            self._to_translate.sort(key=lambda pair: not isinstance(pair[0], Page))
            for original, twin in self._to_translate:
                publish_translation(original, twin, self._locales[TARGET], self._user)
        _name_the_site()

    @contextmanager
    def _step(self, what: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self._say(f"{what}: {time.monotonic() - started:.1f} s")

    def _picture(self, picture: DemoPicture) -> SiteImage:
        image = SiteImage.objects.filter(title=picture.title).order_by("pk").first()
        image = image or SiteImage(title=picture.title, uploaded_by_user=self._user)
        content = picture.file.read_bytes()
        digest = hash_filelike(ContentFile(content))
        if image.file_hash != digest:
            image.file = ImageFile(ContentFile(content), name=picture.file.name)
            image.file_size, image.file_hash = len(content), digest
        image.alt_texts = dict(picture.alt)
        if picture.focus:
            (
                image.focal_point_x,
                image.focal_point_y,
                image.focal_point_width,
                image.focal_point_height,
            ) = picture.focus
        is_new_file = not image.file._committed
        image.save()
        if is_new_file:
            self._saved_files.append(image.file)
        return image

    def _empty_page(self, page: DemoPage) -> WebsitePage:
        """The page in its place, not live yet: pages link to each other. One that an older demo
        loaded as another type becomes what it is now."""
        parent = self._pages[page.parent]
        model = apps.get_model("home", page.type)
        # Whatever its type: by this key older loads are found.
        key = key_of(ContentPage, page.path)
        found = Page.objects.filter(translation_key=key, locale=self._locales[SOURCE]).first()
        row = found and found.specific
        facts = self._facts(page, SOURCE)
        if row is not None and type(row) is not model:
            change_type(row, model, facts)
            row = model.objects.get(pk=row.pk)
        taken = parent.get_children().filter(slug=page.slug)
        if taken.exclude(pk=row.pk if row else None).exists():
            raise NotLoaded(f"Another page has the address of “{page.path}”. Nothing was changed.")
        if row is None:
            row = model(
                title=page.title[SOURCE],
                slug=page.slug,
                translation_key=key,
                locale=self._locales[SOURCE],
                owner=self._user,
                live=False,
                **facts,
            )
            parent.add_child(instance=row)
        elif not row.is_child_of(parent):
            row.move(parent, pos="last-child", user=self._user)
            row = model.objects.get(pk=row.pk)
        parent.refresh_from_db()  # treebeard counts children in SQL
        return row

    def _facts(self, page: DemoPage, language: str) -> Fields:
        """What pages of its type have beside, in one language."""
        facts: Fields = {}
        for name, value in page.facts.items():
            if isinstance(value, Picture):
                facts[name] = self._pictures[value.name]
            else:
                facts[name] = value[language] if isinstance(value, dict) else value
        return facts

    def _fill(self, page: DemoPage, hero: Hero) -> None:
        row = self._pages[page.path]
        row.refresh_from_db()
        row.slug = row.slug if row is self._home else page.slug

        def fields(language: str) -> Fields:
            own: Fields = (
                {"hero": hero}
                if isinstance(row, HomePage)
                else {"introduction": page.introduction[language], **self._facts(page, language)}
            )
            social = self._pictures[page.social_picture] if page.social_picture else None
            return own | {
                "title": page.title[language],
                "seo_title": page.search_title[language],
                "search_description": page.search_description[language],
                "social_image": social,
                "show_in_menus": page.in_menus,
                "body": self._bodies.body(type(row), page, language),
            }

        self._publish(row, fields)

    def _shell(self) -> list[Hero]:
        """Everything but pages. Answers the heroes."""
        heroes = [
            self._snippet(
                Hero,
                hero.title[SOURCE],
                words={
                    "title": hero.title,
                    "description": hero.description,
                    "button_label": hero.button_label,
                },
                button_page=self._bodies.page(hero.button),
                button_route=hero.button.route,
                background_image=self._pictures[hero.picture],
            )
            for hero in HEROES
        ]
        for item in MENU:
            parent = self._menu_item(item, None)
            for child in item.children:
                self._menu_item(child, parent)
        for partner in PARTNERS:
            self._snippet(
                Partner,
                partner.url,
                words={"name": partner.name},
                url=partner.url,
                image=self._pictures[partner.picture],
            )
        for link in FOOTER_LINKS:
            self._snippet(
                FooterLink,
                link.key,
                FooterLink.objects.filter(key=link.key),
                words={"label": link.label},
                key=link.key,
                page=self._bodies.page(link.link),
                route=link.link.route,
                is_external=link.is_external,
            )
        self._snippet(
            SiteMetadata,
            "website",
            SiteMetadata.objects.all(),
            words={
                "site_name": METADATA.site_name,
                "title_suffix": METADATA.title_suffix,
                "description": METADATA.description,
            },
            social_image=self._pictures[METADATA.picture],
        )
        self._put_in_order()
        return heroes

    def _menu_item(self, item: DemoMenuItem, parent: MenuItem | None) -> MenuItem:
        return self._snippet(
            MenuItem,
            item.label[SOURCE],
            words={"label": item.label},
            page=self._bodies.page(item.link),
            route=item.link.route,
            parent=parent,
        )

    def _snippet(
        self,
        model: type[Snippet],
        name: str,
        or_else: QuerySet[Snippet] | None = None,
        *,
        words: dict[str, Words],
        **shared: object,
    ) -> Snippet:
        """The row of this name, or one of `or_else` that takes its place, else a new one."""
        key = key_of(model, name)
        rows = model._default_manager.filter(locale=self._locales[SOURCE])
        row = rows.filter(translation_key=key).first()
        if row is None and or_else is not None:
            row = (or_else & rows).first()
        if row is None:
            row = model(translation_key=key, locale=self._locales[SOURCE], live=False)

        def fields(language: str) -> Fields:
            return shared | {field: text[language] for field, text in words.items()}

        self._publish(row, fields)
        return row

    def _publish(self, row: Row, fields: Callable[[str], Fields]) -> None:
        """Publishes the row in the source language, and notes its twin for translation."""
        for field, value in fields(SOURCE).items():
            setattr(row, field, value)
        if row.pk is None:
            row.save()
        row.save_revision(user=self._user, log_action=True).publish(user=self._user)
        row.refresh_from_db()
        twin = type(row)(locale=self._locales[TARGET], **fields(TARGET))
        self._to_translate.append((row, twin))

    def _put_in_order(self) -> None:
        menu = [key_of(MenuItem, item.label[SOURCE]) for item in _every_menu_item()]
        partners = [key_of(Partner, partner.url) for partner in PARTNERS]
        links = {link.key: number for number, link in enumerate(FOOTER_LINKS)}
        footer = sorted(
            FooterLink.objects.filter(key__in=links, locale=self._locales[SOURCE]),
            key=lambda row: links[row.key],
        )
        for model, demo in (
            (MenuItem, menu),
            (Partner, partners),
            (FooterLink, [row.translation_key for row in footer]),
        ):
            renumber(model, [*demo, *(key for key in in_order(model) if key not in set(demo))])


def _every_menu_item() -> list[DemoMenuItem]:
    return [entry for item in MENU for entry in (item, *item.children)]


def _name_the_site() -> None:
    """Gives Wagtail's site the website's name and address."""
    website_address.follow_setting()
    site = Site.objects.get(is_default_site=True)
    site.site_name = site.site_name or settings.WAGTAIL_SITE_NAME
    site.save()
