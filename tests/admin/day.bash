# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The days of an administrator with Facet, on a fresh machine of a Debian suite. tests/admin/inside
# has a script for each boot of the machine. The script of each suite sources this file.

# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "${BASH_SOURCE[0]}")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/package.sh
. "$(dirname "${BASH_SOURCE[0]}")/../vm/lib/package.sh"
# shellcheck source=tests/admin/pages.bash
. "$(dirname "${BASH_SOURCE[0]}")/pages.bash"

# boot JOB [VARIABLE=VALUE...]: start the machine, run tests/admin/inside/JOB.sh there, and print
# TAP.
boot() {
	local job=$1 rc
	shift
	echo "# $HOST_ADMIN: $job"
	FACET_DEADLINE='' FACET_MODULES=none FACET_HOST_MEM=4096 host_job \
		"$FACET_DIR" 6.12 env "SUITE=$HOST_ADMIN" "PACKAGES=$PACKAGES_OUT/$HOST_ADMIN" \
		"NEW=$FACET_DIR/new/$HOST_ADMIN" "GUEST_KERNEL=$GUEST_KERNEL" \
		"GUEST_INITRD=$FACET_DIR/guest.initrd" "$@" bash "tests/admin/inside/$job.sh"
	rc=$?
	# Status 1 comes from the job, which has printed its failures.
	((rc < 2)) || { echo "not ok - $job: the machine ended with status $rc"; return 1; }
	return "$rc"
}

# all_typed HEADING: check that the tests have run each block of commands of the pages, except those
# below that heading.
all_typed() {
	local left
	left=$(comm -13 <(sort -u "$FACET_DIR/typed") <(
		for page in admin/install.md admin/first-vgpu.md; do
			blocks "$page" | sed "s|^|$page: |"
		done | grep -vF ": $1: " | sort -u
	))
	[[ -z $left ]] || { printf '# not typed: %s\n' "$left" && printf 'not '; }
	echo "ok - each command of the pages was typed"
	[[ -z $left ]]
}

# fresh SUITE: build packages of this tree and of a later version, and forget the machine of an
# earlier run.
fresh() {
	export HOST_ADMIN=$1
	build_packages "$1"
	PACKAGES_OUT=$FACET_DIR/new build_packages "$1" "$(<"$REPO/VERSION")+next"
	guest_initrd "$FACET_DIR/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" \
		"$BUILD/guest/facet-guest-pattern"
	rm -rf --one-file-system -- "${FACET_DIR:?}"/{disk,boot,said,typed}
}
