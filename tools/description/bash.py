# SPDX-License-Identifier: GPL-2.0-only
"""Completion in bash: the data of a program behind the functions of complete.bash."""

from shells import function, head, helpers, lines, quoted, spelt, taken, valid_words


def spec(line):
    """What may follow a command, as assignments of the variables that complete.bash reads."""
    takes = [f"{name} {' '.join([kind, *words])}" for option in line.options
             for kind, words in [taken(option)] if kind for name in spelt(option)]
    yield f"\toptions={quoted(' '.join('--' + option['long'] for option in line.options))}"
    yield f"\ttakes={quoted(chr(10).join(takes))}"
    yield f"\targuments={quoted(' '.join(line.arguments))}"


def completion(description, program, header):
    name = "_" + function(program)
    all_lines = list(lines(description, program))
    commands = " ".join(line.name for line in all_lines if line.name)
    attributes = [" ".join([row["name"], *valid_words(row)]) for row in description["attributes"]]
    yield from head(["# shellcheck shell=bash"], header)
    yield helpers("complete.bash")
    yield ""
    yield "# shellcheck disable=SC2034 # _facet_complete reads these variables"
    yield f"{name}_spec() {{"
    if commands:
        yield f"\tcommands={quoted(commands)}"
        yield f"\tattributes={quoted(chr(10).join(attributes))}"
    yield "\tcase $1 in"
    for line in all_lines:
        yield f"\t{quoted(line.name)})"
        yield from ("\t" + text for text in spec(line))
        yield "\t\t;;"
    yield "\t*) options='' takes='' arguments='' ;;"
    yield "\tesac"
    yield "}"
    yield f"{name}() {{ _facet_complete {name}_spec; }}"
    yield f"complete -F {name} {program['name']}"
