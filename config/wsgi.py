"""What gunicorn serves: documents first, then kept answers of API v2; Django for the rest,
as much of it as is fair."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

_django = get_wsgi_application()

from django.conf import settings  # noqa: E402 - needs Django's set-up

from cms.api.documents import DocumentsFirst, Wsgi  # noqa: E402
from cms.api.fair_use import FairUse  # noqa: E402
from cms.api.request_metrics import Measured  # noqa: E402
from cms.api.response_cache import ResponseCache  # noqa: E402 - needs Django's set-up
from cms.engines.request_id import Identified  # noqa: E402
from cms.http.content_security import Protected  # noqa: E402
from config.env import shares_metrics  # noqa: E402

application: Wsgi = Protected(DocumentsFirst(ResponseCache(FairUse(Identified(_django)))))
if settings.METRICS_PORT is not None:
    application = Measured(application, settings.METRICS_PORT, shares_metrics())
