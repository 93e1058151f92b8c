# SPDX-License-Identifier: GPL-2.0-only
"""Print TAP for the Python checks of tests/structure, and run checks on planted trees.

cases.bash does the same for the shell scripts.
"""

import os
import tempfile

MOST = 20  # lines that a failed case prints


def check(name, wrong):
    """Print a case. @wrong has a line for each fault. Return True if there is none."""
    for line in wrong[:MOST]:
        print(f"# {line}")
    print(f"{'not ' if wrong else ''}ok - {name}")
    return not wrong


def planted(rule, tree):
    """Return the faults that @rule(sources, known) finds in a small tree (a dict, path -> text)."""
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        for path, text in tree.items():
            os.makedirs(os.path.join(folder, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(folder, path), "w", encoding="utf-8") as file:
                file.write(text)
        os.chdir(folder)
        try:
            return list(rule([f for f in tree if f.endswith((".c", ".h"))], dict.fromkeys(tree)))
        finally:
            os.chdir(here)


def misses(rule, faulty, good=()):
    """Return a line for each mistake of @rule.

    @rule must find a fault in each tree of @faulty, and no fault in each tree of @good.
    """
    return [f"does not find the fault in {tree}" for tree in faulty if not planted(rule, tree)] + \
        [f"finds a fault in {tree}" for tree in good if planted(rule, tree)]
