#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The JSON of each command is as docs/reference/json describes it. The programs run on a host whose
# sysfs is a folder (FACET_ROOT), with statistics that change (stats_load.c) and a fake /dev/facet
# (fake_control.c). Arguments: FACETCTL FACET-TOP FACET-SIM STATS-LOAD FAKE-CONTROL. TAP.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
# shellcheck source=tests/admin/pages.bash
. "$(dirname "$0")/../admin/pages.bash"
FACETCTL=$1 TOP=$2 SIM=$3 LOAD=$4 CONTROL=$5
here=$(dirname "$0")
root=$(mktemp -d)
load=''
tidy() {
	[[ -z $load ]] || kill "$load"
	rm -rf "$root"
}
trap tidy EXIT
export FACET_ROOT=$root FACET_STATS=$root/stats
schema() { python3 "$here/json_schema.py" "$@"; }

# --- the host: two parents, a vGPU with all attributes, debugfs, an mdevctl
a=00000001-0000-4000-8000-000000000000 b=00000002-0000-4000-8000-000000000000
devices=$root/sys/bus/mdev/devices
mkdir -p "$devices" "$root/bin"
for parent in facet facet1; do
	types=$root/sys/class/mdev_bus/$parent/mdev_supported_types
	mkdir -p "$types/facet-1" "$root/sys/devices/$parent"
	echo 16 >"$types/facet-1/available_instances"
	echo "num_heads=1, weight=100" >"$types/facet-1/description"
	: >"$types/facet-1/create"
done
# vgpu UUID KEY=VALUE...: add a vGPU with these attributes.
vgpu() {
	local folder=$root/sys/devices/facet/$1 pair
	mkdir -p "$folder/facet"
	ln -s "$folder" "$devices/$1"
	: >"$folder/remove"
	shift
	for pair; do echo "${pair#*=}" >"$folder/facet/${pair%%=*}"; done
}
vgpu $a type=facet-1 name=desk state=open display=dmabuf cap=40 cursor=plane outputs='hdmi:b dp:c' \
	priority=normal slice_us=0 splash=on weight=100 statistics='rcs busy_ns 0'
vgpu $b type=facet-1 name= state=closed display=region
printf 'version 0\noutputs hdmi:b dp:c\n' >"$devices/$a/facet/traits"
mkdir -p "$root/sys/kernel/debug/facet/$a"
echo 'version 1' >"$root/sys/kernel/debug/facet/$a/state"
cat >"$root/bin/mdevctl" <<T
#!/bin/sh
case \$1 in
--version) echo mdevctl 1.2.0 ;;
list) echo '[{"facet": [{"00000003-0000-4000-8000-000000000000":
	{"mdev_type": "facet-1", "start": "auto"}}]}]' ;;
*) echo no >&2; exit 1 ;;
esac
T
chmod +x "$root/bin/mdevctl"
PATH=$root/bin:$PATH
"$LOAD" "$FACET_STATS" 2 parents >"$root/load" &
load=$!
await_load "$root/load"

# --- the commands

# fits NAME COMMAND...: check that a command prints one document of the schema NAME. Its status does
# not count.
fits() {
	local name=$1
	shift
	"$@" >"$root/out" 2>/dev/null
	schema valid "$name" <"$root/out"
}

# line_fits NAME COMMAND...: the same, with a document on each line.
line_fits() {
	local name=$1
	shift
	"$@" >"$root/out" 2>/dev/null
	schema valid "$name" lines <"$root/out"
}
checked=''
# command WORD ARGUMENT...: check a command of facetctl against the schema facetctl-WORD.
command() {
	checked+=" $1"
	ok "facetctl $*: its JSON is as described" fits "facetctl-$1" "$FACETCTL" "$@" --json
}
command list
command types
command show desk
ok "facetctl set: its JSON is as described" \
	fits facetctl-show "$FACETCTL" set --json desk weight=200
ok "facetctl create: its JSON is as described" \
	fits facetctl-show "$FACETCTL" create --json --uuid $a
checked+=' set create'
command remove $b
command stats
ok "facetctl stats --watch: each line is as described" \
	line_fits facetctl-stats timeout -s INT 1.2 "$FACETCTL" stats --watch=0.3 --json
command traits desk
ok "facetctl migrate-check: its JSON is as described" \
	fits facetctl-migrate-check "$FACETCTL" migrate-check --json desk \
	"$devices/$a/facet/traits"
checked+=' migrate-check'
command dump desk
command autostart
command doctor
screenshot() {
	ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0 LD_PRELOAD=$CONTROL \
		"$FACETCTL" screenshot --json desk "$root/desk.png"
}
checked+=' screenshot'
ok "facetctl screenshot: its JSON is as described" fits facetctl-screenshot screenshot
ok "which a picture has made" test -s "$root/desk.png"
commands=$("$FACETCTL" --help | awk '/^  [a-z]/ { print $1 }')
# These commands print text alone.
left=$(comm -23 <(sort <<<"$commands") <(tr ' ' '\n' <<<"$checked" | sort) |
	grep -vxE 'help|version')
ok "no command is left out" is "$left" ""

ok "facet-top --json: each line is as described" \
	line_fits facet-top "$TOP" --json --all --count 2 --interval 0.2
"$SIM" --help | sed -n '/^  {/,/]}$/p' >"$root/small.json"
ok "facet-sim --json: its JSON is as described" fits facet-sim "$SIM" --json "$root/small.json"
echo '{"clients": [{"name": "a", "loads": [{"frame_us": 10000}]}]}' >"$root/frames.json"
ok "and that of frames" fits facet-sim "$SIM" --json "$root/frames.json"

# --- the commands of the pages, which need jq
facetctl() { "$FACETCTL" "$@"; }
facet-top() { "$TOP" "$@" --all --interval 0.2 --count 1; }
# typed PAGE HEADING: run the commands of that page, one a line, and print what they print.
typed() {
	local line
	words "reference/$1" "$2" | while read -r line; do
		eval "$line" 2>/dev/null
	done
}
# filtered PATTERN PAGE HEADING: succeed if the commands of that page print PATTERN.
filtered() {
	local said
	said=$(typed "$2" "$3")
	# shellcheck disable=SC2053 # a pattern is meant
	[[ $said == $1 ]] || { echo "# ${said//$'\n'/$'\n'# }" && return 1; }
}
ok "the commands of json.md print names and shares" \
	filtered 'desk*\[\"20*Z\",*' json.md "JSON of the tools"
ok "the command of doctor.md prints ids" \
	filtered '*modules-not-*' doctor.md "Findings of facetctl doctor"

# --- the schemas
ok "each schema describes each key, and allows no other" schema closed
undocumented() {
	"$FACETCTL" list --json | sed 's/"uuid"/"colour": 1, "uuid"/' | schema valid facetctl-list
}
not() { ! "$@"; }
ok "so a key that is not described is found" not undocumented
missing() { echo '{}' | schema valid facetctl-list; }
ok "and a key that is missing" not missing
ok "the page has a valid example of each" schema examples
attributes=$(grep -rhoP '^What: .*/UUID/facet/\K[a-z_]+$' "$here/../../docs" |
	grep -vxE 'statistics|traits' | sort)
others='uuid|parent|screen_bytes_copied|engine_kib|engine_kib_max|cpu_ns'
ok "a vGPU has the attributes of sysfs as keys" \
	is "$(schema keys facetctl-show | grep -vxE "$others" | sort)" "$attributes"
page=$here/../../docs/reference/doctor.md
listed=$(sed -n 's/^| `\([a-z-]*\)` | [a-z]* |.*/\1/p' "$page" | sort)
ok "the doctor's ids are those of its page" is "$(schema ids | sort)" "$listed"
the_end
