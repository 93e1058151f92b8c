# SPDX-License-Identifier: GPL-2.0-only
"""disk.py IMAGE FOLDER PASS...: takes PASS.json, the results of each pass, from a guest's disk into FOLDER.

The guest had the disk as it liked: a file is taken only if it is a regular one of a bounded size, and no name of the guest's becomes one
here. What FOLDER has of a pass stays until there is something to take its place. Prints how many tests were begun; complains on stderr and ends with 1
when the disk is damaged, or there is no room.
"""

import os
import re
import subprocess
import sys

import results

MOST_SAID = 4 << 20	# bytes that a tool may say: room for the names of more tests than any list has
# Both tools walk what the guest made of its disk: seconds and bytes of memory that they may take for it.
LIMITED = ("timeout", "-k", "10", "300", "prlimit", f"--as={4 << 30}")


def run(*command):
    """(status, what it says, cut at MOST_SAID) of a tool."""
    with subprocess.Popen([*LIMITED, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as tool:
        said = tool.stdout.read(MOST_SAID)
        tool.stdout.close()	# the rest has nowhere to go
    return tool.returncode, said.decode("utf-8", "replace")


def debugfs(image, command):
    """What debugfs says of @image."""
    return run("debugfs", "-R", command, image)[1]


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
    new = f"{to}.new"
    if os.path.lexists(new):
        os.unlink(new)
    said = debugfs(image, f'dump {path} "{new}"')
    if not os.path.exists(new) or os.path.getsize(new) != size:
        raise results.Bad(f"{image}: {path} cannot be taken: {said[-200:]!r}")
    os.replace(new, to)


def begun(image, name):
    """Tests of a pass that igt_runner came to: each has a folder with its number."""
    return sum(bool(re.match(r"/\d+/04\d+/\d+/\d+/\d+/", line)) for line in debugfs(image, f"ls -p /{name}").splitlines())


def main(image, folder, *passes):
    # Whatever the guest left half done is put in order; what cannot be is told by the status.
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
