#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Write what is made of the description of the tools (description.json) to stdout.

    generate.py DESCRIPTION attributes        the tables of tools/facetctl/attributes.h, in C
    generate.py DESCRIPTION bash PROGRAM      completion of a program's command line in bash
    generate.py DESCRIPTION zsh PROGRAM       in zsh
    generate.py DESCRIPTION fish PROGRAM      in fish

The description has the options, commands and arguments of all programs, and the attributes of a
vGPU that can be set:

    "common"      options that all programs and commands have
    "attributes"  name, a summary, and valid values: as text; as words, a range of numbers, or
                  "prefixes" that valid values begin with
    "programs"    name, manual, options, and either arguments or commands. An option "takes" one of
                  a list of words, or a value of a kind, or it has "prefixes". "optional": the value
                  may lack; then it stands behind "=". "repeated": the option, or all options of a
                  program, can be repeated. Each argument is of a kind. "..." behind a kind: the
                  argument can be repeated.

Kinds: vgpu, type, parent (from sysfs), attribute (KEY=VALUE), command, file, json-file, nothing.
"""

import json
import sys

import bash
import fish
import zsh

HEADER = "Made by tools/description/generate.py of tools/description/description.json."


def text(words):
    """A string literal in C."""
    return json.dumps(words)


def attributes(description):
    yield "// SPDX-License-Identifier: GPL-2.0-only"
    yield f"/* {HEADER} */"
    yield '#include "tools/facetctl/attributes.h"'
    yield ""
    yield "const struct attribute attributes[] = {"
    for row in description["attributes"]:
        words = row.get("words", [])
        listed = ", ".join(map(text, words + ["NULL"])).replace('"NULL"', "NULL")
        yield f"\t{{ {text(row['name'])}, {text(row['values'])},"
        yield f"\t  (const char *const[]){{ {listed} }}, {len(words)} }},"
    yield "};"
    yield "const size_t attribute_count = sizeof(attributes) / sizeof(attributes[0]);"
    yield ""
    yield "const char *const attribute_names[] = {"
    for row in description["attributes"]:
        yield f"\t{text(row['name'])},"
    yield "};"
    yield ""
    yield "const struct argp_option attribute_options[] = {"
    for row in description["attributes"]:
        words = text(f"{row['summary']}: {row['values']}")
        yield f"\t{{ {text(row['name'])}, 0, NULL, OPTION_DOC, {words}, 0 }},"
    yield "\t{ 0 },"
    yield "};"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        description = json.load(file)
    what, names = sys.argv[2], sys.argv[3:]
    programs = [row for row in description["programs"] if row["name"] in names]
    if what == "attributes":
        lines = attributes(description)
    else:
        shell = {"bash": bash, "zsh": zsh, "fish": fish}[what]
        lines = shell.completion(description, programs[0], HEADER)
    for line in lines:
        print(line)


if __name__ == "__main__":
    main()
