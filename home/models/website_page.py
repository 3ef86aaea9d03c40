"""What every page of the website is, whatever its type.

A page type derives from `WebsitePage`, adds its fields and names them in `content_fields`. Where it
may stand, it says in `parent_page_types`; no list of page types has to be changed. `home.checks`
refuses to start with a page type whose declarations do not fit together.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.apps import apps
from django.db.models import QuerySet
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.models import Page, PageViewRestriction, Revision
from wagtail_localize.fields import BaseTranslatableField

from home.page_form import CopyPageForm, PageForm
from home.privacy.restrictions import restrictions_of
from home.roles import EDIT_CONTENT, EditedByRoles
from home.seo import METADATA, METADATA_TEXTS, SearchMetadata
from home.seo_panels import SEO_PANELS
from home.site_moments import MomentComparison
from home.slugs import AsciiSlug
from home.videos import ask_for_videos_of
from snippets.models.translated import Translated, its_own, synchronized
from snippets.names import normal_name
from snippets.preview import Previewed


class WebsitePage(  # type: ignore[django-manager-missing]  # Page's own, which has no types
    Previewed, EditedByRoles, AsciiSlug, Translated, SearchMetadata, Page
):
    """A page with metadata in each language, whose content needs the right to edit content."""

    #: The fields of the tab "Content", in their order. Who lacks EDIT_CONTENT may change none.
    content_fields: ClassVar[tuple[str, ...]] = ("title", "show_in_menus")

    #: Under the home page or any other page, unless a type says otherwise.
    parent_page_types: ClassVar[tuple[str, ...]] = ("home.HomePage", "home.ContentPage")
    own_in_each_language = METADATA
    #: Filters of API v2 for this type alone, beside those of all pages.
    api_comparisons: ClassVar[tuple[MomentComparison, ...]] = ()
    # A copy is a page of its own.
    exclude_fields_in_copy: ClassVar = ["is_untranslated"]
    base_form_class = PageForm
    copy_form_class = CopyPageForm

    class Meta:
        abstract = True

    @classproperty
    def override_translatable_fields(cls) -> list[BaseTranslatableField]:
        """One ASCII slug for all languages: wagtail-localize would mangle an Arabic one."""
        own = its_own(*METADATA, "is_untranslated")
        return [*synchronized("slug", *cls.shared_fields), *own]

    @classproperty
    def edit_handler(cls) -> TabbedInterface:
        """The editor of a page. Everything but the SEO tab needs the right to edit content."""
        schedule = PublishingPanel(permission=EDIT_CONTENT)
        for panel in schedule.children:
            panel.permission = EDIT_CONTENT
        content = [
            (TitleFieldPanel if name == "title" else FieldPanel)(name, permission=EDIT_CONTENT)
            for name in cls.content_fields
        ]
        return TabbedInterface(
            [
                ObjectList(content, heading=_("Content")),
                ObjectList(SEO_PANELS, heading=_("SEO")),
                ObjectList([schedule, CommentPanel()], heading=_("Settings")),
            ]
        )

    def save_revision(self, *args: object, **kwargs: object) -> Revision:
        """A draft is saved whatever the websites of its videos say; they are asked afterwards."""
        revision = super().save_revision(*args, **kwargs)
        ask_for_videos_of(self)
        return revision

    def take_normal_name(self) -> None:
        """What search engines show is of the same form: one line, without what nobody sees."""
        super().take_normal_name()
        for name in METADATA_TEXTS:
            setattr(self, name, normal_name(str(getattr(self, name) or "")))

    def update_aliases(self, **options: object) -> None:
        """Gives the aliases what this page says now; what is not live has no live aliases.

        Wagtail makes them live as well when the page is scheduled. The row is asked, because
        Wagtail calls this for an alias of an alias on an object of before.
        """
        if type(self)._base_manager.filter(pk=self.pk, live=True).exists():
            super().update_aliases(**options)
            self.aliases.filter(live=True, expired=True).update(expired=False)
            return
        for alias in self.aliases.filter(live=True):
            alias.unpublish(log_action=False)

    update_aliases.alters_data = True  # type: ignore[attr-defined]

    def with_content_json(self, content: dict[str, object]) -> Self:
        """Whatever is published of a page by itself is its own text."""
        page: Self = super().with_content_json(content)
        page.is_untranslated = False
        return page

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """As delivery reads them: an alias has a privacy of its own."""
        return restrictions_of(self)


def page_types() -> list[type[WebsitePage]]:
    """Every type of page, of whatever app, in the order of INSTALLED_APPS."""
    return [model for model in apps.get_models() if issubclass(model, WebsitePage)]
