#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: texts of EU instructions equal those of Mesa's disassembler
# Minutes: 25
# Builds: asan
#
# Prints TAP. Mesa's assembler and disassembler are built from trixie's source package, once. Its
# sample programs and tests/nightly/lib/eu_sample.asm are assembled, native and compacted. Random
# instructions follow. Texts are in $FACET_DIR.

# shellcheck disable=SC2317 # functions are called by ok and cached
set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/mesa.sh
. "$(dirname "$0")/../vm/lib/mesa.sh"
# shellcheck source=tests/demo/tap.bash
. "$(dirname "$0")/../demo/tap.bash"

LIB=$REPO/tests/nightly/lib
SEEDS="1 2 3"
dir=${FACET_DIR:-$OUT/test/nightly/mesa-tools}

texts() { PYTHONDONTWRITEBYTECODE=1 python3 "$LIB/eu_texts.py" "$@"; }

# same FILE: compare the texts of the instructions in FILE.
same() {
	"$BUILD/asan/tests/tools/eu_disasm" --all "$1" >"$1.ours" &&
		mesa_tool brw_disasm --gen=kbl --input-path="$1" >"$1.mesa" &&
		texts compare "$1.ours" "$1.mesa"
}

# assembled FILE OPTION...: assemble FILE with OPTION..., and compare the texts.
assembled() {
	local to
	to=$dir/$(basename "$1" .asm)${2:-}.bin
	mesa_tool brw_asm --gen kbl --type bin "${@:2}" -o "$to" "$1" && same "$to"
}

# expected NAME: compare the texts of a sample program that the source package has in hexadecimal.
expected() {
	texts bytes "$MESA_TOOLS/tests/gen9/$1.expected" "$dir/$1.expected.bin" &&
		same "$dir/$1.expected.bin"
}

# wrong: succeed if a text with another register differs.
wrong() {
	sed 's/g7</g8</' "$dir/eu_sample.bin.mesa" >"$dir/wrong"
	! texts compare "$dir/eu_sample.bin.ours" "$dir/wrong" >/dev/null
}

mkdir -p "$dir"
mesa_tools
ok "eu_sample, native" assembled "$LIB/eu_sample.asm"
ok "eu_sample, compacted" assembled "$LIB/eu_sample.asm" --compact
ok "a text with another register is found" wrong
for file in "$MESA_TOOLS"/tests/gen9/*.asm; do
	name=$(basename "$file" .asm)
	ok "$name, native" expected "$name"
	ok "$name, compacted" assembled "$file" --compact
done
for seed in $SEEDS; do
	texts random "$seed" "$dir/random.$seed"
	ok "random instructions, seed $seed" same "$dir/random.$seed"
done
((${BAD:-0} == 0))
