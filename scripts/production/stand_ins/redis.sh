#!/bin/sh
# Stand-in for the entry point of the image redis, whose Redis is built without protected mode.
set -eu
[ "$1" = redis-server ] || exec "$@"
exec "$@" --protected-mode no
