"""What live pages say, as searches compare it. Written by cms/search/index.py and by triggers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale


class PageText(models.Model):
    """What a live page says, as searches compare it (cms/search/index.py).

    `page_id` is no foreign key, so that a page can be deleted by SQL. `recipe` is the number of the
    way that the text was made (index.RECIPE).
    """

    page_id = models.BigIntegerField(primary_key=True)
    recipe = models.PositiveSmallIntegerField()
    title = models.TextField()
    text = models.TextField()
    vector = SearchVectorField()

    class Meta:
        default_permissions = ()
        indexes = [GinIndex(fields=["vector"], name="page_text_words")]

    def __str__(self) -> str:
        return self.title


class StalePageText(models.Model):
    """A note that a page changed since its text was made. A trigger writes it."""

    page_id = models.BigIntegerField(primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.page_id)


class SearchWord(models.Model):
    """A word that a page says, and its trigrams. Misspelt words of queries are compared with it.
    `spelling` is how a text writes it."""

    word = models.CharField(max_length=60, primary_key=True)
    # PostgreSQL has the default too: the release before this one writes words without it.
    spelling = models.CharField(max_length=200, default="", db_default="")
    trigrams = ArrayField(models.CharField(max_length=3))

    class Meta:
        default_permissions = ()
        indexes = [GinIndex(fields=["trigrams"], name="search_word_trigrams")]

    def __str__(self) -> str:
        return self.word


class SearchSynonyms(models.Model):
    """Words of a language that mean the same, with commas (cms/search/synonyms.py)."""

    locale = models.ForeignKey(
        Locale, on_delete=models.CASCADE, related_name="+", verbose_name=_("language")
    )
    words = models.CharField(
        _("words that mean the same"),
        max_length=1000,
        help_text=_("With commas: camp, summer school, holiday course"),
    )

    class Meta:
        ordering = ("locale", "words")
        verbose_name = _("synonyms")
        verbose_name_plural = _("Synonyms of the search")

    def __str__(self) -> str:
        return self.words
