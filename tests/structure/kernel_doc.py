#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Check that exported functions have complete kernel-doc. Prints TAP.

    kernel_doc.py            run the checks
    kernel_doc.py --count    print how many exported functions of each folder are complete
    kernel_doc.py --list     print the missing parts of each function
    kernel_doc.py --style    print summaries and sections that say too little

A function is exported if a header declares it and another folder includes that header. A folder is
two levels deep. Includes in tests/ do not count. The kernel-doc stands right above the declaration.
It is complete if it has a summary "name() - Verb ...", each parameter, Context:, and Return:. A
void function needs no Return:.

The kernel's own script, scripts/kernel-doc, reads all headers too. It warns of errors and of struct
members without a description. FACET_KERNEL_DOC is the path of that script (./run test
downloads it). If the variable is not set, the check takes the script from the cache.
"""

import glob
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict

from arrows import BY_INCLUDE_PATH, files, includes, read, two_levels
from c_header import functions
from cases import check, planted

# These headers declare functions of Facet and functions of the kernel. The kernel describes its own
# functions.
KERNELS = re.compile(r"(kernel/compat/.*|.*/port/port)\.h")
OURS = re.compile(r"(facet|port)_\w+")

WEAK = re.compile(r"(?:What|Whether|Which|Who|Where|How|Of|As|It|Its|That|This|They|Those|One)\b")
WARNING = re.compile(r"([^:]+):(\d+): warning: (.*)")


def missing(function):
    """Return the names of the missing parts of a function's kernel-doc."""
    doc = function.doc
    if doc is None:
        return ["kernel-doc"]
    lacks = []
    if doc.name != function.name or not doc.summary:
        lacks.append(f"summary {function.name}() - Verb ...")
    lacks += [f"@{name}" if name else "name of a parameter"
              for name in function.params if not doc.params.get(name)]
    if not doc.sections.get("context"):
        lacks.append("Context:")
    if function.returns and not doc.sections.get("return"):
        lacks.append("Return:")
    return lacks


def weak(function):
    """Yield a text for each part of a function's kernel-doc that seems to say too little."""
    doc = function.doc
    if doc is None:
        return
    if WEAK.match(doc.summary):
        yield f'summary begins with "{doc.summary.split()[0]}"'
    if re.fullmatch(r"any( context)?\.?", doc.sections.get("context", ""), re.I):
        yield "Context says no more than any"
    if re.fullmatch(r"[\s\d.]*", doc.sections.get("return", "x")):
        yield "Return says nothing"


def exported(sources, known):
    """Yield the functions of headers that another folder includes; tests/ does not count."""
    public = set()
    for path in sources:
        for kind, name, target in includes(path, known):
            if kind == "<" or path.startswith("tests/"):
                continue
            targets = (target,)
            if name in BY_INCLUDE_PATH:
                targets = [header for header in sources if os.path.basename(header) == name]
            public |= {to for to in targets if to and two_levels(to) != two_levels(path)}
    for path in sorted(public):
        for function in functions(path, read(path)):
            if not KERNELS.fullmatch(path) or OURS.fullmatch(function.name):
                yield function


def lacking(found):
    """Return a dict: name -> missing parts of its most complete declaration, if that lacks any."""
    by_name = defaultdict(list)
    for function in found:
        by_name[function.name].append(missing(function))
    return {name: min(lacks, key=len) for name, lacks in by_name.items() if all(lacks)}


def kernels_script():
    """Return the path of the kernel's kernel-doc, or None."""
    cache = os.environ.get("FACET_CACHE", "/var/cache/facet")
    fetched = glob.glob(f"{cache}/kernel-6.12-*/usr/lib/linux-kbuild-*/scripts/kernel-doc")
    return os.environ.get("FACET_KERNEL_DOC") or (sorted(fetched) or [None])[0]


def warnings(script, headers):
    """Return the warnings of the kernel's script about headers: a list of (path, line, text)."""
    said = subprocess.run(["perl", script, "-Wall", "-none", *headers], capture_output=True,
                          text=True, check=False)
    found = [WARNING.fullmatch(line) for line in said.stderr.split("\n")]
    return [match.groups() for match in found if match]


# A function with complete kernel-doc. If one of its non-empty lines is removed, it is incomplete.
COMPLETE = """/**
 * f() - Write a page.
 * @page: a buffer of 4096 bytes
 *
 * Context: no lock held; may sleep.
 * Return: 0; -EIO: the guest has taken the page away.
 */
int f(const u8 *page);
"""
TREE = {"gen9/a.h": COMPLETE + "void g(void);\n", "gen9/a.c": '#include "gen9/a.h"\n'}


def missed():
    """Yield a text for each small case that the checks get wrong."""
    def lacks(text):
        return [what for function in functions("a.h", text) for what in missing(function)]
    inline = COMPLETE.replace("int f(const u8 *page);", "static inline int f(const u8 *page)\n{\n}")
    attribute = "__attribute__((format(printf, 1, 2)))"
    for text in (COMPLETE, inline, COMPLETE.replace("int f", "__must_check int f"),
                 COMPLETE.replace("int f", f"{attribute} int f"),
                 COMPLETE.replace("*page);", f"*page) {attribute};")):
        if lacks(text) or not list(functions("a.h", text)):
            yield f"finds a fault in {text!r}: {lacks(text)}"
    lines = COMPLETE.split("\n")
    faulty = ["\n".join(lines[:n] + lines[n + 1:]) for n in (1, 2, 4, 5)]
    faulty += [COMPLETE.replace("*/\n", "*/\nint a;\n"), COMPLETE.replace("/**", "/*"),
               COMPLETE.replace("*page)", "*page, u32 n)"), COMPLETE + "void g(void);\n",
               inline.replace(" * @page", " * @pag"), COMPLETE.replace("Return: ", "\n * It is ")]
    for text in faulty:
        if not lacks(text):
            yield f"does not find the fault in {text!r}"
    for user, number in (("pgpu/a.c", 2), ("tests/a.c", 0), ("gen9/b.c", 0)):
        if len(planted(exported, {**TREE, user: '#include "gen9/a.h"\n'})) != number:
            yield f"functions that {user} includes: not {number} are exported"


def missed_by_script(script):
    """Yield a text for each planted fault that the kernel's script does not warn of."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.h")
        for text in ("/**\n * struct a - A page.\n * @b: its bytes\n */\n"
                     "struct a {\n\tint b;\n\tint c;\n};\n", COMPLETE.replace("@page", "@pag"),
                     COMPLETE.replace(" * Return:", " * It returns")):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            if not warnings(script, [path]):
                yield f"does not find the fault in {text!r}"


def report(option, found, lacks):
    """Print what @option asks for: --list, --style or --count."""
    for function in found:
        where = f"{function.path}:{function.line}: {function.name}()"
        if option == "--list" and function.name in lacks:
            print(f"{where}: {', '.join(lacks[function.name])}")
        elif option == "--style":
            for what in weak(function):
                print(f"{where}: {what}")
    if option == "--count":
        total = Counter(two_levels(function.path) for function in found)
        less = Counter(two_levels(function.path) for function in found if function.name in lacks)
        for folder, number in sorted(total.items()):
            print(f"{folder}: {number - less[folder]} of {number}")
        print(f"all: {len(found) - sum(less.values())} of {len(found)}")


def check_functions(lacks):
    return [
        check("exported functions have complete kernel-doc",
              [f"{name}() lacks {', '.join(what)}" for name, what in lacks.items()]),
        check("what lacks a part is found, where the function is exported", list(missed())),
    ]


def check_script(script, headers):
    return [
        check("the kernel's kernel-doc has no warning",
              [f"{path}:{line}: {text}" for path, line, text in warnings(script, headers)]),
        check("and warns of what is not described", list(missed_by_script(script))),
    ]


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    options, script = sys.argv[1:], kernels_script()
    known = dict.fromkeys(files())
    sources = [f for f in known if f.endswith((".c", ".h"))]
    found = list(exported(sources, known))
    lacks = lacking(found)
    if options in (["--list"], ["--style"], ["--count"]):
        report(options[0], found, lacks)
        return 0
    if options:
        sys.exit("kernel_doc.py: usage error: --count, --list or --style")
    headers = [path for path in sources if path.endswith(".h") and "/**" in read(path)]
    good = check_functions(lacks)
    good += check_script(script, headers) if script else [
        check("the kernel's kernel-doc is there", ["FACET_KERNEL_DOC is not set: use ./run test"])]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
