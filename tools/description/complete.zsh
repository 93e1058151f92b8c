# SPDX-License-Identifier: GPL-2.0-only
#
# Completion in zsh: functions that all programs use. generate.py puts them before the function of a
# program.

# The UUIDs and names of all vGPUs.
_facet_vgpus() {
	local device name
	local -a vgpus
	for device in ${FACET_ROOT-}/sys/bus/mdev/devices/*/facet(N/); do
		[[ -r $device/name ]] || continue
		name=$(<$device/name)
		vgpus+=(${device:h:t} ${name:+$name})
	done
	_wanted vgpus expl vGPU compadd -a vgpus
}

_facet_parents() {
	local -a parents=(${FACET_ROOT-}/sys/class/mdev_bus/facet*(N:t))
	_wanted parents expl parent compadd -a parents
}

_facet_types() {
	local -aU types=(${FACET_ROOT-}/sys/class/mdev_bus/facet*/mdev_supported_types/*(N:t))
	_wanted types expl type compadd -a types
}

# KEY=VALUE. Elements of the array attributes are "KEY:DESCRIPTION", of the associative array values
# the words that KEY takes.
_facet_attributes() {
	local key=${PREFIX%%\=*}
	if compset -P 1 '*='; then
		_wanted values expl value compadd - ${=values[$key]}
	else
		_describe -t attributes attribute attributes -S =
	fi
}
