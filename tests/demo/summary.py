#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Judges a run of the demo by what is in its result folder, and writes summary.json there.

Everything in the summary is derived from what the guests, the host VM and the screenshots said. Exit status: 0 when all
that the demo promises was seen; else each thing that was not is a line on stderr.
"""

import argparse
import json
import os
import re
import sys

from png import Picture

ENGINES = ["rcs0", "bcs0", "vcs0", "vecs0"]
READY_LIMIT_S = 30.0
# Colours of the bars in the guests' pattern, left to right (tests/guest/paint.c).
BARS = [(255, 255, 255), (255, 255, 0), (0, 255, 255), (0, 255, 0), (255, 0, 255), (255, 0, 0), (0, 0, 255), (0, 0, 0)]
GUEST_TROUBLE = re.compile(r"WARNING: |BUG: |kernel BUG|\*ERROR\*|GPU HANG|Oops|general protection|CI tainted|"
                           r"blocked for more than|detected stall")
HOST_TROUBLE = re.compile(r"WARNING: |BUG: |kernel BUG|Oops|general protection|blocked for more than|detected stall|"
                          r"\*ERROR\*|bad page|leak|refcount_t|Call Trace")
# What may stay: memory that kernel caches keep although they were dropped. A lost guest would be 1 GiB.
FREE_TOLERANCE_KIB = 48 * 1024


def read(path):
    try:
        with open(path, errors="replace") as f:
            return f.read().replace("\r", "")
    except FileNotFoundError:
        return ""


def reports(text):
    """The JSON lines among @text, by the name of the report."""
    found = {}
    for line in text.splitlines():
        if line.startswith("{"):
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            found.setdefault(entry.get("report"), []).append(entry)
    return found


def last(found, name):
    return found.get(name, [{}])[-1]


def trouble(pattern, text):
    return [line for line in text.splitlines() if pattern.search(line)]


class Verdict:
    """Requirements and whether they were met."""

    def __init__(self):
        self.failed = []

    def need(self, met, what):
        if not met:
            self.failed.append(what)


def judge_picture(verdict, directory, name, shot):
    """The picture of the pattern: there, exactly what the guest drew, right colours."""
    path = os.path.join(directory, name + ".png")
    verdict.need(shot.get("match"), f"{name}: the picture is not what the guest drew")
    verdict.need(shot.get("path") == "dmabuf", f"{name}: the picture came by '{shot.get('path', 'nothing')}', not by dma-buf")
    try:
        picture = Picture(path)
    except (OSError, ValueError) as error:
        verdict.need(False, f"{name}: {path}: {error}")
        return
    for i, colour in enumerate(BARS):
        got = picture.pixel(picture.width * (2 * i + 1) // (2 * len(BARS)), picture.height // 6)
        verdict.need(got == colour, f"{name}: bar {i} is {got} in the picture, not {colour}")


def guest(verdict, directory, n, host, options):
    """The summary of guest @n."""
    name = f"guest{n}"
    text = read(os.path.join(directory, name + ".report"))
    found = reports(text)
    log = read(os.path.join(directory, name + ".dmesg")) + read(os.path.join(directory, name + ".console"))
    ready = re.search(r"^FACET-READY ([0-9.]+)", text, re.M)
    shots = [s for s in host.get("screenshot", []) if s.get("guest") == n and s.get("file") == name + ".png"]
    shot = shots[-1] if shots else {}
    modeset, blits, check = last(found, "modeset"), last(found, "blits"), last(found, "check")
    bad = trouble(GUEST_TROUBLE, log)
    result = {
        "uuid": next((v["uuid"] for v in host.get("vgpu", []) if v.get("guest") == n), None),
        "kernel": last(found, "system").get("kernel"),
        "ready_s": float(ready.group(1)) if ready else None,
        "engines": [e["name"] for e in found.get("engine", []) if e.get("ok")],
        "wedged": check.get("wedged"),
        "warnings": len(bad),
        "blit_mismatches": blits.get("blit_mismatches"),
        "blits": blits.get("blits", 0),
        "mode": modeset.get("mode"),
        "screenshot": name + ".png" if shot else None,
        "screenshot_matches": bool(shot.get("match")),
        "blit_seconds": blits.get("seconds"),
        "flips_per_second": last(found, "flips").get("rate"),
        "aperture": {a["tiling"]: a.get("ok") for a in found.get("aperture", []) if "tiling" in a},
    }
    need = verdict.need
    need(result["kernel"], f"{name}: did not say which kernel it runs")
    need(result["ready_s"] is not None and result["ready_s"] <= READY_LIMIT_S,
         f"{name}: i915 was ready after {result['ready_s']} s, at most {READY_LIMIT_S} are wanted")
    missing = [e for e in ENGINES if e not in result["engines"]]
    need(not missing, f"{name}: no answer from {', '.join(missing)}")
    need(result["wedged"] is False, f"{name}: i915 is wedged, or did not say")
    need(not bad, f"{name}: {len(bad)} warnings, such as: {bad[0].strip() if bad else ''}")
    need(result["blits"] == options.blits and result["blit_mismatches"] == 0,
         f"{name}: {result['blits']} of {options.blits} blits, {result['blit_mismatches']} mismatches {blits.get('error', '')}")
    need(result["mode"] and modeset.get("edid", 0) >= 128 and not modeset.get("error"),
         f"{name}: no mode from an EDID was set {modeset.get('error', '')}")
    need(len(result["aperture"]) == 3 and all(result["aperture"].values()), f"{name}: aperture: {result['aperture']}")
    judge_picture(verdict, directory, name, shot)
    return result


def judge_host(verdict, directory, host):
    log = read(os.path.join(directory, "host.dmesg"))
    bad = trouble(HOST_TROUBLE, log)
    verdict.need(log, "host: its kernel log is missing")
    verdict.need(not bad, f"host: {len(bad)} lines of trouble in its kernel log, such as: {bad[0].strip() if bad else ''}")
    for failure in host.get("failure", []):
        verdict.need(False, failure["what"])
    phases = {entry["phase"]: entry for entry in host.get("leftovers", [])}
    before, after = phases.get("before"), phases.get("after")
    verdict.need(before and after, "host: it was not looked whether anything is left behind")
    if not (before and after):
        return bad, None
    lost = before["free_kib"] - after["free_kib"]
    verdict.need(after["modules"] == 0, "host: the modules are still loaded")
    verdict.need(after["pinned"] == before["pinned"], f"host: {after['pinned'] - before['pinned']} pages are still pinned")
    verdict.need(after["dmabufs"] <= before["dmabufs"], f"host: {after['dmabufs']} dma-bufs are left")
    verdict.need(after["vmalloc"] == 0, f"host: {after['vmalloc']} areas of vmalloc are left")
    verdict.need(lost < FREE_TOLERANCE_KIB, f"host: {lost} KiB of memory did not come back")
    return bad, {"pinned_pages": after["pinned"] - before["pinned"], "dmabufs": after["dmabufs"], "memory_kib": lost}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory")
    parser.add_argument("--guests", type=int, default=2)
    parser.add_argument("--blits", type=int, default=1000)
    parser.add_argument("--status", type=int, default=0, help="exit status of the host VM")
    options = parser.parse_args()
    directory, verdict = options.directory, Verdict()
    host = reports(read(os.path.join(directory, "host.report")))
    machine = last(host, "host")
    guests = [guest(verdict, directory, n, host, options) for n in range(options.guests)]
    pictures = [s.get("hash") for s in host.get("screenshot", []) if re.fullmatch(r"guest\d+\.png", s.get("file", ""))]
    verdict.need(len(set(pictures)) == options.guests, "host: the guests' pictures are not all different")
    warnings, leftovers = judge_host(verdict, directory, host)
    verdict.need(options.status == 0 or verdict.failed, f"host: the work in the host VM ended with status {options.status}")
    paths = {s.get("path") for s in host.get("screenshot", [])}
    summary = {
        "host_kernel": machine.get("kernel"),
        "qemu": machine.get("qemu"),
        "display_path": paths.pop() if len(paths) == 1 else ", ".join(sorted(map(str, paths))) or None,
        "guests": guests,
        "host_warnings": len(warnings),
        "left_behind": leftovers,
        "failed": verdict.failed,
    }
    with open(os.path.join(directory, "summary.json"), "w") as f:
        json.dump(summary, f, indent=2)
        f.write("\n")
    for what in verdict.failed:
        print(f"facet: {what}", file=sys.stderr)
    return 1 if verdict.failed else 0


if __name__ == "__main__":
    sys.exit(main())
