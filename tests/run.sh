#!/usr/bin/env bash
# Runs every test of GrantReview on a Debian machine with the .NET SDK: installs what is missing (Chromium, PostgreSQL, a CJK font),
# starts a PostgreSQL of its own on a free port, runs the tests, stops what it started.
# Ends with one line: "N passed, N failed, N skipped"; fails when a test failed, was skipped, or none ran.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
postgres_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

missing=()
command -v chromium >/dev/null || missing+=(chromium)
[ -n "$(postgres_bin)" ] && [ -x "$(postgres_bin)/initdb" ] || missing+=(postgresql)
fc-list :lang=zh 2>/dev/null | grep -q . || missing+=(fonts-noto-cjk fontconfig)
ldconfig -p | grep -q 'libicuuc\.so' || missing+=(libicu-dev)
if [ ${#missing[@]} -gt 0 ]; then
  command -v apt-get >/dev/null || { echo "Install first: ${missing[*]} (this script can do it on Debian only)."; exit 1; }
  echo "Installing ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

work=$(mktemp -d)
chmod 755 "$work"
bin=$(postgres_bin)
# PostgreSQL refuses to run as root, so there it runs as the user that its package made.
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
stop() {
  as_postgres "$bin/pg_ctl" -D "$work/postgres/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap stop EXIT

mkdir "$work/postgres"
[ "$(id -u)" = 0 ] && chown postgres "$work/postgres"
as_postgres "$bin/initdb" -D "$work/postgres/data" -U grantreview -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
for attempt in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 20000))
  if as_postgres "$bin/pg_ctl" -D "$work/postgres/data" -w -t 60 -l "$work/postgres/log" \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$work/postgres' -c fsync=off -c max_connections=300" start >/dev/null; then
    break
  fi
  [ "$attempt" = 5 ] && { cat "$work/postgres/log"; exit 1; }
done
export GRANTREVIEW_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=grantreview;Database=postgres"
export GRANTREVIEW_TEST_DATABASES=Sqlite,PostgreSql
export GRANTREVIEW_TEST_CHROMIUM="$(command -v chromium)"

dotnet tool restore >/dev/null
dotnet build GrantReview.sln -c Release -v quiet -nologo
status=0
dotnet test GrantReview.sln -c Release --no-build --nologo --logger trx --logger "console;verbosity=minimal" --results-directory "$work/results" -v quiet || status=$?

count() { grep -ho '<Counters [^>]*>' "$work"/results/*.trx | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ sum += $1 } END { print sum + 0 }'; }
total=$(count total) passed=$(count passed) executed=$(count executed)
failed=$((executed - passed)) skipped=$((total - executed))
if [ "$skipped" -gt 0 ]; then
  echo "Skipped, although everything is here to run them:"
  grep -ho '<UnitTestResult [^>]*outcome="NotExecuted"[^>]*>' "$work"/results/*.trx | grep -o 'testName="[^"]*"' || true
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$status" = 0 ] && [ "$failed" = 0 ] && [ "$skipped" = 0 ] && [ "$passed" -gt 0 ]
