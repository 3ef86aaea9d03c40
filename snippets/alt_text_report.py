"""The report "Pictures without alternative text": the picture that is used most comes first."""

from __future__ import annotations

from typing import TypeAlias

import django_filters
from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn, UsageCountColumn
from wagtail.admin.views.reports import ReportView
from wagtail.coreutils import get_content_languages
from wagtail.models import ReferenceIndex
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import policy_registry

from snippets.languages import names_of
from snippets.lists import THUMBNAIL, ThumbnailColumn
from snippets.models import SiteImage

Images: TypeAlias = "QuerySet[SiteImage]"


def lacks_text_in(language: str) -> Q:
    """The condition for pictures without an alternative text in this language."""
    return ~Q(alt_texts__has_key=language)


def languages_of(image: SiteImage) -> str:
    return names_of(image.languages_without_text())


class LanguageFilter(WagtailFilterSet):
    language = django_filters.ChoiceFilter(
        label=gettext_lazy("Missing in"),
        choices=lambda: settings.LANGUAGES,
        method="without_text_in",
    )

    class Meta:
        model = SiteImage
        fields: tuple[str, ...] = ()

    def without_text_in(self, images: Images, _name: str, language: str) -> Images:
        return images.filter(lacks_text_in(language))


class AltTextReport(ReportView):
    model = SiteImage
    page_title = gettext_lazy("Pictures without alternative text")
    header_icon = "image"
    index_url_name = "alt_text_report"
    index_results_url_name = "alt_text_report_results"
    filterset_class = LanguageFilter
    any_permission_required = ("change",)
    columns = (
        ThumbnailColumn("picture", picture_of=lambda image: image, label=gettext_lazy("Picture")),
        TitleColumn(
            "title",
            label=gettext_lazy("Title"),
            get_url=lambda image: reverse("wagtailimages:edit", args=[image.pk]),
        ),
        Column("missing", label=gettext_lazy("Missing in"), accessor=languages_of),
        UsageCountColumn("usage_count", label=gettext_lazy("Usage")),
    )
    list_export = ("title", "alt_texts", "usage_count")

    @cached_property
    def permission_policy(self) -> BasePermissionPolicy:
        return policy_registry.get_by_type(SiteImage)

    def get_queryset(self) -> Images:
        lacking = Q()
        for code in get_content_languages():
            lacking |= lacks_text_in(code)
        editable = self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, ["change"]
        )
        images = SiteImage.objects.filter(lacking, pk__in=editable.values("pk"))
        images = images.annotate(usage_count=ReferenceIndex.usage_count_subquery(SiteImage))
        return images.prefetch_renditions(THUMBNAIL).order_by("-usage_count", "title", "pk")
