#!/usr/bin/env bash
# Mutation tests of GrantReview.Core: changes one thing at a time and asks whether the tests notice.
# tests/mutation.sh [PART …]: rankings, totals, eligibility, rules, awards; all of them where none is named.
# Each part is mutated against the tests that cover it. A report a part stands in artifacts/mutation. Run by hand and nightly, not by tests/run.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=5.1.0
reports="$PWD/artifacts/mutation"
tool="$PWD/artifacts/stryker-$version"
[ -x "$tool/dotnet-stryker" ] || dotnet tool install dotnet-stryker --version "$version" --tool-path "$tool" >/dev/null

# What is mutated, a file or pattern of src/GrantReview.Core a word, and the tests that are run, of tests/GrantReview.Core.Tests.
part() {
  case "$1" in
    rankings) mutate='Rankings/*.cs' tests='Rankings/*.cs' ;;
    totals) mutate='Scoring/ApplicationTotal.cs Scoring/IndicatorTree.cs Scoring/Sheet.cs'
            tests='Scoring/ScoringAlgebraTests.cs;Scoring/SheetsTests.cs;Scoring/IndicatorTreeTests.cs' ;;
    eligibility) mutate='Applications/Eligibility/*.cs' tests='Applications/**/*.cs;EligibilityInEvaluationTests.cs' ;;
    rules) mutate='Settings/Condition.cs Settings/AmountRule.cs Settings/Written.cs' tests='Settings/*.cs;Applications/**/*.cs' ;;
    awards) mutate='Awards/GreedySelection.cs Awards/Usage.cs Awards/PreparedProblem.cs Awards/Promotion.cs Awards/AwardBreach.cs Awards/PartialLottery.cs Awards/Lotteries/*.cs'
            tests='Awards/*.cs' ;;
    *) echo "No such part: $1 (rankings, totals, eligibility, rules, awards)" >&2; exit 2 ;;
  esac
}

[ $# -gt 0 ] || set -- rankings totals eligibility rules awards
for name in "$@"; do
  part "$name"
  filters=()
  for pattern in $mutate; do filters+=(-m "$pattern"); done
  (cd tests/GrantReview.Core.Tests && MutationTests="$tests" "$tool/dotnet-stryker" --skip-version-check -t mtp -p GrantReview.Core.csproj \
    --configuration Release "${filters[@]}" -r Json -r Html -r ClearText -O "$reports/$name")
done
