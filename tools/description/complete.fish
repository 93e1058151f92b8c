# SPDX-License-Identifier: GPL-2.0-only
#
# Completion in fish: functions that all programs use. generate.py puts them before the lines of a
# program.

function __facet_vgpus --description 'Print the UUIDs and names of all vGPUs'
    for device in "$FACET_ROOT"/sys/bus/mdev/devices/*/facet
        test -r $device/name; or continue
        set -l name (cat $device/name)
        basename (dirname $device)
        string length -q -- $name; and echo $name
    end
end

function __facet_parents --description 'Print the names of all parents'
    for parent in "$FACET_ROOT"/sys/class/mdev_bus/facet*
        basename $parent
    end
end

function __facet_types --description 'Print the names of all types'
    for type in "$FACET_ROOT"/sys/class/mdev_bus/facet*/mdev_supported_types/*
        basename $type
    end | sort -u
end

# __facet_at COMMAND N [OPTION...]: succeed if argument N of COMMAND is to be completed. N is a number
# from 0; a number and +: this argument and all behind it; -: any place. COMMAND is '' for a program
# without commands, and before a command. OPTIONs take a value that is the next word.
function __facet_at
    set -l words (commandline -opc)
    set -e words[1]
    set -l command ''
    set -l number 0
    set -l value no
    for word in $words
        if test $value = yes
            set value no
        else if contains -- $word $argv[3..-1]
            set value yes
        else if string match -qr -- '^-.' $word
            continue
        else if test -n "$argv[1]" -a -z "$command"
            set command $word
        else
            set number (math $number + 1)
        end
    end
    test "$command" = "$argv[1]"; or return
    switch $argv[2]
        case -
            return 0
        case '*+'
            test $number -ge (string trim -c + -- $argv[2])
        case '*'
            test $number -eq $argv[2]
    end
end
