#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""propose.py RUN_DIR [--write FILE]: print rows of expected/ for tests that skip without a row.

A test prints what it lacks. The reasons below say what that means on a vGPU; each was found in a
run and checked in the source of the test. stderr lists every other unexpected result with the
output of its test: a person has to judge these. --write: insert the rows into FILE. Read them
before you commit them.
"""

import argparse
import re
import sys

import expected
import judge
import report
import results
import runs
import summary

PSR = "needs an eDP panel with PSR"
KUNIT = "kernel configuration of the guest: DRM_KUNIT_TEST is not set"
SELFTEST = "kernel configuration of the guest: DRM_I915_SELFTEST is not set"
DMABUF = "kernel configuration of the guest: DMABUF_SELFTESTS is not set"
SUSPEND = "needs runtime suspend: i915 keeps the GPU awake on a vGPU"
DRRS = "needs a panel with two refresh rates"
HDR = "i915 offers no HDR metadata on an HDMI output of Gen9"
FBC = "i915 leaves frame buffer compression off on a vGPU"

SKIP, ABSENT = ("skip", "skip"), ("none", "kernel")	# result and class of a row

# Dynamic subtests that no stock kernel has: no test has a result of these names.
NOWHERE = (
    ("drm_mm@|drm_buddy@|kms_selftest@", KUNIT),
    ("i915_selftest@", SELFTEST),
    ("dmabuf@", DMABUF),
)

# (names of tests, what one of them printed, the reason). The first row that matches counts.
LACKS = (
    ("", r"kernel_has_sw_sync\(\)", "kernel configuration of the guest: SW_SYNC is not set"),
    ("drm_mm@|drm_buddy@|kms_selftest@", r"No dynamic tests executed", KUNIT),
    ("i915_selftest@", r"igt_list_empty\(&tests\)|No dynamic tests executed", SELFTEST),
    ("dmabuf@", r"igt_list_empty\(&tests\)|No dynamic tests executed", DMABUF),
    ("kms_chamelium", r"", "needs a Chamelium board on the output"),
    (
        "sysfs_(preempt_timeout|timeslice)",
        r"fstatat\(engine, file",
        "i915 neither preempts nor slices time on a vGPU, so it has no such attribute",
    ),
    (
        "sysfs_heartbeat",
        r'igt_sysfs_printf\(engine, attr',
        "i915 takes no heartbeat interval without preemption, which a vGPU has not",
    ),
    (
        "",
        r"has_persistence\(i915\)",
        "i915 has no persistence of contexts without preemption, which a vGPU has not",
    ),
    ("gen7", r"intel_gen\([^)\n]{0,80}\)\)? == 7", "is for Gen7"),
    ("gen3", r"IS_GEN3\(", "is for Gen3"),
    ("(kms|i915)_pm_rpm@", r"igt_pm_dmc_loaded", SUSPEND),
    ("", r"setup_environment\(", SUSPEND),
    (
        "kms_dsc@",
        r"is_dsc_supported_by_source",
        "needs display stream compression, which Gen9 has not",
    ),
    ("kms_pipe_b_c_ivb", r"IS_IVYBRIDGE", "is for Ivy Bridge"),
    ("", r"blt_has_block_copy", "needs the block copy of Gen12"),
    ("", r"kernel_has_per_context_sseu_support", "i915 sets slices by context from Gen11 on"),
    (
        "",
        r"gem_has_lmem\(|supports_needs_cpu_access|is_intel_dgfx",
        "needs memory of its own: the GPU is integrated",
    ),
    (
        "",
        r"gem_using_guc_submission|i915_is_slpc_enabled|has_parallel_execbuf",
        "needs submission by GuC, which a vGPU has not",
    ),
    ("", r"gpu_count > 1|second_fd_hybrid", "needs two GPUs"),
    (
        "kms_cdclk",
        r"crawling/squashing",
        "needs a CDCLK that changes without a modeset, which Gen9 has not",
    ),
    ("", r"hdcp_panel_count", "needs a monitor with HDCP"),
    ("kms_content_protection", r"dp_mst_outputs", "needs DisplayPort MST"),
    ("kms_pm_backlight", r"No valid output found", "needs a panel with a backlight"),
    (
        "kms_psr|(kms_fbcon_fbt|kms_pm_dc|kms_feature_discovery|kms_dirtyfb)@.*psr",
        r"PSR|psr|eDP",
        PSR,
    ),
    ("kms_frontbuffer_tracking@.*psr", r"", PSR),
    ("kms_frontbuffer_tracking@fbc|kms_fbcon_fbt@fbc", r"", FBC),
    ("kms_frontbuffer_tracking@hdr", r"hdr\.can_test|scnd_mode_params", HDR),
    ("kms_dirtyfb@", r"FBC is not supported", FBC),
    ("kms_dirtyfb@", r"DRRS|drrs", DRRS),
    ("kms_tiled_display", r"num_outputs >= 2", "needs a monitor of several tiles"),
    ("", r"udl_fd == -1", "needs a DisplayLink device"),
    ("kms_hdr@", r"IGT_CONNECTOR_MAX_BPC or IGT_CONNECTOR_HDR", HDR),
    ("kms_hdr@", r"Doesn't support 10 bpc", "needs a monitor with 10 bits per component"),
    ("kms_joiner", r"joiner", "needs joined pipes, which Gen9 has not"),
    ("kms_rotation_crc@.*reflect", r"plane_rotation_requirements", "reflection is from Gen10 on"),
    ("", r"IGT_CONNECTOR_SCALING_MODE", "needs a panel (eDP, LVDS, DSI) with a scaling mode"),
    ("kms_panel_fitting", r"No dynamic tests executed", "needs an eDP panel"),
    ("prime_vgem", r"WIP_VGEM_FENCE_NOTIMEOUT", "vgem has no fences without an end"),
    ("device_reset", r"PCI Express Capability|slot", "needs a slot whose power can be switched"),
    ("", r"has_semaphores\(", "i915 has no semaphores on a vGPU"),
    ("", r"gem_scheduler_has_preemption", "i915 does not preempt on a vGPU"),
    ("", r"run_intel_compute_kernel|GPU not supported", "IGT has no compute kernel for Gen9"),
    ("", r"media_vme", "IGT has no motion estimation kernel for Gen9"),
    ("gem_pxp", r"pxp", "needs protected content paths of Gen12"),
    ("gem_render_copy", r"vebox_copy", "IGT has no copy by the video enhancement engine for Gen9"),
    (
        "gem_userptr_blits",
        r"has_userptr\(",
        "needs unsynchronized user pointers, which i915 no longer has",
    ),
    (
        "",
        r"fail_function_injection_enabled",
        "kernel configuration of the guest: FAULT_INJECTION is not set",
    ),
    ("", r"media_freq_factor", "needs a media frequency of its own (Gen12)"),
    ("", r"IS_VALLEYVIEW", "is for Valleyview and Cherryview"),
    ("", r"wait_for_rc6", "i915 has no RC6 on a vGPU"),
    ("", r"igt_power_open", "needs the energy counter of RAPL, which the guest has not"),
    ("", r"query_geometry_subslices", "needs geometry subslices (Xe_HP)"),
    ("kms_ccs", r"Xe2 platform needed", "needs compression of Xe2"),
    (
        "kms_content_protection@mei",
        r"mei_hdcp",
        "needs the management engine's HDCP, which a guest has not",
    ),
    (
        "kms_content_protection@srm",
        r"Cannot write SRM",
        "needs a monitor with HDCP, and a /lib/firmware that can be written",
    ),
    ("perf@", r"IS_HASWELL", "is for Haswell"),
    ("kms_ccs", r"no valid tests for (4-tiled|y-tiled-gen12)", "needs compression of Gen12"),
    ("kms_color_pipeline", r"No dynamic tests executed", "i915 has no colour pipelines on Gen9"),
    ("kms_dither", r"6-bpc", "needs a panel of 6 bits per component"),
    ("kms_dither", r"8-bpc", "needs a panel that says 8 bits per component in its EDID"),
    ("kms_dp_link", r"MST", "needs DisplayPort MST"),
    ("kms_dp_link", r"UHBR", "needs UHBR rates (display 14)"),
    ("", r"No DP-MST configuration", "needs DisplayPort MST"),
    ("(kms_plane_lowres|kms_plane_multiple)@.*tiling-4", r"", "needs tiling 4 (Gen12.5)"),
    (
        "",
        r"igt_pm_pc8_plus_residencies",
        "needs the residency counter of PC8 and below, which the guest's processor has not",
    ),
    (
        "kms_pm_lpsp",
        r"No dynamic tests executed",
        "needs a panel of low power: no output here is one",
    ),
    ("kms_vrr", r">= 20", "needs display version 20"),
    (
        "kms_vrr",
        r"doesn't support VRR",
        "needs variable refresh rate, which Gen9 and the monitor have not",
    ),
    ("", r"intel_gen\([^)\n]{0,80}\)\)? >= 12", "needs Gen12"),
    (
        "gem_create@create-ext-set-pat",
        r"SET_PAT is not supported",
        "i915 takes a PAT index for an object from Meteor Lake on",
    ),
    ("i915_query@hwconfig", r"table_size > 0", "needs the table of hardware that GuC has"),
    (
        "i915_query@query-topology-unsupported",
        r"query_topology_supported",
        "is for GPUs whose topology i915 does not tell",
    ),
    ("kms_color@deep-color", r">= 11", "needs Gen11"),
    ("", r"IGT_RUNTIME_PM_STATUS_SUSPENDED", SUSPEND),
    (
        "kms_cursor_crc",
        r"w <= data->cursor_max_w",
        "i915 offers no cursor that is wider or higher than 256",
    ),
    (
        "kms_cursor_crc",
        r"already covered by other tests",
        "the largest cursor is of 256x256, which other tests have",
    ),
    ("kms_cursor_crc", r"Cursor size 32x", "i915 offers no 32x32 cursor: 64x64 is its least"),
    ("kms_big_fb@.*hflip", r"unsupported configu|No dynamic|hflip", "Gen9 has no horizontal flip"),
    (
        "kms_big_fb@(linear|x-tiled).*rotate-(90|270)",
        r"",
        "Gen9 rotates Y and Yf tiled frame buffers alone by 90 or 270 degrees",
    ),
    (
        "",
        r"igt_display_has_format_mod",
        "needs a tiling or compression modifier that Gen9 has not, "
        "or does not have for this format",
    ),
    ("", r"!gem_has_llc", "is for platforms without LLC: Gen9 shares it"),
    ("", r"supports_i915_crc32", "i915 has no checksum by the engine on Gen9 in IGT"),
    (
        "",
        r"has_secure_batches",
        "is for Gen5 and before: i915 takes no secure batches from there on",
    ),
    (
        "kms_flip_scaled_crc",
        r"ret == -ERANGE",
        "Gen9 does not scale formats of 16 bits a component",
    ),
    ("", r"tv_connector", "needs a TV output"),
    (
        "kms_cursor_legacy@",
        r"!cursor_slowpath",
        "a cursor does not wait for flips from display version 9 on",
    ),
    (
        "kms_cursor_legacy@",
        r"has_virt_cursor_plane",
        "is for drivers of virtual machines, whose cursors have a hotspot",
    ),
    (
        "kms_feature_discovery@",
        r"output_count >= 4",
        "needs four outputs, and Gen9 has three pipes",
    ),
    ("", r"is_xe_device", "is for the driver xe"),
    (
        "gem_ctx_param@",
        r"!gem_scheduler_has_ctx_priority",
        "is for drivers that give contexts no priority",
    ),
    ("perf@", r"rc6_enabled", "i915 has no RC6 on a vGPU"),
)
REASONS = [
    (re.compile(f"igt@(?:{name})"), re.compile(said), SKIP, reason) for name, said, reason in LACKS
]
REASONS += [
    (re.compile(f"igt@(?:{name})"), re.compile("^$"), ABSENT, reason) for name, reason in NOWHERE
]


def reason_for(verdict):
    """Return (result, class, reason) for a test that did not run, or None."""
    text = "".join(results.text(verdict.test, key)[: 4 << 20] for key in ("out", "err"))
    return next(
        (
            (result, kind, reason)
            for name, said, (result, kind), reason in REASONS
            if result == verdict.result and name.match(verdict.entry) and said.search(text)
        ),
        None,
    )


def propose(run):
    """Return ([row], [verdicts that a person has to judge]) of a run.

    An entry is in one of the lists, for any number of guests.
    """
    rows, others = {}, {}
    for verdict in (v for guest in run.guests for v in guest.verdicts if v.kind in judge.BAD):
        if not verdict.row and (found := reason_for(verdict)):
            rows[verdict.entry] = "\t".join((verdict.entry, *found))
        else:
            others[verdict.entry] = verdict
    return sorted(row for entry, row in rows.items() if entry not in others), list(others.values())


def write(path, rows):
    """Insert rows in the order of names."""
    wrong = expected.parse(path)[1]
    if wrong:
        raise results.Bad("; ".join(wrong[:5]))
    with open(path, encoding="utf-8") as f:
        head, *lines = f.read().splitlines()
    results.write(
        path,
        "\n".join([head, *sorted([*lines, *rows], key=lambda line: line.split("\t")[0])]) + "\n",
    )


def tell(folder, path):
    rows, others = propose(runs.read(folder, summary.rows_for))
    if path:
        write(path, rows)
    else:
        print("".join(f"{row}\n" for row in rows), end="")
    for v in others:
        listed = " (listed)" if v.row else ""
        print(
            "\n".join(
                [
                    f"{v.entry}: {v.result}{listed}, {v.seconds:.1f} s",
                    *report.block(report.excerpt(v.test)),
                ]
            ),
            file=sys.stderr,
        )
    return 0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", metavar="RUN_DIR")
    parser.add_argument("--write", metavar="FILE")
    args = parser.parse_args()
    return summary.guarded(lambda: tell(args.folder, args.write))


if __name__ == "__main__":
    sys.exit(main())
