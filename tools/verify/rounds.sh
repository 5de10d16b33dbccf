#!/usr/bin/env bash
# Plays the scenarios of faults from the field, many rounds each, one after the other, and prints which kept the
# promise. 200 rounds, the default, take some hours; 20 take about half an hour.
#
#   tools/verify/rounds.sh            tools/verify/rounds.sh 20 --slack 6
#
# The first argument is the number of rounds; all others go to ./chatka verify. The output of each scenario is in
# tools/verify/target/rounds/NAME.log. Exit code: 0 all kept, 1 a promise broken or a figure missed, 2 could not run.
set -u
cd "$(dirname "$0")/../.." || exit 2

rounds=200
case ${1-} in
  [1-9]*)
    rounds=$1
    shift
    ;;
esac
logs=tools/verify/target/rounds
mkdir -p "$logs" || exit 2

scenarios='redis-empty-again replica-promoted two-databases two-prefixes redis-full-for-good direct-memory-short admin-under-attack'
worst=0
for scenario in $scenarios; do
  ./chatka verify --scenario "$scenario" --rounds "$rounds" "$@" >"$logs/$scenario.log" 2>&1
  code=$?
  verdict=$(grep -E '^(KEPT|BROKEN|chatka:)' "$logs/$scenario.log" | tail -n 1)
  printf '%-20s exit %d  %s\n' "$scenario" "$code" "$verdict"
  if [ "$code" -eq 130 ]; then
    exit 130
  fi
  if [ "$code" -gt "$worst" ]; then
    worst=$code
  fi
done
exit "$worst"
