#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compare the error texts of modules and tools with docs/admin/troubleshooting.md: TAP on stdout.

The page explains every text by which a module or a tool says that something is wrong. The page has
no text that no source has.

A text of a source is a string literal in a call, an assignment or a return statement that CALLS
lists. "…" stands for each part that varies. If an argument is one of two literals (a ? "b" : "c"),
there is a text for each of them. A prefix without words (the program's name, "…:") is removed. A
literal without words is no text.

The page has its texts below HEADING, as items of a list. An item begins with one code span or more,
with commas between them: the texts. A span may go on in the next line, which is then indented.
Indented items below the texts explain them, and are not read:

    - `…: the first text`, `a text that is longer than
      a line`
        - Meaning: ...
"""

import collections
import itertools
import os
import re
import subprocess
import sys

from cases import check

PAGE = "docs/admin/troubleshooting.md"
HEADING = "Texts of modules and tools"
MODULES = ("kernel", "device", "mediator", "display", "softgpu", "gen9", "pgpu", "virtio",
           "model")
BAD = r"(?:emerg|alert|crit|err|warn|notice)(?:_once|_ratelimited)?"

# Each row: folders; function (or variable, or "return"); its text; which calls count. In the text
# {n} is argument n: a format, with the arguments behind it. A call counts if the pattern is in the
# argument.
CALLS = (
    (MODULES, "dev_" + BAD, "{1}", None),
    (MODULES + ("engine", "vfu", "shim"), "pr_" + BAD, "{0}", None),
    (("vfu/vfu_",), "port_warn_ratelimited", "{1}", None),
    (("tools", "vfu", "shim"), "options_(?:usage|print)_error", "{2}", None),
    (("tools",), "fprintf", "{1}", (0, r"^stderr$")),
    (("tools",), "perror", "{0}: …", None),
    (("tools",), "snprintf", "{2}", (0, r"^(?:error(?:->text)?|why|errors->error\[0\]\.text)$")),
    (("tools/facetctl",), "complain|wanted", "{0}", None),
    (("tools/facetctl/doctor_",), "doctor_found", "{2}", (1, r"^FINDING_(?!\w+_OK$)\w+$")),
    (("tools/facetctl/migrate_check",), "say", "{3}", (1, "^ANSWER_NO$")),
    (("tools/facet-sim",), "complain", '"{1}" must {2}', None),
    (("tools/facetd",), "say", "{1}", (0, "LOG_(?:ERR|WARNING|NOTICE)")),
    (("tools/facetd",), "fail", "{1}: …", None),
    (("tools/facetd",), "refuse", "{1}", None),
    (("tools/facetd",), "answer_text", "{2}", None),
    (("tools/facetd",), "config_fail", "{2}", None),
    (("tools/facetd",), "strcpy", "{1}", (0, r"^(?:why|errors->error\[0\]\.text)$")),
    (("shim/launcher",), "fail", "{2}", None),
    (("shim",), "fprintf", "{1}", (0, r"^stderr$")),
    (("shim",), "fputs", "{0}", (1, r"^stderr$")),
    (("shim/launcher/nested_", "shim/program_file"), "snprintf", "{2}", (0, r"^why$")),
    (("shim/launcher/verdict",), "snprintf", "{2}", (2, '^"[a-z]')),
    (("shim/program_file",), "text|return", "{0}", None),
)

# Scripts of packages. Their texts are arguments of echo, and a variable is a part that varies.
SCRIPTS = ("debian/*.prerm", "debian/*.postinst", "debian/*.postrm")
# The arguments of echo, which may go on in continued lines.
ECHO = re.compile(r'^\s*(?:\[.*\] \|\| )?echo ("[^"]*"(?: \\\n\s*"[^"]*")*)', re.M)

TOKEN = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|\w+|\s+|.', re.S)
DEFINE = re.compile(r"^#define[ \t]+(\w+)[ \t]+(.*[^\\\n])$", re.M)
CONVERSION = re.compile(
    r"(%[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|z|j|t)?(?:p\w*|[a-zA-Z%]))")
ESCAPES = {"n": "\n", "t": "\t"}


def tokens(source):
    """Yield (token, line) of a source, without blanks and comments."""
    line = 1
    for token in TOKEN.findall(source):
        if not token.isspace() and not token.startswith(("/*", "//")):
            yield token, line
        line += token.count("\n")


def divide(code, marks):
    """Divide a list of tokens at the @marks outside brackets.

    The list ends with its statement, or at a bracket that closes one before the list.
    """
    parts, depth = [[]], 0
    for token in code:
        depth += (token in "([{") - (token in ")]}")
        if depth < 0 or (token == ";" and not depth):
            break
        if token in marks and not depth:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def words(code, macros):
    """Return the texts that an expression may have. "…" stands for all but literals and macros."""
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
    """Return the texts that a format gives with the texts of its arguments."""
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
    """Return the part of a text that is compared; "" if it has no words."""
    text = re.sub(r"…+", "…", text).strip()
    text = re.sub(r"^(?:(?:facetctl|facetd|facet-(?:dkms|run|sim|top)|…):\s*)+", "", text)
    return text if re.search(r"[A-Za-z]", text) else ""


def call_texts(template, args, macros):
    """Yield the texts of one call: the template of its row, with the call's arguments."""
    parts = [[part] for part in re.split(r"(\{\d\})", template)]
    for i in range(1, len(parts), 2):
        n = int(parts[i][0][1])
        forms = words(args[n], macros) if n < len(args) else ["…"]
        parts[i] = [text for form in forms for text in formatted(form, args[n + 1 :], macros)]
    return filter(None, (plain("".join(choice)) for choice in itertools.product(*parts)))


def source_texts(path, source, macros, used):
    """Yield (text, line) of all calls of a file, and add the rows of CALLS that match to @used."""
    rows = [row for row in CALLS if path.startswith(row[0])]
    code = list(tokens(source)) if rows else []
    own = collections.ChainMap(dict(DEFINE.findall(source)), macros)
    for i, (name, line) in enumerate(code[:-1]):
        if code[i + 1][0] not in "(=" and name != "return":
            continue
        for folders, function, template, only in rows:
            if path.startswith(folders) and re.fullmatch(function, name):
                begin = i + 1 if name == "return" else i + 2
                args = divide((t for t, _ in code[begin:]), ",")
                if only and not (only[0] < len(args) and
                                 re.search(only[1], "".join(args[only[0]]))):
                    continue
                for text in call_texts(template, args, own):
                    used.add((folders, function))
                    yield text, line


def script_texts(script):
    """Yield (text, line) of a script of a package."""
    for match in ECHO.finditer(script):
        text = " ".join(re.findall(r'"([^"]*)"', match[1]))
        line = script[: match.start(1)].count("\n") + 1
        yield plain(re.sub(r"\$\{[^}]*\}|\$\w+", "…", text)), line


def page_items(page):
    """Yield (text, line) of each item below HEADING, without the indented items that explain it."""
    heading, item, n = "", None, 0
    for n, line in enumerate(page.splitlines() + ["# end"], 1):
        if item and (not line.strip() or re.match(r"#|- |\s+- ", line)):
            yield item
            item = None
        if re.match(r"##? ", line):
            heading = line.lstrip("# ")
        elif heading == HEADING and line.startswith("- "):
            item = line[2:], n
        elif item:
            item = f"{item[0]} {line.strip()}", item[1]


def page_texts(page):
    """Return the texts of the page as a list of (text, line), and a list of malformed items."""
    texts, malformed = [], []
    for item, n in page_items(page):
        if not re.fullmatch(r"`[^`]+`(?:, `[^`]+`)*", item):
            malformed.append(f"{PAGE}:{n}: not only texts: {item}")
        texts += [(plain(text), n) for text in re.findall(r"`([^`]+)`", item)]
    return texts, malformed


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def read_all(*ls_files):
    """Return path -> content of the files that git ls-files lists with these arguments."""
    listed = subprocess.run(["git", "ls-files", *ls_files], check=True, capture_output=True,
                            text=True).stdout.split()
    return {path: read(path) for path in listed if os.path.isfile(path)}


def tree_texts(sources, scripts, used):
    """Return text -> "file:line" of the sources and scripts (path -> content)."""
    macros = {name: text for source in sources.values() for name, text in DEFINE.findall(source)}
    said = {}
    for path, source in sources.items():
        for text, line in source_texts(path, source, macros, used):
            said.setdefault(text, f"{path}:{line}")
    for path, script in scripts.items():
        said.update((text, f"{path}:{line}") for text, line in script_texts(script))
    return said


def differences(said, page):
    """Return three lists: texts that the page lacks, texts that no source has, malformed items."""
    texts, malformed = page_texts(page)
    explained = dict(texts)
    return ([f"{said[t]}: {t}" for t in said if t not in explained],
            [f"{PAGE}:{n}: {t}" for t, n in texts if t not in said], malformed)


def missed():
    """Yield what the checks get wrong, in a small tree and small pages."""
    said = tree_texts(
        {"tools/a.c": '#define WHY "no " "reason"\n/* perror("a comment") */\n'
                      'options_usage_error(s, NULL, "%s: is it %d or %s?", a, 1, '
                      'b ? "x | y" : WHY);\n'
                      'fprintf(stdout, "no error");',
         "shim/program_file.c": 'text = "a fault"; return text ? "another fault" : other();',
         "tests/a.c": 'perror("a test says this");'},
        {"debian/a.prerm": 'echo "facet-dkms: end $this," \\\n\t"and that"\n'}, set())
    if set(said) != {"is it … or x | y?", "is it … or no reason?", "end …, and that", "a fault",
                     "another fault"}:
        yield f"texts of sources: {said}"
    head, good = f"# A\n\n- `not a text`\n\n## {HEADING}\n\n### B\n\n", (
        "- `…: is it … or x | y?`, `is it\n  … or no reason?`\n    - Meaning: `none` and\n"
        "      `none`.\n\n- `a fault`, `another fault`\n- `end …, and that`\n")
    for page, numbers in (
            (head + good, (0, 0, 0)),
            (head + good + "\n## C\n\n- `not a text`\n", (0, 0, 0)),
            (head + good.replace("or x", "nor x"), (1, 1, 0)),
            (head + good.replace("…, and", ", and"), (1, 1, 0)),
            (head + good.replace("- `end …, and that`\n", ""), (1, 0, 0)),
            (head + good + "- `no source says this`\n", (0, 1, 0)),
            (head + good + "- `end …, and that`: with a meaning\n", (0, 0, 1)),
            (head + good + "- Meaning: `not indented`\n", (0, 1, 1)),
            (head.replace(HEADING, "B") + good, (5, 0, 0))):
        found = differences(said, page)
        if tuple(map(len, found)) != numbers:
            yield f"{numbers} expected, {found} of: {page!r}"


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    used = set()
    said = tree_texts(read_all("-co", "--exclude-standard", "*.[ch]"), read_all(*SCRIPTS), used)
    lacking, stray, malformed = differences(said, read(PAGE))
    good = [
        check(f"texts: each of {len(said)} error texts is in {PAGE}", lacking),
        check("texts: each text there is in a source", stray + malformed),
        check("texts: each function that is looked for says one",
              [f"{row[0]}: {row[1]}" for row in CALLS if row[:2] not in used]),
        check("texts: a text that the page lacks, or that no source has, is found",
              list(missed())),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
