#!/bin/sh
# Has nginx read its certificate again when the file changes, without refusing anybody. The nginx
# image runs this before it starts nginx; with the word `watch` it stays, as the tests have it.
#
# nginx starts with or without a certificate: the server block that needs one is put into the folder
# `enabled` when there is one that nginx accepts. A file that it refuses changes nothing.
set -eu

[ -n "${TLS_DOMAIN:-}" ] || exit 0
configuration=${NGINX_CONF:-/tmp/nginx.conf}
enabled=$TEMP_ROOT/enabled/tls-server.conf
served='' refused=''

accept() {
    [ -s "$CERTIFICATE" ] || return 1
    found=$(cksum <"$CERTIFICATE")
    [ "$found" != "$served" ] || return 1
    if ! [ -e "$enabled" ]; then
        mkdir -p "${enabled%/*}"
        ln -sf ../tls-server.conf "$enabled"
        is_new=yes
    else
        is_new=
    fi
    if reason=$(nginx -t -q -c "$configuration" 2>&1); then
        served=$found
        return 0
    fi
    [ -z "$is_new" ] || rm "$enabled"
    [ "$found" = "$refused" ] || echo "nginx refuses the certificate and keeps the one it has: $reason" >&2
    refused=$found
    return 1
}

watch() {
    while :; do
        if accept; then
            # A reload that fails is tried again.
            if nginx -s reload -c "$configuration"; then
                echo "nginx reads its certificate again."
            else
                served=''
            fi
        fi
        sleep 2
    done
}

case ${1:-} in
watch) watch ;;
*)
    accept || true
    watch &
    ;;
esac
