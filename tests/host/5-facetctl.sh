#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# facetctl on a host with Facet: it lists, creates, changes and removes vGPUs, and reports errors.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
FACETCTL=$(dirname "$CLIENT")/facetctl
AS=(env)

# says STATUS PATTERN ARGUMENT...: run facetctl. Succeed if it ends with STATUS and prints PATTERN.
says() {
	local status=$1 pattern=$2 said rc=0
	shift 2
	said=$("${AS[@]}" "$FACETCTL" "$@" 2>&1) || rc=$?
	# shellcheck disable=SC2053 # a pattern is meant
	[[ $rc == "$status" && $said == $pattern ]] ||
		{ echo "# status $rc: ${said//$'\n'/$'\n'# }" && return 1; }
}
nobody_says() {
	local AS=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	says "$@"
}
# shellcheck source=tests/admin/pages.bash
. "$(dirname "$0")/../admin/pages.bash"
as_in_readme() { PATH=$(dirname "$FACETCTL"):$PATH shown ../README.md "A first vGPU"; }
nothing_is_left() { [[ -d $DEVICES && -z $(ls "$DEVICES") ]]; }

ok "help names the commands" says 0 '*list*create*remove*show*set*screenshot*dump*doctor*' --help
ok "an unknown command is told" says 2 "*frobnicate: unknown command*" frobnicate
ok "types are listed with what they are" says 0 '*facet*facet-1*num_heads=1*' types
ok "and as JSON" says 0 '*"types": [*"name": "facet-1"*"available": *' types --json
ok "the README shows what one sees at a first vGPU" as_in_readme
ok "where there is no vGPU, that is told" says 0 '*there are no vGPUs*' list
u=$("$FACETCTL" create)
ok "a vGPU is created without a word more" test -d "$DEVICES/$u"
ok "of the smallest type" is "$(cat "$DEVICES/$u/facet/type")" facet-1
ok "it is listed" says 0 "*$u*-*facet-1*facet*closed*dmabuf*" list
ok "and as JSON" says 0 "*\"vgpus\": [*\"uuid\": \"$u\"*\"state\": \"closed\"*" list --json
ok "it can be removed" says 0 '' remove "$u"
ok "then it is gone" nothing_is_left

v=$(uuid 1)
ok "type, name, UUID and attributes can be said" \
	says 0 "$v" create -t facet-2 -n web1 -u "$v" display=region outputs=dp:c
ok "and hold" \
	is "$(cat "$DEVICES/$v/facet/"{type,name,display,outputs} | tr '\n' ' ')" \
	"facet-2 web1 region dp:c "
ok "it is found by its name" says 0 "uuid *$v*display *region*name *web1*" show web1
ok "and shown as JSON" says 0 "*\"outputs\": \"dp:c\"*" show --json web1
ok "a UUID that is in use is told" says 1 '*a mediated device* already*' create -u "$v"
ok "what is no UUID is told" says 2 "*--uuid=x: must be a UUID*" create -u x
ok "a type that is not there is told" says 1 "*no type 'facet-99'*" create -t facet-99
ok "attributes can be changed" says 0 '' set web1 display=native splash=off name=web2
ok "and hold, all" \
	is "$(cat "$DEVICES/$v/facet/"{display,splash,name} | tr '\n' ' ')" "native off web2 "
ok "a bad value is told with what is allowed" \
	says 2 "*display=hologram: must be dmabuf, native or region*" \
	set web2 splash=on name=web3 display=hologram
ok "and nothing of it holds" \
	is "$(cat "$DEVICES/$v/facet/"{display,splash,name} | tr '\n' ' ')" "native off web2 "
ok "an attribute that is not there is told with a similar one" \
	says 2 "*'wieght' is not an attribute*Did you mean 'weight'*" set web2 wieght=3
ok "and what is no attribute" says 2 "*'display' is not KEY=VALUE*" set web2 display
ok "a parent that is not there is told" says 1 "*no parent 'nope'*" create --parent nope -t facet-2
ok "what is to be read alone cannot be set, by root either" \
	says 2 "*'type' is not an attribute that can be set*" set web2 type=facet-1
ok "nor can nothing" says 2 "*'' is not an attribute that can be set*" set web2 =x
ok "shares can be set" says 0 '' set web2 weight=300 cap=40 slice_us=2000 priority=high
ok "and are shown" says 0 "*cap *40*priority *high*slice_us *2000*weight *300*" show web2
ok "a weight beyond its range is told with it" \
	says 2 "*weight=1001: must be 1 to 1000*" set web2 cap=50 weight=1001
ok "and nothing of it holds" \
	is "$(cat "$DEVICES/$v/facet/"{cap,weight} | tr '\n' ' ')" "40 300 "
ok "a priority that is none is told" \
	says 2 "*priority=urgent: must be high, normal or low*" set web2 priority=urgent
ok "one that is misspelt is told with a similar one" \
	says 2 "*priority=hihg: must be *. Did you mean 'high'?*" set web2 priority=hihg
ok "that no engine has worked for it is told" \
	says 0 "*no engine has worked for a vGPU yet*" stats web2
ok "and as JSON" says 0 "*\"busy_ns\": 0*" stats web2 --json
w=$(uuid 4)
says 0 "$w" create -t facet-2 -u "$w" -n there outputs=dp:c
ok "what another vGPU must have in common is told" \
	says 0 $'version *\nmodel gen9\ntype facet-2\noutputs dp:c\n*' traits web2
# On a kernel with IOMMUFD a vGPU says itself what it has written.
option=enable-migration=on
[[ ! -e /dev/iommu ]] || option='reports the pages that it has written'
# fits STATUS PATTERN: have the vGPU "there" take the state of web2.
fits() { "$FACETCTL" traits web2 | says "$1" "$2" migrate-check there -; }
ok "a vGPU of the same type and outputs takes its state" \
	fits 0 '*all traits fit*'
ok "what QEMU has to be told is noted" fits 0 "*$option*"
ok "the knobs are carried over by JSON" \
	eval '"$FACETCTL" show --json web2 | "$FACETCTL" set there -'
ok "and hold, but the name" \
	is "$(cat "$DEVICES/$w/facet/"{cap,weight,slice_us,priority,name} | tr '\n' ' ')" \
	"40 300 2000 high there "
says 0 '' set there outputs=hdmi:b
ok "a vGPU with other outputs does not" fits 1 "*no *outputs is 'dp:c' there and 'hdmi:b' here*"
says 0 '' set there outputs=dp:c
ok "a path is no attribute" \
	says 2 "*'../power/control' is not an attribute*" set web2 ../power/control=auto
ok "a vGPU is not made where an attribute is refused" \
	says 2 '*display=hologram: must be*' create -u "$(uuid 2)" display=hologram
ok "nor stays" test ! -e "$DEVICES/$(uuid 2)"
says 0 "$(uuid 3)" create -u "$(uuid 3)" -n web2
ok "a name that two have is told" says 1 '*are both named*' show web2
ok "a name that none has is told" says 1 "*no vGPU 'web9'*" show web9
says 0 '' remove "$(uuid 3)"
ok "who may not change it is told whom to ask" nobody_says 1 '*ask as root*' set web2 splash=on
ok "nor create" nobody_says 1 '*ask as root*' create
ok "but may look" nobody_says 0 "*web2*" list

"$CLIENT" keep "$v" >/dev/null &
pid=$!
for ((i = 0; i < 300; i++)); do
	[[ $(<"$DEVICES/$v/facet/state") == open ]] && break
	sleep 0.1
done
ok "what is fixed while it is open is told" \
	says 1 '*display cannot be changed while*' set web2 display=region
ok "its state is dumped" says 0 '*version*' dump web2
ok "what it has in common with others is the same while it is open" \
	fits 0 '*all traits fit*'
ok "it takes no state meanwhile" \
	says 1 '*no *has*open: stop it first*' migrate-check web2 "$DEVICES/$w/facet/traits"
says 0 '' remove there
ok "it is not removed under a virtual machine" says 1 '*stop it first*' remove web2
kill "$pid"
wait "$pid" 2>/dev/null
ok "without a virtual machine there is no state" says 1 '*has no state*' dump web2
ok "several can be removed; those that are not there are told" \
	says 1 "*no vGPU 'web9'*" remove web9 web2
ok "nothing is left" nothing_is_left
says 0 '*ok*kernel*ok*modules*' doctor
ok "the doctor finds nothing that fails here" is $? 0
ok "KVM, which works here, has run an instruction for the doctor" \
	says 0 '*"id": "kvm-ok"*"severity": "ok"*' doctor --json
ok "and says so as JSON" says 0 '*"findings": [*"severity": "ok"*' doctor --json
ok "the kernel's log is clean" log_is_clean
exit $((failures > 0))
