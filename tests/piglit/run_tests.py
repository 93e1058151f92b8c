#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Run tests of piglit on the simulated GPU and on llvmpipe, inside a root with piglit.

    run_tests.py DIR SOFTWARE WORD [--seed N] [--sample N] [--shard K/N] [--jobs N] [--limit S]
                 [--minutes N] [--fresh] [--mesa V] [--piglit V] [--engine HASH]

DIR/gpu.jsonl gets the number of chosen tests, and the results of the simulated GPU. SOFTWARE keeps
those of llvmpipe for later runs. Tests that have a result are left out; --fresh removes the results
of the simulated GPU first. A test is a process of its own, on facet-run. The limit of a test is
processor time, since other work may keep the machine busy; ten times as much time may pass.
Progress is on stderr. Exit status 1: no test ran.
"""

import argparse
import concurrent.futures
import fcntl
import glob
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time

import choose
import outcome
import summary

WALL = 10           # seconds that may pass for each second of processor time
GRACE = 3           # seconds between SIGTERM and SIGKILL
PROGRESS = 15       # seconds between two lines of progress
FILE_BYTES = 4 << 30    # largest file of a test; buffers of the GPU are files in memory
KEPT = 1 << 20      # characters of output that are read

COMMON = {"PIGLIT_PLATFORM": choose.PLATFORM, "MESA_SHADER_CACHE_DISABLE": "1",
          "EGL_PLATFORM": "surfaceless", "LP_NUM_THREADS": "1"}
SOFTWARE = {"LIBGL_ALWAYS_SOFTWARE": "1", "GALLIUM_DRIVER": "llvmpipe"}


def piglit_root():
    found = glob.glob("/usr/lib/*/piglit/tests/quick_gl.xml.gz")
    if not found:
        raise choose.Bad("piglit is not installed in this root")
    return os.path.dirname(os.path.dirname(found[0]))


def stop(process):
    """End a test and its children: by SIGTERM, then by SIGKILL."""
    for number, patience in ((signal.SIGTERM, GRACE), (signal.SIGKILL, None)):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            pass
        try:
            process.wait(patience)
            return
        except subprocess.TimeoutExpired:
            continue


def bounded(limit):
    """Return a function that limits a new process."""
    def apply():
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + GRACE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    return apply


def read_file(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(KEPT)
    except OSError:
        return ""


def run(words, environment, limit, folder):
    """Run a command. Return (status, timed out, output, errors)."""
    paths = [os.path.join(folder, name) for name in ("out", "err")]
    with open(paths[0], "wb") as out, open(paths[1], "wb") as err:
        # pylint: disable=subprocess-popen-preexec-fn
        with subprocess.Popen(words, env={**os.environ, **COMMON, **environment}, cwd=folder,
                              stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                              start_new_session=True, preexec_fn=bounded(limit)) as process:
            timed_out = False
            try:
                process.wait(WALL * limit)
            except subprocess.TimeoutExpired:
                timed_out = True
            stop(process)
            return process.returncode, timed_out, read_file(paths[0]), read_file(paths[1])


def on_gpu(words, root, limit):
    with tempfile.TemporaryDirectory(prefix="facet-piglit.") as folder:
        report = os.path.join(folder, "report")
        # A batch hangs by the clock. On a busy machine only the limit of the test counts.
        code, timed_out, out, err = run(["facet-run", "--report", report, *words],
                                        {"PIGLIT_SOURCE_DIR": root,
                                         "FACET_RUN_HANG_MS": str(1000 * WALL * limit)},
                                        limit, folder)
        return outcome.judge(code, timed_out, out, err, read_file(report))


def on_llvmpipe(words, root, limit):
    with tempfile.TemporaryDirectory(prefix="facet-piglit.") as folder:
        # Profiles name programs that the package does not have: env says so, as facet-run does.
        return outcome.judge(*run(["env", *words], {"PIGLIT_SOURCE_DIR": root, **SOFTWARE}, limit,
                                  folder))


def renderer_of_llvmpipe(limit):
    with tempfile.TemporaryDirectory(prefix="facet-piglit.") as folder:
        out = run(["eglinfo", "-B", "-p", "surfaceless"], SOFTWARE, limit, folder)[2]
    names = [line.split(":", 1)[1].strip() for line in out.splitlines() if "renderer:" in line]
    return names[0] if names else ""


class Results:
    """A file of results. Several runs may append to a shared one at a time."""

    def __init__(self, path, about, shared=False):
        self.shared = shared
        self.lock = threading.Lock()
        self.known = {}
        if os.path.exists(path):
            self.known = summary.read_results(path)[1]
        self.file = open(path, "a", encoding="utf-8")   # pylint: disable=consider-using-with
        if about:
            self.write(about)

    def write(self, row):
        with self.lock:
            fcntl.flock(self.file, fcntl.LOCK_EX)
            self.file.write(json.dumps(row) + "\n")
            self.file.flush()
            fcntl.flock(self.file, fcntl.LOCK_UN)

    def add(self, name, row, began):
        row = {"name": name, **row, "seconds": round(time.monotonic() - began, 2)}
        self.known[name] = row
        # A busy machine may be the cause of a timeout: a later run tries again.
        if row["status"] != "timeout" or not self.shared:
            self.write(row)


class Progress:
    """A line of progress from time to time."""

    def __init__(self, count):
        self.count, self.done, self.passed, self.next = count, 0, 0, 0.0
        self.lock = threading.Lock()

    def step(self, ours, theirs):
        with self.lock:
            self.done += 1
            self.passed += ours["status"] == theirs["status"] == "pass"
            if time.monotonic() < self.next and self.done < self.count:
                return
            self.next = time.monotonic() + PROGRESS
            print(f"facet: piglit: {self.done} of {self.count} tests, {self.passed} pass on both",
                  file=sys.stderr, flush=True)


def run_all(args, tests, root, gpu, software):
    """Run the tests that have no result yet, until the time is over."""
    deadline = time.monotonic() + 60 * args.minutes if args.minutes else None
    progress = Progress(len(tests))

    def one(name):
        if deadline and time.monotonic() > deadline:
            return
        for results, function in ((gpu, on_gpu), (software, on_llvmpipe)):
            if name not in results.known:
                began = time.monotonic()
                results.add(name, function(tests[name], root, args.limit), began)
        progress.step(gpu.known[name], software.known[name])

    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        list(pool.map(one, tests))


def main():
    parser = argparse.ArgumentParser()
    for name in ("dir", "software", "word"):
        parser.add_argument(name)
    for name, value in (("seed", 1), ("sample", 0), ("jobs", os.cpu_count()), ("limit", 60),
                        ("minutes", 0)):
        parser.add_argument("--" + name, type=int, default=value)
    for name, value in (("shard", "1/1"), ("mesa", ""), ("piglit", ""), ("engine", "")):
        parser.add_argument("--" + name, default=value)
    parser.add_argument("--fresh", action="store_true")
    args = parser.parse_args()
    try:
        root = piglit_root()
        tests = choose.choose(root, args.word, args.seed, args.sample, args.shard)
    except choose.Bad as error:
        print(f"facet: {error}", file=sys.stderr)
        return 1
    about = {name: getattr(args, name) for name in ("word", "seed", "mesa", "piglit", "engine")}
    about["chosen"] = len(tests)
    path = os.path.join(args.dir, "gpu.jsonl")
    if args.fresh and os.path.exists(path):
        os.remove(path)
    gpu = Results(path, about)
    software = Results(args.software, {"renderer": renderer_of_llvmpipe(args.limit)}, True)
    run_all(args, tests, root, gpu, software)
    return 0 if gpu.known else 1


if __name__ == "__main__":
    sys.exit(main())
