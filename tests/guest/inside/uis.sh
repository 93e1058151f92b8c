#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM with user interfaces: run a guest behind each user interface, and let a common
# client take a picture of its screen. A picture is right if it has each pixel of the guest's
# pattern and of its cursor. TAP on stdout; pictures and host.report in $FACET_DIR. Arguments: names
# of user interfaces (default: all). FACET_MODEL: model of the vGPU (gen9). A virtio-gpu has no
# tiles.

# shellcheck disable=SC2317 # functions are called by their names
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
# shellcheck source=tests/guest/inside/surface.bash
. "$FACET_REPO/tests/guest/inside/surface.bash"
GUEST_MEM=512
MODEL[0]=${FACET_MODEL:-gen9}
# with_tiles: succeed if the vGPU has tiled buffers.
with_tiles() { [[ ${MODEL[0]} == gen9 ]]; }

QEMU=$(qemu-system-x86_64 --version | sed -nE 's/.*version ([0-9.]+).*/\1/p')
TAP_NAME="QEMU $QEMU"
NODE=rendernode=/dev/dri/renderD128
# Zink is Mesa's OpenGL on Mesa's software Vulkan. With zink, QEMU can read imported dma-bufs.
ZINK=(MESA_LOADER_DRIVER_OVERRIDE=zink LIBGL_ALWAYS_SOFTWARE=1)
# Without SDL_RENDER_DRIVER, SDL would draw with OpenGL.
X=(DISPLAY=:9 GDK_BACKEND=x11 SDL_VIDEODRIVER=x11 SDL_RENDER_DRIVER=software)
WAYLAND=("XDG_RUNTIME_DIR=$RUN/wayland" WAYLAND_DISPLAY=facet GDK_BACKEND=wayland)
CURSOR=500,300
SERVERS=()

tidy() {
	trap - EXIT
	[[ -z ${PID[0]:-} ]] || guest_kill 0
	[[ -z ${UUID[0]:-} ]] || vgpu_remove 0
	kill "${SERVERS[@]}" 2>/dev/null
}

# --- servers that show windows --------------------------------------------------------------------

there() {
	local i
	for ((i = 0; i < 300; i++)); do
		[[ -S $1 ]] && return 0
		sleep 0.1
	done
	fail "$1 did not come: see $FACET_DIR"
}

servers_start() {
	mkdir -m 700 "$RUN/wayland"
	Xvfb :9 -screen 0 2048x1280x24 -nolisten tcp >"$FACET_DIR/xvfb.log" 2>&1 &
	SERVERS+=($!)
	env "${WAYLAND[@]}" weston --backend=headless --renderer=pixman --width=2048 --height=1280 \
		--socket=facet --no-config --debug --idle-time=0 >"$FACET_DIR/weston.log" 2>&1 &
	SERVERS+=($!)
	there /tmp/.X11-unix/X9
	there "$RUN/wayland/facet"
}

# --- clients: each writes the PNG file $1, or prints why it cannot --------------------------------

by_vnc() { gvnccapture -q 127.0.0.1:1 "$1"; }

by_spice() {
	spicy-screenshot --uri="spice+unix://$RUN/spice" --out-file="$RUN/spice.ppm" &&
		convert "$RUN/spice.ppm" "$1"
}

# The X server has no window manager. A window that has grown may lie half outside: move it to 0,0.
by_x() {
	env "${X[@]}" xdotool search --onlyvisible --name QEMU windowmove 0 0
	env "${X[@]}" import -silent -window root "$1"
}

by_wayland() {
	rm -rf "$RUN/shot"
	mkdir "$RUN/shot"
	(cd "$RUN/shot" && env "${WAYLAND[@]}" weston-screenshooter) && mv "$RUN/shot"/*.png "$1"
}

# QEMU writes the file before it answers.
by_screendump() {
	guest_monitor 0 screendump "$1" -f png
	sleep 1
	[[ -s $1 ]]
}

# These wait for the picture themselves. A second client would get no cursor: QEMU sends it when it
# changes. The first one waits for the shaders of zink, too.
by_dbus() { by_dbus_alone "$1" --cursor >"$RUN/dbus.json"; }
by_dbus_alone() {
	local to=$1
	shift
	"$BIN/facet-screenshot" --qmp "$RUN/guest0.qmp" --out "$to" --hash "$SHOWN" \
		--timeout 30 "$@"
}

by_memory() { surface_of "${PID[0]}" "$SIZE" "$1"; }

# --- a user interface -----------------------------------------------------------------------------

# pattern_up TILING: let the guest draw its pattern. $SIZE and $SHOWN are its size and its hash with
# the cursor.
pattern_up() {
	SIZE=0x0 SHOWN=''
	guest_tell 0 pattern --flips 2 --cursor "$CURSOR" --tiling "$1"
	guests_wait '{"report":"modeset"*' "mode" 0 || return 1
	[[ ${LINE[0]} =~ \"mode\":\"([0-9x]+)\" ]]
	SIZE=${BASH_REMATCH[1]:-0x0}
	guests_wait "{\"report\":\"pattern\"*\"tiling\":\"$1\"*" "pattern" 0 || return 1
	[[ ${LINE[0]} =~ \"shown\":\"([0-9a-f]+)\" ]]
	SHOWN=${BASH_REMATCH[1]:-0}
}

# pictured CLIENT FILE HASH: let CLIENT write FILE until FILE has the picture of HASH. Fail after
# TRIES tries (default: 10) or when QEMU ends. The first tries may come before the picture is there.
pictured() {
	local i said=''
	for ((i = 0; i < ${TRIES:-10}; i++)); do
		guest_alive 0 || { say "QEMU ended: $(tail -n 1 "$RUN/guest0.qemu")" && return 1; }
		rm -f "$RUN/picture.png"
		said=$("$1" "$RUN/picture.png" 2>&1)
		if [[ -s $RUN/picture.png ]]; then
			cp "$RUN/picture.png" "$2"
			said=$("$BIN/facet-picture-find" "$2" --size "$SIZE" --hash "$3") &&
				{ say "$said" && return 0; }
		fi
		sleep 0.5
	done
	say "$1: ${said:0:200}"
	return 1
}

# ui_start KIND DISPLAY [ARGUMENT...]: start a guest behind QEMU's DISPLAY. CURSOR_IS: plane or
# drawn.
ui_start() {
	local kind=$1
	GUEST_DISPLAY=$2
	shift 2
	GUEST_ARGS=("$@")
	# No splash: OpenGL in software would draw it all the time and take the guest's processor.
	vgpu_create 0 "$(type_for 1 "${MODEL[0]}")" "display=$kind" \
		"cursor=${CURSOR_IS:-plane}" splash=off
	guest_start 0
	pattern_up "${TILING:-linear}"
}

ui_stop() {
	guest_kill 0
	vgpu_remove 0
	UUID[0]=''
}

RIGHT='the picture, each pixel'
# row NAME RESULT: append a row to the table.
row() { printf '%-22s %-8s %-8s %s\n' "${1#*-}" "${1%%-*}" "$QEMU" "$2" >>"$FACET_DIR/table"; }

# shown NAME CLIENT: check with CLIENT that the picture of the running guest is right.
shown() {
	local result='NOT the picture' TRIES=10
	[[ $2 != by_dbus* ]] || TRIES=1
	! guest_alive 0 || ! pictured "$2" "$FACET_DIR/$1.png" "$SHOWN" || result=$RIGHT
	row "$1" "$result"
	ok "$1: the picture is the guest's, with its cursor" is "$result" "$RIGHT"
}

# sent NAME WHAT JSON: check that QEMU sent JSON to the D-Bus client with its last picture.
sent() { ok "$1: $2" grep -qF "$3" "$RUN/dbus.json"; }

wanted() { [[ -z $ONLY || " $ONLY " == *" $1 "* ]]; }

# --- display = region -----------------------------------------------------------------------------

region_without_window() {
	ui_start region none -vnc 127.0.0.1:1 -spice "unix=on,addr=$RUN/spice,disable-ticketing=on"
	shown region-vnc by_vnc
	shown region-spice by_spice
	shown region-screendump by_screendump
	ui_stop
}

region_windows() {
	local name
	GUEST_ENV=("${X[@]}")
	for name in gtk sdl; do
		ui_start region "$name,gl=off"
		shown "region-$name" by_x
		ui_stop
	done
}

# --- display = dmabuf, native ---------------------------------------------------------------------

dmabuf_egl_headless() {
	GUEST_ENV=("${ZINK[@]}")
	ui_start dmabuf "egl-headless,$NODE"
	shown dmabuf-egl-headless by_memory
	ui_stop
}

# Mesa's own software OpenGL on vgem (kms_swrast) asks the kernel to map an imported dma-buf. The
# kernel refuses, and Mesa goes on without the memory (docs/user/displays.md). So the case passes if
# the picture is right, or if QEMU crashes in llvmpipe.
dmabuf_egl_plain() {
	local came=''
	CURSOR_IS=drawn
	ui_start dmabuf "egl-headless,$NODE"
	if pictured by_memory "$FACET_DIR/dmabuf-egl-plain.png" "$SHOWN"; then
		came=$RIGHT
	elif ! guest_alive 0 && dmesg | grep -q 'llvmpipe-.*segfault at 0 '; then
		came="QEMU dies in Mesa's llvmpipe"
	fi
	ok "dmabuf-egl-plain: ${came:-neither the picture nor the death that is known}" \
		test -n "$came"
	row dmabuf-egl-plain "${came:-neither the picture nor the death that is known}"
	FAILURES=0 KILLED[0]=yes
	ui_stop
}

dmabuf_gtk() {
	GUEST_ENV=("${WAYLAND[@]}" LP_NUM_THREADS=0)
	CURSOR_IS=drawn
	ui_start dmabuf gtk,gl=on
	shown dmabuf-gtk by_wayland
	ui_stop
}

# Facet's part ends where QEMU passes the dma-buf on. The table and docs/user/displays.md say what
# clients make of the dma-buf.
dmabuf_spice() {
	local client result='NOT the picture, in spicy'
	CURSOR_IS=drawn
	ui_start dmabuf none -spice "unix=on,addr=$RUN/spice,disable-ticketing=on,gl=on,$NODE" \
		-trace 'qemu_spice_gl_*'
	env "${WAYLAND[@]}" G_MESSAGES_DEBUG=GSpice SPICE_DEBUG=1 \
		spicy --uri="spice+unix://$RUN/spice" >"$FACET_DIR/spicy.log" 2>&1 &
	client=$!
	SERVERS+=("$client")
	! pictured by_wayland "$FACET_DIR/dmabuf-spice.png" "$SHOWN" || result=$RIGHT
	row dmabuf-spice "$result"
	ok "dmabuf-spice: QEMU hands the guest's dma-buf on to SPICE" \
		grep -q "qemu_spice_gl_forward_dmabuf.*$SIZE" "$RUN/guest0.qemu"
	kill "$client"
	ui_stop
}

cursor_is() { echo "$1" >"/sys/bus/mdev/devices/${UUID[0]}/facet/cursor"; }

# hot_spot: print what a client learns of the hot spot that facet-guest-pattern names
# (tests/guest/kms.h). Gen9 has no register for one.
hot_spot() { if [[ ${MODEL[0]} == gen9 ]]; then echo -1,-1; else echo 3,5; fi; }

# The guest's cursor is exported by itself, and QEMU reads it by OpenGL, with zink. QEMU sends the
# cursor to a client only when the cursor changes, not to a client that connects later. So between
# two clients the cursor is hidden, and it appears again at another position.
dmabuf_dbus() {
	GUEST_ENV=("${ZINK[@]}")
	ui_start dmabuf "dbus,p2p=yes,gl=on,$NODE"
	shown dmabuf-dbus by_dbus
	sent dmabuf-dbus "the cursor has its place" "\"cursor_at\":\"$CURSOR\""
	sent dmabuf-dbus "and its hot spot, if the vGPU knows it" "\"cursor_hot\":\"$(hot_spot)\""
	cursor_is drawn
	shown dmabuf-dbus-drawn by_dbus_alone
	cursor_is plane
	if with_tiles; then
		CURSOR=510,310 pattern_up x
		shown dmabuf-dbus-composed by_dbus
	fi
	ui_stop
}

native_dbus() {
	GUEST_ENV=("${ZINK[@]}")
	if ! with_tiles; then
		ui_start native "dbus,p2p=yes,gl=on,$NODE"
		shown native-dbus by_dbus
		ui_stop
		return
	fi
	TILING=x
	ui_start native "dbus,p2p=yes,gl=on,$NODE"
	shown native-dbus-x by_dbus
	sent native-dbus-x "it lies in X tiles, as the modifier says" \
		'"modifier":"0x100000000000001"'
	cursor_is drawn
	shown native-dbus-drawn by_dbus_alone
	cursor_is plane
	CURSOR=510,310 pattern_up y
	shown native-dbus-y by_dbus
	sent native-dbus-y "it lies in Y tiles, as the modifier says" \
		'"modifier":"0x100000000000002"'
	ui_stop
}

: >"$FACET_DIR/host.report"
ONLY="$*"
modules_load
trap tidy EXIT
servers_start
for ui in region_without_window dmabuf_dbus native_dbus dmabuf_egl_headless dmabuf_egl_plain \
	region_windows dmabuf_gtk dmabuf_spice; do
	wanted "$ui" || continue
	GUEST_ENV=() GUEST_SIZE=xres=800,yres=600 CURSOR_IS=plane TILING=linear
	# QEMU uses VFIO's EDID region for dma-bufs only.
	[[ $ui != region_* ]] || GUEST_SIZE=''
	"$ui"
done
((${BAD:-0} == 0))
