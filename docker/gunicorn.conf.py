"""How gunicorn runs the web process in a container; PORT and WEB_WORKERS are the environment's.

Threads (gthread), because a request waits for PostgreSQL more than it computes. Preloaded, so that
the workers share the code's memory; whatever needs a thread of its own starts it after the fork.
"""

import tempfile
from pathlib import Path

from config import logs
from config.env import load, share_metrics, stage

# gunicorn calls them by these names: they start and stop the keeper in each worker. Without, it
# would start with the first document that nginx has no file for, which may be never.
from config.gunicorn import post_worker_init, when_ready, worker_exit

_ENV = load(stage())

bind = [f"0.0.0.0:{_ENV.port}"]
if _ENV.metrics_port is not None:
    # Prometheus asks here. Who asks there is answered with counts alone, and nginx asks elsewhere.
    bind.append(f"0.0.0.0:{_ENV.metrics_port}")
    share_metrics(Path(tempfile.mkdtemp(prefix="cms-metrics-")))
workers = _ENV.web_workers
# Threads; three of the eight are for answers that cost much and that anybody may ask for.
worker_class = "config.whole_requests.WholeRequestWorker"
threads = 8
preload_app = True

# The root file system is read-only, and nobody asks this socket anything.
control_socket_disable = True

# nginx waits 65 s (proxy_read_timeout), so the worker that hangs is the one that ends it.
timeout = 60
graceful_timeout = 30
# nginx answers 414 above 8 KB; below it the application answers, in its own words.
limit_request_line = 8190
# nginx logs every request, with the time that it took here.
accesslog = None
# As the application's own lines (config/settings/base.py).
logconfig_dict = logs.of_gunicorn(_ENV.log_level, _ENV.log_format != "line")

__all__ = ["post_worker_init", "when_ready", "worker_exit"]
