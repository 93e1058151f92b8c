# SPDX-License-Identifier: GPL-2.0-only
"""Read piglit's profiles, and choose tests of them. run_tests.py uses this.

A profile is a compressed XML file of the package. Each test has a name, a type and a command. The
commands are completed here as piglit's own framework does it.
"""

import ast
import fnmatch
import gzip
import hashlib
import os
import xml.etree.ElementTree

PROFILES = ("quick_gl", "quick_shader")
PLATFORM = "surfaceless_egl"
SAMPLE = 200        # tests of the sample "quick"


class Bad(Exception):
    """A list of tests that cannot be chosen: one line for the user."""


def command(root, kind, words):
    """Return the command of a test, as a list. @root is piglit's folder.

    PLATFORM has no windows: all tests draw to a framebuffer object, also those that piglit would
    give a window. Without -fbo they abort.
    """
    program = os.path.join(root, "bin", words[0])
    rest = [word for word in words[1:] if word not in ("-auto", "-fbo")]
    if kind == "shader":
        return [program, os.path.join(root, rest[0]), "-auto", "-fbo"]
    if kind == "gl_builtin":
        return [program, os.path.join(root, "tests", rest[0])] + rest[1:]
    return [program] + rest + ["-auto", "-fbo"]


def fits(options):
    """Test if a test runs on PLATFORM. Tests of GLX do not: they are in no count."""
    wanted = options.get("require_platforms")
    return (not wanted or PLATFORM in wanted) and \
        PLATFORM not in (options.get("exclude_platforms") or ())


def read_profile(root, name):
    """Return the tests of a profile: name -> command."""
    tests = {}
    with gzip.open(os.path.join(root, "tests", name + ".xml.gz")) as file:
        for test in xml.etree.ElementTree.parse(file).getroot():
            options = {option.get("name"): ast.literal_eval(option.get("value"))
                       for option in test if option.get("value") is not None}
            if fits(options):
                tests[test.get("name")] = command(root, test.get("type"), options["command"])
    return tests


def order(names, seed):
    """Sort names by a hash of the seed: each part of the result is a fair sample."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).digest())


def read_list(path, tests):
    """Return the names that a file lists, one a line."""
    with open(path, encoding="utf-8") as file:
        names = [line.strip() for line in file]
    names = [name for name in names if name and not name.startswith("#")]
    strange = [name for name in names if name not in tests]
    if strange:
        raise Bad(f"{path}: '{strange[0]}' is no test of {' or '.join(PROFILES)} "
                  f"on {PLATFORM}")
    return names


def choose(root, word, seed=1, sample=0, shard="1/1"):
    """Return the chosen tests in the order in which they run: name -> command."""
    profiles = {name: read_profile(root, name) for name in PROFILES}
    tests = {name: words for profile in profiles.values() for name, words in profile.items()}
    if word in profiles:
        names = list(profiles[word])
    elif word in ("quick", "gpu"):
        names = list(tests)
    elif word in tests:
        names = [word]
    elif os.path.isfile(word):
        names = read_list(word, tests)
    else:
        names = fnmatch.filter(tests, word)
        if not names and any(sign in word for sign in "*?@"):
            raise Bad(f"no test matches '{word}'")
        if not names:
            raise Bad(f"'{word}' is neither quick, gpu, a profile, a file nor a pattern of tests")
    names = order(names, seed)
    number, count = (int(part) for part in shard.split("/"))
    names = names[number - 1::count]
    if word == "quick" and not sample:
        sample = SAMPLE
    return {name: tests[name] for name in (names[:sample] if sample else names)}
