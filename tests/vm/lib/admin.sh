# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The host VM of an administrator: Debian with its own kernel, initial RAM disk and systemd, without
# Facet. Its disk keeps changes over reboots. Two services are not Debian's. One mounts the folders
# of this machine and runs the job. The other one keeps a virtual machine open from early on: QEMU's
# emulation may lose a host that flips KVM's static keys later (tests/vm/README.md). Sourced after
# lab.sh.

ADMIN_PACKAGES="linux-image-amd64 linux-headers-amd64 systemd systemd-sysv udev dbus kmod procps"
ADMIN_PACKAGES+=" busybox-static util-linux e2fsprogs bash-completion man-db dkms gcc make"
ADMIN_PACKAGES+=" libc6-dev openssl mdevctl systemd-container libvirt-daemon-system"
ADMIN_PACKAGES+=" libvirt-clients qemu-system-x86 qemu-system-common seabios apparmor"
ADMIN_PACKAGES+=" uuid-runtime libdrm2 libinih1 libjansson4 libncursesw6 libpciaccess0"
ADMIN_PACKAGES+=" libsystemd0"
# ADMIN_FIRST: packages that the host installs from backports first. ADMIN_KERNEL: a pattern for the
# release of the kernel that a later upgrade installs. Debian 12 has headers of one version only.
declare -A ADMIN_FIRST=([bookworm]="linux-image-amd64 linux-headers-amd64" [trixie]="")
declare -A ADMIN_KERNEL=([bookworm]="" [trixie]='7\.2\.[^-]+(-[0-9]+)?-amd64')
# The names of the libraries that the tools need. Tests install the tools without a network.
declare -A ADMIN_LIBRARIES=(
	[bookworm]="libmicrohttpd12 libpng16-16"
	[trixie]="libmicrohttpd12t64 libpng16-16t64"
)

# Print the mmdebstrap hook for the root $1. The hook adds the two services and disables timers.
admin_hook() {
	cat <<-'T'
		set -e
		cat >"$1/etc/systemd/system/facet-job.service" <<-U
			[Unit]
			Description=What this machine was started for
			After=facet-modules.service facetd.service
			After=libvirtd.service libvirt-guests.service
			SuccessAction=poweroff
			FailureAction=poweroff
			[Service]
			Type=exec
			ExecStart=/bin/bash /etc/facet-job
			LimitMEMLOCK=infinity
			TasksMax=infinity
			StandardOutput=kmsg
			[Install]
			WantedBy=multi-user.target
		U
		cat >"$1/etc/facet-job" <<-'U'
			# The kernel passes words of the form MODULE.NAME to that module: use "lab"
			# instead.
			for word in $(</proc/cmdline); do
				case $word in
				lab.repo=*) repo=${word#*=} ;;
				lab.cache=*) cache=${word#*=} ;;
				esac
			done
			modprobe 9pnet_virtio
			options=trans=virtio,version=9p2000.L,msize=262144,cache=none
			share() { mkdir -p "$2" && mount -t 9p -o "$options" "$1" "$2"; }
			share repo "$repo" || exit 1
			case $cache/ in "$repo"/*) ;; *) share cache "$cache" || exit 1 ;; esac
			export FACET_ADMIN=yes
			exec /bin/bash "$repo/tests/vm/host-init"
		U
		cat >"$1/etc/systemd/system/facet-hold-vm.service" <<-U
			[Unit]
			Description=A virtual machine that stays open
			DefaultDependencies=no
			After=systemd-remount-fs.service systemd-tmpfiles-setup-dev.service
			Before=sysinit.target
			[Service]
			Type=forking
			ExecStartPre=/sbin/modprobe kvm_amd
			ExecStart=/usr/bin/perl /etc/facet-hold-vm
			[Install]
			WantedBy=sysinit.target
		U
		cat >"$1/etc/facet-hold-vm" <<-'U'
			open(my $kvm, "+<", "/dev/kvm") or die "/dev/kvm: $!";
			# _IO(0xae, 1), linux/kvm.h
			ioctl($kvm, 0xae01, 0) or die "KVM_CREATE_VM: $!";
			fork and exit;
			sleep;
		U
		chroot "$1" systemctl -q enable facet-hold-vm.service facet-job.service
		# Keep services that start guests off the first processor: tests/vm/README.md says
		# why. systemd ignores numbers of processors that do not exist.
		mkdir -p "$1/etc/systemd/system.conf.d"
		printf '[Manager]\nCPUAffinity=1-15\n' >"$1/etc/systemd/system.conf.d/facet.conf"
		chroot "$1" systemctl -q mask systemd-tmpfiles-clean.timer apt-daily.timer \
			apt-daily-upgrade.timer man-db.timer dpkg-db-backup.timer
		echo facet-host >"$1/etc/hostname"
		printf '127.0.0.1 localhost\n127.0.1.1 facet-host\n' >"$1/etc/hosts"
		echo '/dev/vda / ext4 defaults 0 1' >"$1/etc/fstab"
		# The machine has no network: put packages of backports where apt looks before it
		# downloads.
		chroot "$1" apt-get clean
		chroot "$1" apt-get update
		: >"$1/etc/facet-kernel"
		if [ -n "$UPGRADE" ]; then
			release=$(chroot "$1" apt-cache pkgnames linux-headers- |
				sed -nE "s/^linux-headers-($UPGRADE)\$/\1/p" | sort -V | tail -n 1)
			[ -n "$release" ] || {
				echo "E: backports of $SUITE have no headers of a kernel $UPGRADE"
				exit 1
			}
			FIRST="$FIRST linux-image-$release linux-headers-$release"
			echo "$release" >"$1/etc/facet-kernel"
		fi
		# shellcheck disable=SC2086 # a list of packages
		chroot "$1" apt-get install -y --download-only -o APT::Install-Recommends=true \
			-t "$SUITE-backports" $FIRST
		mv "$1/var/cache/apt/archives" "$1/var/cache/apt/kept"
		mv "$1/var/lib/apt/lists" "$1/var/lib/apt/kept"
		mkdir -p "$1"/var/cache/apt/archives/partial "$1"/var/lib/apt/lists/partial
		# mmdebstrap left files out of this root. Packages installed later keep all their
		# files.
		rm -f "$1/etc/apt/apt.conf.d/99mmdebstrap" "$1/etc/dpkg/dpkg.cfg.d/99mmdebstrap"
	T
}

admin_root_build() {
	local lists hook
	step "admin: a $2 root with its kernel, DKMS, mdevctl and libvirt"
	lists=$(sources "$2-backports") || exit 1
	hook="SUITE=$2 FIRST='${ADMIN_FIRST[$2]}' UPGRADE='${ADMIN_KERNEL[$2]}'"
	hook+=$'\n'"echo '$lists' >\"\$1/etc/apt/sources.list.d/backports.list\""$'\n'$(admin_hook)
	chroot_build "$1" "$2" "$ADMIN_PACKAGES ${ADMIN_LIBRARIES[$2]}" "$hook"
	# mmdebstrap has emptied these two folders at its end.
	rm -rf "$1/var/lib/apt/lists" "$1/var/cache/apt/archives"
	mv "$1/var/lib/apt/kept" "$1/var/lib/apt/lists" &&
		mv "$1/var/cache/apt/kept" "$1/var/cache/apt/archives"
}

admin_image_build() {
	local log=$CACHE/log/admin-$2.log
	step "admin: disk image of $2"
	need_cmd mkfs.ext4
	need_space 5000 "$CACHE"
	rm -f "$1"
	truncate -s 8G "$1"
	run_fg nice mkfs.ext4 -q -m 0 -L facet-admin -d "$ADMIN_ROOT" "$1" >"$log" 2>&1 ||
		explain "$log" "making the image of $2"
}

# admin_image SUITE: set $ADMIN_ROOT and $ADMIN_IMAGE to paths. The kernels are in $ADMIN_ROOT/boot.
admin_image() {
	local packages="$ADMIN_PACKAGES ${ADMIN_LIBRARIES[$1]} ${ADMIN_FIRST[$1]}"
	cached "admin-root-$1" \
		"$(key "$packages ${ADMIN_KERNEL[$1]}" \
			"$(declare -f admin_hook admin_root_build chroot_build)")" \
		admin_root_build "$1"
	ADMIN_ROOT=$CACHED
	cached "admin-$1" "$(key "$ADMIN_ROOT" "$(declare -f admin_image_build)")" \
		admin_image_build "$1"
	ADMIN_IMAGE=$CACHED
}

# admin_boots DIR: prepare a machine on DIR/disk. A missing disk becomes a copy of the image. The
# machine boots DIR/boot/{vmlinuz,initrd.img} if a job has left them, and else the image's kernel.
# Sets $KREL, $BOOTS (arguments for QEMU) and $BOOT_APPEND.
admin_boots() {
	local dir=$1 boot=$1/boot
	admin_image "$HOST_ADMIN"
	KREL=$(basename "$ADMIN_ROOT"/boot/vmlinuz-*)
	KREL=${KREL#vmlinuz-}
	[[ -e $dir/disk ]] || cp --sparse=always "$ADMIN_IMAGE" "$dir/disk" ||
		die "cannot copy the image of the machine to $dir"
	if [[ ! -e $boot/vmlinuz ]]; then
		mkdir -p "$boot"
		cp "$ADMIN_ROOT/boot/vmlinuz-$KREL" "$boot/vmlinuz"
		cp "$ADMIN_ROOT/boot/initrd.img-$KREL" "$boot/initrd.img"
	fi
	BOOTS=(-kernel "$boot/vmlinuz" -initrd "$boot/initrd.img"
		-drive "file=$dir/disk,if=virtio,format=raw,cache=unsafe")
	BOOT_APPEND="root=/dev/vda rw systemd.getty_auto=no"
}
