"""/api/v2/pages/: Wagtail's answers, and on top of them all that a website needs to show a page.

On every page, and in listings for whoever asks with `fields=`: `path`, `locale`, `dir`,
`last_published_at`, `introduction`, `hero`, `body`, `table_of_contents`, `seo`, `breadcrumbs`,
`translations`, `has_children` (cms/delivery/page_details.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.fields import Field
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api.v2.filters import AncestorOfFilter, TranslationOfFilter
from wagtail.api.v2.serializers import PageSerializer as StockPageSerializer
from wagtail.api.v2.utils import get_object_detail_url, parse_boolean
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Site

from cms.api.v2 import answers
from cms.api.v2.endpoint import IMAGE_SHAPES, MOST_FOUND, BadParameter, Endpoint, gone
from cms.api.v2.fallbacks import ChildOfFilter, DescendantOfFilter, LocaleFilter
from cms.api.v2.filters import FieldsFilter, OrderingFilter
from cms.api.v2.lookups import COMPARED, ComparisonFilter, TitleFilter
from cms.api.v2.page_lookup import PageLookup, language_of, look_up
from cms.api.v2.page_parts import PageParts
from cms.api.v2.page_rows import specific, with_types
from cms.api.v2.page_search import PageSearch, reasons
from cms.api.v2.pagination import Pagination
from cms.api.v2.shapes import keys_of
from cms.delivery import tags
from cms.delivery.children import children_of
from cms.delivery.kinds.hero import Hero
from cms.delivery.languages import Language
from cms.delivery.page_details import PARTS, PageDetails
from cms.delivery.pages import readable, under_the_homes
from cms.delivery.references import picture_fields
from cms.delivery.shapes import Block, Crumb, Heading, Image, Seo, Translation
from cms.engines import read_log
from cms.search.query import Matches
from home.models import page_types

# Pages under a page that `find` answers with it.
MOST_CHILDREN = 100


class PageField(Field):  # type: ignore[type-arg]
    """One of PARTS, of which the endpoint loaded those that its answer has."""

    def get_attribute(self, instance: Page) -> Page:
        return instance

    def to_representation(self, page: Page) -> object:
        return self.context["resolved"].part(page, self.field_name)


class Linked(Field):  # type: ignore[type-arg]
    """A page beside this one (its parent, what it is an alias of) as Wagtail shows it."""

    def get_attribute(self, instance: Page) -> Page | None:
        details: PageDetails = self.context["resolved"]
        if self.field_name == "parent":
            return details.parent(instance)
        return details.sources.get(instance.alias_of_id or 0)

    def to_representation(self, page: Page) -> answers.PageBeside:
        details: PageDetails = self.context["resolved"]
        context = self.context
        return {
            "id": page.pk,
            "meta": {
                "type": _type(page),
                "detail_url": get_object_detail_url(
                    context["router"], context["request"], Page, page.pk
                ),
                "html_url": details.url(page),
            },
            "title": page.title,
        }


class HtmlUrl(Field):  # type: ignore[type-arg]
    def get_attribute(self, instance: Page) -> Page:
        return instance

    def to_representation(self, page: Page) -> str:
        return str(self.context["resolved"].url(page))


class ResolvedStream(Field):  # type: ignore[type-arg]
    """A StreamField that a page type names in its `api_fields`."""

    def get_attribute(self, instance: Page) -> object:
        return instance, super().get_attribute(instance)

    def to_representation(self, page_and_value: tuple[Page, Any]) -> Any:
        return self.context["resolved"].stream(*page_and_value)


class ResolvedRichText(ResolvedStream):
    def to_representation(self, page_and_value: tuple[Page, Any]) -> object:
        return self.context["resolved"].rich_text(*page_and_value)


class ResolvedPicture(Field):  # type: ignore[type-arg]
    """A picture that a page type names in its `api_fields`."""

    def get_attribute(self, instance: Page) -> Page:
        return instance

    def to_representation(self, page: Page) -> object:
        return self.context["resolved"].picture(page, self.field_name)


class PageSerializer(StockPageSerializer):
    serializer_field_mapping = StockPageSerializer.serializer_field_mapping | {
        StreamField: ResolvedStream,
        RichTextField: ResolvedRichText,
    }

    html_url = HtmlUrl(read_only=True)
    parent = Linked(read_only=True)
    alias_of = Linked(read_only=True)
    locale = PageField(read_only=True)
    path = PageField(read_only=True)
    dir = PageField(read_only=True)
    translation_key = PageField(read_only=True)
    last_published_at = PageField(read_only=True)
    introduction = PageField(read_only=True)
    hero = PageField(read_only=True)
    body = PageField(read_only=True)
    table_of_contents = PageField(read_only=True)
    seo = PageField(read_only=True)
    breadcrumbs = PageField(read_only=True)
    translations = PageField(read_only=True)
    has_children = PageField(read_only=True)

    def build_relational_field(self, field_name: str, relation_info: Any) -> Any:
        if field_name in picture_fields(self.Meta.model):
            return ResolvedPicture, {"read_only": True}
        return super().build_relational_field(field_name, relation_info)

    def to_representation(self, instance: Page) -> dict[str, object]:
        data: dict[str, object] = super().to_representation(instance)
        if "locale" in self.fields:
            # Wagtail has it in `meta`; beside `path` and `dir` is where it is looked for.
            rest = {name: data.pop(name) for name in list(data) if name in PARTS[2:]}
            meta = cast("Mapping[str, object]", data["meta"])
            data |= {"locale": meta["locale"], **rest}
        for name, narrowed in self.context["narrowing"].items():
            if name in data:
                data[name] = narrowed(data[name])
        return data


class Pages(Endpoint, PagesAPIViewSet):
    tag = "Pages"
    singular = "Page"
    plural = "Pages"
    shape = answers.Page
    listed_shape = answers.ListedPage
    base_serializer_class = PageSerializer
    pagination_class = Pagination
    filter_backends = [
        FieldsFilter,
        *(ChildOfFilter, AncestorOfFilter, DescendantOfFilter),
        *(OrderingFilter, TranslationOfFilter, LocaleFilter, ComparisonFilter),
        *(TitleFilter, PageSearch),
    ]
    known_query_parameters = (
        PagesAPIViewSet.known_query_parameters | COMPARED | {"fallback", IMAGE_SHAPES}
    )
    detail_parameters = Endpoint.detail_parameters | {IMAGE_SHAPES}
    find_query_parameters = PagesAPIViewSet.find_query_parameters | {"locale", "include"}
    # Of whom a page is for that is shown in another language than theirs.
    reader: Language | None = None
    matches: Matches | None = None
    elsewhere: Sequence[answers.MatchesElsewhere] = ()
    listing_default_fields = [*PagesAPIViewSet.listing_default_fields, "path"]
    body_fields = [*PagesAPIViewSet.body_fields, *(name for name in PARTS if name != "locale")]
    resolved_fields: ClassVar[dict[str, tuple[str, ...]]] = {
        "hero": keys_of(Hero),
        "body": keys_of(Block),
        "table_of_contents": keys_of(Heading),
        "seo": keys_of(Seo),
        "breadcrumbs": keys_of(Crumb),
        "translations": keys_of(Translation),
        **{name: keys_of(Image) for model in page_types() for name in picture_fields(model)},
    }
    # Wagtail would compare them with columns of another meaning: `path` is its place in the tree.
    not_filters = frozenset({"path", "body"})

    @classmethod
    def get_available_fields(cls, model: type[Page], db_fields_only: bool = False) -> list[str]:
        names: list[str] = super().get_available_fields(model, db_fields_only)
        return [name for name in names if name not in cls.not_filters] if db_fields_only else names

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        if "site" in request.GET:
            self._check_site(request.GET["site"])
        limit = request.GET.get("limit", "")
        if "search" in request.GET and limit.isdecimal() and int(limit) > MOST_FOUND:
            raise BadParameter("limit", f"cannot be higher than {MOST_FOUND} with search")
        if self.falls_back:
            if "locale" not in request.GET:
                raise BadParameter("fallback", "needs a locale")
            self.reader = self.language
        if request.GET.get("include", "children") != "children":
            raise BadParameter("include", "must be 'children'")

    @cached_property
    def falls_back(self) -> bool:
        """Whether a listing has pages that are not translated too."""
        try:
            return bool(parse_boolean(self.request.GET.get("fallback", "false")))
        except ValueError as error:
            raise BadParameter("fallback", str(error)) from error

    def _check_site(self, given: str) -> None:
        """There is one website: who names it is answered, who names another one is told so."""
        host, _, port = given.partition(":")
        sites = Site.objects.filter(is_default_site=True, hostname=host)
        if not sites.filter(**({"port": port} if port.isdecimal() else {})).exists():
            raise Http404("there is no such site")

    def get_root_page(self) -> Page:
        """Of `child_of=root`: the home page of the language that is asked for."""
        home = self.site.homes.get(self.language.locale_id)
        if home is None or "locale" not in self.request.GET:
            return get_object_or_404(Page, sites_rooted_here__is_default_site=True)
        return Page.objects.get(pk=home[0])

    def get_base_queryset(self) -> QuerySet[Page]:
        """The website's pages: live, public, and under a home page of the site."""
        return readable().filter(under_the_homes(self.site))

    def get_object(self) -> Page:
        """The page as its own type has it. One query."""
        if (page := self._object) is None:
            pk = self.kwargs["pk"]
            with read_log.narrowed(tags.page_tables()) as read:
                read.add(tags.page(pk))
                page = get_object_or_404(with_types(self.get_base_queryset()), pk=pk)
            self._object = page = specific(page)
        return page

    _object: Page | None = None

    def resolve(self, rows: Sequence[Page], names: frozenset[str]) -> PageDetails:
        of_types = {
            column.name
            for row in rows
            for column in row._meta.get_fields()
            if isinstance(column, (StreamField, RichTextField))
        }
        models: set[type[Page]] = {type(row) for row in rows}
        of_types |= {name for model in models for name in picture_fields(model)}
        return PageParts(
            self.site,
            rows,
            parts=names,
            format=self.resolve_rich_text_format(),
            whole=bool(of_types & names),
            reader=self.reader,
            image_shapes=self.image_shapes,
        )

    def listing_view(self, request: Request) -> Response:
        response = super().listing_view(request)
        if self.matches is not None:
            response.data["meta"]["search"] = {
                "instead": list(self.matches.instead),
                "other_languages": self.elsewhere,
            }
        return response

    def serialized(self, rows: Sequence[Page], kind: Any = None) -> list[dict[str, object]]:
        documents = super().serialized(rows, kind)
        if self.matches is not None:
            why = reasons(rows, self.matches)
            for row, document in zip(rows, documents, strict=True):
                document["search"] = why[row.pk]
        return documents

    def find_view(self, request: Request) -> Response:
        """`?html_path=`: the page at an address of the website, in one answer (find.py)."""
        if "html_path" not in request.GET:
            stock: Response = super().find_view(request)
            return stock
        match = self._look_up(request.GET["html_path"])
        if match is None:
            return Response({"message": "not found"}, status=404)
        if match.is_gone:
            return gone()
        if match.page is None:
            return Response({"find": match.as_document()})
        self._object, self.reader = specific(match.page), match.reader
        page = self.serialized([self._object])[0]
        if "include" in request.GET:
            page["children"] = self._children(self._object)
        return Response({**page, "find": match.as_document()})

    def _look_up(self, address: str) -> PageLookup | None:
        """Raises BadParameter for a language beside an address of another one."""
        if "locale" not in self.request.GET:
            return look_up(self.site, address)
        of_the_address = language_of(self.site, address)
        if of_the_address not in (None, self.language):
            raise BadParameter("locale", "the address is of another language")
        return look_up(self.site, address, self.language)

    def _children(self, page: Page) -> dict[str, object]:
        """The first pages right under a page, as a listing without `fields` has them."""
        rows = children_of(page, MOST_CHILDREN + 1)
        kind = self._get_serializer_class(self.request.wagtailapi_router, Page, [])
        shown = self.serialized(rows[:MOST_CHILDREN], kind)
        return {"items": shown, "more": len(rows) > MOST_CHILDREN}


def _type(page: Page) -> str | None:
    kind = page.specific_class
    return None if kind is None else f"{kind._meta.app_label}.{kind.__name__}"
