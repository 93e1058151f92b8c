# SPDX-License-Identifier: GPL-2.0-only
"""The functions that a C header declares or defines, each with what its kernel-doc says."""

import re
from collections import namedtuple

Function = namedtuple("Function", "path line name returns params doc")
Doc = namedtuple("Doc", "name summary params sections")

TOKEN = re.compile(r"""/\*.*?\*/ | //[^\n]* | ^[ \t]*\#(?:\\\n|[^\n])* | "(?:\\.|[^"\\])*" |
                       '(?:\\.|[^'\\])*' | [{}();] | [^/"'{}();\n]+ | .""", re.X | re.S | re.M)
# Parentheses up to three deep: __attribute__((format(printf, 1, 2))).
PARENTHESES = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
ATTRIBUTE = re.compile(r"\b__(?:attribute__|printf|acquires|releases|must_hold|cond_acquires|"
                       r"nonnull|alloc_size)\s*" + PARENTHESES)
DECLARATION = re.compile(r"([\w\s*]*[\s*])(\w+)\s*\((.*)\)\s*(?:__\w+\s*)*", re.S)
SECTION = re.compile(r"(Description|Context|Returns?|Notes?|Examples?):\s*(.*)", re.I)


def declarations(text):
    """(line, declaration without comments, comment right above or "") of each at file level."""
    depth, parens, at, said, above, comment, body = 0, 0, 0, "", "", "", False
    line = 1
    for token in TOKEN.findall(text):
        if token.startswith("/*") or token.startswith("//"):
            if not said.strip() and depth == 0:
                comment = token
        elif token.lstrip().startswith("#") and not said.strip():
            comment = ""
        elif depth == 0 and parens == 0 and token == ";":
            if said.strip():
                yield at, said.strip(), above
            said, comment = "", ""
        elif token == "{":
            if depth == 0:
                body = said.rstrip().endswith(")")
            depth += 1
        elif token == "}":
            depth -= 1
            if depth == 0 and body:
                yield at, said.strip(), above
                said, comment, body = "", "", False
        elif depth == 0:
            parens += (token == "(") - (token == ")")
            if token.strip() and not said.strip():
                at, above = line, comment
            said += token
        line += token.count("\n")


def params_of(text):
    """Names of parameters; "" for one without a name."""
    parts, depth = [""], 0
    for c in text:
        depth += (c == "(") - (c == ")")
        if c == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += c
    for part in (part.strip() for part in parts):
        if part in ("", "void"):
            continue
        pointer = re.search(r"\(\s*\*\s*(\w+)", part)
        last = re.search(r"[\w\s*]+[\s*](\w+)\s*(?:\[.*\])?$", part, re.S)
        yield part if part == "..." else pointer[1] if pointer else last[1] if last else ""


def doc_of(comment):
    """What a kernel-doc comment says, or None where it is none."""
    if not comment.startswith("/**"):
        return None
    lines = [re.sub(r"^\s*\*? ?", "", line.rstrip())
             for line in comment[3:-2].rstrip().split("\n")]
    lines = lines[1:] if not lines[0].strip() else lines
    head = re.match(r"\s*(\w+)\(\)\s*-\s*(.*)", lines[0] if lines else "")
    params, sections, into, key = {}, {}, None, None
    for line in lines[1:]:
        param = re.match(r"\s*@(\w+|\.\.\.):\s*(.*)", line)
        section = SECTION.match(line)
        if param or section:
            into, key = (params, param[1]) if param else (sections, section[1].lower().rstrip("s"))
            into[key] = (param or section)[2]
        elif not line.strip():
            into = into if into is sections else None
        elif into is not None:
            into[key] = (into[key] + " " + line.strip()).strip()
    return Doc(head[1] if head else "", head[2].strip() if head else "", params, sections)


def functions(path, text):
    """Each function that a header declares or defines."""
    for line, said, comment in declarations(text):
        said = ATTRIBUTE.sub(" ", said)
        found = DECLARATION.fullmatch(said)
        if not found or "typedef" in found[1] or "=" in said or "*" in said.split("(")[1][:1]:
            continue
        words = set(re.findall(r"\w+", found[1])) - {"static", "inline", "extern", "const"}
        returns = "*" in found[1] or words != {"void"}
        yield Function(path, line, found[2], returns, list(params_of(found[3])), doc_of(comment))
