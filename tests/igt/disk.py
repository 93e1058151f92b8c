# SPDX-License-Identifier: GPL-2.0-only
"""disk.py IMAGE FOLDER PASS...: takes PASS.json, the results of each pass, from a guest's disk into FOLDER.

The guest had the disk as it liked: a file is taken only if it is a regular one of a bounded size, and no name of the guest's becomes one
here. What FOLDER had of these passes before is gone first. Prints how many tests were begun; complains on stderr and ends with 1 when the
disk is damaged.
"""

import os
import re
import subprocess
import sys

import results

MOST_BEGUN = 20000	# names in a folder that are looked at


def debugfs(image, command):
    """What debugfs says of @image; "" where it has nothing to say."""
    done = subprocess.run(["debugfs", "-R", command, image], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return done.stdout.decode("utf-8", "replace")


def size_of(image, path):
    """Bytes of a regular file on @image; None: there is no such file."""
    found = debugfs(image, f"stat {path}")
    kind, size = re.search(r"Type: (\w+)", found), re.search(r"Size: (\d{1,15})\b", found)
    return int(size[1]) if kind and kind[1] == "regular" and size else None


def take(image, path, to):
    """The file of that path, or nothing. Raises results.Bad for one that is no result."""
    size = size_of(image, path)
    if size is None:
        return
    if size > results.MOST_BYTES:
        raise results.Bad(f"{image}: {path} has {size >> 20} MiB, more than any results")
    debugfs(image, f"dump {path} {to}")


def begun(image, name):
    """Tests of a pass that igt_runner came to: each has a folder with its number."""
    return sum(bool(re.match(r"/\d+/04\d+/\d+/\d+/\d+/", line)) for line in debugfs(image, f"ls -p /{name}").splitlines()[:MOST_BEGUN])


def main(image, folder, *passes):
    for name in passes:
        if os.path.lexists(to := os.path.join(folder, f"{name}.json")):
            os.unlink(to)
    # Whatever the guest left half done is put in order; what cannot be is told by the status.
    checked = subprocess.run(["e2fsck", "-fp", image], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if checked.returncode >= 4:
        print(0)
        sys.exit(f"facet: the disk with results {image} is damaged: {checked.stdout.decode('utf-8', 'replace')[:200]!r}")
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
