#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Every text by which a module or a tool says that something is wrong is explained in docs/troubleshooting.md, and none
is there that nobody says: TAP on stdout.

Texts are the string literals of CALLS, with … for what varies. Where an argument is one of two literals (a ? "b" : "c")
there is a text for each. What stands before the first words (the program's name, …:) does not count, and what has no
words is no text. On the page they are in backticks, in the first column of tables whose first column is called "text".
"""

import collections
import itertools
import os
import re
import subprocess
import sys

PAGE = "docs/troubleshooting.md"
MODULES = ("kernel", "device", "mediator", "display", "softgpu", "gen9", "pgpu")
BAD = r"(?:emerg|alert|crit|err|warn|notice)(?:_once|_ratelimited)?"

# Folders, function (or field), its text ({n}: the argument number n, a format with the arguments behind it), and which
# calls count: those where a pattern is in an argument.
CALLS = (
    (MODULES, "dev_" + BAD, "{1}", None),
    (MODULES + ("vfu",), "pr_" + BAD, "{0}", None),
    (("tools", "vfu"), "options_(?:usage|print)_error", "{2}", None),
    (("tools",), "fprintf", "{1}", (0, r"^stderr$")),
    (("tools",), "perror", "{0}: …", None),
    (("tools",), "snprintf", "{2}", (0, r"^(?:error(?:->text)?|why|errors->error\[0\]\.text)$")),
    (("tools/facetctl",), "complain|wanted", "{0}", None),
    (("tools/facetctl/doctor.c",), "found", "{2}", (1, "GRADE_(?:WARN|FAIL)")),
    (("tools/facet-sim",), "complain", '"{1}" must {2}', None),
    (("tools/facetd",), "say", "{1}", (0, "LOG_(?:ERR|WARNING|NOTICE)")),
    (("tools/facetd",), "fail", "{1}: …", None),
    (("tools/facetd",), "refuse", "{1}", None),
    (("tools/facetd",), "answer_text", "{2}", None),
    (("tools/facetd",), "config_fail", "{2}", None),
    (("tools/facetd",), "strcpy", "{1}", (0, r"^(?:why|errors->error\[0\]\.text)$")),
)

# What the scripts of packages say: their names, and the texts, where $ is what varies.
SCRIPTS = ("debian/*.prerm", "debian/*.postinst", "debian/*.postrm")
# Arguments of echo may go on in continued lines.
ECHO = re.compile(r'^\s*(?:\[.*\] \|\| )?echo ("[^"]*"(?: \\\n\s*"[^"]*")*)', re.M)

TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|\w+|\s+|.', re.S)
DEFINE = re.compile(r"^#define[ \t]+(\w+)[ \t]+(.*[^\\\n])$", re.M)
CONVERSION = re.compile(r"(%[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|z|j|t)?(?:p\w*|[a-zA-Z%]))")
ESCAPES = {"n": "\n", "t": "\t"}


def tokens(source):
    """(token, line) without blanks and comments."""
    line = 1
    for token in TOKEN.findall(source):
        if not token.isspace() and not token.startswith(("/*", "//")):
            yield token, line
        line += token.count("\n")


def divide(code, marks):
    """A list of tokens at those of @marks that are in no brackets, up to a bracket that was not opened there."""
    parts, depth = [[]], 0
    for token in code:
        depth += (token in "([{") - (token in ")]}")
        if depth < 0:
            break
        if token in marks and not depth:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def words(code, macros):
    """What an expression may be as text: literals and macros that are such; … for all else."""
    choice = divide(code, "?")
    if len(choice) > 1:
        rest = list(itertools.chain(*choice[1:]))
        return [text for branch in divide(rest, ":") for text in words(branch, macros)]
    text = ""
    for token in code:
        if token[0] == '"':
            text += re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), token[1:-1])
        elif token.startswith("PRI"):
            text += "u"
        elif token in macros:
            text += words([t for t, _ in tokens(macros[token])], macros)[0]
        else:
            return ["…"]
    return [text] if code else ["…"]


def formatted(form, args, macros):
    """Texts that a format gives with what its arguments may be."""
    rest, pieces = iter(args), []
    for i, part in enumerate(CONVERSION.split(form)):
        if i % 2 == 0 or part == "%%":
            pieces.append([part.replace("%%", "%")])
            continue
        for _ in range(part.count("*")):
            next(rest, None)
        pieces.append(words(next(rest, []), macros))
    return ["".join(choice) for choice in itertools.product(*pieces)]


def plain(text):
    """What is compared; "" where it is no text."""
    text = re.sub(r"…+", "…", text).strip()
    text = re.sub(r"^(?:(?:facetctl|facetd|facet-dkms|facet-top|facet-sim|…):\s*)+", "", text)
    return text if re.search(r"[A-Za-z]", text) else ""


def call_texts(template, args, macros):
    parts = [[part] for part in re.split(r"(\{\d\})", template)]
    for i in range(1, len(parts), 2):
        n = int(parts[i][0][1])
        forms = words(args[n], macros) if n < len(args) else ["…"]
        parts[i] = [text for form in forms for text in formatted(form, args[n + 1 :], macros)]
    return filter(None, (plain("".join(choice)) for choice in itertools.product(*parts)))


def source_texts(path, source, macros, used):
    """(text, line) of all calls of a file; @used: rows of CALLS that gave one."""
    rows = [row for row in CALLS if path.startswith(row[0])]
    code = list(tokens(source)) if rows else []
    own = collections.ChainMap(dict(DEFINE.findall(source)), macros)
    for i, (name, line) in enumerate(code[:-1]):
        if code[i + 1][0] not in "(=":
            continue
        for folders, function, template, only in rows:
            if path.startswith(folders) and re.fullmatch(function, name):
                args = divide((t for t, _ in code[i + 2 :]), ",")
                if only and not (only[0] < len(args) and re.search(only[1], "".join(args[only[0]]))):
                    continue
                for text in call_texts(template, args, own):
                    used.add((folders, function))
                    yield text, line


def script_texts(script):
    """(text, line) of a script of a package."""
    for match in ECHO.finditer(script):
        text = " ".join(re.findall(r'"([^"]*)"', match[1]))
        line = script[: match.start(1)].count("\n") + 1
        yield plain(re.sub(r"\$\{[^}]*\}|\$\w+", "…", text)), line


def page_texts(page):
    """(text, line) of the page."""
    in_table = False
    for n, line in enumerate(page.splitlines(), 1):
        first = re.split(r"(?<!\\)\|", line + "|")[1].strip() if line.startswith("|") else ""
        in_table = first == "text" or (in_table and bool(first))
        for text in re.findall(r"`([^`]+)`", first) if in_table else ():
            yield plain(text.replace("\\|", "|")), n


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.[ch]"], check=True, capture_output=True, text=True)
    sources = {}
    for path in filter(os.path.isfile, names.stdout.split()):
        with open(path, encoding="utf-8") as f:
            sources[path] = f.read()
    with open(PAGE, encoding="utf-8") as f:
        explained = dict(page_texts(f.read()))
    macros = {name: text for source in sources.values() for name, text in DEFINE.findall(source)}
    said, used = {}, set()
    for path, source in sources.items():
        for text, line in source_texts(path, source, macros, used):
            said.setdefault(text, f"{path}:{line}")
    for path in subprocess.run(["git", "ls-files", *SCRIPTS], check=True, capture_output=True, text=True).stdout.split():
        with open(path, encoding="utf-8") as f:
            said.update((text, f"{path}:{line}") for text, line in script_texts(f.read()))
    checks = (
        (f"each of {len(said)} error texts is in {PAGE}", [f"{said[t]}: {t}" for t in said if t not in explained]),
        ("each text there is in a source", [f"{PAGE}:{explained[t]}: {t}" for t in explained if t not in said]),
        ("each function that is looked for says one", [f"{c[0]}: {c[1]}" for c in CALLS if c[:2] not in used]),
    )
    for name, reasons in checks:
        for reason in reasons:
            print(f"# {reason}")
        print(f"{'not ok' if reasons else 'ok'} - texts: {name}")
    return any(reasons for _, reasons in checks)


if __name__ == "__main__":
    sys.exit(main())
