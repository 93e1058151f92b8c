# SPDX-License-Identifier: GPL-2.0-only
"""TAP of the checks in Python; cases.bash has that of the scripts."""

import os
import tempfile

MOST = 20  # lines of what is wrong


def check(name, wrong):
    """A case: @wrong is a list of lines that say what is. Return: whether it is empty."""
    for line in wrong[:MOST]:
        print(f"# {line}")
    print(f"{'not ' if wrong else ''}ok - {name}")
    return not wrong


def planted(rule, tree):
    """What @rule(sources, known) says of a small tree: @tree has the text of each path."""
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
    """What a rule gets wrong: it finds no fault in a tree of @faulty, or one in a tree of @good."""
    return [f"does not find the fault in {tree}" for tree in faulty if not planted(rule, tree)] + \
        [f"finds a fault in {tree}" for tree in good if planted(rule, tree)]
