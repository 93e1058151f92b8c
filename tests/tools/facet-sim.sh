#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# facet-sim's messages about arguments and descriptions, and its pictures. tests/sim tests what its
# scheduler does with workloads. Argument: FACET-SIM. TAP.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/admin/pages.bash
. "$(dirname "$0")/../admin/pages.bash"
SIM=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# describe TEXT NAME: write NAME.json: the description that --help shows, with TEXT added at its top
# level.
least=$("$SIM" --help | sed -n '/^  {/,/]}$/p')
small=$dir/small.json
echo "$least" >"$small"
describe() { echo "${least%\}}, $1}" >"$dir/$2.json"; }

result='*: 1 s, 2 vGPUs*small *25.*large *7[45].*rcs: busy 99.* %*'
ok "help shows a description that can be run" says 0 "$result" "$small"
for form in '' --json --check; do
	# shellcheck disable=SC2086 # an empty form is no argument
	ok "an output ${form:-of a table} that is full is an error" \
		is "$("$SIM" $form "$small" 2>&1 >/dev/full; echo $?)" \
		"facet-sim: the output cannot be written: No space left on device
1"
done
ok "its version is told" says 0 "facet-sim $(<"$(dirname "$0")/../../VERSION")" --version
ok "that no file was given is told" says 2 'facet-sim: a FILE is missing. *' --json
ok "an option that there is not is told" says 2 \
	"facet-sim: --chekc: unknown option. Did you mean '--check'? See 'facet-sim --help'." \
	--chekc
ok "a time that is none is told" \
	says 2 '*--to=20ms: must be 0 to 1e+10, a number of milliseconds. *' \
	--svg "$dir/p.svg" --to 20ms "$small"
ok "so is one before the begin" \
	says 2 '*--from=-1: must be 0 to *' --svg "$dir/p.svg" --from -1 "$small"
ok "and an end before the begin" \
	says 2 '*--to=20: must be more than --from=30. *' --svg "$dir/p.svg" --from 30 "$small"
ok "one picture is not drawn of two files" \
	says 2 '*: draws one FILE, not 2. *' --svg "$dir/p.svg" "$small" "$small"
ok "none of these was drawn" test ! -e "$dir/p.svg"
ok "a file that is not there is told" says 2 "*$dir/none.json*" "$dir/none.json"
describe '"colour": 1' unknown
ok "a key that there is not is told" \
	says 2 '*unknown.json: the whole: there is no key "colour"' "$dir/unknown.json"
describe '"polcy": "best_effort"' misspelt
ok "one that is misspelt is told with a similar one" \
	says 2 '*: there is no key "polcy": did you mean "policy"?' "$dir/misspelt.json"
describe '"policy": "mine"' policy
ok "a value that cannot be is told with those that can" \
	says 2 '*"policy" must be one of best_effort equal_share fixed_share*' "$dir/policy.json"
load='"loads": [{"engine": "rcs"}]'
# refuses WORDS CLIENT [REST]: check that a description with an error in its one client, or in REST,
# is refused with WORDS alone.
refuses() {
	echo "{\"clients\": [{$2, $load}]${3:+, $3}}" >"$dir/wrong.json"
	says 2 "facet-sim: $dir/wrong.json: $1" "$dir/wrong.json"
}
ok "a name with a control character is refused, and not printed" \
	refuses 'client 1: "name" must have no control characters' '"name": "a\u001b[2J"'
ok "so is a key" refuses 'client 1: a key has control characters' '"name": "a", "\u001b[2J": 1'
ok "less than one vGPU is told, and of whom" \
	refuses 'client 1: "count" must be a whole number from 1 to 10000' \
	'"name": "a", "count": -1'
ok "half a weight is told" \
	refuses 'client 1: "weight" must be a whole number from 1 to 1000' \
	'"name": "a", "weight": 1.5'
ok "a default slice that the modules would refuse is told" \
	refuses 'the whole: "default_slice_us" must be 0, or 50 to 100000' \
	'"name": "a"' '"default_slice_us": 49'
ok "an end before the begin is told" \
	refuses 'client 1: "stop_ms" must be later than start_ms' \
	'"name": "a", "start_ms": 50, "stop_ms": 20'
ok "an expectation of an engine without load is told" \
	refuses 'expectation 1: "engine" must be an engine of a load' '"name": "a"' \
	'"expect": [{"what": "wait_us", "client": "a", "engine": "bcs", "max": 2}]'
ok "so is one that nothing can miss" \
	refuses 'expectation 1: "min" must be given, or max' '"name": "a"' \
	'"expect": [{"what": "wait_us", "client": "a", "engine": "rcs"}]'
describe '"expect": [{"what": "share", "client": "large", "min": 0.74, "max": 0.76}]' met
ok "what is expected came true" says 0 '1..1
ok 1 *0.7*' --check "$dir/met.json"
describe '"expect": [{"what": "share", "client": "large", "max": 0.5}]' missed
ok "or did not" says 1 '1..1
not ok 1 *' --check "$dir/missed.json"
ok "of several files the status is the worst" \
	says 1 '*not ok 1*' --check "$dir/missed.json" "$dir/met.json"
"$SIM" --json "$small" >"$dir/json"
ok "a program gets JSON" is "$(python3 -c 'import json, sys
j = json.load(sys.stdin)
print([(c["client"], round(c["share"], 2)) for c in j["clients"]],
      round(j["utilisation"]["rcs"], 2))' <"$dir/json")" \
	"[('small', 0.25), ('large', 0.75)] 1.0"
"$SIM" --json "$small" >"$dir/again"
ok "and the same each time" cmp "$dir/json" "$dir/again"
# frames JOB_US: write frames.json: a client with frames of JOB_US, and a blank each 10 ms.
frames() {
	local load='"loads": [{"queue": 1, "frame_us": 10000, "job_us": '
	echo "{\"clients\": [{\"name\": \"a\", $load$1}]}]}" >"$dir/frames.json"
}
frames 9000
ok "frames that are done in time miss no blank" \
	says 0 '*100 frames, 0 of 100 vertical blanks missed (0.00 %)*' "$dir/frames.json"
frames 15000
ok "longer ones miss each second one" \
	says 0 '*50 frames, 50 of 100 vertical blanks missed (50.00 %)*' "$dir/frames.json"
echo "{\"clients\": [{\"name\": \"a\", \"loads\": [{\"frame_us\": 1, \"think_us\": 1}]}]}" \
	>"$dir/frames.json"
ok "frames and pauses together are refused" \
	says 2 '*"frame_us" must be 0 beside period_us or think_us' "$dir/frames.json"
"$SIM" --svg "$dir/picture.svg" --from 5 --to 10 "$small" >"$dir/table"
rows=$(python3 -c 'import sys, xml.etree.ElementTree as x
print(sorted({e.text for e in x.parse(sys.argv[1]).iter()
              if e.text in ("small", "large")}))' "$dir/picture.svg")
ok "a picture has a row for each vGPU" is "$rows" "['large', 'small']"

# 64 clients with a period of 10 s each run for 5 s, half of the period: about half of them have
# begun.
late='"name": "late", "count": 64, "loads": [{"job_us": 100, "period_us": 10000000, "jitter": 1}]'
echo "{\"duration_ms\": 5000, \"clients\": [{$late}]}" >"$dir/late.json"
begun=$("$SIM" --json "$dir/late.json" | sed -n 's/.*"vgpus": \([0-9]*\).*/\1/p')
ok "who has a period begins anywhere in the first one" \
	test "$begun" -gt 20 -a "$begun" -lt 44

# One client that submits a job when the job before ends: a switch of 5 us and 10 us of work, over
# and over, so the engine works for 10 of 15 us.
alone='"name": "alone", "loads": [{"job_us": 10, "queue": 1}]'
echo "{\"duration_ms\": 15, \"switch_us\": 5, \"clients\": [{$alone}]}" >"$dir/alone.json"
ok "a job that is submitted when the job before ends waits for one switch" \
	is "$("$SIM" --json "$dir/alone.json" | python3 -c 'import json, sys
j = json.load(sys.stdin)
print(round(j["utilisation"]["rcs"], 3), j["clients"][0]["wait_max_us"])')" "0.667 5.0"

# The commands of the page print what the page shows. The page leaves out the last column.
page=research/facet-sim.md
mkdir "$dir/page"
words "$page" "First run" 1 json >"$dir/page/two.json"
words "$page" "A worked example" 1 json >"$dir/page/designer.json"
sed '1s/{/&"default_slice_us": 20000,/' "$dir/page/designer.json" >"$dir/page/long.json"
sed 's/"name": "hog",/& "slice_us": 500,/' "$dir/page/long.json" >"$dir/page/short.json"
sim=$(realpath "$SIM")
facet-sim() { (cd "$dir/page" && "$sim" "$@"); }
short_rows() { sed -E -e '/^client /s/ +max us$//' -e '/^[a-z]+ +rcs /s/ +[0-9]+$//'; }
# as_shown HEADING BLOCK: run the commands of that block of text, behind "$ ".
as_shown() {
	local want line
	want=$(words "$page" "$1" "$2" text) || return
	is "$(grep '^\$ facet-sim ' <<<"$want" | while read -r _ line; do
		echo "\$ $line"
		eval "$line" | short_rows
	done)" "$want"
}
ok "the page's first run prints what the page shows" as_shown "First run" 1
for block in 1 2 3; do
	ok "so does its worked example ($block)" as_shown "A worked example" $block
done
ok "and its short slices" \
	is "$(facet-sim short.json | short_rows | tail -n +2)" \
	"$(words "$page" "A worked example" 4 text)"

ok "checks of two files name the file" \
	is "$("$SIM" --check "$dir/page/designer.json" "$dir/page/long.json" | grep '^#')" \
	"# $dir/page/designer.json
# $dir/page/long.json"
pictures=$(dirname "$0")/../../docs/pictures
drawn_as_shown() {
	"$SIM" --svg "$dir/timeline.svg" --from 20 --to 32 "$pictures/timeline.json" >/dev/null &&
		cmp "$dir/timeline.svg" "$pictures/timeline.svg"
}
ok "and the picture of a timeline is that of its file" drawn_as_shown

# The manual has each key.
here=$(dirname "$0")/../../tools
missing=''
keys=$(sed -n -e '/const char \*const [a-z]*_keys\[\]/,/;/p' \
	-e '/const char \*const what_words\[\]/,/;/p' "$here/facet-sim/file.c" |
	grep -o '"[a-z_]*"' | tr -d '"')
for key in $keys; do
	grep -qE "^\.It Cm (.* )?$key( |$)" "$here/man/facet-sim.1" || missing+=" $key(1)"
done
ok "the manual knows all keys" is "$(wc -w <<<"$keys")$missing" "39"
the_end
