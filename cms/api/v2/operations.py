"""The operations of API v2, read off its endpoints: their parameters, fields and answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from wagtail.api.v2.filters import SearchFilter

from cms.api.envelope import ErrorAnswer
from cms.api.openapi.json_schema import Components, with_key
from cms.api.v2 import answers
from cms.api.v2.endpoint import MOST_FOUND, Endpoint
from cms.api.v2.page_search import PageSearch
from cms.api.v2.pages import Pages
from cms.api.v2.parameters import ID, MEANINGS, PARAMETERS
from cms.api.v2.redirects import Redirects
from cms.http.operation import UNCHANGED, OpenApiParameter, Operation, Schema
from cms.http.operation import OpenApiAnswer as Answer

_SEARCHES = (SearchFilter, PageSearch)


class EndpointOperations:
    """The operations of one endpoint: a method for each of its views."""

    listing: type = answers.Listing
    # Every endpoint accepts it, and it means something for pages alone.
    without_meaning = frozenset({"rich_text_format"})

    def __init__(self, slug: str, endpoint: type[Endpoint], components: Components) -> None:
        self.slug = slug
        self.endpoint = endpoint
        self.components = components
        self.error = components.of(answers.V2Error)
        of_both = {"anyOf": [self.error, components.of(ErrorAnswer)]}
        anywhere = components.add("NothingThere", of_both)
        self.refused = Answer("The parameter that `field` names cannot be understood", self.error)
        self.nothing = Answer("There is nothing readers may see there", anywhere)
        self.gone = Answer("What was at this address is gone for good", self.error)

    def listing_view(self) -> Operation:
        items = {"type": "array", "items": self.listed()}
        listing = with_key(self.components.of(self.listing), "items", items)
        return self.operation(
            "list",
            f"{self.endpoint.plural}, filtered and ordered",
            {"200": self.answer("A part of them", listing), "304": UNCHANGED, "400": self.refused},
            self.listing_parameters(),
            {"200": "?limit=1", "400": "?order=nothing"},
        )

    def detail_view(self) -> Operation:
        item = self.answer("It", self.whole_or_fields(self.endpoint.shape))
        return self.operation(
            "get",
            f"{self.endpoint.plural}: one",
            {"200": item, "304": UNCHANGED, "400": self.refused, "404": self.nothing},
            self.endpoint.detail_parameters,
            {"200": "", "400": "?nothing=1"},
            (ID,),
        )

    def find_view(self) -> Operation:
        where = Answer("Where its own answer is")
        return self.operation(
            "find",
            f"{self.endpoint.plural}: where one is",
            {"302": where, "400": self.refused, "404": self.nothing},
            self.endpoint.find_query_parameters | Endpoint.detail_parameters,
            {"404": "?id=999999"},
        )

    def operation(
        self,
        verb: str,
        summary: str,
        answers: dict[str, Answer],
        names: Collection[str],
        examples: dict[str, str],
        before: tuple[OpenApiParameter, ...] = (),
    ) -> Operation:
        return Operation(
            f"{verb}_{self.named(verb)}",
            self.endpoint.tag,
            summary,
            answers,
            parameters=(*before, *self.parameters(set(names) - self.without_meaning)),
            examples=examples,
        )

    def named(self, verb: str) -> str:
        """In the name of an operation: menu_items of a listing, menu_item of one."""
        if verb == "list":
            return self.slug.replace("-", "_")
        return re.sub("(?<=[a-z])(?=[A-Z])", "_", self.endpoint.singular).lower()

    def listing_parameters(self) -> frozenset[str]:
        names = frozenset(self.endpoint.known_query_parameters)
        if any(issubclass(backend, _SEARCHES) for backend in self.endpoint.filter_backends):
            return names
        return names - {"search", "search_operator"}

    def parameters(self, names: Collection[str]) -> Iterator[OpenApiParameter]:
        for parameter in PARAMETERS:
            if parameter.name in names:
                meaning = MEANINGS.get((self.slug, parameter.name), parameter.description)
                yield replace(parameter, description=meaning)

    def answer(self, description: str, schema: Schema) -> Answer:
        return Answer(description, schema, headers=("Cache-Tag",))

    def whole_or_fields(self, shape: type) -> Schema:
        """What comes without `fields`, or the keys that `fields` names."""
        return {"anyOf": [self.components.of(shape), self.fields()]}

    def listed(self) -> Schema:
        """An item of a listing. Where it has less than a detail without `fields`, no key of it is
        required: of two schemas that both allow it, a validator would drop what the first does not
        name."""
        if self.endpoint.listed_shape is self.endpoint.shape:
            return self.whole_or_fields(self.endpoint.shape)
        return self.fields()

    def fields(self) -> Schema:
        """Any keys of the details and of the listing."""
        shape, listed = self.endpoint.shape, self.endpoint.listed_shape
        below = {"meta", *self.endpoint.resolved_fields}
        whole = self.components.written_out(shape)
        more = self.components.written_out(listed)["properties"]
        fields = self.components.partly(whole, below)
        fields["properties"] = {**more, **fields["properties"]}
        fields["description"] = "With `fields`: the fields that were asked for"
        return self.components.add(f"{shape.__name__}Fields", fields)


class PageOperations(EndpointOperations):
    listing = answers.SearchListing
    without_meaning = frozenset()

    def listing_view(self) -> Operation:
        stock = super().listing_view()
        pages = replace(stock.answers["200"], description="A part of the pages")
        no_site = Answer("There is no such `site`", self.error)
        return replace(
            stock,
            summary="Pages, filtered, ordered, searched",
            description="Any field of a page can be a filter: `?slug=about`."
            f" With `search`, `limit` is at most {MOST_FOUND}.",
            answers={**stock.answers, "200": pages, "404": no_site},
            examples={"200": "?search=sailing&limit=1", "400": "?limit=1000"},
        )

    def listing_parameters(self) -> frozenset[str]:
        return super().listing_parameters() | {"slug", "title", "show_in_menus"}

    def detail_view(self) -> Operation:
        stock = super().detail_view()
        page = replace(stock.answers["200"], description="The page")
        return replace(
            stock,
            summary="A page, with all that a website shows of it",
            answers={**stock.answers, "200": page},
            examples={"200": "", "400": "?fields=nothing"},
        )

    def find_view(self) -> Operation:
        find = self.components.of(answers.Find)
        children = self.components.of(answers.Children)
        self.fields()
        found = []
        for name in ("Page", "PageFields"):
            schema = with_key(self.components.schemas[name], "children", children)
            schema = with_key(schema, "find", find, required=True)
            found.append(self.components.add(f"Found{name}", schema))
        # Where a redirect leads out of the website there is `find` alone.
        page_or_redirect = {"anyOf": found}
        return replace(
            super().find_view(),
            summary="The page at an address of the website",
            description="In every language; follows redirects, and falls back to the other "
            "language while a page is not translated. `find` says which of it happened.",
            answers={
                "200": self.answer(
                    "The page and how it was found, or where a redirect leads", page_or_redirect
                ),
                "302": Answer("With `id`: where the page's own answer is"),
                "304": UNCHANGED,
                "400": self.refused,
                "404": Answer("Nothing is at this address, and nothing leads away", self.error),
                "410": self.gone,
            },
            examples={
                "200": "?html_path=/en/about/&fields=_,id,title,path",
                "404": "?html_path=/en/no/",
            },
        )


class RedirectOperations(EndpointOperations):
    def detail_view(self) -> Operation:
        stock = super().detail_view()
        return replace(stock, answers={**stock.answers, "410": self.gone})

    def find_view(self) -> Operation:
        stock = super().find_view()
        return replace(stock, answers={**stock.answers, "410": self.gone})


def endpoint_operation(
    slug: str, endpoint: type[Endpoint], view: str, components: Components
) -> Operation:
    """`view` is a method of the endpoint: `listing_view`, `detail_view` or `find_view`."""
    kinds = {Pages: PageOperations, Redirects: RedirectOperations}
    kind = kinds.get(endpoint, EndpointOperations)
    operation: Operation = getattr(kind(slug, endpoint, components), view)()
    return operation
