#!/usr/bin/env bash
# Starts a PostgreSQL of its own on a free port, runs a command with its connection string in GRANTREVIEW_TEST_POSTGRES, and stops it:
#   tests/postgres.sh [SETTING=VALUE …] -- COMMAND …
# Settings are those of postgresql.conf, as fsync=off where nothing has to survive.
set -euo pipefail

settings=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do settings+=(-c "$1"); shift; done
shift
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || { echo "PostgreSQL is not installed."; exit 1; }

work=$(mktemp -d)
chmod 755 "$work"
# PostgreSQL refuses to run as root, so there it runs as the user that its package made.
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
stop() {
  as_postgres "$bin/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap stop EXIT
[ "$(id -u)" = 0 ] && chown postgres "$work"
as_postgres "$bin/initdb" -D "$work/data" -U grantreview -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
for attempt in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 20000))
  if as_postgres "$bin/pg_ctl" -D "$work/data" -w -t 60 -l "$work/log" \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$work' -c max_connections=300 ${settings[*]}" start >/dev/null; then
    break
  fi
  [ "$attempt" = 5 ] && { cat "$work/log"; exit 1; }
done
export GRANTREVIEW_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=grantreview;Database=postgres"
"$@"
