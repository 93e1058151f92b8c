# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the demos of drawing guests share: the folder of results, the native pictures, and the
# guests' RAM disk. Sourced after tests/vm/lib/drawing.sh. The caller sets $dir, the folder of
# results.
#
# FACET_PROGRAMS: the folder of the programs of tests/3d ($BUILD/3d).

# shellcheck source=tests/demo/scenes.bash
. "$(dirname "${BASH_SOURCE[0]}")/scenes.bash"

programs=${FACET_PROGRAMS:-$BUILD/3d}

# drawing_begin: empty the folder of results.
drawing_begin() {
	rm -rf --one-file-system -- "${dir:?}"/{guest,native,log,*.png,summary.json}
	mkdir -p "$dir"/{guest,native,log} || die "cannot create $dir"
}

# drawing_native: draw the pictures by facet-run.
drawing_native() {
	local scene run
	gl_root "$DRAWING_SUITE"
	step "demo: the pictures natively, by facet-run"
	gl_inside bash "$REPO/tests/demo/drawings.sh" "$programs" "$dir/native" facet-run \
		>"$dir/native/report"
	for scene in $SCENES; do
		mkdir -p "$dir/native/glmark2-$scene"
		run=(facet-run --clock 30 --frames "1,30" --shots "$dir/native/glmark2-$scene")
		gl_inside bash "$REPO/tests/gl/session.sh" --gpu "$dir/native/glmark2-$scene" \
			800x600 "${run[@]}" glmark2-es2-wayland -b "$scene:duration=60" \
			-s 400x300 --swap-mode immediate >"$dir/native/glmark2-$scene.log" 2>&1
		echo "drawing glmark2-$scene $? 0" >>"$dir/native/report"
	done
}

# drawing_demo_initrd DEST VERSION: make the RAM disk of a guest of the demo.
drawing_demo_initrd() {
	drawing_initrd "$1" "$2" "$REPO/tests/demo/drawing-run" "$REPO/tests/demo/drawing-load" \
		"drawings.sh=$REPO/tests/demo/drawings.sh" \
		"scenes.bash=$REPO/tests/demo/scenes.bash" \
		"facet-3d-gl=$programs/facet-3d-gl" "facet-3d-vk=$programs/facet-3d-vk" \
		"libfacet-hooks.so=$BUILD/user/shim/hooks/libfacet-hooks.so" \
		"webgl.sh=$REPO/tests/gl/webgl.sh" "webgl.html=$REPO/tests/gl/webgl.html"
}
