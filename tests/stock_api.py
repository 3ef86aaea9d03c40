"""Addresses of the CMS, and stock Wagtail's API v2 beside them under /stock/, to compare with."""

from __future__ import annotations

from django.urls import path
from rest_framework.renderers import JSONRenderer
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.contrib.redirects.api import RedirectsAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

import config.urls


def stock(endpoint: type) -> type:
    return type(f"Stock{endpoint.__name__}", (endpoint,), {"renderer_classes": [JSONRenderer]})


router = WagtailAPIRouter("stock")
router.register_endpoint("pages", stock(PagesAPIViewSet))
router.register_endpoint("images", stock(ImagesAPIViewSet))
router.register_endpoint("documents", stock(DocumentsAPIViewSet))
router.register_endpoint("redirects", stock(RedirectsAPIViewSet))

urlpatterns = [path("stock/", router.urls), *config.urls.urlpatterns]
