#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Check that table look-ups by a guest's index go through port_index(). Prints TAP.

A processor may speculate past a comparison. With an index that the guest chooses, it then reads
beyond the table. The check finds each function of the OS-free folders that compares a variable and
uses it as an index. The function must bound the variable by port_index(), or be in OTHERS: no guest
chooses its index.
"""

import glob
import os
import re
import sys

FOLDERS = ("device", "mediator", "softgpu", "display", "gen9", "pgpu", "virtio", "model")
# OTHERS: reason -> path -> "function variable" of each index that no guest chooses. The reasons are
# the ends of the sentence "the index ...".
COUNTED = "counts up in a loop or in its table"
CALLER = "is a constant of the caller's table"
FRONT_END = "is the number that a front end or the pGPU gives"
OTHERS = {
    COUNTED: {
        "display/output/output.c": ("output_save index", "output_state_valid index"),
        "display/pipe/pipe.c": ("display_pipe_latch i",),
        "mediator/audit/audit.c": ("close_batch end",),
        "mediator/execlist/context.c": ("saved_registers end",),
        "mediator/ggtt/alias.c": ("slot_pin page",),
        "mediator/ggtt/shown.c": ("facet_ggtt_next_shown page",),
        "mediator/ggtt_guest/ggtt_state.c": ("next_entry index",),
        "mediator/pins/dirty_log.c": ("part_from low",),
        "mediator/pins/pins.c": ("batch_enter i",),
        "mediator/pins/pins_stores.c": ("find_pins n",),
        "device/denied.c": ("tally_size used",),
        "device/regs.c": ("map_reserve offset", "regs_save at"),
        "mediator/aperture/bar2_table.c": ("facet_bar2_table_collect n",),
        "mediator/vgpu/vgpu_state.c": ("facet_vgpu_state_section_at i",),
        "virtio/vio_state.c": ("scanout_save index", "hot_spot_save index"),
        "virtio/virtio_pci_state.c": ("facet_virtio_pci_section_at i",),
        "mediator/execlist/workload_restore.c": ("command_at at",),
        "softgpu/bus.c": ("sgpu_bus_pages i",),
        "softgpu/copy.c": ("window_find at",),
        "softgpu/exec.c": ("run_noops n",),
        "softgpu/lrc.c": ("load_registers i", "save_list done"),
        "softgpu/surface.c": ("y_group_write r", "y_tiles_read t"),
        "softgpu/walk.c": ("sgpu_walk_pages i",),
        "mediator/base/gpu_access.c": ("facet_gpu_window_get i",),
        "softgpu/store_barrier.c": ("sgpu_store_barrier_notify i",),
    },
    CALLER: {
        "mediator/audit/audit.c": ("field i",),
        "mediator/audit/audit_check.c": ("check_reg i",),
        "mediator/audit/audit_operand.c": ("facet_audit_operand i",),
        "mediator/audit/audit_table.c": ("dword i", "keep_index i",
                                         "facet_audit_rule_of id", "facet_audit_refusal id"),
        "mediator/execlist/engine_regs.c": ("facet_engine_write_switched id",),
    },
    FRONT_END: {
        "device/irq.c": ("facet_irq_raise_engine engine",),
        "mediator/sched/sched_event.c": ("event_job slot",),
        "pgpu/pgpu.h": ("pgpu_engine_name engine",),
        "softgpu/sgpu_ggtt.c": ("sgpu_ggtt_write at",),
        "softgpu/queue.c": ("softgpu_engine_run engine",),
        "softgpu/softgpu.c": ("engine_of engine", "softgpu_stats engine"),
    },
}
FUNCTION = re.compile(r"^[a-z][^\n;={}]*?(\w+)\((?:[^(){};]|\n)*\)\n\{\n(.*?)^\}", re.S | re.M)
BELOW = re.compile(r"\b([a-z]\w*)\s*(?:>=|<)\s*[A-Z(\w]")
ABOVE = re.compile(r"[A-Z_a-z]\)?\s*(?:>|<=)\s*([a-z]\w*)\b")


def unbounded(text):
    """Yield "function variable" for each compared variable that is an unbounded index in @text."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    for function in FUNCTION.finditer(text):
        name, body = function.groups()
        body = re.sub(r"for \([^;]*;[^;]*;[^)]*\)", "", body)
        for variable in sorted(set(BELOW.findall(body)) | set(ABOVE.findall(body))):
            if re.search(rf"\[{variable}(?:\s*[/%]|\s*>>|\s*-\s*1|\])", body) and \
                    not re.search(rf"port_index\(&{variable}\b", body):
                yield f"{name} {variable}"


def find(root):
    """Return a dict for the tree: path -> the set of results of unbounded()."""
    found = {}
    for folder in FOLDERS:
        for path in sorted(glob.glob(os.path.join(root, folder, "**/*.[ch]"), recursive=True)):
            with open(path, encoding="ascii") as f:
                found[os.path.relpath(path, root)] = set(unbounded(f.read()))
    return found


def main():
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    listed, failed = {}, False
    for paths in OTHERS.values():
        for path, names in paths.items():
            listed.setdefault(path, set()).update(names)
    found = find(root)
    new = [f"{path}: {name}" for path, names in sorted(found.items())
           for name in sorted(names - listed.get(path, set()))]
    old = [f"{path}: {name}" for path, names in sorted(listed.items())
           for name in sorted(names - found.get(path, set()))]
    planted = list(unbounded("int f(u32 n)\n{\n\tif (n >= SIZE)\n\t\treturn 0;\n"
                             "\treturn table[n];\n}\n"))
    bounded = "look-ups by a compared index go through port_index(), or no guest chooses it"
    for met, case, lines in (
            (planted == ["f n"], "a look-up that is compared alone is seen", planted),
            (not new, bounded, new),
            (not old, "those in the list are there", old)):
        failed |= not met
        for line in [] if met else lines:
            print(f"# {line}")
        print(f"{'ok' if met else 'not ok'} - {case}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
