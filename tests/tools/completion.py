#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Completion of the tools' command lines in a real shell: TAP.

    completion.py DESCRIPTION FOLDER bash|fish|zsh

FOLDER has the files that generate.py makes of DESCRIPTION. bash and zsh run in a terminal: the test
types the beginning of a word and a TAB, and reads the line from the shell. fish prints candidates
for a line. A folder stands for sysfs (FACET_ROOT).
"""

import json
import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "structure"))
from cases import check  # pylint: disable=wrong-import-position

PATIENCE = 30 * int(os.environ.get("FACET_PATIENCE") or 1)  # seconds
UUID = "facefee7-0000-4000-8000-000000000001"
OTHER = "5e5fabcd-0000-4000-8000-000000000002"
# The words that each kind completes to, in the folder that make_root() makes.
WORDS = {"vgpu": ["web1", "db.1_x", UUID, OTHER], "type": ["facet-1", "facet-2", "facet-10"],
         "parent": ["facet", "facet1"], "nothing": [], "file": ["picture.svg", "work.json"],
         "json-file": ["work.json"]}
START = {
    "bash": ["bash", "--noprofile", "--norc", "-i"],
    "zsh": ["zsh", "-f", "-i"],
}
# What a shell needs to complete, and to write its line to $LINE at ^X d.
SETUP = {
    "bash": """
        for file in facetctl facetd facet-engine facet-run facet-sim facet-top \
            facet-vfu; do
            . "$FOLDER/$file"
        done
        write_line() { printf '%s\\n' "$READLINE_LINE" >"$LINE"; }
        bind -x '"\\C-xd": write_line'
        """,
    "zsh": """
        fpath=($FOLDER $fpath)
        autoload -Uz compinit
        compinit -u -D
        write_line() { print -r -- "$BUFFER" >$LINE }
        zle -N write_line
        bindkey -e
        bindkey '^Xd' write_line
        """,
    "fish": """
        for file in $FOLDER/*.fish
            source $file
        end
        while read -l line
            complete -C $line
            echo =END=
        end
        """,
}


class Terminal:
    """An interactive shell."""

    def __init__(self, shell, folder):
        self.line = os.path.join(folder, ".line")
        with open(os.path.join(folder, ".setup"), "w", encoding="utf-8") as file:
            file.write(SETUP[shell])
        pid, self.fd = pty.fork()
        if not pid:
            os.environ |= {"LINE": self.line, "TERM": "dumb", "LC_ALL": "C"}
            os.execvp(START[shell][0], START[shell])
        self.run(f". {folder}/.setup; echo >$LINE\n")

    def run(self, keys):
        """Type keys that end with writing $LINE. Return: what is there, or None."""
        os.write(self.fd, keys.encode())
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if select.select([self.fd], [], [], 0.02)[0]:
                os.read(self.fd, 65536)
            if os.path.exists(self.line):
                with open(self.line, encoding="utf-8") as file:
                    text = file.read()
                if text.endswith("\n"):
                    os.unlink(self.line)
                    return text[:-1]
        return None

    def complete(self, lines):
        """What becomes of lines by a TAB at their ends."""
        return [self.run(f"\x15{line}\t\x18d") for line in lines]


class Fish:
    """fish, which prints candidates. The line becomes what they have in common."""

    def __init__(self, shell, folder):
        self.arguments = [shell, "-N", "-c", SETUP[shell]]

    def complete(self, lines):
        said = subprocess.run(self.arguments, input="\n".join(lines) + "\n", text=True, check=True,
                              capture_output=True, timeout=PATIENCE * 4).stdout
        return [self.extended(line, block.strip("\n"))
                for line, block in zip(lines, said.split("=END=\n"))]

    @staticmethod
    def extended(line, block):
        words = [row.split("\t")[0] for row in block.split("\n")]
        longest = os.path.commonprefix(words)
        if not longest:
            return line
        end = " " if len(words) == 1 and longest[-1] != "=" else ""
        return line[:line.rindex(" ") + 1] + longest + end


def make_root(root):
    devices = os.path.join(root, "sys/bus/mdev/devices")
    for uuid, name in ((UUID, "web1"), (OTHER, "db.1_x"), ("0" * 36, None)):
        folder = os.path.join(devices, uuid, "facet" if name else "")
        os.makedirs(folder)
        if name:
            with open(os.path.join(folder, "name"), "w", encoding="utf-8") as file:
                print(name, file=file)
    for parent in WORDS["parent"] + ["mtty"]:
        for kind in WORDS["type"] if parent != "mtty" else ["mtty-9"]:
            types = os.path.join(root, "sys/class/mdev_bus", parent, "mdev_supported_types")
            os.makedirs(os.path.join(types, kind))
    for name in WORDS["file"]:
        with open(os.path.join(root, name), "w", encoding="utf-8"):
            pass


def typed(word, words):
    """The shortest beginning of a word that no other word has; None: another one begins with it."""
    for n in range(1, len(word) + 1):
        if [other for other in words if other.startswith(word[:n])] == [word]:
            return word[:n]
    return None


def by_word(before, words, after):
    """(typed line, completed line) for each of @words behind @before."""
    words = list(dict.fromkeys(words))
    return [(f"{before}{typed(word, words)}", f"{before}{word}{after(word)}")
            for word in words if typed(word, words)]


def command_lines(description):
    """(beginning of the line, options, arguments, row of the program) of all programs."""
    for program in description["programs"]:
        commands = program.get("commands", [])
        yield program["name"] + " ", program["options"], program.get("arguments", []), program
        for row in commands:
            yield f"{program['name']} {row['name']} ", row["options"], row["arguments"], program


def words_of(kind, description, program):
    if isinstance(kind, list):
        return kind
    if kind == "command":
        return [row["name"] for row in program["commands"]]
    return WORDS[kind]


def blank(word):
    return " "


def cases_of_commands(description):
    return [case for program in description["programs"] for case in
            by_word(program["name"] + " ", [row["name"] for row in program.get("commands", [])],
                    blank)]


def mark_of_value(shell):
    """What a shell puts behind an option that takes a value."""
    return "=" if shell == "zsh" else " "


def cases_of_options(description, shell):
    mark = mark_of_value(shell)
    for line, options, _, _ in command_lines(description):
        takes = {"--" + row["long"]: "value" in row and not row.get("optional")
                 for row in options + description["common"]}
        yield from by_word(line, takes,
                           lambda word, takes=takes: mark if takes[word] else " ")


def cases_of_values(description):
    for line, options, _, program in command_lines(description):
        for row in options:
            words = words_of(row.get("takes", row.get("prefixes", [])), description, program)
            names = ["--" + row["long"] + " ", "--" + row["long"] + "="]
            names += ["-" + row["short"] + " "] if "short" in row else []
            for name in names:
                yield from by_word(line + name, words, blank)


def cases_of_arguments(description):
    for line, _, arguments, program in command_lines(description):
        before = line
        for argument in arguments:
            kind = argument.removesuffix("...")
            if kind == "attribute":
                names = [row["name"] + "=" for row in description["attributes"]]
                words = ["weight=3"]
                yield from by_word(before, names, lambda word: "")
                for row in description["attributes"]:
                    valid = row.get("words", row.get("prefixes", []))
                    yield from by_word(f"{before}{row['name']}=", valid, blank)
            else:
                words = words_of(kind, description, program)
                yield from by_word(before, words, blank)
            before += words[0] + " "
            if argument != kind and kind != "attribute":
                yield from by_word(before, words, blank)
        if arguments and not arguments[-1].endswith("..."):
            # Nothing may follow the last argument.
            yield before + "we", before + "we"


def cases_of_places(shell):
    """Lines that have options before what is completed."""
    mark = mark_of_value(shell)
    return [
        ("facetctl create --type facet-1 -n web1 disp",
         "facetctl create --type facet-1 -n web1 display="),
        ("facetctl create --type=facet-1 disp", "facetctl create --type=facet-1 display="),
        ("facetctl screenshot --head 1 we", "facetctl screenshot --head 1 web1 "),
        ("facetctl screenshot -H 1 web1 pict", "facetctl screenshot -H 1 web1 picture.svg "),
        ("facetctl set --json we", "facetctl set --json web1 "),
        ("facetctl set web1 weight=3 disp", "facetctl set web1 weight=3 display="),
        ("facetctl set web1 weight=3 display=na", "facetctl set web1 weight=3 display=native "),
        ("facetctl list -- --js", "facetctl list -- --js"),
        ("facetctl frobnicate w", "facetctl frobnicate w"),
        ("facet-vfu --socket a --type facet-2 --socket b --typ",
         "facet-vfu --socket a --type facet-2 --socket b --type" + mark),
        ("facet-sim --svg picture.svg wor", "facet-sim --svg picture.svg work.json "),
    ]


def wrong(shell, cases):
    """What a shell does with the lines of (typed, completed) that it should not do."""
    cases = list(cases)
    found = shell.complete([line for line, _ in cases])
    if not cases:
        yield "there are no cases"
    for (line, wanted), got in zip(cases, found):
        if got != wanted:
            yield f"{line!r} becomes {got!r} and not {wanted!r}"


def main():
    description, folder, name = sys.argv[1], os.path.abspath(sys.argv[2]), sys.argv[3]
    if not shutil.which(name):
        print(f"1..0 # SKIP there is no {name}: ./run deps installs it")
        return 0
    with open(description, encoding="utf-8") as file:
        description = json.load(file)
    with tempfile.TemporaryDirectory() as root:
        make_root(root)
        os.environ |= {"FACET_ROOT": root, "FOLDER": folder, "HOME": root}
        os.chdir(root)
        shell = (Fish if name == "fish" else Terminal)(name, root)
        good = [
            check(f"{name} completes commands", list(wrong(shell, cases_of_commands(description)))),
            check("options", list(wrong(shell, cases_of_options(description, name)))),
            check("values of options", list(wrong(shell, cases_of_values(description)))),
            check("arguments, and those of sysfs by what is there",
                  list(wrong(shell, cases_of_arguments(description)))),
            check("behind options that stand before", list(wrong(shell, cases_of_places(name)))),
        ]
    print(f"1..{len(good)}")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
