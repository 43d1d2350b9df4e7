#!/usr/bin/env bash
# Runs every test of GrantReview on a Debian machine with the .NET SDK: installs what is missing (Chromium, PostgreSQL, a CJK font),
# starts a PostgreSQL of its own on a free port, runs the tests, stops what it started.
# Ends with one line: "N passed, N failed, N skipped"; fails when a test failed, was skipped, or none ran.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
postgres_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

chromium=/usr/lib/chromium/chromium-headless-shell
missing=()
[ -x "$chromium" ] || missing+=(chromium-headless-shell)
[ -n "$(postgres_bin)" ] && [ -x "$(postgres_bin)/initdb" ] || missing+=(postgresql)
fc-list :lang=zh 2>/dev/null | grep -q . || missing+=(fonts-noto-cjk fontconfig)
ldconfig -p | grep -q 'libicuuc\.so' || missing+=(libicu-dev)
if [ ${#missing[@]} -gt 0 ]; then
  command -v apt-get >/dev/null || { echo "Install first: ${missing[*]} (this script can do it on Debian only)."; exit 1; }
  echo "Installing ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

[ -n "${GRANTREVIEW_TEST_POSTGRES:-}" ] || exec tests/postgres.sh fsync=off -- "$(pwd)/tests/run.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GRANTREVIEW_TEST_DATABASES=Sqlite,PostgreSql
export GRANTREVIEW_TEST_CHROMIUM="$chromium"

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
