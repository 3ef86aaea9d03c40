#!/bin/sh
# Stand-in for the entry point of the image postgres: what it does with the variables that we use.
set -eu
[ "$1" = postgres ] || exec "$@"
if ! [ -s "$PGDATA/PG_VERSION" ]; then
    mkdir -p "$PGDATA"
    printf '%s' "$POSTGRES_PASSWORD" >/tmp/password
    initdb --pgdata="$PGDATA" --username="$POSTGRES_USER" --pwfile=/tmp/password --encoding=UTF8 \
        --auth-host=scram-sha-256 --auth-local=trust --locale=C \
        --locale-provider=builtin --builtin-locale=C.UTF-8
    rm /tmp/password
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    pg_ctl --pgdata="$PGDATA" --wait --options="-c listen_addresses=" start
    createdb --host=/tmp --username="$POSTGRES_USER" "$POSTGRES_DB"
    pg_ctl --pgdata="$PGDATA" --wait stop
fi
# The programs of this build look for the socket in /tmp.
exec "$@" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql,/tmp
