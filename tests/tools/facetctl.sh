#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# facetctl's output on a host whose sysfs is a folder (FACET_ROOT). stats_load changes the host's
# statistics. Arguments: FACETCTL STATS-LOAD. TAP.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
FACETCTL=$1 LOAD=$2
here=$(dirname "$0")/../../tools docs=$(dirname "$0")/../../docs/reference
root=$(mktemp -d)
load=''
tidy() {
	[[ -z $load ]] || kill "$load"
	rm -rf "$root"
}
trap tidy EXIT
export FACET_ROOT=$root
# vgpu UUID PARENT KEY=VALUE...: add a vGPU with these attributes to the folder.
vgpu() {
	local uuid=$1 folder=$root/sys/devices/virtual/mtty/$2/$1 pair
	shift 2
	mkdir -p "$folder/facet" "$root/sys/bus/mdev/devices"
	ln -s "$folder" "$root/sys/bus/mdev/devices/$uuid"
	for pair; do echo "${pair#*=}" >"$folder/facet/${pair%%=*}"; done
}

no_parent="facetctl: there is no parent: load the modules facet and facet_softgpu"
ok "a host without mdev has nothing" is "$("$FACETCTL" list 2>&1)$("$FACETCTL" types 2>&1)" \
	"$no_parent$no_parent"
ok "which is a remark, and no line of a table" is "$("$FACETCTL" list 2>/dev/null)" ""
mdev_bus=$root/sys/class/mdev_bus
for parent in facet facet1 vfio_mdpy; do
	for type in 1 2 10; do
		types=$mdev_bus/$parent/mdev_supported_types
		mkdir -p "$types/facet-$type"
		echo "$((16 / type))" >"$types/facet-$type/available_instances"
		echo "num_heads=1, weight=$type" >"$types/facet-$type/description"
	done
done
ok "that there is no vGPU is a remark, too" \
	is "$("$FACETCTL" list 2>/dev/null)$("$FACETCTL" list 2>&1)" \
	"facetctl: there are no vGPUs: 'facetctl create' makes one"
a=facefee7-0000-4000-8000-000000000001
vgpu $a facet type=facet-1 name=web1 state=open display=dmabuf statistics='rcs busy_ns 0'
vgpu facefee7-0000-4000-8000-000000000002 facet1 type=facet-10 name= state=closed display=region
mkdir -p "$root/sys/bus/mdev/devices/facefee7-0000-4000-8000-000000000003"
ok "types are listed by size, and none of other drivers" is "$("$FACETCTL" types)" \
	"PARENT  TYPE      AVAILABLE  DESCRIPTION
facet   facet-1          16  num_heads=1, weight=1
facet   facet-2           8  num_heads=1, weight=2
facet   facet-10          1  num_heads=1, weight=10
facet1  facet-1          16  num_heads=1, weight=1
facet1  facet-2           8  num_heads=1, weight=2
facet1  facet-10          1  num_heads=1, weight=10"
ok "vGPUs are listed, and none of other drivers" is "$("$FACETCTL" list)" \
	"UUID                                  NAME  TYPE      PARENT  STATE   DISPLAY
$a  web1  facet-1   facet   open    dmabuf
facefee7-0000-4000-8000-000000000002  -     facet-10  facet1  closed  region"
echo zwölf >"$root/sys/bus/mdev/devices/$a/facet/name"
ok "a letter of two bytes is one column wide" \
	is "$(LC_ALL=C.UTF-8 "$FACETCTL" list | tail -n 3 | sed 's/^[^ ]*  *//')" \
	"NAME   TYPE      PARENT  STATE   DISPLAY
zwölf  facet-1   facet   open    dmabuf
-      facet-10  facet1  closed  region"
echo web1 >"$root/sys/bus/mdev/devices/$a/facet/name"
ok "a script gets rows without headings" \
	is "$("$FACETCTL" list --no-headings | tail -n 1)$("$FACETCTL" list -n | wc -l)" \
	"facefee7-0000-4000-8000-000000000002  -     facet-10  facet1  closed  region2"
echo 300 >"$root/sys/bus/mdev/devices/$a/facet/weight"
ok "columns are chosen, attributes among them, in either case of letters" \
	is "$("$FACETCTL" list -o name,Weight,TYPE)" \
	"NAME  WEIGHT  TYPE
web1     300  facet-1
-          -  facet-10"
ok "of types, too" is "$("$FACETCTL" types -n --output=available,type | head -n 2)" \
	"       16  facet-1
        8  facet-2"
ok "a column that is named twice is printed once" is "$("$FACETCTL" list -n -o name,name)" "web1
-"
columns=$("$FACETCTL" list -o none 2>&1 | sed 's/.*there are //; s/\. See.*//; s/, /\n/g' |
	tr 'A-Z-' 'a-z_' | sort)
missing=$(python3 -c 'import json, sys
print(*sorted(row["name"] for row in json.load(open(sys.argv[1]))["attributes"]), sep="\n")' \
	"$here/description/description.json" | comm -23 - <(echo "$columns"))
ok "each attribute that can be set has a column" is "$missing" ""
ok "a column that there is not is told with those that are" \
	is "$("$FACETCTL" types -o TYPE,SIZE 2>&1 | head -n 1; "$FACETCTL" types -o '' 2>/dev/null
		echo "$?")" \
	"facetctl types: --output=SIZE: there is no such column: there are PARENT, TYPE, \
AVAILABLE, DESCRIPTION. See 'facetctl types --help'.
2"
ok "columns are refused with JSON, which has all" \
	is "$("$FACETCTL" list --json -o name 2>&1; echo $?)" \
	"facetctl list: --output chooses columns of the table, and --json prints all. See \
'facetctl list --help'.
2"
ok "a table that cannot be written is an error" \
	is "$("$FACETCTL" list 2>&1 >/dev/full; echo $?)" \
	"facetctl: the output cannot be written: No space left on device
1"
ok "a vGPU is shown, but for what has many lines" is "$("$FACETCTL" show web1)" "uuid           $a
parent         facet
display        dmabuf
name           web1
state          open
type           facet-1
weight         300"
ok "what was copied to show its screen is shown, where the statistics can be read" \
	is "$(printf 'pins 3\nscreen_bytes_copied 8294400\n' \
		>"$root/sys/bus/mdev/devices/$a/facet/statistics"
		"$FACETCTL" show web1 | tail -n 1)" "screen_bytes_copied 8294400"
rm "$root/sys/bus/mdev/devices/$a/facet/statistics"
ok "a UUID is found however it is written" \
	is "$("$FACETCTL" show "${a^^}" | head -n 1)" "uuid           $a"
# A worker of facet-engine, in a control group below one that has the smaller bound.
proc=$root/proc/77 group=$root/sys/fs/cgroup/machine/vm
mkdir -p "$proc" "$group"
echo 77 >"$root/sys/bus/mdev/devices/$a/facet/engine_pid"
printf 'Name:\tfacet-engine\nVmPeak:\t   900 kB\nVmRSS:\t   640 kB\n' >"$proc/status"
echo "77 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 150 50 9 9" >"$proc/stat"
printf '1:misc:/\n0::/machine/vm\n' >"$proc/cgroup"
echo 4194304 >"$group/memory.max"
echo 2097152 >"$root/sys/fs/cgroup/machine/memory.max"
ok "a worker's memory, bound and time are shown" \
	is "$("$FACETCTL" show web1 | grep -E 'engine|cpu')" "engine_pid     77
engine_kib     640
engine_kib_max 2048
cpu_ns         $((200 * 1000000000 / $(getconf CLK_TCK)))"
echo max >"$group/memory.max"
rm "$root/sys/fs/cgroup/machine/memory.max"
ok "without a bound, none is shown" is "$("$FACETCTL" show web1 | grep -c kib)" 1
rm -r "$proc"
ok "of a worker that has ended, only its number is shown" \
	is "$("$FACETCTL" show web1 | grep -E 'engine|cpu')" "engine_pid     77"
echo 2 >"$root/sys/bus/mdev/devices/$a/facet/engine_late"
ok "workers that were late are a number" \
	is "$("$FACETCTL" show web1 --json | grep -c '"engine_late": 2,')" 1
rm "$root/sys/bus/mdev/devices/$a/facet/engine_"{late,pid}
"$FACETCTL" set web1 display=native name=web2
ok "attributes are set" \
	is "$(cat "$root/sys/bus/mdev/devices/$a/facet/"{display,name} | tr '\n' ' ')" \
	"native web2 "
"$FACETCTL" set web2 display=region nonsense=1 2>/dev/null
ok "all or none" is "$? $(<"$root/sys/bus/mdev/devices/$a/facet/display")" "2 native"

knobs='{"uuid": "x", "name": "other", "state": "closed", "weight": 177, "display": "native"}'
"$FACETCTL" set web2 - <<<"$knobs"
ok "attributes of another vGPU are carried over as JSON, but not its name" \
	is "$? $(cat "$root/sys/bus/mdev/devices/$a/facet/"{weight,display,name} | tr '\n' ' ')" \
	"0 177 native web2 "
same=$root/sys/bus/mdev/devices/$a/facet/display
touch -d 2020-01-01 "$same"
"$FACETCTL" show --json web2 | "$FACETCTL" set web2 -
ok "what is the same is not written: an open vGPU refuses some of it" \
	is "$? $(date -r "$same" +%Y)" "0 2020"
# no_json MESSAGE TEXT: succeed if facetctl refuses TEXT on standard input with MESSAGE.
no_json() { is "$("$FACETCTL" set web2 - <<<"$2" 2>&1; echo $?)" "facetctl: standard input: $1
1"; }
"$FACETCTL" set web2 weight=300
ok "an input that is no JSON is told" \
	no_json "no JSON of 'facetctl show --json': line 1, column 6" weight=3
ok "one that is no object" \
	no_json "the JSON is no object, as 'facetctl show --json' has it" '[1]'
ok "one that has no attribute that can be set" \
	no_json "the JSON has no attribute that can be set" '{"name": "x", "weight": null}'
ok "one whose text is for terminals" \
	no_json "the JSON has no attribute that can be set" '{"display": "\u001b[2J"}'
ok "and one that does not end" \
	is "$(yes | "$FACETCTL" set web2 - 2>&1)" \
	"facetctl: standard input: more than 65536 bytes are no vGPU"

# says STATUS PYTHON ARGUMENT...: run facetctl. Succeed if it ends with STATUS and PYTHON is true
# for its JSON output, j.
says() {
	local status=$1 expression=$2 said rc=0
	shift 2
	said=$("$FACETCTL" "$@") || rc=$?
	[[ $rc == "$status" ]] && python3 -c "import json, sys
j = json.loads(sys.argv[1])
sys.exit(not ($expression))" "$said"
}
ok "vGPUs are there as JSON" says 0 "[(v['name'], v['parent'], v['state']) for v in j['vgpus']] \
== [('web2', 'facet', 'open'), ('', 'facet1', 'closed')] and list(j) == ['vgpus']" list --json
ok "and so are types" says 0 "[(t['parent'], t['name'], t['available']) for t in j['types']][:4] \
== [('facet', 'facet-1', 16), ('facet', 'facet-2', 8), ('facet', 'facet-10', 1), \
('facet1', 'facet-1', 16)]" types --json
ok "what was set is told as JSON" \
	says 0 "j['uuid'] == '$a' and j['name'] == 'web3' and j['display'] == 'native' and \
j['weight'] == 300" set --json web2 name=web3
other=facefee7-0000-4000-8000-000000000002
touch "$mdev_bus/facet/mdev_supported_types/facet-1/create" \
	"$root/sys/bus/mdev/devices/$other/remove"
ok "and what was created" \
	says 0 "j['uuid'] == '$a' and j['name'] == 'web4'" create --json -u "$a" -n web4
ok "what was removed is told, and no more" \
	says 1 "j == {'removed': ['$other']}" remove --json web4 "$other" 2>/dev/null
mkdir -p "$root/sys/kernel/debug/facet/$a"
printf 'version 1\n"x"\n' >"$root/sys/kernel/debug/facet/$a/state"
ok "a state is text" is "$("$FACETCTL" dump web4)" 'version 1
"x"'
ok "or JSON" says 0 "j == {'uuid': '$a', 'state': 'version 1\n\"x\"\n'}" dump --json web4
ok "a picture and JSON do not both go to standard output" \
	is "$("$FACETCTL" screenshot --json web4 - 2>&1 | head -n 1)" \
	"facetctl screenshot: --json needs a FILE: the picture goes to standard output. See \
'facetctl screenshot --help'."
# ids [SEVERITY]: print the ids of the doctor's findings, of all or of this severity.
ids() {
	"$FACETCTL" doctor --json | python3 -c 'import json, sys
print(*[f["id"] for f in json.load(sys.stdin)["findings"]
        if f["severity"] in sys.argv[1:] or not sys.argv[1:]])' "$@"
}
release=6.12.1-test
mkdir -p "$root/proc/sys/kernel" "$root/lib/modules/$release"
echo 6.11.9-test >"$root/proc/sys/kernel/osrelease"
ok "a kernel that is too old is all that the doctor tells of modules" is "$(ids fail)" \
	"kernel-too-old"
echo "$release" >"$root/proc/sys/kernel/osrelease"
ok "modules that nobody has installed are one finding" is "$(ids fail)" "modules-not-installed"
ok "and nothing that follows from it is told" \
	is "$(ids | grep -oE 'control|statistics|debugfs|parent|version')" ""
mkdir -p "$root/sys/module/"{mdev,vfio_iommu_type1,facet,facet_softgpu}
ok "with all modules the doctor finds nothing that fails" is "$(ids fail)" ""
ok "the doctor tells where statistics cannot be read, and why" \
	is "$(FACET_STATS=$root/none "$FACETCTL" doctor | grep -A1 'statistics cannot')" \
	"warn  statistics cannot be read: no facet-top, no facetctl stats, no facetd
      -> $root/none: No such file or directory: load the module facet"
# moves: print what the doctor says about moves, and what a VMM is to be told.
moves() { "$FACETCTL" doctor | grep -A1 'QEMU moves'; }
pins="info  VFIO reports the pinned pages of a vGPU as written (type1): QEMU moves a vGPU only if \
it is told to
      -> -device vfio-pci,...,enable-migration=on; with libvirt: <qemu:override><qemu:device \
alias='hostdev0'><qemu:frontend><qemu:property name='enable-migration' type='string' \
value='on'/></qemu:frontend></qemu:device></qemu:override>"
reports="info  a vGPU reports the pages that it has written: QEMU moves a vGPU without an option"
# configure LINE...: give the kernel a configuration, which has what the modules need.
configure() {
	printf '%s\n' CONFIG_VFIO_MDEV=m CONFIG_VFIO_IOMMU_TYPE1=m "$@" \
		>"$root/lib/modules/$release/config"
}
ok "where nothing is known of iommufd, the doctor prints the option for QEMU and for libvirt" \
	is "$(moves)" "$pins"
ok "which is a fact, and no warning" is "$(ids info | grep -o 'migration-[a-z]*')" migration-pins
mkdir -p "$root/sys/class/misc/iommu"
ok "iommufd stands for the record of written pages where the configuration is not found" \
	is "$(moves | head -n 1)" "$reports"
configure CONFIG_IOMMUFD=m '# CONFIG_IOMMUFD_DRIVER is not set'
ok "a configuration without CONFIG_IOMMUFD_DRIVER counts more than iommufd" is "$(moves)" "$pins"
rmdir "$root/sys/class/misc/iommu"
configure CONFIG_IOMMUFD_DRIVER=y
ok "and so does one that has it" is "$(ids info | grep -o 'migration-[a-z]*')" migration-iommufd
ok "then there is no option to tell of" is "$("$FACETCTL" doctor | grep -c enable-migration)" 0
configure CONFIG_IOMMUFD_DRIVER=n CONFIG_IOMMUFD_DRIVER_OTHER=y
ok "one that says no, or has another option, has it not" is "$(moves)" "$pins"
rm "$root/lib/modules/$release/config"
# engine: print what the doctor says about facet-engine.
engine() { "$FACETCTL" doctor | grep -A1 '^[a-z]* *facet-engine'; }
ok "modules that do not say if facet-engine runs are no finding" is "$(engine)" ""
mkdir -p "$root/sys/class/misc/facet-engine" "$root/usr/sbin"
echo 0 >"$root/sys/class/misc/facet-engine/attached"
ok "the doctor names the package without which guests do not draw" is "$(engine)" \
	"warn  facet-engine is not installed: 3D in guests has no effect
      -> install its package, which starts it: apt-get install ./facet-engine_*_amd64.deb"
touch "$root/usr/sbin/facet-engine"
echo 2 >"$root/sys/class/misc/facet-engine/api"
api=$(sed -nE 's/^#define FACET_ENGINE_API\t([0-9]+)u$/\1/p' \
	"$(dirname "$0")/../../kernel/uapi/facet_engine.h")
ok "the doctor names both interface numbers" is "$(engine)" \
	"warn  facet-engine cannot use the loaded modules: they have interface 2, this version has \
$api: 3D in guests has no effect
      -> upgrade all packages of Facet; then stop all virtual machines with a vGPU, and load the \
new modules, or reboot"
echo "$api" >"$root/sys/class/misc/facet-engine/api"
ok "the doctor says how to start facet-engine" is "$(engine)" \
	"warn  facet-engine does not run: 3D in guests has no effect
      -> systemctl start facet-engine; if it does not start: journalctl -u facet-engine"
echo 1 >"$root/sys/class/misc/facet-engine/attached"
ok "the doctor sees that facet-engine runs" is "$(ids | grep -o 'engine-[a-z-]*')" "engine-ok"
# vdpa: print what the doctor says about the vDPA bus.
vdpa() { "$FACETCTL" doctor | awk '/^ / { if (on) print; next } on = tolower($0) ~ /vdpa/'; }
ok "without facet_vdpa no vGPU is a card of the host, and the doctor says how to make one" \
	is "$(vdpa)" "info  facet_vdpa is not loaded: no vGPU is a card of the host
      -> to make one: modprobe -a facet_vdpa virtio_vdpa; vdpa dev add mgmtdev facet name NAME"
mkdir -p "$root/sys/module/facet_vdpa" "$root/sys/bus/vdpa/devices" \
	"$root/sys/devices/facet/$a/facet" "$root/sys/devices/facet/$a/gpu0" \
	"$root/sys/devices/other/vdpa7"
touch "$root/sys/devices/facet/$a/facet/type"
ln -s ../../../devices/other/vdpa7 "$root/sys/bus/vdpa/devices/"
ok "a host without the rules of udev is told of what that means" \
	is "$(ids warn | grep -o 'vdpa-[a-z-]*')" vdpa-no-rules
mkdir -p "$root/etc/udev/rules.d"
touch "$root/etc/udev/rules.d/72-facet-card.rules"
ok "with it, the doctor counts the vGPUs on the vDPA bus, and no other devices" \
	is "$(vdpa)" "ok    facet_vdpa is loaded, and 0 vGPU(s) are on the vDPA bus"
ln -s "../../../devices/facet/$a/gpu0" "$root/sys/bus/vdpa/devices/"
ok "a vGPU that no driver has taken is a warning" is "$(vdpa)" \
	"warn  the vGPU gpu0 on the vDPA bus has no driver
      -> modprobe virtio_vdpa makes it a card of the host, modprobe vhost_vdpa offers it to a VMM"
touch "$root/sys/devices/facet/$a/gpu0/driver"
ok "one that a driver has taken is none" is "$(ids | grep -o 'vdpa-[a-z-]*')" vdpa-ok
echo 0.0.9 >"$root/sys/module/facet/version"
version=$(<"$(dirname "$0")/../../VERSION")
ok "and that an upgrade has left old modules loaded" \
	is "$("$FACETCTL" doctor | grep 'are of version')" \
	"warn  the modules that are loaded are of version 0.0.9, facetctl is of $version"
echo '# CONFIG_VFIO_MDEV is not set' >"$root/lib/modules/$release/config"
ok "a kernel's configuration is looked for beside its modules as well" \
	is "$("$FACETCTL" doctor | grep "kernel $release")" \
	"fail  kernel $release is built without CONFIG_VFIO_MDEV"
rm "$root/lib/modules/$release/config"
rmdir "$root/sys/module/facet_softgpu"
# remedy PATTERN: check what the doctor says to do about modules that are not loaded.
remedy() { grep -q "^      -> $1" <("$FACETCTL" doctor | grep -A1 'modules are not loaded'); }
ok "modules that nobody has installed come with the package facet-dkms" \
	remedy 'apt install facet-dkms, .*insmod facet.ko and facet_softgpu.ko'
mkdir -p "$root/usr/src/facet-0.1"
ok "those of DKMS want the kernel's headers first" remedy "apt install linux-headers-$release: DKMS"
mkdir -p "$root/lib/modules/$release/build"
ok "and are built when these are there" remedy "dkms autoinstall -k $release"
echo 'updates/dkms/facet_softgpu.ko.xz: updates/dkms/facet.ko.xz' \
	>"$root/lib/modules/$release/modules.dep"
ok "those that are installed are to be loaded, which Secure Boot may refuse" \
	remedy 'modprobe -a.* facet_softgpu; where that says that a key was rejected'
mkdir "$root/bin"
printf '#!/bin/sh\necho mdevctl 1.1.0\n' >"$root/bin/mdevctl"
chmod +x "$root/bin/mdevctl"
ok "an old mdevctl is told of" \
	is "$(PATH=$root/bin:$PATH "$FACETCTL" doctor | grep -A1 'mdevctl 1')" \
	"warn  mdevctl 1.1.0 is older than what is tested
      -> take 1.2 or later"
# Definitions of an mdevctl that is a script. By the last digit of the UUID: 1 exists, 4 starts, 5
# does not start, 6 is not to start with the host, 7 belongs to another driver.
cat >"$root/bin/mdevctl" <<T
#!/bin/sh
case \$1 in
--version) echo mdevctl 1.4.0 ;;
list) cat "$root/defined" ;;
start)
	case \$3 in
	*5) echo "Error: no place" >&2; exit 1 ;;
	*)
		echo started
		mkdir -p "$root/started/facet/\$3/facet"
		echo facet-1 >"$root/started/facet/\$3/facet/type"
		ln -s "$root/started/facet/\$3" "$root/sys/bus/mdev/devices/"
		;;
	esac ;;
esac
T
defined() {
	printf '{"facefee7-0000-4000-8000-00000000000%s": ' "$1"
	printf '{"mdev_type": "facet-1", "start": "%s", "attrs": []}}' "$2"
}
ours="$(defined 1 auto), $(defined 4 auto), $(defined 5 auto), $(defined 6 manual)"
echo "[{\"facet\": [$ours], \"other\": [$(defined 7 auto)]}]" >"$root/defined"
path=$PATH
PATH=$root/bin:$PATH
ok "the doctor tells of vGPUs that are to start with the host and are not there" \
	is "$("$FACETCTL" doctor | grep -A1 'to start with')" "warn  2 vGPU(s) that are to start \
with the host are not there, such as facefee7-0000-4000-8000-000000000004
      -> facetctl autostart; why they did not start: journalctl -u facet-vgpus"
fails=facefee7-0000-4000-8000-000000000005
ok "these are started, and one that does not start is told of, behind mdevctl's reason" \
	is "$("$FACETCTL" autostart 2>&1)" "Error: no place
facetctl: $fails, of type facet-1, did not start: 'mdevctl start --uuid $fails' says why
1 vGPU(s) started"
ok "those that are there are left alone" \
	says 1 "j == {'started': [], 'failed': ['$fails']}" autostart --json 2>/dev/null
ok "and nobody else's, nor those that are to wait" \
	is "$(find "$root/sys/bus/mdev/devices" -name '*[67]')" ""
echo '[]' >"$root/defined"
ok "where nothing is defined there is nothing to do" \
	is "$("$FACETCTL" autostart 2>&1; echo $?)" 0
echo nonsense >"$root/defined"
ok "a list that is none is told of" \
	is "$("$FACETCTL" autostart 2>&1; echo $?)" \
	"facetctl: mdevctl does not list what it has defined: see 'mdevctl list --defined'
1"
rm "$root/bin/mdevctl" "$root/sys/bus/mdev/devices/facefee7-0000-4000-8000-000000000004"
PATH=$path
ok "and an mdevctl that is not there" \
	is "$(PATH=$root/bin:/usr/bin:/bin "$FACETCTL" autostart 2>&1)" \
	"facetctl: there is no mdevctl: apt install mdevctl"
# Two newer kernels have a folder of modules. Only the second kernel has an image and could start
# next.
mkdir -p "$root/boot" "$root/lib/modules/9999.1-amd64" "$root/lib/modules/9999.2-amd64"
touch "$root/boot/vmlinuz-9999.2-amd64"
ok "the doctor tells of a newer kernel that has no modules, where that could be started" \
	is "$("$FACETCTL" doctor | grep '^warn  kernel')" \
	"warn  kernel 9999.2-amd64 is installed, and there are no modules of Facet for it"
echo 'updates/dkms/facet_softgpu.ko.xz:' >"$root/lib/modules/9999.2-amd64/modules.dep"
ok "which has them once they are built" \
	is "$("$FACETCTL" doctor | grep -c '^ok    no newer kernel')" 1
ok "each cause that modules are not there has an id" is "$(ids fail)" "modules-not-loaded"
listed() { sed -n 's/^| `\([a-z-]*\)` | \([a-z]*\) |.*/\1 \2/p' "$docs/doctor.md" | sort; }
findings=$(sed -n 's/.* = { "\([a-z-]*\)", SEVERITY_\([A-Z]*\) },/\1 \L\2/p' \
	"$here/facetctl/doctor_findings.c" | sort)
ok "docs/reference/doctor.md has each finding with its severity" is "$(listed)" "$findings"
ok "which are many" test "$(wc -l <<<"$findings")" -ge 40
"$LOAD" "$root/stats" 2 >/dev/null &
load=$!
for ((i = 0; i < 100; i++)); do
	FACET_STATS=$root/stats "$FACETCTL" stats 2>/dev/null | grep -q rcs && break
	sleep 0.1
done
vgpu 00000001-0000-4000-8000-000000000000 facet type=facet-1 name=desk state=open display=dmabuf
export FACET_STATS=$root/stats
ok "what vGPUs had is told by their names, where they have one" \
	is "$("$FACETCTL" stats | awk '{ print $1, $2 }')" "VGPU ENGINE
desk rcs
00000002-0000-4000-8000-000000000000 rcs"
submits="[(v['name'], v['uuid'][:8], v['engines']['rcs']['submissions'] > 0) for v in j['vgpus']]"
ok "and by both as JSON" says 0 "$submits == [('desk', '00000001', True)]" stats --json desk
screens="[(v['flips']['shown'] > 0, v['screen_bytes_copied'] / 8294400 > 1) for v in j['vgpus']]"
ok "with the flips and the copied bytes of their screens" says 0 "$screens == [(True, True)]" \
	stats --json desk
ok "columns of the statistics are chosen, too" \
	is "$("$FACETCTL" stats -n -o name,uuid,parent,engine desk)" \
	"desk  00000001-0000-4000-8000-000000000000  facet   rcs"
# watch LINES ARGUMENT...: run stats until it has written LINES, then interrupt it. The output is in
# $root/watched. A shell that runs a script starts "COMMAND &" with SIGINT ignored.
watch() {
	local lines=$1 pid i
	shift
	# The job may empty it late, and an earlier watch has left lines there.
	: >"$root/watched"
	env --default-signal=INT "$FACETCTL" stats "$@" >"$root/watched" &
	pid=$!
	for ((i = 0; i < 600; i++)); do
		(($(wc -l <"$root/watched") < lines)) || break
		sleep 0.1
	done
	kill -INT "$pid"
	wait "$pid"
}
watch 6 --watch=0.3 desk
ok "a watch ends well at Ctrl-C" is $? 0
ok "which prints a block for each sample, and clears nothing in a file" \
	is "$(sed -E 's/^[-0-9]+T[:0-9]+[-+][0-9]{4}$/TIME/; s/ .*//' "$root/watched" | head -n 6 |
		tr '\n' ' ')" "TIME VGPU desk TIME VGPU desk "
watch 2 --watch=0.2 -n desk
ok "without headings there are rows alone" is "$(sed 's/ .*//' "$root/watched" | sort -u)" "desk"
ok "an interval that is none is told" is "$("$FACETCTL" stats --watch=soon 2>&1 | head -n 1)" \
	"facetctl stats: --watch=soon: must be a number from 0.1 to 3600. See \
'facetctl stats --help'."
ok "an interval behind a space is told" is "$("$FACETCTL" stats -w 5 2>&1)" \
	"facetctl: there is no vGPU '5': see 'facetctl list'
facetctl: a time follows -w without a space: write -w5"
watch 3 --json -w0.3 desk
ok "as JSON a sample is one line" is "$(python3 -c 'import json, sys
samples = [json.loads(line) for line in open(sys.argv[1])]
times = [s["monotonic_ns"] for s in samples]
print(len(samples) > 2, times == sorted(set(times)),
      {v["name"] for s in samples for v in s["vgpus"]})
' "$root/watched")" "True True {'desk'}"
ok "a reader that goes ends the watch" is "$("$FACETCTL" stats -n -w0.1 | head -n 1 | wc -l)" 1
"$FACETCTL" stats -n -w0.2 desk >/dev/null &
pid=$!
sleep 0.5
kill -INT "$pid"
sleep 0.5
ok "a watch in the background goes on at SIGINT" kill -TERM "$pid"
wait "$pid" 2>/dev/null
ok "an output that is full ends it with an error" \
	is "$("$FACETCTL" stats -w 2>&1 >/dev/full; echo $?)" \
	"facetctl: the output cannot be written: No space left on device
1"
# wrong MESSAGE ARGUMENT...: succeed if facetctl ends with 2 and prints MESSAGE, nothing else.
wrong() {
	local message=$1
	shift
	is "$("$FACETCTL" "$@" 2>&1; echo $?)" "$message
2"
}
set_help="See 'facetctl set --help'."
ok "a usage error is one line: without a command" \
	wrong "facetctl: a COMMAND is missing. See 'facetctl --help'."
ok "with an unknown command" \
	wrong "facetctl: frobnicate: unknown command. See 'facetctl --help'." frobnicate web1
ok "with a misspelt one, and its help" \
	wrong "facetctl: crate: unknown command. Did you mean 'create'? See 'facetctl --help'." \
	crate --help
ok "with the beginning of one" \
	wrong "facetctl help: screen: unknown command. Did you mean 'screenshot'? See \
'facetctl help --help'." help screen
ok "with an unknown option before a command" \
	wrong "facetctl: --json: unknown option. See 'facetctl --help'." --json list
ok "with a misspelt option behind one" \
	wrong "facetctl stats: --jsno: unknown option. Did you mean '--json'? See \
'facetctl stats --help'." stats --jsno
ok "with an argument too many" \
	wrong "facetctl list: 'web1' is one argument too many. See 'facetctl list --help'." \
	list web1
ok "without a vGPU" wrong "facetctl show: a VGPU is missing. See 'facetctl show --help'." show
ok "without an attribute" \
	wrong "facetctl set: VGPU or KEY=VALUE is missing. $set_help" set web4
ok "with what is no attribute" \
	wrong "facetctl set: 'display' is not KEY=VALUE. $set_help" set web4 display
ok "with a misspelt attribute" \
	wrong "facetctl set: wieght=3: 'wieght' is not an attribute that can be set. Did you mean \
'weight'? $set_help" set web4 name=x wieght=3
ok "with one that can only be read" \
	wrong "facetctl set: type=x: 'type' is not an attribute that can be set. $set_help" \
	set web4 type=x
ok "and none of these has changed anything" \
	is "$(<"$root/sys/bus/mdev/devices/$a/facet/name")" web4
ok "a misspelt type is told with a similar one" \
	is "$("$FACETCTL" create --type facet1 2>&1; echo $?)" \
	"facetctl: there is no type 'facet1': did you mean 'facet-1'?
1"
ok "help WORD is the help of a command" is "$("$FACETCTL" help set)" "$("$FACETCTL" set -h)"
ok "help alone is the help of facetctl" is "$("$FACETCTL" help)" "$("$FACETCTL" --help)"
ok "version is what --version prints" \
	is "$("$FACETCTL" version; "$FACETCTL" -V; "$FACETCTL" list --version)" \
	"facetctl $version
facetctl $version
facetctl $version"
commands=$("$FACETCTL" --help | awk '/^  [a-z]/ { print $1 }')
ok "help names its commands" test "$(wc -w <<<"$commands")" -ge 10
without_json() {
	for c in $commands; do
		"$FACETCTL" "$c" --help | grep -q -- --json || echo "$c"
	done
}
ok "each command about vGPUs has --json" is "$(without_json | tr '\n' ' ')" "help version "
the_end
