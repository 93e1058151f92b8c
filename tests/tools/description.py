#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Programs take the options, commands and attributes of description.json, by one convention: TAP.

    description.py DESCRIPTION PROGRAM...
"""

import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "structure"))
from cases import check  # pylint: disable=wrong-import-position

# One line for each option, however long.
WIDE = dict(os.environ, ARGP_HELP_FMT="rmargin=1000,opt-doc-col=60", LC_ALL="C")
OPTION = re.compile(r"^ {2}(?:-(\S), |    )--([a-z-]+)(\[?=\S+)? +(\S.*?) *$", re.M)
WORD = re.compile(r"^ {2}([a-z_-]+) +(\S.*?) *$", re.M)
USAGE = 2


def run(line, *more):
    """(status, stdout, stderr) of a command line."""
    done = subprocess.run([*line, *more], capture_output=True, text=True, check=False, env=WIDE,
                          stdin=subprocess.DEVNULL, timeout=60)
    return done.returncode, done.stdout, done.stderr


def command_lines(description, programs):
    """(path and command, name in messages, options, row) of each program and command."""
    for program in description["programs"]:
        path = [programs[program["name"]]]
        yield path, program["name"], program["options"], program
        for row in program.get("commands", []):
            yield path + [row["name"]], f"{program['name']} {row['name']}", row["options"], row


def value_of(row):
    """The value of an option as --help shows it: "=VALUE", or "[=VALUE]" if it may lack."""
    return ("[={}]" if row.get("optional") else "={}").format(row["value"])


def options_of(rows):
    return {(row.get("short"), row["long"], "value" in row and value_of(row) or None, row["help"])
            for row in rows}


def differences(name, found, wanted):
    yield from (f"{name}: {item} is not in description.json" for item in sorted(found - wanted))
    yield from (f"{name}: {item} is not in --help" for item in sorted(wanted - found))


def texts(items):
    return {" ".join(map(str, item)) for item in items}


def help_differs(lines, description):
    common = options_of(description["common"])
    for line, name, options, row in lines:
        said = run(line, "--help")[1]
        found = {(short or None, long, value or None, what)
                 for short, long, value, what in OPTION.findall(said)}
        yield from differences(name, texts(found), texts(options_of(options) | common))
        if "commands" in row:
            listed = said.split("\nCommands:\n")[1].split("\n\n")[0]
            wanted = {(command["name"], command["summary"]) for command in row["commands"]}
            yield from differences(name, texts(WORD.findall(listed)), texts(wanted))
        if "attribute..." in row.get("arguments", []):
            listed = said.split("KEY=VALUE:\n")[1].split("\n\n")[0]
            wanted = {(attribute["name"], f"{attribute['summary']}: {attribute['values']}")
                      for attribute in description["attributes"]}
            yield from differences(name, texts(WORD.findall(listed)), texts(wanted))


def common_options_differ(lines, version):
    for line, name, _, _ in lines:
        first = run(line, "--help")
        if first[0] or first[2] or not first[1].startswith(f"Usage: {name} "):
            yield f"{name} --help: {first}"
        for option in ("-h", "-?", "--hel"):
            if run(line, option) != first:
                yield f"{name} {option} differs from --help"
        for option in ("-V", "--version"):
            if run(line, option) != (0, f"{name.split()[0]} {version}\n", ""):
                yield f"{name} {option}: {run(line, option)}"


def refused(line, name, arguments, *wanted):
    """What is wrong with the one line about a usage error; @wanted: texts in it."""
    status, out, err = run(line, *arguments)
    see = f" See '{name} --help'.\n"
    good = status == USAGE and not out and err.count("\n") == 1 and \
        err.startswith(name + ": ") and err.endswith(see) and all(text in err for text in wanted)
    if not good:
        yield f"{name} {' '.join(arguments)}: {status} {out}{err.strip()}; wanted: {wanted}"


def misspelt(word):
    """A word with two letters swapped that differ."""
    for at in range(len(word) - 2, 0, -1):
        if word[at] != word[at + 1]:
            return word[:at] + word[at + 1] + word[at] + word[at + 2:]
    return word + word[-1]


def usage_errors_differ(lines, common):
    for line, name, options, row in lines:
        yield from refused(line, name, ["--qqqqqqqq"], "--qqqqqqqq: unknown option.")
        yield from refused(line, name, ["-Q"], "-Q: unknown option.")
        for option in options + common:
            wrong = "--" + misspelt(option["long"])
            yield from refused(line, name, [wrong + "=1"], f"{wrong}: unknown option. Did you ",
                               f"mean '--{option['long']}'?")
            if option.get("optional"):
                continue
            if "value" in option:
                yield from refused(line, name, ["--" + option["long"]], "the value is missing",
                                   f"--{option['long']}={option['value']}")
            else:
                yield from refused(line, name, [f"--{option['long']}=1"], "takes no value")
        for command in row.get("commands", []):
            wrong = misspelt(command["name"])
            yield from refused(line, name, [wrong], f"{wrong}: unknown command. Did you mean "
                               f"'{command['name']}'?")
        if "commands" not in row and not row["arguments"]:
            yield from refused(line, name, ["x"], "'x' is one argument too many")


def full_outputs_differ(lines):
    """A program whose output cannot be written says so, and ends with 1."""
    for line, name, _, _ in lines:
        for option in ("--help", "--version"):
            with open("/dev/full", "w", encoding="utf-8") as full:
                done = subprocess.run([*line, option], stdout=full, stderr=subprocess.PIPE,
                                      text=True, check=False, env=WIDE, timeout=60)
            wanted = f"{name.split()[0]}: the output cannot be written: No space left on device\n"
            if (done.returncode, done.stderr) != (1, wanted):
                yield f"{name} {option} >/dev/full: {done.returncode} {done.stderr}"


def closed_descriptors_differ(lines):
    """A program with a closed output says so, and does not write it into another file."""
    for line, name, _, _ in lines:
        command = subprocess.list2cmdline([*line, "--help"])
        done = subprocess.run(["bash", "-c", f"{command} 2>&1 >&-"], capture_output=True, text=True,
                              check=False, env=WIDE, timeout=60)
        if done.returncode != 1 or "cannot be written: Bad file descriptor" not in done.stdout:
            yield f"{name} --help >&-: {done.returncode} {done.stdout}"


def values_differ(lines):
    """An error about a value lists the words that are valid, and suggests one of them."""
    for line, name, options, _ in lines:
        for option in options:
            if not isinstance(option.get("takes"), list):
                continue
            words, before = option["takes"], []
            if all(word.isdigit() for word in words):
                listed = f"must be {words[0]} to {words[-1]}."
            else:
                listed = f"must be {', '.join(words[:-1])} or {words[-1]}."
                wrong = misspelt(words[0])
                yield from refused(line, name, [*before, f"--{option['long']}", wrong],
                                   f"--{option['long']}={wrong}: ", f"Did you mean '{words[0]}'?")
            yield from refused(line, name, [*before, f"--{option['long']}=qqqqqqqq"],
                               f"--{option['long']}=qqqqqqqq: ", listed)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        description = json.load(file)
    with open(os.path.join(HERE, "..", "..", "VERSION"), encoding="utf-8") as file:
        version = file.read().strip()
    programs = {os.path.basename(path): path for path in sys.argv[2:]}
    lines = list(command_lines(description, programs))
    good = [
        check("--help has the options, commands and attributes of the description, and no others",
              list(help_differs(lines, description))),
        check("-h is --help and -V is --version, on standard output",
              list(common_options_differ(lines, version))),
        check("a usage error is one line with what is wrong, what is similar, and where help is",
              list(usage_errors_differ(lines, description["common"]))),
        check("an error about a value lists the words that are valid", list(values_differ(lines))),
        check("an output that is full is an error", list(full_outputs_differ(lines))),
        check("and so is an output that is closed", list(closed_descriptors_differ(lines))),
    ]
    print(f"1..{len(good)}")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
