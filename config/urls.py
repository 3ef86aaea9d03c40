"""Every address of the CMS."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.accounts import lockout
from cms.accounts.login import LogInView, to_the_log_in
from cms.accounts.second_factor.views import LogInWithSecondFactor
from cms.api import website
from cms.api.errors import nothing_here
from cms.http import private_pictures, uploaded_documents
from snippets import choosers

urlpatterns = [
    path("admin/", include(choosers.addresses_of_pages())),
    # Before Wagtail's own, which knows no second factor. The names are django-allauth's.
    path("admin/login/", LogInView.as_view(), name="account_login"),
    path("admin/login/second-factor/", LogInWithSecondFactor.as_view(), name="mfa_authenticate"),
    path("admin/", include(wagtailadmin_urls)),
    # Django's own log-in knows none either.
    path("django-admin/login/", to_the_log_in),
    path("django-admin/", admin.site.urls),
    # Before Wagtail's own, which counts no wrong passwords.
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        lockout.password_of_collection,
    ),
    # So is this: what Wagtail answers, with headers for caches.
    path("documents/<int:document_id>/<path:filename>", uploaded_documents.uploaded_document),
    path("documents/", include(wagtaildocs_urls)),
    path("private-media/<path:path>", private_pictures.private_picture),
    # As nginx: these are read through the two addresses above alone.
    re_path(r"^media/(?:documents|private)/", nothing_here),
    *(
        [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT})]
        if settings.SERVES_MEDIA
        else []
    ),
    path("", include("cms.urls")),
    website.in_all_languages,
    # Nobody is served by them: Wagtail makes the addresses of pages from them.
    *i18n_patterns(path("", include("cms.api.website"))),
]

handler400 = "cms.api.errors.bad_request"
handler403 = "cms.api.errors.permission_denied"
handler404 = "cms.api.errors.page_not_found"
handler500 = "cms.api.errors.server_error"
