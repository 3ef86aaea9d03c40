"""What live pages say, as searches compare it. Written by cms/search/index.py and by triggers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


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
    """A word that a page says, and its trigrams. Misspelt words of queries are compared with it."""

    word = models.CharField(max_length=60, primary_key=True)
    trigrams = ArrayField(models.CharField(max_length=3))

    class Meta:
        default_permissions = ()
        indexes = [GinIndex(fields=["trigrams"], name="search_word_trigrams")]

    def __str__(self) -> str:
        return self.word
