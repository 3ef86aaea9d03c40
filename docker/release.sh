#!/bin/sh
# What a new release does once, before web and worker start: the tables, the static files (a volume
# that nginx reads), and documents built by the new code. Safe to run again.
set -eu
python manage.py migrate --noinput
python manage.py collectstatic --noinput
python manage.py publish --new-version
