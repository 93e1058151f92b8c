# SPDX-License-Identifier: GPL-2.0-only
"""disk.py IMAGE FOLDER PASS...: copy PASS.json, the results of each pass, from a guest's disk.

The guest may have written anything to the disk. The script copies only regular files of a bounded
size. No name on the disk becomes a name in FOLDER. FOLDER keeps the old file of a pass until the
new file is complete. Prints the number of tests that igt_runner started. Exit status 1, with a line
on stderr: the disk is damaged, or there is no room.
"""

import os
import re
import subprocess
import sys

import results

MOST_SAID = 4 << 20	# bytes of output from a tool: more than the names of any list need
# Both tools read a file system that the guest may have damaged: limit their seconds and memory.
LIMITED = ("timeout", "-k", "10", "300", "prlimit", f"--as={4 << 30}")


def run(*command):
    """Run a tool. Return (status, output, cut at MOST_SAID)."""
    with subprocess.Popen(
        [*LIMITED, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as tool:
        said = tool.stdout.read(MOST_SAID)
        tool.stdout.close()	# drop the rest of the output
    return tool.returncode, said.decode("utf-8", "replace")


def debugfs(image, command):
    """Return the output of debugfs on @image."""
    return run("debugfs", "-R", command, image)[1]


def size_of(image, path):
    """Return the bytes of a regular file on @image; None: there is no such file."""
    found = debugfs(image, f"stat {path}")
    kind, size = re.search(r"Type: (\w+)", found), re.search(r"Size: (\d{1,15})\b", found)
    return int(size[1]) if kind and kind[1] == "regular" and size else None


def take(image, path, to):
    """Copy the file of that path, if it exists. Raises results.Bad for a file that is no result."""
    size = size_of(image, path)
    if size is None:
        return
    if size > results.MOST_BYTES:
        raise results.Bad(f"{image}: {path} has {size >> 20} MiB, more than any results")
    new = f"{to}.new"
    if os.path.lexists(new):
        os.unlink(new)
    said = debugfs(image, f'dump {path} "{new}"')
    if not os.path.exists(new) or os.path.getsize(new) != size:
        raise results.Bad(f"{image}: {path} cannot be taken: {said[-200:]!r}")
    os.replace(new, to)


def begun(image, name):
    """Count the tests of a pass that igt_runner has started: each has a folder with its number."""
    return sum(
        bool(re.match(r"/\d+/04\d+/\d+/\d+/\d+/", line))
        for line in debugfs(image, f"ls -p /{name}").splitlines()
    )


def main(image, folder, *passes):
    # Repair the file system: the guest may have died while it wrote. The status says whether
    # e2fsck could repair everything.
    status, said = run("e2fsck", "-fp", image)
    if status >= 4 or status < 0:
        print(0)
        sys.exit(f"facet: the disk with results {image} is damaged: {said[:200]!r}")
    try:
        for name in passes:
            take(image, f"/{name}/results.json", os.path.join(folder, f"{name}.json"))
    finally:
        print(sum(begun(image, name) for name in passes))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except results.Bad as e:
        sys.exit(f"facet: {e}")
