#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Judge a run of the demo by its result folder, and write summary.json there.

The summary has only what the guests, the host VM and the screenshots reported. Exit status: 0 if
the run meets all that the demo promises. Otherwise stderr has a line for each requirement that
failed.
"""

import argparse
import json
import os
import re
import sys

from png import Picture

ENGINES = ["rcs0", "bcs0", "vcs0", "vecs0"]
READY_LIMIT_S = 30.0
# Multiple of the time that the kernel took to start, for machines on which that alone takes long.
# 1.5 to 2 are usual.
READY_LIMIT_BOOTS = 2.5
# Share of the processors that other programs may take. Above it, the limit on time does not count.
OTHERS_LIMIT = 0.10
SHOWN = 6
TRACE_LINES = 30  # of a kernel log, behind its first complaint
# The colours of the bars in the guests' pattern, left to right (tests/guest/paint.c).
BARS = [
    (255, 255, 255),
    (255, 255, 0),
    (0, 255, 255),
    (0, 255, 0),
    (255, 0, 255),
    (255, 0, 0),
    (0, 0, 255),
    (0, 0, 0),
]
GUEST_TROUBLE = re.compile(
    r"WARNING: |BUG: |kernel BUG|\*ERROR\*|GPU HANG|Oops|general protection|CI tainted|"
    r"blocked for more than"
)
# The last pattern is a stack in Facet. Stalls of an emulated machine that waits for a processor are
# no fault of Facet.
with open(
    os.path.join(os.path.dirname(os.path.abspath(__file__)), "host-trouble.patterns"),
    encoding="ascii",
) as patterns:
    HOST_TROUBLE = re.compile("|".join(patterns.read().splitlines()))
# Kernel caches may keep some memory although they were dropped. A lost guest would be 1 GiB.
FREE_TOLERANCE_KIB = 48 * 1024


def read(path):
    try:
        with open(path, errors="replace") as f:
            return f.read().replace("\r", "")
    except FileNotFoundError:
        return ""


def reports(text):
    """Return the JSON lines among @text, by the name of the report."""
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
    """Return the bad lines of a log."""
    return [line for line in text.splitlines() if pattern.search(line)]


def first_trouble(text, bad):
    """Say how many lines are bad, and show the first one with the lines behind it: its trace."""
    if not bad or bad[0] not in text:
        return f"{len(bad)}, such as {bad[0] if bad else ''}"
    behind = text[text.find(bad[0]):].splitlines()[:TRACE_LINES]
    return f"{len(bad)}, first:\n# " + "\n# ".join(line.strip() for line in behind)


class Verdict:
    """The requirements of each case, and those that failed."""

    def __init__(self):
        self.cases = {}
        self.failed = []

    def need(self, met, case, what):
        """Add a requirement. @case: words that are true if it is met. @what: what was found."""
        whats = self.cases.setdefault(case, [])
        if not met:
            whats.append(what)
            self.failed.append(f"{case}? {what}")

    def tap(self):
        """Print one TAP line for each case."""
        for case, whats in self.cases.items():
            for what in whats:
                print(f"# {what}")
            print(f"{'not ok' if whats else 'ok'} - {case}")


def judge_picture(verdict, directory, name, shot):
    """Judge the picture of the pattern: it must exist, with the guest's pixels and colours."""
    case = f"{name}: the picture from QEMU is what the guest drew"
    verdict.need(shot.get("match"), case, shot.get("error") or f"hash {shot.get('hash')}")
    verdict.need(
        shot.get("path") == "dmabuf",
        f"{name}: the picture came by dma-buf",
        f"by {shot.get('path', 'nothing')}",
    )
    case = f"{name}: the picture has the right colours"
    try:
        picture = Picture(os.path.join(directory, name + ".png"))
    except (OSError, ValueError) as error:
        verdict.need(False, case, str(error))
        return
    for i, colour in enumerate(BARS):
        got = picture.pixel(picture.width * (2 * i + 1) // (2 * len(BARS)), picture.height // 6)
        verdict.need(got == colour, case, f"bar {i} is {got}, not {colour}")


def judge_in_vain(verdict, name, n, host, files):
    """Check that a guest's drivers used nothing that its vGPU lacks, by these debugfs files."""
    said = [entry for entry in host.get("in_vain", []) if entry.get("guest") == n]
    met = {file: said[-1].get(file) if said else None for file in files}
    verdict.need(
        all(lines == [] for lines in met.values()),
        f"{name}: its drivers name no register that the vGPU lacks, and no command that it refuses",
        str(met),
    )


def flip_figures(found):
    """Return how a guest's flips went. No figure is judged: the machine's speed decides all."""
    flips = last(found, "flips")
    return {
        "flips": flips.get("flipped"),
        "flips_per_second": flips.get("rate"),
        "missed_vblanks": flips.get("missed"),
        "flip_late_ms": flips.get("late_ms"),
        "flip_latest_ms": flips.get("latest_ms"),
    }


def guest_summary(directory, n, host):
    """Return the summary of guest @n, the bad lines of its log, those to show, and its picture."""
    name = f"guest{n}"
    text = read(os.path.join(directory, name + ".report"))
    found = reports(text)
    log = read(os.path.join(directory, name + ".dmesg")) + read(
        os.path.join(directory, name + ".console")
    )
    ready = re.search(r"^FACET-READY ([0-9.]+)", text, re.M)
    begin = re.search(r"^FACET-BEGIN \S+ (\S+) ([0-9.]+)", text, re.M)
    shots = [
        s
        for s in host.get("screenshot", [])
        if s.get("guest") == n and s.get("file") == name + ".png"
    ]
    shot = shots[-1] if shots else {}
    vgpu = next((v for v in host.get("vgpu", []) if v.get("guest") == n), {})
    copied = next((c for c in host.get("copied", []) if c.get("guest") == n), {})
    modeset, blits = last(found, "modeset"), last(found, "blits")
    bad = trouble(GUEST_TROUBLE, log) if "Linux version" in log else ["its kernel log is missing"]
    return (
        {
            "uuid": vgpu.get("uuid"),
            "model": vgpu.get("model"),
            "kernel": begin.group(1) if begin else None,
            "boot_s": float(begin.group(2)) if begin else None,
            "ready_s": float(ready.group(1)) if ready else None,
            "engines": [e["name"] for e in found.get("engine", []) if e.get("ok")],
            "wedged": last(found, "check").get("wedged"),
            "warnings": len(bad),
            "blit_mismatches": blits.get("blit_mismatches"),
            "blits": blits.get("blits", 0),
            "mode": modeset.get("mode") if not modeset.get("error") else None,
            "screenshot": name + ".png" if shot else None,
            "screen_bytes_copied": copied.get("bytes"),
            "edid_bytes": modeset.get("edid", 0),
            "blit_seconds": blits.get("seconds"),
            **flip_figures(found),
            # null: the vGPU offers no fence for this tiling, so the guest has not tried it.
            "aperture": {
                a["tiling"]: a.get("ok") if a.get("offered") else None
                for a in found.get("aperture", [])
                if "tiling" in a
            },
        },
        bad,
        first_trouble(log, bad),
        shot,
    )


def judge_engines(verdict, name, n, host, options, result):
    """Judge what a guest with an Intel GPU does on its engines and its aperture."""
    need = verdict.need
    missing = [e for e in ENGINES if e not in result["engines"]]
    need(not missing, f"{name}: all engines answer", f"no answer from {', '.join(missing)}")
    need(result["wedged"] is False, f"{name}: i915 is not wedged", f"wedged: {result['wedged']}")
    need(
        result["blits"] == options.blits and result["blit_mismatches"] == 0,
        f"{name}: {options.blits} blits beside the others', none wrong",
        f"{result['blits']} blits, {result['blit_mismatches']} mismatches",
    )
    tilings = result["aperture"]
    fences = (
        ""
        if all(ok is not None for ok in tilings.values())
        else " (no fences are offered: linear only)"
    )
    need(
        len(tilings) == 3 and tilings.get("linear") and False not in tilings.values(),
        f"{name}: the aperture shows what is in memory{fences}",
        str(tilings),
    )
    judge_in_vain(verdict, name, n, host, ("unlisted", "ignored", "refused"))


def judge_guest(verdict, directory, n, host, options):
    """Judge guest @n against its requirements. Return its summary."""
    name = f"guest{n}"
    result, bad, shown, shot = guest_summary(directory, n, host)
    need = verdict.need
    need(
        (result["kernel"] or "").startswith(options.kernel),
        f"{name}: runs the stock kernel {options.kernel}",
        f"kernel {result['kernel']}",
    )
    busy = options.others > OTHERS_LIMIT
    limit = max(READY_LIMIT_S, READY_LIMIT_BOOTS * (result["boot_s"] or 0))
    need(
        result["ready_s"] is not None and (busy or result["ready_s"] <= limit),
        f"{name}: the driver is ready within {READY_LIMIT_S:.0f} s, or {READY_LIMIT_BOOTS} times "
        "what the kernel took before it, unless others keep the machine busy",
        f"{result['ready_s']} s, its kernel had started after {result['boot_s']} s",
    )
    need(
        not bad,
        f"{name}: no warning in its kernel log",
        shown,
    )
    need(
        result["mode"] and result["edid_bytes"] >= 128,
        f"{name}: a mode from the EDID is set",
        f"mode {result['mode']}, EDID of {result['edid_bytes']} bytes",
    )
    need(
        result["mode"] == options.mode,
        f"{name}: the mode is {options.mode}",
        f"it is {result['mode']}",
    )
    if result["model"] == "virtio-gpu":
        need(
            result["screen_bytes_copied"] == 0,
            f"{name}: its pictures are shown from its own pages",
            f"{result['screen_bytes_copied']} bytes were copied",
        )
    else:
        judge_engines(verdict, name, n, host, options, result)
    judge_picture(verdict, directory, name, shot)
    return result


def judge_host(verdict, directory, host):
    """Judge the host VM's log, and what is left behind. Return its bad lines, and what is left."""
    log = read(os.path.join(directory, "host.dmesg"))
    # Judge the log from the load of Facet on.
    bad = trouble(HOST_TROUBLE, log[max(log.find("] facet"), 0):])
    verdict.need(log and not bad, "host: no warning in its kernel log",
                 f"{len(bad)}, such as {bad[0].strip()}" if bad else "there is no log")
    for failure in host.get("failure", []):
        verdict.need(False, "host: nothing failed there", failure["what"])
    phases = {entry["phase"]: entry for entry in host.get("leftovers", [])}
    before, after = phases.get("before"), phases.get("after")
    case = "host: nothing is left behind once guests, vGPUs and modules are gone"
    verdict.need(before and after, case, "it was not looked")
    if not (before and after):
        return bad, None
    lost = before["free_kib"] - after["free_kib"]
    verdict.need(after["modules"] == 0, case, "the modules are still loaded")
    # Use Facet's own count for each vGPU: others on the machine pin pages too.
    pins = {entry["guest"]: entry["left"] for entry in host.get("pins", [])}
    for n in (vgpu["guest"] for vgpu in host.get("vgpu", [])):
        verdict.need(
            pins.get(n) == 0,
            case,
            f"guest{n}: {pins.get(n, 'nobody knows how many')} pages are still pinned",
        )
    verdict.need(after["dmabufs"] <= before["dmabufs"], case, f"{after['dmabufs']} dma-bufs")
    verdict.need(after["vmalloc"] == 0, case, f"{after['vmalloc']} areas of vmalloc")
    verdict.need(lost < FREE_TOLERANCE_KIB, case, f"{lost} KiB of memory")
    return bad, {
        "pinned_pages": sum(left or 0 for left in pins.values()),
        "dmabufs": after["dmabufs"],
        "memory_kib": max(lost, 0),
    }


def options_of(doc):
    """Parse the command line of a judge."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("directory")
    parser.add_argument("--guests", type=int, default=2)
    parser.add_argument("--blits", type=int, default=1000)
    parser.add_argument("--kernel", default="6.12", help="of the guests")
    parser.add_argument("--mode", default="1920x1080", help="that the guests' EDID prefers")
    parser.add_argument("--tap", action="store_true", help="the verdict as test lines on stdout")
    parser.add_argument(
        "--others",
        type=float,
        default=0.0,
        help="share of the processors that other programs took meanwhile",
    )
    parser.add_argument("--status", type=int, default=0, help="exit status of the host VM")
    return parser.parse_args()


def conclude(verdict, options, host, guests):
    """Judge the host, write the summary, print what failed. Return the exit status."""
    directory, machine = options.directory, last(host, "host")
    warnings, leftovers = judge_host(verdict, directory, host)
    verdict.need(
        options.status == 0 or verdict.failed,
        "host: nothing failed there",
        f"exit status {options.status}",
    )
    paths = {s.get("path") for s in host.get("screenshot", [])}
    summary = {
        "host_kernel": machine.get("kernel"),
        "qemu": machine.get("qemu"),
        "display_path": paths.pop()
        if len(paths) == 1
        else ", ".join(sorted(map(str, paths))) or None,
        "guests": guests,
        "cpu_share_of_others": options.others,
        "host_warnings": len(warnings),
        "left_behind": leftovers,
        "failed": verdict.failed,
    }
    with open(os.path.join(directory, "summary.json"), "w") as f:
        json.dump(summary, f, indent=2)
        f.write("\n")
    if options.tap:
        verdict.tap()
    # A failure in the host VM causes the others: print it first.
    causes = [failure["what"] for failure in host.get("failure", [])]
    for what in (
        causes + [what for what in verdict.failed if what.split("? ", 1)[1] not in causes]
    )[:SHOWN]:
        print(f"facet: {what}", file=sys.stderr)
    if len(verdict.failed) > SHOWN:
        print(
            f"facet: {len(verdict.failed)} things in all: {directory}/summary.json", file=sys.stderr
        )
    return 1 if verdict.failed else 0


def main():
    options, verdict = options_of(__doc__), Verdict()
    host = reports(read(os.path.join(options.directory, "host.report")))
    guests = [
        judge_guest(verdict, options.directory, n, host, options) for n in range(options.guests)
    ]
    pictures = [
        s.get("hash")
        for s in host.get("screenshot", [])
        if re.fullmatch(r"guest\d+\.png", s.get("file", ""))
    ]
    verdict.need(
        len(set(pictures)) == options.guests,
        "host: the guests' pictures differ from each other",
        f"{len(set(pictures))} different ones of {options.guests}",
    )
    return conclude(verdict, options, host, guests)


if __name__ == "__main__":
    sys.exit(main())
