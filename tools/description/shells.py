# SPDX-License-Identifier: GPL-2.0-only
"""The description of the tools as the writers of completion need it."""

import os
from collections import namedtuple

HERE = os.path.dirname(os.path.abspath(__file__))

# A command line: the name of a command, or "" for a program without; options and arguments.
Line = namedtuple("Line", "name options arguments")


def lines(description, program):
    """The command lines of a program: first the program itself, then its commands."""
    common = description["common"]
    commands = program.get("commands", [])
    arguments = ["command"] if commands else program["arguments"]
    yield Line("", program["options"] + common, arguments)
    for row in commands:
        yield Line(row["name"], row["options"] + common, row["arguments"])


def taken(option):
    """The kind of an option's value, and its words: ("words", [...]); (None, []) if it has none."""
    takes = option.get("takes", option.get("prefixes"))
    return ("words", takes) if isinstance(takes, list) else (takes, [])


def spelt(option):
    """An option with its dashes: ["-t", "--type"]."""
    short = ["-" + option["short"]] if "short" in option else []
    return short + ["--" + option["long"]]


def valid_words(attribute):
    """Words that a value of an attribute may be, or may begin with."""
    return attribute.get("words", attribute.get("prefixes", []))


def kind_of(argument):
    """A kind, and whether the argument can be repeated."""
    return argument.removesuffix("..."), argument.endswith("...")


def quoted(text):
    """A word in quotes of a shell."""
    return "'" + text.replace("'", "'\\''") + "'"


def function(program):
    """The name of a program as part of a name of a shell's function."""
    return program["name"].replace("-", "_")


def helpers(name):
    """The functions that all programs use, without the lines before their first comment."""
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read().split("\n#\n", 1)[1].split("\n\n", 1)[1].rstrip()


def head(comment, header):
    return [*comment, "# SPDX-License-Identifier: GPL-2.0-only", "#", f"# {header}", ""]
