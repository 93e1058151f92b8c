#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""tools/description/description.json, the kernel's interface, manuals and pages agree: TAP.

The description has the commands and options of the tools, and the attributes of a vGPU that can be
set. tests/tools/description.py compares the programs with it.
"""

import glob
import json
import os
import re
import sys

from arrows import files
from cases import check, misses

DESCRIPTION = "tools/description/description.json"
HEADER = "kernel/uapi/facet.h"
MANUAL = "tools/man/facetctl.1"
FILES = "docs/reference/abi.md"
KNOBS = "docs/admin/scheduling.md"
SPEC = "packaging/rpm/facet.spec"
SPEC_PATHS = (("%{_bindir}", "usr/bin"), ("%{_sbindir}", "usr/sbin"), ("%{_datadir}", "usr/share"),
              ("zsh/site-functions", "zsh/vendor-completions"))
# Where packages put the completion of a program.
COMPLETION = ("usr/share/bash-completion/completions/{}",
              "usr/share/fish/vendor_completions.d/{}.fish",
              "usr/share/zsh/vendor-completions/_{}")
# Tools take their command lines by options_parse() of this file alone.
OPTIONS = "tools/lib/options.c"
OTHERS = re.compile(r"\b(argp_(?:parse|error|failure|usage)|getopt(?:_long)?)\((?!3\))")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def numbers(text):
    return re.findall(r"\d+", text)


def what_lacks(attribute, text):
    """Words and numbers of the valid values that are not in a text about an attribute."""
    for word in attribute.get("words", []):
        if not re.search(rf"\b{word}\b", text):
            yield word
    for number in attribute.get("range", []):
        if str(number) not in numbers(text):
            yield str(number)


# --- attributes -----------------------------------------------------------------------------------

def macros_differ(attributes, header):
    """Words and limits in the header of the kernel's interface."""
    macros = dict(re.findall(r"^#define FACET_(\w+)\s+\"?(\w+)\"?", header, re.M))
    for row in attributes:
        name = row["name"].upper()
        words = {word.lower() for macro, word in macros.items()
                 if re.fullmatch(rf"{name}_(?!DEFAULT)[A-Z]+", macro) and not word.isdigit()}
        if words and words != set(row.get("words", [])):
            yield f"{row['name']}: {sorted(words)} in {HEADER}"
        for limit, number in zip(("MIN", "MAX"), row.get("range", [])):
            found = macros.get(f"{name}_{limit}", str(number))
            if found != str(number):
                yield f"{row['name']}: {limit} is {found} in {HEADER}, not {number}"


def entries(text):
    """Attributes of a vGPU that can be written, of the page of files: name -> (mode, format)."""
    fields = (r"What: +/sys/bus/mdev/devices/UUID/facet/(\w+)\n.*?Access: +(\d+).*?"
              r"Format: +(.*?)\nExample")
    return {name: (mode, form) for name, mode, form in re.findall(fields, text, re.S)
            if int(mode, 8) & 0o200}


def files_differ(attributes, text):
    found = entries(text)
    names = {row["name"] for row in attributes}
    yield from (f"{name} can be written and is not described" for name in set(found) - names)
    for row in attributes:
        if row["name"] not in found:
            yield f"{row['name']}: there is no such file that can be written"
        else:
            yield from (f"{row['name']}: the format has no {word}"
                        for word in what_lacks(row, found[row["name"]][1]))


def knobs_differ(attributes, text, scheduling):
    """The list of knobs has those that the group facet may write."""
    found = dict(re.findall(r"^- \*\*`(\w+)`\*\*: (.*(?:\n  .*)*)", scheduling, re.M))
    group = [name for name, (mode, _) in entries(text).items() if int(mode, 8) & 0o020]
    if not group:
        yield "there are no knobs"
    for row in (row for row in attributes if row["name"] in group):
        for word in what_lacks(row, found.get(row["name"], "")):
            yield f"{row['name']}: the list of knobs has no {word}"


def manual_differs(attributes, manual):
    part = re.search(r"^\.Ss Attributes\n(.*?)^\.S", manual, re.M | re.S)[1]
    found = dict(re.findall(r"^\.It Cm (\w+)$\n(.*?)(?=^\.It Cm|\Z)", part, re.M | re.S))
    yield from (f"{name} is not described" for name in set(found) - {r["name"] for r in attributes})
    for row in attributes:
        if row["name"] not in found:
            yield f"{row['name']} is missing"
        else:
            yield from (f"{row['name']}: there is no {word}"
                        for word in what_lacks(row, found[row["name"]]))


# --- programs -------------------------------------------------------------------------------------

def options_differ(description, manuals):
    """Each manual has the options of its program, and no others."""
    for program in description["programs"]:
        lines = [program, *program.get("commands", [])]
        options = description["common"] + [row for line in lines for row in line["options"]]
        wanted = {" , ".join(["Fl " + row["short"]] * ("short" in row) + ["-" + row["long"]])
                  if "short" in row else "Fl -" + row["long"] for row in options}
        found = {found for found in re.findall(r"^\.It (Fl (?:\w , )?-[a-z-]+)", manuals[
            program["name"]], re.M)}
        yield from (f"{program['man']}: no {option}" for option in sorted(wanted - found))
        yield from (f"{program['man']}: {option} is not described"
                    for option in sorted(found - wanted))


def commands_differ(commands, manual):
    """The manual has each command with its options: in the synopsis, and as an item."""
    synopsis = re.search(r"^\.Sh SYNOPSIS\n(.*?)^\.Sh", manual, re.M | re.S)[1]
    usage = dict(re.findall(r"^\.Cm ([\w-]+)(.*?)(?=^\.Nm|\Z)", synopsis, re.M | re.S))
    items = re.findall(r"^\.It Cm ([\w-]+)$", manual.split(".Ss Attributes")[0], re.M)
    names = [row["name"] for row in commands]
    yield from (f"{name} is not described" for name in set(usage) | set(items) - set(names)
                if name not in names)
    for row in commands:
        if row["name"] not in items:
            yield f"{row['name']} is missing"
        for option in row["options"]:
            names = "|".join([option["short"]] * ("short" in option) + ["-" + option["long"]])
            if not re.search(rf"Fl (?:{names})\b", usage.get(row["name"], "")):
                yield f"{row['name']}: the synopsis has no --{option['long']}"


def packages_differ(programs, lists):
    """A package with a program has its completions."""
    for name in programs:
        holders = [lines for lines in lists.values()
                   if any(line in (f"usr/bin/{name}", f"usr/sbin/{name}") for line in lines)]
        if not holders:
            yield f"no package has {name}"
        for path in (path.format(name) for path in COMPLETION):
            yield from (f"{path} is not beside {name}" for lines in holders if path not in lines)


def files_of_spec(spec):
    """The files of each package of a spec file of rpm, with the names that Debian has for them."""
    for macro, path in SPEC_PATHS:
        spec = spec.replace(macro, path)
    return {found[1]: found[2].split("\n")
            for found in re.finditer(r"^%files (\w+)\n(.*?)(?=^%files|^%changelog|\Z)", spec,
                                     re.M | re.S)}


def other_parsers(sources, known):
    for path in sources:
        if path.split("/")[0] in ("tools", "vfu") and path != OPTIONS:
            for match in OTHERS.finditer(read(path)):
                yield f"{path}: {match[1]}(): use options_parse() and options_usage_error()"


# --- what the checks find -------------------------------------------------------------------------

def missed():
    """Small faults that the checks do not find."""
    row = {"name": "weight", "range": [1, 1000]}
    word = {"name": "display", "words": ["dmabuf", "region"]}
    entry = ("What:        /sys/bus/mdev/devices/UUID/facet/weight\nSince:       0.1.0\n"
             "Access:      0664 root\nFormat:      1 to 1000\nExample:     200\n")
    man = ".Ss Attributes\n.It Cm weight\n1 to 1000\n.It Cm display\n.Cm dmabuf or\n.Sh\n"
    option = {"long": "json", "short": "j"}
    program = {"name": "a", "man": "a.1", "options": [option]}
    found = (
        (macros_differ([row], "#define FACET_WEIGHT_MAX\t999\n"), 1),
        (macros_differ([word], '#define FACET_DISPLAY_NATIVE\t"native"\n'), 1),
        (macros_differ([row], "#define FACET_WEIGHT_MAX\t1000\n"), 0),
        (files_differ([row], entry), 0),
        (files_differ([], entry), 1),
        (files_differ([row, word], entry), 1),
        (files_differ([row], entry.replace("1000\n", "100\n")), 1),
        (knobs_differ([row], entry, "- **`weight`**: a part;\n  1 to 1000\n"), 0),
        (knobs_differ([row], entry, "- **`weight`**: 1 to 100: a part\n"), 1),
        (manual_differs([row, word], man), 1),
        (manual_differs([row], man), 1),
        (options_differ({"common": [], "programs": [program]}, {"a": ".It Fl j , -json\n"}), 0),
        (options_differ({"common": [], "programs": [program]}, {"a": ".It Fl j , -jason\n"}), 2),
        (commands_differ([{"name": "list", "options": [option]}],
                         ".Sh SYNOPSIS\n.Nm\n.Cm list Op Fl j\n.Sh A\n.It Cm list\n"), 0),
        (commands_differ([{"name": "list", "options": [option]}],
                         ".Sh SYNOPSIS\n.Nm\n.Cm list\n.Sh A\n.It Cm lost\n"), 3),
        (packages_differ(["a"], {"a.install": ["usr/bin/a"]}), len(COMPLETION)),
        (packages_differ(["a"], {"b.install": []}), 1),
        (packages_differ(["a"], files_of_spec(
            "%files a\n%{_bindir}/a\n%{_datadir}/zsh/site-functions/_a\n")), len(COMPLETION) - 1),
    )
    for number, (wrong, wanted) in enumerate(found):
        wrong = list(wrong)
        if len(wrong) != wanted:
            yield f"case {number}: {wrong}: not {wanted}"
    yield from misses(other_parsers, ({"tools/a.c": "argp_parse(&argp);\n"},
                                      {"vfu/a.c": "getopt_long(argc);\n"}),
                      ({OPTIONS: "argp_parse(&argp);\n", "tests/a.c": "getopt(argc);\n"},))


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    description = json.loads(read(DESCRIPTION))
    attributes, programs = description["attributes"], description["programs"]
    manuals = {program["name"]: read(program["man"]) for program in programs}
    commands = [row for program in programs for row in program.get("commands", [])]
    lists = {path: read(path).split("\n") for path in glob.glob("debian/*.install")}
    known = dict.fromkeys(files())
    sources = [path for path in known if path.endswith((".c", ".h"))]
    good = [
        check(f"{DESCRIPTION} has the words and limits of {HEADER}",
              list(macros_differ(attributes, read(HEADER)))),
        check("each file of a vGPU that can be written is described, with the format of abi.md",
              list(files_differ(attributes, read(FILES)))),
        check("the list of knobs in scheduling.md has the values",
              list(knobs_differ(attributes, read(FILES), read(KNOBS)))),
        check(f"{MANUAL} has each attribute with its values",
              list(manual_differs(attributes, manuals["facetctl"]))),
        check("and each command with its options",
              list(commands_differ(commands, manuals["facetctl"]))),
        check("each manual has the options of its program, and no others",
              list(options_differ(description, manuals))),
        check("packages have the completions of their programs in all shells",
              [text for packages in (lists, files_of_spec(read(SPEC)))
               for text in packages_differ([program["name"] for program in programs], packages)]),
        check(f"tools take their command lines by {OPTIONS} alone",
              list(other_parsers(sources, known))),
        check("faults of these kinds are found", list(missed())),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
