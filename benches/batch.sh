#!/usr/bin/env bash
# A batch against the plain Typst command on its exported sheets, in turn, on all cores: documents a second.
#
#   benches/batch.sh BATCH HUIMOU BUILDS TYPST [ROUNDS]
#
# BATCH is a batch.toml, as benches/districts.py writes it; HUIMOU the command; BUILDS the bench `builds`
# (cargo bench --profile dist --bench builds --no-run tells its path); TYPST the typst 0.15.1 command.
set -euo pipefail
batch=$(realpath "$1") huimou=$(realpath "$2") builds=$(realpath "$3") typst=$4 rounds=${5:-3}
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
jobs=$(nproc)
"$builds" sheets "$batch" "$work/sheets"
count=$(find "$work/sheets" -name main.typ | wc -l)
seconds() { local start=$EPOCHREALTIME; "$@" >"$work/log" 2>&1; awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'; }
theirs() {
  find "$work/sheets" -name main.typ -printf '%h\n' | sort |
    xargs -P"$jobs" -I{} "$typst" compile --root "$work/sheets" --font-path fonts --ignore-system-fonts {}/main.typ {}/out.pdf
}
ours() { rm -rf "$work/out"; python3 benches/peak.py "$huimou" batch "$batch" -o "$work/out"; }
for round in $(seq "$rounds"); do
  a=$(seconds theirs) b=$(seconds ours)
  awk -v n="$count" -v a="$a" -v b="$b" -v k="$(tail -n 1 "$work/log")" 'BEGIN {
    printf "%d documents: typst %.1f/s, huimou %.1f/s, ratio %.2f; memory %s\n", n, n/a, n/b, a/b, k }'
done
