# SPDX-License-Identifier: GPL-2.0-only
"""Judge one run of a piglit test: its result, its renderer, and what stopped it.

run_tests.py calls this. The result is a dictionary that a line of JSON holds:

    status      pass, fail, skip, crash, timeout, fallback or no_context
    warned      the test failed by a warning: the specification allows what it found
    renderer    the renderer that the report or llvmpipe named; "" without one
    missing     what the engine does not have
    stopped     why the engine stopped batches
    refused     requests that the library refused
    reason      of a skip: the line with the reason; of fallback and no_context: facet-run's line
    result      of no_context: what the test said, pass or fail
    picture     a pixel had another colour
    said        the last lines of a test that failed or crashed
    signal      of a crash: the number of the signal
"""

import json
import re

OURS = "Intel"
STATUS_NO_GPU = 3           # of facet-run: the program did not use the simulated GPU
STATUS_SIGNAL = 128         # of facet-run, plus the signal that ended the program
CPU_LIMIT_SIGNAL = 24       # SIGXCPU
TRACES = ("renderer", "driver", "unsupported", "stray", "first")    # events of any driver
SAID_LINES, SAID_COLUMNS = 6, 160
REASON = re.compile(r"requires?\b|required\b|not supported|unsupported|not available|"
                    r"doesn't support|does not support|need |"
                    # A driver, not an engine, refuses a framebuffer: GL_FRAMEBUFFER_UNSUPPORTED.
                    r"incomplete \(status = 0x8cdd\)", re.I)
PICTURE = re.compile(r"^\s*(?:Probe|Expected|Observed|Mismatch)|pixel", re.M)


def piglit_result(output):
    """Return the result that the test printed last, or ""."""
    result = ""
    for line in output.splitlines():
        if line.startswith("PIGLIT:"):
            try:
                said = json.loads(line[len("PIGLIT:"):])
            except ValueError:
                continue
            result = said.get("result", result)
    return result


def read_report(text):
    """Return the events of a report: event -> values without repetition."""
    events = {}
    for line in text.splitlines():
        fields = line.split("\t", 2)
        if len(fields) >= 2 and fields[0].isdigit():
            values = events.setdefault(fields[1], [])
            if fields[2:] and fields[2] not in values:
                values.append(fields[2])
    return events


def ending(code, timed_out):
    """Return (status, signal) of a process that printed no result or was ended."""
    signal = -code if code < 0 else code - STATUS_SIGNAL if code > STATUS_SIGNAL else 0
    if timed_out or signal == CPU_LIMIT_SIGNAL:
        return "timeout", signal
    return ("crash", signal) if signal else ("", 0)


def skip_reason(text):
    for line in text.splitlines():
        if not line.startswith("PIGLIT:") and REASON.search(line):
            return line.strip()[:SAID_COLUMNS]
    return ""


def last_lines(text):
    return [line[:SAID_COLUMNS] for line in text.splitlines()
            if line.strip() and not line.startswith("PIGLIT:")][-SAID_LINES:]


def judge(code, timed_out, output, errors, report=None):
    """Return the outcome of a run.

    @code: exit status, as subprocess has it; @timed_out: the runner ended the test;
    @output, @errors: what it printed; @report: text of facet-run's report, None on llvmpipe.
    """
    outcome = {"status": piglit_result(output)}
    status, signal = ending(code, timed_out)
    if status:
        outcome["status"] = status
        outcome["signal"] = signal
    elif outcome["status"] not in ("pass", "skip"):
        if outcome["status"] == "warn":
            outcome["warned"] = True
        outcome["status"] = "fail"
    if outcome["status"] == "skip":
        outcome["reason"] = skip_reason(output + "\n" + errors)
    elif outcome["status"] != "pass":
        outcome["picture"] = bool(PICTURE.search(output))
        outcome["said"] = last_lines(output + "\n" + errors)
    if report is not None:
        judge_renderer(outcome, code, errors, read_report(report))
    return outcome


def has_no_context(outcome, code, events):
    """Test if a test ended by itself and created no context, of any driver.

    Some tests only ask EGL for devices or drivers, and others find no config. facet-run takes these
    for programs without a driver. A request that was refused may have stopped a driver.
    """
    return code == STATUS_NO_GPU and outcome["status"] in ("pass", "fail") and \
        not any(event in events for event in TRACES)


def judge_renderer(outcome, code, errors, events):
    """Add what the report says. Another renderer, or none at a pass, is a fallback."""
    renderers = events.get("renderer", [])
    foreign = [name for name in renderers if OURS not in name]
    outcome["renderer"] = (foreign or renderers or [""])[0]
    outcome["missing"] = events.get("missing", [])
    outcome["stopped"] = events.get("hang", [])
    outcome["refused"] = events.get("unsupported", [])
    passed = outcome["status"] == "pass"
    if has_no_context(outcome, code, events):
        outcome["result"] = outcome["status"]
        outcome["status"] = "no_context"
    elif foreign or passed and (not renderers or "driver" not in events) or \
            code == STATUS_NO_GPU and outcome["status"] != "skip":
        outcome["status"] = "fallback"
    if outcome["status"] in ("fallback", "no_context"):
        outcome["reason"] = (errors.strip().splitlines() or ["no renderer"])[-1][:SAID_COLUMNS]
