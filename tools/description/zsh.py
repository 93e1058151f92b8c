# SPDX-License-Identifier: GPL-2.0-only
"""Completion in zsh: a function of a program behind the functions of complete.zsh."""

from shells import function, head, helpers, kind_of, lines, quoted, spelt, taken, valid_words

# What completes a kind.
ACTIONS = {
    "attribute": "_facet_attributes",
    "command": "_facet_commands",
    "file": "_files",
    "json-file": '_files -g "*.json"',
    "nothing": " ",
    "parent": "_facet_parents",
    "type": "_facet_types",
    "vgpu": "_facet_vgpus",
}


def escaped(text, marks):
    for mark in "\\" + marks:
        text = text.replace(mark, "\\" + mark)
    return text


def option_spec(option, common, repeated):
    """An option as _arguments takes it; an option in @common ends the program."""
    kind, words = taken(option)
    names = spelt(option)
    repeated = (repeated or option.get("repeated", False)) and option not in common
    excluded = "(- *)" if option in common else "" if repeated else f"({' '.join(names)})"
    value = ""
    if kind:
        action = f"({' '.join(words)})" if words else ACTIONS[kind]
        value = f":{escaped(option['value'], ':')}:{escaped(action, ':') if words else action}"
    for name in names:
        mark = "" if not kind else "=" if name.startswith("--") else "+"
        yield quoted(f"{'*' * repeated}{excluded}{name}{mark}[{escaped(option['help'], '[]')}]"
                     f"{value}")


def argument_specs(arguments):
    for number, argument in enumerate(arguments, 1):
        kind, repeated = kind_of(argument)
        yield quoted(f"{'*' if repeated else number}:{kind}:{ACTIONS[kind]}")


def arguments_of(line, common, repeated):
    """A call of _arguments."""
    specs = [spec for option in line.options for spec in option_spec(option, common, repeated)]
    return " \\\n\t\t".join(["_arguments -s -S", *specs, *argument_specs(line.arguments)])


def array(name, words):
    yield f"\tlocal -a {name}=("
    yield from (f"\t\t{quoted(word)}" for word in words)
    yield "\t)"


def body(description, program):
    """The function of a program that has commands."""
    common = description["common"]
    first, *others = lines(description, program)
    yield from array("commands", [f"{row['name']}:{escaped(row['summary'], ':')}"
                                  for row in program["commands"]])
    yield from array("attributes", [f"{row['name']}:{escaped(row['summary'], ':')}"
                                    for row in description["attributes"]])
    yield "\tlocal -A values=("
    for row in description["attributes"]:
        yield f"\t\t{row['name']} {quoted(' '.join(valid_words(row)))}"
    yield "\t)"
    yield "\tlocal curcontext=$curcontext state line expl"
    yield f"\t{arguments_of(first._replace(arguments=[]), common, False)} \\"
    yield "\t\t'1:command:_facet_commands' '*::argument:->argument' && return"
    yield "\t[[ $state == argument ]] || return"
    yield "\tcurcontext=${curcontext%:*:*}:facetctl-$words[1]:"
    yield "\tcase $words[1] in"
    for line in others:
        yield f"\t{line.name})"
        yield f"\t\t{arguments_of(line, common, False)}"
        yield "\t\t;;"
    yield "\tesac"


def completion(description, program, header):
    name = "_" + function(program)
    yield f"#compdef {program['name']}"
    yield from head([], header)
    yield helpers("complete.zsh")
    yield ""
    yield "_facet_commands() { _describe -t commands command commands; }"
    yield ""
    yield f"{name}() {{"
    if "commands" in program:
        yield from body(description, program)
    else:
        line, = lines(description, program)
        yield "\tlocal expl"
        yield f"\t{arguments_of(line, description['common'], program.get('repeated', False))}"
    yield "}"
    yield f'{name} "$@"'
