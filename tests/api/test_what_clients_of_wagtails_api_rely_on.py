"""What a client of stock Wagtail API v2 relies on holds here, or is a documented difference.

Stock endpoints run beside ours, on the same content, and both are asked what Wagtail's
documentation names: the same status, the same items in the same order, and every key of stock with
stock's value. What differs is in DIFFERENCES, each with a line in docs/decisions/api-v2.md.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction

from cms.engines.moments import rfc3339
from config.env import ROOT
from tests import content

DECISION = ROOT / "docs" / "decisions" / "api-v2.md"


@pytest.fixture(autouse=True)
def _stock_beside_ours(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.stock_api"


@pytest.fixture(scope="module")
def website(database_of_the_module: None) -> dict[str, int]:
    with transaction.atomic():
        picture = content.image("Sea")
        picture.tags.add("blue", "water")
        about = content.page("About", "about", introduction="Us", show_in_menus=True)
        team = content.page("Team", "team", parent=about, seo_title="The team")
        content.page("Club", "club", search_description="Sailing")
        content.page("Draft", "draft", live=False)
        private = content.page("Private", "private")
        PageViewRestriction.objects.create(page=private, restriction_type="login")
        arabic = content.arabic(about, title="من نحن")
        team.copy_for_translation(content.locale("ar"), alias=True)
        file = get_document_model()(title="Rules")
        file.file.save("rules.pdf", ContentFile(b"%PDF-"))
        redirect = Redirect.add_redirect("/old", "https://example.com/new/")
    return {"about": about.pk, "team": team.pk, "arabic": arabic.pk, "home": content.home().pk,
            "image": picture.pk, "document": file.pk, "redirect": redirect.pk}  # fmt: skip


# Of Wagtail's documentation (advanced_topics/api/v2/usage), with {names} of the fixture's ids.
QUESTIONS = [
    *("pages/", "pages/{about}/", "pages/{team}/", "pages/{arabic}/", "pages/{home}/"),
    *("pages/?fields=*", "pages/?fields=_,title", "pages/?fields=*,-title"),
    *("pages/?fields=seo_title,show_in_menus", "images/{image}/?fields=_,title"),
    *("pages/?type=home.ContentPage", "pages/?type=home.HomePage,home.ContentPage"),
    *("pages/?type=home.ContentPage&order=-title,id", "pages/?order=title,-id", "pages/?order=-id"),
    *("pages/?limit=2", "pages/?limit=2&offset=1", "pages/?limit=0", "pages/?offset=100"),
    *("pages/?slug=about", "pages/?title=About", "pages/?show_in_menus=true", "pages/?id={team}"),
    *("pages/?child_of=root", "pages/?child_of={about}", "pages/?descendant_of={about}"),
    *("pages/?descendant_of=root", "pages/?ancestor_of={team}", "pages/?translation_of={about}"),
    *("pages/?locale=ar", "pages/?locale=en&type=home.ContentPage", "pages/?translation_of=root"),
    *(
        "pages/?search=team&locale=en",
        "pages/?search=team&locale=en&search_operator=and",
        "pages/?search=nothing",
    ),
    *("pages/?search=about&type=home.ContentPage&locale=en", "pages/?site=localhost"),
    *(
        "images/",
        "images/{image}/",
        "images/?fields=*",
        "images/?tags=blue",
        "images/?order=-title",
    ),
    *(
        "images/?search=sea",
        "images/?search=&order=title",
        "images/?fields=_,title",
        "images/?limit=1",
        "images/?title=Sea",
    ),
    *("documents/", "documents/{document}/", "documents/?search=rules", "documents/?fields=*"),
    *("redirects/", "redirects/{redirect}/"),
]
REFUSALS = [
    *("pages/?limit=1000", "pages/?limit=x", "pages/?offset=-1", "pages/?nothing=1"),
    *("pages/?fields=nothing", "pages/?fields=*,title", "pages/?fields=title(", "pages/?order=x"),
    *("pages/?order=random&offset=1", "pages/?type=auth.User", "pages/?child_of=x"),
    *("pages/?child_of=99999", "pages/?descendant_of=x", "pages/?ancestor_of=99999"),
    *("pages/?child_of=root&descendant_of=root", "pages/?id=x", "pages/?show_in_menus=maybe"),
    *("pages/99999/", "pages/?site=elsewhere.example", "images/99999/", "images/?tags=x&search=y"),
    *("pages/?rich_text_format=pdf", "pages/find/?html_path=/nothing/", "images/find/?id=99999"),
]


def ask(prefix: str, question: str, ids: dict[str, int]) -> Any:
    return Client().get(f"/{prefix}/{question.format(**ids)}")


def same_host(value: Any) -> Any:
    """Also in the same time zone: stock writes moments in that of the server."""
    if not isinstance(value, str):
        return value
    with suppress(ValueError):
        return rfc3339(datetime.fromisoformat(value))
    return value.replace("/stock/", "/api/v2/")


def missing(stock: Any, ours: Any, place: str = "") -> list[str]:
    """Where ours says something else than stock, or nothing. More than stock is no difference."""
    if isinstance(stock, dict):
        if not isinstance(ours, dict):
            return [f"{place}: {stock!r} is {ours!r}"]
        return [
            problem
            for key, value in stock.items()
            for problem in (
                missing(value, ours[key], f"{place}.{key}") if key in ours else [f"{place}.{key}"]
            )
        ]
    if isinstance(stock, list):
        if not isinstance(ours, list) or len(stock) != len(ours):
            return [f"{place}: {stock!r} is {ours!r}"]
        pairs = zip(stock, ours, strict=True)
        return [
            place_and_value
            for n, (a, b) in enumerate(pairs)
            for place_and_value in missing(a, b, f"{place}[{n}]")
        ]
    return [] if same_host(stock) == ours else [f"{place}: {stock!r} is {ours!r}"]


def test_every_answer_says_all_that_stock_says(website: dict[str, int]) -> None:
    call_command("update_index", verbosity=0)
    problems = []
    for question in QUESTIONS:
        stock, ours = ask("stock", question, website), ask("api/v2", question, website)
        assert stock.status_code == 200, (question, stock.content)
        assert ours.status_code == 200, (question, ours.content)
        problems += [
            f"{question}: {difference}" for difference in missing(stock.json(), ours.json())
        ]
    assert not problems, "\n".join(problems)


def test_what_stock_refuses_is_refused_with_the_same_status(website: dict[str, int]) -> None:
    for question in REFUSALS:
        stock, ours = ask("stock", question, website), ask("api/v2", question, website)
        assert stock.status_code >= 400, (question, stock.status_code)
        assert ours.status_code == stock.status_code, (question, ours.status_code)
        assert set(stock.json()) <= set(ours.json()), (question, ours.json())


# --- Differences: a name, of which the decision says why -------------------------------------


def differs(name: str) -> None:
    assert f"**{name}**" in DECISION.read_text(), f"docs/decisions/api-v2.md does not say: {name}"


def test_find_answers_at_once_where_stock_redirects(website: dict[str, int]) -> None:
    question = "pages/find/?html_path=/about/"
    assert ask("stock", question, website).status_code == 302
    assert ask("api/v2", question, website).status_code == 200
    differs("find answers the page")


def test_find_works_with_a_language_where_stock_finds_nothing(website: dict[str, int]) -> None:
    question = "pages/find/?html_path=/ar/about/"
    assert ask("stock", question, website).status_code == 404
    assert ask("api/v2", question, website).json()["id"] == website["arabic"]
    differs("find knows languages")


def test_moments_are_of_utc_where_stock_has_the_zone_of_the_server(website: dict[str, int]) -> None:
    stock, ours = (
        ask(prefix, "pages/{about}/", website).json()["meta"]["first_published_at"]
        for prefix in ("stock", "api/v2")
    )
    assert stock != ours == rfc3339(datetime.fromisoformat(stock))
    differs("moments are of UTC")


def test_what_is_equal_has_one_order(website: dict[str, int]) -> None:
    items = ask("api/v2", "pages/?order=-title&title=Team", website).json()["items"]
    assert [item["id"] for item in items] == sorted(item["id"] for item in items)
    assert len(items) == 2


def test_the_root_is_that_of_the_language(website: dict[str, int]) -> None:
    question = "pages/?child_of=root&locale=ar"
    assert ask("stock", question, website).json()["items"] == []
    assert len(ask("api/v2", question, website).json()["items"]) == 1
    differs("root is the home page of the language")


@pytest.mark.parametrize(
    "question",
    [
        *("pages/?limit=1&limit=2", "pages/{about}/?nothing=1", "pages/?search=" + "w " * 30),
        "pages/?title=" + "x" * 2000,
    ],
)
def test_what_stock_guesses_is_refused(website: dict[str, int], question: str) -> None:
    assert ask("stock", question, website).status_code in (200, 500)
    assert ask("api/v2", question, website).status_code == 400
    differs("no parameter is ignored")


def test_an_unknown_locale_is_a_400(website: dict[str, int]) -> None:
    assert ask("stock", "pages/?locale=xx", website).status_code == 404
    assert ask("api/v2", "pages/?locale=xx", website).status_code == 400
    differs("no parameter is ignored")


def test_an_editors_session_changes_nothing(website: dict[str, int]) -> None:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("admin"))
    titles = [
        [item["title"] for item in client.get(f"/{prefix}/pages/").json()["items"]]
        for prefix in ("stock", "api/v2")
    ]
    assert "Private" in titles[0]
    assert "Private" not in titles[1]
    differs("everybody is anonymous")
