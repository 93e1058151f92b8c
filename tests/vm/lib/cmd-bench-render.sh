#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run bench bench_render: compare the render engine with llvmpipe in scenes of glmark2. Results
# are JSON on stdout, as those of the other benchmarks. Progress is on stderr. Exit status 1: a
# scene failed; the results of the others are printed.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"
# shellcheck source=tests/vm/lib/gl.sh
. "$(dirname "$0")/gl.sh"

need_root bench
gl_build
gl_root trixie
tempdir bench
session=(bash "$REPO/tests/gl/session.sh")
screen=("$TMPD" 800x600)
program=(bash "$REPO/tests/gl/bench.sh")
software=(env LIBGL_ALWAYS_SOFTWARE=1)
rc=0

# scenes WHAT CMD...: draw the scenes by CMD, which prints a line for each.
scenes() {
	step "bench: $1"
	gl_inside "${@:2}" >>"$TMPD/lines" || rc=1
}

scenes "the render engine" "${session[@]}" --gpu "${screen[@]}" facet-run "${program[@]}" engine
scenes "llvmpipe with one thread" "${software[@]}" LP_NUM_THREADS=1 "${session[@]}" \
	"${screen[@]}" "${program[@]}" one
scenes "llvmpipe with a thread for each processor" "${software[@]}" "${session[@]}" \
	"${screen[@]}" "${program[@]}" all
python3 "$REPO/tests/bench/render_ratios.py" <"$TMPD/lines" || rc=1
exit "$rc"
