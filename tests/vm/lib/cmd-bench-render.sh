#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run bench bench_render: compare the render engine with llvmpipe in scenes of glmark2. Results
# are JSON on stdout, as those of the other benchmarks. Progress is on stderr.

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
step "bench: the render engine"
gl_inside "${session[@]}" --gpu "${screen[@]}" facet-run "${program[@]}" engine >"$TMPD/lines" ||
	die "the engine's scenes failed"
step "bench: llvmpipe with one thread"
gl_inside "${software[@]}" LP_NUM_THREADS=1 "${session[@]}" "${screen[@]}" \
	"${program[@]}" one >>"$TMPD/lines" ||
	die "llvmpipe's scenes failed"
step "bench: llvmpipe with a thread for each processor"
gl_inside "${software[@]}" "${session[@]}" "${screen[@]}" "${program[@]}" all >>"$TMPD/lines" ||
	die "llvmpipe's scenes failed"
python3 "$REPO/tests/bench/render_ratios.py" <"$TMPD/lines"
