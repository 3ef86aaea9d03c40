"""A page about something that takes place at a time: a race, an open day, a course."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from home.blocks import BodyBlock
from home.models.website_page import WebsitePage
from home.site_moments import MomentComparison, SiteMoment, SiteMomentField, midnight

SCHEDULED, POSTPONED, CANCELLED = "scheduled", "postponed", "cancelled"
MOVED_ONLINE = "moved_online"
STATUSES = [
    (SCHEDULED, _("as planned")),
    (POSTPONED, _("postponed")),
    (CANCELLED, _("cancelled")),
    (MOVED_ONLINE, _("moved online")),
]
# Those of the Gulf, and those in which international events are paid. ISO 4217.
CURRENCIES = [
    (code, code) for code in ("AED", "SAR", "QAR", "OMR", "BHD", "KWD", "USD", "EUR", "GBP")
]
IN_THE_ZONE = _("In the time zone of the website.")
A_DAY = timedelta(days=1)


def _starts_after(begins: datetime, _ends: datetime) -> Q:
    return Q(start__gte=begins)


def _starts_before(_begins: datetime, ends: datetime) -> Q:
    return Q(start__lt=ends)


def _ends_after(begins: datetime, _ends: datetime) -> Q:
    """An event without an end is over when it begins, one of whole days when the last is over."""
    timed = Q(end__gte=begins) | Q(end=None, start__gte=begins)
    last_day = Q(end__gt=begins - A_DAY) | Q(end=None, start__gt=begins - A_DAY)
    return Q(is_all_day=False) & timed | Q(is_all_day=True) & last_day


class EventPage(WebsitePage):
    """All languages have the same times, status, picture and price; words are translated."""

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)
    start = SiteMomentField(_("begins"), db_index=True, help_text=IN_THE_ZONE)
    end = SiteMomentField(
        _("ends"),
        null=True,
        blank=True,
        help_text=_("Empty: nobody knows. Of whole days: any time of the last day."),
    )
    is_all_day = models.BooleanField(
        _("whole days"), default=False, help_text=_("The days are shown, and no time.")
    )
    status = models.CharField(_("status"), max_length=12, choices=STATUSES, default=SCHEDULED)
    place = models.CharField(
        _("place"), max_length=120, blank=True, help_text=_("Its name: Corniche, Gate 3")
    )
    address = models.CharField(
        _("address of the place"),
        max_length=250,
        blank=True,
        help_text=_("As for a letter: street, city, country"),
    )
    online_url = models.CharField(
        _("address online"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Where to follow it on the internet."),
    )
    price = models.DecimalField(
        _("price"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("The lowest. 0: free. Empty: nothing is said of it."),
    )
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="AED")
    organiser = models.CharField(
        _("organiser"),
        max_length=120,
        blank=True,
        help_text=_("Empty: the organisation of the website."),
    )
    lead_picture = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("lead picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    shared_fields = (
        *("start", "end", "is_all_day", "status", "online_url", "price", "currency"),
        "lead_picture",
    )
    content_fields = (
        *("title", "introduction", "start", "end", "is_all_day", "status", "place", "address"),
        *("online_url", "price", "currency", "organiser", "lead_picture", "body"),
        "show_in_menus",
    )
    api_fields: ClassVar = [
        APIField("start", serializer=SiteMoment()),
        APIField("end", serializer=SiteMoment()),
        *("is_all_day", "status", "place", "address", "online_url", "price", "currency"),
        *("organiser", "lead_picture"),
    ]
    api_comparisons: ClassVar = (
        MomentComparison("starts_after", "Events that begin then or later", _starts_after),
        MomentComparison(
            "starts_before", "Events that begin then or before, the whole day of it", _starts_before
        ),
        MomentComparison("ends_after", "Events that are not over then", _ends_after),
    )
    search_fields = [
        *Page.search_fields,
        *(index.SearchField(name) for name in ("introduction", "place", "address", "organiser")),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def clean(self) -> None:
        super().clean()
        if self.is_all_day:
            self.start = self.start and midnight(self.start)
            self.end = self.end and midnight(self.end)
        errors = {}
        if self.start and self.end and self.end < self.start:
            errors["end"] = _("It ends before it begins: change one of the two.")
        if self.status == MOVED_ONLINE and not self.online_url:
            errors["online_url"] = _("It was moved online: say where.")
        elif not self.place and not self.online_url:
            errors["place"] = _("Say where it takes place: here, or an address online.")
        if self.address and not self.place:
            errors["place"] = _("The address has no name of a place: write one.")
        if errors:
            raise ValidationError(errors)
