#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Check that docs/reference/abi.md describes each file that the modules create, and no other file.

A file is an attribute in sysfs, a parameter, a file in debugfs, a device node or a tracepoint.
The script reads their names and modes from the sources of kernel/. Prints TAP; run by
interfaces.sh.
"""

import collections
import re
import subprocess
import sys

from cases import check

PAGE = "docs/reference/abi.md"
FIELDS = ("What", "Since", "Access", "Format", "Example", "Description")
FIELD = re.compile(r"^([A-Z][a-z]+):\s+(.*)$")

VGPU = "/sys/bus/mdev/devices/UUID/facet/"
PARENT = "/sys/class/mdev_bus/facet/"
TYPE = PARENT + "mdev_supported_types/TYPE/"
MODULES = {
    "kernel/attrs.c": "facet", "kernel/parent.c": "facet", "kernel/track.c": "facet",
    "kernel/softgpu_main.c": "facet_softgpu", "kernel/vdpa_parent.c": "facet_vdpa",
}


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def entries():
    """Yield each entry of the page: a dict, field -> its lines. "stray" has lines of no field."""
    for block in re.findall(r"^```text\n(.*?)^```$", read(PAGE), re.M | re.S):
        for paragraph in block.strip().split("\n\n"):
            entry, field = collections.defaultdict(list), None
            for line in paragraph.splitlines():
                found = FIELD.match(line)
                if found and found[1] in FIELDS:
                    field = found[1]
                    entry[field].append(found[2])
                elif field and line.startswith(" "):
                    entry[field].append(line.strip())
                else:
                    entry["stray"].append(line)
            yield entry


def modes(source):
    """Return a dict, name -> mode, of the attributes that a source declares."""
    macros = dict(re.findall(r"^#define (\w+)\s+(0[0-7]+)$", source, re.M))
    found = {name: "0644" for name in re.findall(r"DEVICE_ATTR_RW\((\w+)\)", source)}
    found |= {name: "0444" for name in re.findall(r"DEVICE_ATTR_RO\((\w+)\)", source)}
    named = re.findall(r"DEVICE_ATTR\((\w+), (\w+),", source)
    found |= {name: macros.get(mode, mode) for name, mode in named}
    knob = re.search(r"__ATTR\(name, (\w+),", source)
    if knob:
        found |= {name: macros[knob[1]] for name in re.findall(r"^KNOB\((\w+)\);", source, re.M)}
    return found


def listed(source, array):
    """Return the names in an array of attributes. An attribute outside the array has no file."""
    body = re.search(rf"struct attribute \*{array}\[\] = \{{(.*?)\}};", source, re.S)[1]
    return re.findall(r"&(?:dev_attr_|knob_)(\w+?)\.attr", body)


def attributes(path, array, folder):
    """Return a dict, path in sysfs -> mode, of the attributes in an array of @path."""
    source = read(path)
    mode = modes(source)
    return {folder + name: mode[name] for name in listed(source, array)}


def type_files():
    """Return the files of an mdev type. The mdev core makes some only if the driver has the op."""
    driver = read("kernel/mdev.c")
    files = {"create": "0200", "name": "0444"}
    for op, name in (("get_available", "available_instances"), ("show_description", "description"),
                     ("device_api", "device_api")):
        if re.search(rf"^\t\.{op} = ", driver, re.M):
            files[name] = "0444"
    return {TYPE + name: mode for name, mode in files.items()}


def parameters():
    """Return the files of module parameters."""
    files = {}
    for path, module in MODULES.items():
        found = re.findall(r"^module_param\w*\((\w+), .*, (0[0-7]+)\);", read(path), re.M)
        for name, mode in found:
            files[f"/sys/module/{module}/parameters/{name}"] = mode
    return files


def debugfs():
    """Return the files below /sys/kernel/debug of a vGPU and of the software GPU."""
    create = r'debugfs_create_file\("(\w+)", (0[0-7]+), v->debugfs'
    files = {f"/sys/kernel/debug/facet/UUID/{name}": mode
             for name, mode in re.findall(create, read("kernel/debugfs.c"))}
    create = r"debugfs_create_file\(pgpu_engine_name\(\w+\), (0[0-7]+)"
    mode = re.search(create, read("kernel/softgpu_main.c"))
    return files | {"/sys/kernel/debug/facet_softgpu/ENGINE": mode[1]}


def engine():
    """Return the attributes of the render engine's node."""
    return attributes("kernel/uengine.c", "node_attrs", "/sys/class/misc/facet-engine/")


def nodes():
    """Return the device nodes."""
    header = read("kernel/uapi/facet.h") + read("kernel/uapi/facet_engine.h")
    files = {}
    for macro, path in (("FACET_CONTROL_NAME", "kernel/control.c"),
                        ("FACET_STATS_NAME", "kernel/stats.c"),
                        ("FACET_ENGINE_NAME", "kernel/uengine.c")):
        name = re.search(rf'#define {macro}\s+"([\w-]+)"', header)[1]
        files[f"/dev/{name}"] = re.search(r"#define \w*MODE\s+(0[0-7]+)", read(path))[1]
    return files


def tracepoints():
    """Return the folders of the tracepoints. They have no mode."""
    return {f"/sys/kernel/tracing/events/facet/{name}": None for name in
            re.findall(r"^(?:FACET_WORK|TRACE)_EVENT\((\w+)[),]", read("kernel/trace.h"), re.M)}


def undocumented_parameters():
    """Return a line for each source of kernel/ that has parameters and is missing in MODULES."""
    found = subprocess.run(["git", "grep", "-l", r"^module_param", "--", "kernel"], check=False,
                           capture_output=True, text=True).stdout.split()
    return [f"{path} has parameters: add it to MODULES" for path in found if path not in MODULES]


def main():
    made = (attributes("kernel/attrs.c", "facet_attrs", VGPU)
            | attributes("kernel/parent_attrs.c", "parent_attrs", PARENT)
            | type_files() | parameters() | debugfs() | engine() | nodes()
            | tracepoints())
    page = list(entries())
    whats = [what for entry in page for what in entry["What"]]
    access = {what: entry["Access"][0].split()[0]
              for entry in page for what in entry["What"] if entry["Access"]}
    missing = [f"no entry: {path}" for path in made if path not in whats]
    stray = [f"no such file: {what}" for what in whats if what not in made]
    twice = [f"twice: {what}" for what, n in collections.Counter(whats).items() if n > 1]
    lacking = [f"{entry['What']}: {field} is missing"
               for entry in page for field in FIELDS if not entry[field]]
    lines = [f"no field: {line}" for entry in page for line in entry["stray"]]
    modes_differ = [f"{what}: {mode} in the source, {access.get(what)} on the page"
                    for what, mode in made.items() if mode and access.get(what) != mode]
    good = [
        check("each file that the modules make has an entry in docs/reference/abi.md",
              missing + undocumented_parameters()),
        check("and each entry there has a file", stray + twice),
        check("each entry says since when, who may, the format, an example and what it is",
              lacking + lines),
        check("and the mode that the file has", modes_differ),
    ]
    return 0 if all(good) else 1


sys.exit(main())
