# SPDX-License-Identifier: GPL-2.0-only
"""Completion in fish: lines of a program behind the functions of complete.fish."""

from shells import function, head, helpers, kind_of, lines, quoted, spelt, taken, valid_words

# What completes a kind of argument, as options of the command complete.
ARGUMENTS = {
    "attribute": "-a '(__{0}_attributes)'",
    "command": "-a '(__{0}_commands)'",
    "file": "-F",
    "json-file": "-k -a '(__fish_complete_suffix .json)'",
    "parent": "-a '(__facet_parents)'",
    "type": "-a '(__facet_types)'",
    "vgpu": "-a '(__facet_vgpus)'",
}


def option_line(option, name):
    kind, words = taken(option)
    short = f"-s {option['short']} " if "short" in option else ""
    value = ""
    if words:
        value = f" -x -a {quoted(' '.join(words))}"
    elif kind in ("file", "json-file"):
        value = " -r " + ARGUMENTS[kind].format(name)
    elif kind:
        value = f" -x {ARGUMENTS.get(kind, '').format(name)}".rstrip()
    return f"{short}-l {option['long']} -d {quoted(option['help'])}{value}"


def line_of(program, line, name):
    """The options and arguments of a command line."""
    separate = [word for option in line.options if taken(option)[0] for word in spelt(option)]
    values = " ".join(["", *separate])
    command = line.name or "''"
    has_commands = "commands" in program
    # Before a command of a program, or at any place.
    place = "0" if has_commands and not line.name else "-"
    prefix = f"complete -c {program['name']}"
    where = f' -n "__facet_at {command} {place}{values}"' if has_commands else ""
    for option in line.options:
        yield f"{prefix}{where} {option_line(option, name)}"
    for number, argument in enumerate(line.arguments):
        kind, repeated = kind_of(argument)
        place = f"{number}+" if repeated else f"{number}"
        yield f'{prefix} -n "__facet_at {command} {place}{values}" {ARGUMENTS[kind].format(name)}'


def described(name, rows):
    """A function that prints words with their descriptions."""
    yield f"function __{name}"
    for word, what in rows:
        yield f"    printf '%s\\t%s\\n' {quoted(word)} {quoted(what)}"
    yield "end"
    yield ""


def attributes(description, name):
    """A function that prints KEY=, or KEY=VALUE behind KEY=."""
    yield f"function __{name}_attributes"
    yield "    switch (commandline -ct)"
    for row in description["attributes"]:
        words = [quoted(f"{row['name']}={word}") for word in valid_words(row)]
        if words:
            yield f"        case {quoted(row['name'] + '=*')}"
            yield f"            printf '%s\\n' {' '.join(words)}"
    yield "        case '*=*'"
    yield "        case '*'"
    yield f"            __{name}_keys"
    yield "    end"
    yield "end"
    yield ""


def completion(description, program, header):
    name = function(program)
    yield from head([], header)
    yield helpers("complete.fish")
    yield ""
    if "commands" in program:
        yield from described(f"{name}_commands",
                             ((row["name"], row["summary"]) for row in program["commands"]))
        yield from described(f"{name}_keys", ((row["name"] + "=", row["summary"])
                                              for row in description["attributes"]))
        yield from attributes(description, name)
    yield f"complete -c {program['name']} -f"
    for line in lines(description, program):
        yield from line_of(program, line, name)
