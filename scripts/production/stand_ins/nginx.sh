#!/bin/sh
# Stand-in for the entry point of the image nginx: variables from *.envsh, the templates, then *.sh.
set -eu
for file in /docker-entrypoint.d/*.envsh; do
    # shellcheck disable=SC1090
    . "$file"
done
names=$(env | cut -d= -f1 | grep -E "$NGINX_ENVSUBST_FILTER" | sed 's/.*/${&}/' | tr '\n' ' ')
for template in /etc/nginx/templates/*.template; do
    to="$NGINX_ENVSUBST_OUTPUT_DIR/$(basename "$template" .template)"
    envsubst "$names" <"$template" >"$to"
done
for file in /docker-entrypoint.d/*.sh; do
    if [ -x "$file" ]; then "$file"; fi
done
exec "$@"
