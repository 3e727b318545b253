#!/usr/bin/env bash
# Whole processes, in turn: `huimou build` on the real review against the plain Typst command on the
# sheet exported from it, with the same template and fonts. Prints medians of wall seconds and peak KiB.
#
#   benches/compare.sh [HUIMOU] [TYPST] [RUNS]
set -euo pipefail
cd "$(dirname "$0")/.."
huimou=${1:-target/debug/huimou} typst=${2:-typst} runs=${3:-15}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$huimou" sheet data/jiaxing-2023/review.toml -o "$work/sheet" 2>"$work/log"
ours() { "$huimou" build data/jiaxing-2023/review.toml -o "$work/ours.pdf" 2>"$work/log"; }
theirs() { "$typst" compile --root "$work/sheet" --font-path fonts --ignore-system-fonts "$work/sheet/main.typ" "$work/theirs.pdf"; }
export huimou typst work
export -f ours theirs

for command in ours theirs; do : >"$work/$command"; $command; done
for _ in $(seq "$runs"); do
  for command in ours theirs; do /usr/bin/time -a -o "$work/$command" -f '%e %M' bash -c "$command"; done
done
for command in ours theirs; do
  for column in 1 2; do sort -n -k"$column,$column" "$work/$command" | awk -v k="$column" '{v[NR]=$k} END {print v[int((NR+1)/2)]}'; done |
    paste -sd' ' | sed "s/^/$command: wall s, peak KiB: /"
done
