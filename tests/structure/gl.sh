#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check which frames ./run gl takes, and which pictures of the screen it keeps, without a root.
# shellcheck disable=SC2317 # "ok" calls them

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
tempdir gl
TOP=$TMPD

# says TEXT OPTION...: ./run gl refuses a command line by one line that has TEXT. Root neo needs
# --bare: ./run gl refuses it after it has checked the options.
says() {
	local text=$1 said rc=0
	shift
	said=$(bash "$REPO/tests/vm/lib/cmd-gl.sh" --root neo "$@" true 2>&1) || rc=$?
	[[ $rc == 1 && $said == *"$text"* && $(wc -l <<<"$said") == 1 ]] ||
		{ echo "# $rc: $said" && return 1; }
}
takes() { says 'facet: --root neo has no Weston' "$@"; }
beyond() {
	says "facet: --frames $1: frame $2 is never shown: --clock ends PROGRAM after frame 9" \
		--frames "$1" --clock 9
}

# A Weston that is ready at once. Its program for pictures takes a second.
mkdir "$TOP/bin" "$TOP/runtime"
cat >"$TOP/bin/weston" <<'T'
#!/bin/bash
for word; do [[ $word != --log=* ]] || echo 'launching desktop-shell' >"${word#--log=}"; done
[[ $1 == --help ]] || exec sleep 60
T
cat >"$TOP/bin/weston-screenshooter" <<'T'
#!/bin/bash
touch begun
sleep 1
echo picture >wayland-screenshot-1.png
T
chmod +x "$TOP/bin"/*

# pictures FILE: print the names of the pictures of a program that ends as soon as FILE exists.
pictures() {
	rm -rf "$TOP/runtime/begun" "$TOP/session" && mkdir "$TOP/session" &&
		PATH=$TOP/bin:$PATH XDG_RUNTIME_DIR=$TOP/runtime \
			bash "$REPO/tests/gl/session.sh" "$TOP/session" 800x600 \
			bash -c 'until [[ -e $0 ]]; do sleep 0.1; done' "$1" || return
	find "$TOP" -name '*.png' -printf '%f\n'
}
kept() { [[ $(pictures "$TOP/session/screen-1.png") == screen-1.png ]]; }
removed() { [[ $(pictures "$TOP/runtime/begun"; echo $?) == 0 ]]; }

ok "a frame that the clock does not reach is refused" beyond 99 99
ok "so is one beside others" beyond 1,10,3 10
ok "the last frame of the clock is right" takes --frames 1,9 --clock 9
ok "so is each frame if the clock does not end" takes --frames 99 --clock 0
ok "and without a clock" takes --frames 99
ok "a program that runs for more than a second has a picture of the screen" kept
ok "no picture is kept that was taken while the program ended" removed
exit "$FAILED"
