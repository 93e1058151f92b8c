#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Compare docs/dev/locking.md and the code with the annotations of locks: TAP.

    locks.py            the checks
    locks.py --write    print the tables of the page anew
    locks.py --dot      print a Graphviz graph of the order, for tests/docs/pictures.py

c_locks.py has the form of the annotations. tests/mini/lock_order.py compares the order in which
programs take locks with them.

If the Context of a function's kernel-doc says "LOCK held", the function asserts that, and no other
lock, by lockdep_assert_held(). A function that cannot reach the lock says "LOCK serializes". Some
forms state no condition: "LOCK held at most", "LOCK may be held", "LOCK not held", "LOCK or LOCK
held", "LOCK held, or ...".

The Context also names each lock that the function takes, itself or in a function that it calls by
name. A call by a pointer does not count: the text names the op, and "Locks of ops" on the page has
its locks.
"""

import os
import re
import sys

import c_locks
from c_header import functions
from cases import check

PAGE = "docs/dev/locking.md"
BEGIN, END = "<!-- Printed by tests/structure/locks.py -->\n", "<!-- end -->"
WORDS = ("outermost", "shared by vGPUs", "shared by loads", "leaf", "last leaf")
FAULTS = "mm_struct.mmap_lock"  # held in a page fault
# vGPUs share the locks of these structs, and those that are in no struct.
SHARED_STRUCTS = ("facet_gpu", "facet_sched", "facet_parent", "ops_bucket", "sgpu_", "softgpu")
HELD = re.compile(r"(?:(\w+) )?(?<![\w.>-])&?([\w.>-]*lock)(?: is)? held(?=[;,.]|$)(?!, or )")
AT_MOST = re.compile(r'\bport_held_at_most\(((?:"[^"]*"(?:, )?)*)\)')
MANY = 4  # a row of the page names at most so many files


def is_user(lock):
    return lock.path.startswith(("engine/", "vfu/"))


def is_shared(lock):
    return any(word.startswith("shared") for word in lock.words)


def is_named(lock, word):
    """Test if a word is the name of a lock: all of it, or the member alone."""
    return lock.name == word or lock.name.endswith("." + word)


# --- the order ------------------------------------------------------------------------------------


def pairs(locks):
    """Return the set of pairs (outer, inner) that the annotations state."""
    stated = {(outer, lock.name) for lock in locks.values() for outer in lock.inside}
    stated |= {(lock.name, inner) for lock in locks.values() for inner in lock.outside}
    return {(outer, inner) for outer, inner in stated if outer in locks and inner in locks}


def inner_locks(locks):
    """Return a dict: name -> locks that a thread may take inside this lock, also through others."""
    found = {name: set() for name in locks}
    for outer, inner in pairs(locks):
        found[outer].add(inner)
    for middle in locks:
        for inside in found.values():
            if middle in inside:
                inside |= found[middle]
    return found


def in_order(locks):
    """Sort the locks from outermost to innermost, by the longest chain of locks inside."""
    inner, chain = inner_locks(locks), {}
    for name in sorted(locks, key=lambda name: len(inner[name])):
        chain[name] = 1 + max((chain[one] for one in inner[name] if one in chain), default=0)
    return sorted(locks.values(), key=lambda lock: (-chain[lock.name], lock.path, lock.name))


# --- the page -------------------------------------------------------------------------------------

# The tables of the page: which locks each has.
TABLES = (lambda lock: not is_user(lock) and not is_shared(lock), is_shared, is_user)


def taken_in(lock, paths):
    """Return the subsystem of a lock of others; else the files that take it, or their folders."""
    if lock.owner:
        return lock.owner
    if len(paths) > MANY:
        return ", ".join(sorted({path.split("/")[0] + "/" for path in paths}))
    names, last = [], None
    for folder, name in map(os.path.split, sorted(paths)):
        names.append(name if folder == last else f"{folder}/{name}")
        last = folder
    return ", ".join(names) or "-"


def directly_inside(name, locks, inner):
    """Return the locks outside a lock, without those that are outside another of them."""
    outer = {one for one, other in pairs(locks) if other == name}
    return sorted(one for one in outer if not inner[one] & outer)


def markdown(text):
    """Return the text of a comment up to a colon, with names in backticks."""
    return re.sub(r"[&@]([\w.]*\w)", r"`\1`", text.split(": ")[0])


def table(locks, kept, listed, taken):
    inner = inner_locks(locks)
    yield "| lock | kind | taken in | directly inside | remarks | protects |\n"
    yield "|---|---|---|---|---|---|\n"
    for lock in filter(kept, in_order(locks)):
        outer = ", ".join(f"`{one}`" for one in directly_inside(lock.name, locks, inner))
        remarks = [word for word in lock.words if word not in ("outermost", "shared by vGPUs")]
        remarks += ["page faults"] if FAULTS in lock.inside else []
        more = " *" if any(is_named(lock, word) for word in listed) else ""
        yield (f"| `{lock.name}` | {lock.kind} | {taken_in(lock, taken.get(lock.name, ()))} | "
               f"{outer or '-'} | {', '.join(remarks) or '-'} | "
               f"{markdown(lock.protects)}{more} |\n")


def explained(text):
    """Return the locks that a list explains in the rest of a section: "- `name`: ..."."""
    return re.findall(r"^- `([\w.]+)`:", text.split("\n## ")[0], re.M)


def printed(page, sources):
    """Return the page with its tables as the annotations have them."""
    locks, taken = sources.locks, {}
    for name, _, path, _ in sources.calls(c_locks.TAKEN):
        taken.setdefault(name, set()).add(path)
    new, *parts = page.split(BEGIN)
    for kept, part in zip(TABLES, parts):
        rest = part.partition(END)[2]
        new += BEGIN + "".join(table(locks, kept, explained(rest), taken)) + END + rest
    return new


def check_page(page, sources):
    if page.count(BEGIN) != len(TABLES):
        yield f"{PAGE} has {page.count(BEGIN)} printed parts in place of {len(TABLES)}"
        return
    new, locks = printed(page, sources), sources.locks.values()
    old_lines, new_lines = page.split("\n"), new.split("\n")
    yield from (f"{PAGE} differs from the comments: {line}"
                for line in old_lines if line not in new_lines)
    yield from (f"{PAGE} lacks {line}" for line in new_lines if line not in old_lines)
    if page != new:
        yield f"print the tables of {PAGE} anew: tests/structure/locks.py --write"
    for part, kept in zip(page.split(BEGIN)[1:], TABLES):
        yield from (f"{PAGE} explains {word}, which is in no row of the table above"
                    for word in explained(part)
                    if not any(is_named(lock, word) for lock in filter(kept, locks)))


# --- the graph ------------------------------------------------------------------------------------

SPIN, OTHERS = 'fillcolor="#fff8e1"', 'style="rounded,dashed"'
IN_FAULTS = 'color="#c62828"'  # a page fault takes the lock
# The clusters of the graph: the label, and a test for the locks inside.
CLUSTERS = (
    ("one vGPU, with locks of other subsystems", lambda lock: not is_shared(lock)),
    ("shared by vGPUs", lambda lock: "shared by vGPUs" in lock.words),
    ("shared by loads", lambda lock: "shared by loads" in lock.words),
)


def node(lock):
    """Return the statement of a lock's node."""
    label = lock.name.replace(".", ".\\n") + (f"\\n({lock.owner})" if lock.owner else "")
    style = [SPIN] * (lock.kind == "spin") + [OTHERS] * bool(lock.owner)
    style += [IN_FAULTS] * (FAULTS in lock.inside or lock.name == FAULTS)
    return f'"{lock.name}" [' + " ".join([f'label="{label}"', *style]) + "]\n"


def dot(sources):
    """Return a graph of the locks but those of user space, with edges to locks directly inside."""
    locks = sources.locks
    inner = inner_locks(locks)
    kept = [lock for lock in in_order(locks) if not is_user(lock)]
    text = "// A thread may hold a lock while it takes a lock that arrows lead to.\n"
    text += "digraph locks {\n\tnewrank=true\n\tranksep=0.35\n\tnodesep=0.08\n"
    for number, (label, has) in enumerate(CLUSTERS):
        text += f'\tsubgraph cluster_{number} {{\n\t\tlabel="{label}"\n'
        text += "".join("\t\t" + node(lock) for lock in kept if has(lock)) + "\t}\n"
    for lock in kept:
        text += "".join(f'\t"{outer}" -> "{lock.name}"\n'
                        for outer in directly_inside(lock.name, locks, inner))
    return text + "}\n"


# --- the annotations ------------------------------------------------------------------------------


def check_annotations(sources):
    locks = sources.locks
    for lock in locks.values():
        where = f"{lock.path}: {lock.name}"
        if not lock.protects:
            yield f'{where} has no sentence "Protects ..."'
        if not lock.words + lock.inside + lock.outside:
            yield f'{where} has no sentence "Lock order: ..."'
        yield from (f"{where}: unknown clause of a lock order: {word}"
                    for word in lock.words if word not in WORDS)
        yield from (f"{where}: there is no lock {other}"
                    for other in lock.inside + lock.outside if other not in locks)
    for name, expression, path, line in sources.calls(c_locks.TAKEN):
        if name not in locks:
            yield f"{path}:{line}: &{expression} is the unknown lock {name}"
    classes = {"&" + expression for _, expression, _, _ in sources.calls(c_locks.INITIALISED)}
    for path, code in sources.code.items():
        for names in AT_MOST.findall(code):
            yield from (f"{path}: port_held_at_most(): nothing initialises {name}"
                        for name in re.findall('"([^"]*)"', names) if name not in classes)


def check_order(sources):
    locks = sources.locks
    inner = inner_locks(locks)
    for name, lock in locks.items():
        if name in inner[name]:
            yield f"{name} is inside itself, by way of others or by its own annotation"
        if "outermost" in lock.words and any(name in inside for inside in inner.values()):
            yield f"{name} is outermost, and inside another lock"
        if is_user(lock):
            continue
        inside = sorted(one for one in inner[name] if not is_user(locks[one]))
        sleeping = [one for one in inside if locks[one].kind != "spin"]
        if "last leaf" in lock.words and inside:
            yield f"{name} is a last leaf, and {inside[0]} is inside it"
        if sleeping and ("leaf" in lock.words or lock.kind == "spin"):
            yield f"{name} is a leaf or a spinlock, and {sleeping[0]}, which sleeps, is inside it"
        if FAULTS in lock.inside and any(FAULTS in locks[one].inside for one in sleeping):
            yield f"page faults take {name}, and inside it a mutex that page faults take, too"


def check_shared(sources):
    for lock in sources.locks.values():
        by_nature = "." not in lock.name or lock.name.startswith(SHARED_STRUCTS)
        if by_nature and not is_shared(lock):
            yield f'{lock.path}: {lock.name} is shared: its lock order lacks "shared by ..."'
        if "shared by vGPUs" in lock.words and lock.kind != "spin":
            yield f"{lock.path}: vGPUs share {lock.name}, a {lock.kind}: use a spinlock"


# --- functions ------------------------------------------------------------------------------------


def said_held(context, locks):
    """Yield the locks that a Context says to be held; None for a name that no lock has."""
    for before, word in HELD.findall(context):
        found = [lock.name for lock in locks.values() if is_named(lock, word)]
        if len(found) < 2 and before.lower() not in ("or", "no", "nor"):
            yield found[0] if found else None


def asserted(function, sources):
    """Return the locks that a function asserts; none if it is defined nowhere."""
    return {sources.resolve(body.path, body.start + call.start(), call[1])
            for body in sources.bodies.get(function, [])[-1:]
            for call in c_locks.ASSERTED.finditer(body.text)}


def contexts(sources):
    """Yield (place, function's name, text) of each Context in kernel-doc."""
    for path, text in sources.text.items():
        for function in functions(path, text):
            if function.doc and "context" in function.doc.sections:
                yield (f"{path}:{function.line}: {function.name}()", function.name,
                       function.doc.sections["context"])


def check_functions(sources):
    for where, name, context in contexts(sources):
        held = set(said_held(context, sources.locks))
        found = asserted(name, sources)
        if None in held:
            yield f"{where} says that an unknown lock is held"
        yield from (f"{where} says that {lock} is held, and does not assert it"
                    for lock in sorted(held - found - {None}))
        yield from (f"{where} asserts {lock}: say in its Context that it is held"
                    for lock in sorted(found - held))


def names_lock(context, lock):
    """Tell if a Context has the name of a lock: "&STRUCT.lock", or "MEMBER_lock" alone."""
    member = lock.split(".")[-1]
    return re.search(rf"\b{lock if member == 'lock' else member}\b", context)


def check_taken(sources):
    """A Context names each lock that the function takes, itself or in a function that it calls."""
    for where, name, context in contexts(sources):
        yield from (f"{where} does not name {lock}, which {taker}() takes"
                    for lock, taker in sorted(sources.taken_below(name).items())
                    if not names_lock(context, lock))


# --- small cases ----------------------------------------------------------------------------------

GOOD = """/**
 * struct a - A list.
 * @outer: Protects the list. Lock order: outermost.
 * @map: Protects the map. Lock order: inside @outer, &mm_struct.mmap_lock; leaf.
 * @lock: Protects @n: the number. Lock order: inside @map; last leaf.
 */
struct a {
	struct mutex outer;
	struct mutex map;
	spinlock_t lock;
};

/* @mm_struct.mmap_lock: rwsem of mm. Protects mappings. Lock order: inside &a.outer. */

/* Protects all. Lock order: inside &a.outer; shared by vGPUs; last leaf. */
static DEFINE_SPINLOCK(all_lock);

/**
 * f() - Read the list.
 *
 * Context: any; &a.lock held; all_lock not held.
 */
int f(struct a *a)
{
	lockdep_assert_held(&a->lock);
	return 0;
}
"""
ROWS = ("| `a.outer` | mutex | - | - | - | the list |",
        "| `a.lock` | spin | - | `a.map` | last leaf | `n` |",
        "| `a.map` | mutex | - | `mm_struct.mmap_lock` | leaf, page faults | the map |",
        "| `all_lock` | spin | - | `a.outer` | last leaf | all |")
EDGES = ('"a.outer" -> "mm_struct.mmap_lock"', '"mm_struct.mmap_lock" -> "a.map"',
         '"a.map" -> "a.lock"', '"a.outer" -> "all_lock"')
# Check -> changes of GOOD in which it finds a fault.
FAULTY = (
    (check_annotations, (
        ("Protects @n", "Has @n"), ("Lock order: outermost", "Outermost"),
        ("vGPUs; last leaf", "vGPUs; last"), ("inside @map", "inside @mop"),
        ("return 0;", "spin_lock(&a->luck);"), ("return 0;", 'port_held_at_most("&a->lock");'))),
    (check_order, (
        ("outermost", "inside @lock"), ("outermost", "outermost; inside all_lock"),
        ("outermost", "leaf"), ("outermost", "last leaf"),
        ("the map. Lock order: inside @outer", "the map. Lock order: outside @outer"),
        ("list. Lock order: outermost", "list. Lock order: inside &mm_struct.mmap_lock"),
        ("struct mutex outer", "spinlock_t outer"))),
    (check_shared, (
        ("shared by vGPUs; ", ""), ("DEFINE_SPINLOCK", "DEFINE_MUTEX"),
        ("outermost", "shared by vGPUs"))),
    (check_functions, (
        ("\tlockdep_assert_held(&a->lock);\n", ""), ("held(&a->lock)", "held(&a->map)"),
        ("a.lock held", "a.lock held at most"), ("all_lock not held", "all_lock held"),
        ("all_lock not held", "a_lock held"))),
    (check_taken, (
        ("return 0;", "mutex_lock(&a->map);"),
        ("return 0;", "return g(a);\n}\n\nint g(struct a *a)\n{\n\tmutex_lock(&a->map);"))),
)


def missed():
    """Yield a text for each small case that the checks get wrong."""
    for rule, changes in FAULTY:
        for what in rule(c_locks.Sources({"kernel/a.c": GOOD})):
            yield f"finds a fault where there is none: {what}"
        for old, new in changes:
            text = GOOD.replace(old, new)
            if text == GOOD or not list(rule(c_locks.Sources({"kernel/a.c": text}))):
                yield f"{rule.__name__}() finds no fault in {new!r} for {old!r}"
    sources = c_locks.Sources({"kernel/a.c": GOOD})
    page = printed((BEGIN + END) * len(TABLES), sources)
    yield from (f"does not print {row}" for row in ROWS if row + "\n" not in page)
    graph = dot(sources)
    yield from (f"does not print {edge}" for edge in EDGES if f"\t{edge}\n" not in graph)
    if graph.count("->") != len(EDGES):
        yield f"prints {graph.count('->')} edges in place of {len(EDGES)}"
    if list(check_page(page, sources)):
        yield "finds a fault in the page that it has printed"
    for text in ("", page.replace("the list", "a list"), page + "\n- `a.lock`: is here"):
        if not list(check_page(text, sources)):
            yield f"finds no fault in the page {text!r}"


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    if sys.argv[1:] not in ([], ["--write"], ["--dot"]):
        sys.exit("locks.py: usage error: give no argument, --write or --dot")
    sources = c_locks.read()
    if sys.argv[1:] == ["--dot"]:
        print(dot(sources), end="")
        return 0
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    if sys.argv[1:]:
        with open(PAGE, "w", encoding="utf-8") as file:
            file.write(printed(page, sources))
        return 0
    good = [
        check("each lock is annotated where it is declared", list(check_annotations(sources))),
        check("the lock order has no circle, and leaves are leaves", list(check_order(sources))),
        check("each lock that vGPUs share is annotated so, and is a spinlock",
              list(check_shared(sources))),
        check("functions assert the locks that their kernel-doc says to be held",
              list(check_functions(sources))),
        check("kernel-doc names the locks that functions take", list(check_taken(sources))),
        check("the page on locking says what the annotations say", list(check_page(page, sources))),
        check("and each fault is found in a small case", list(missed())),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
