# SPDX-License-Identifier: GPL-2.0-only
"""Find the locks of C sources: their annotations, and the functions that take or assert them.

A lock is annotated in the comment of its declaration: at the member in the kernel-doc of a struct,
or above the definition of a lock that is in no struct. Two sentences are for the scripts:

    @lock: Protects the list of pages. Lock order: inside &a.lock, &b.lock; outside @d; leaf.

Clauses of the lock order:

    outermost        a thread holds no other lock while it takes this lock
    inside LOCKS     a thread may hold each of LOCKS while it takes this lock
    outside LOCKS    a thread may take each of LOCKS while it holds this lock
    shared by vGPUs  threads of several vGPUs take this lock
    shared by loads  the threads that load, unload or suspend a pGPU take this lock
    leaf             inside this lock, a thread takes spinlocks and the locks of page tables alone
    last leaf        inside this lock, a thread takes no lock

A name is &STRUCT.MEMBER, @MEMBER of the same struct, or the name of a lock that is in no struct.
A lock of another subsystem is annotated in a comment, as "@STRUCT.MEMBER: KIND of SUBSYSTEM. ...".
"""

import glob
import os
import re
from collections import namedtuple
from functools import cached_property

FOLDERS = ("device", "display", "engine", "kernel", "mediator", "pgpu", "softgpu", "vfu", "virtio",
           "model")
PORTS = ("kernel/port/", "vfu/port/")  # they implement locks
KINDS = {"spinlock_t": "spin", "SPINLOCK": "spin", "struct mutex": "mutex", "MUTEX": "mutex",
         "struct rw_semaphore": "rwsem", "pthread_mutex_t": "mutex", "pthread_rwlock_t": "rwlock"}

COMMENT = re.compile(r"/\*.*?\*/", re.S)
STRUCT = re.compile(r"^(?:static )?struct (\w+) \{\n(.*?)^\}", re.M | re.S)
MEMBER = re.compile(r"^\t+(?:const )?struct (\w+) \**(\w+)(?:\[.*\])*;", re.M)
DECLARED = re.compile(r"^\t(" + "|".join(KINDS) + r") (\w+);", re.M)
FUNCTION = re.compile(r"^(?:\w[\w \*]*)?\b(\w+)\([^;{}]*\)\n\{\n(.*?)^\}", re.M | re.S)
CALL = re.compile(r"(?<![\w.>])(\w+)\(")  # by name, not by a pointer such as ops->read()
FRONT_ENDS = ("kernel", "vfu")
ALONE = re.compile(r"^(?:static )?DEFINE_(SPINLOCK|MUTEX)\((\w+)\)", re.M)
OTHER = re.compile(r"(\w+) of (\w+)\. ")
DESCRIBED = re.compile(r"^ *@([\w.]+): ((?:.|\n(?! *@[\w.]+:))*)", re.M)
PROTECTS = re.compile(r"Protects (.*?)\.(?: |$)")
ORDER = re.compile(r"Lock order: (.*?)\.?(?: (?=[A-Z])|$)")

# Calls with a lock as first argument. Group 1 is an expression such as parent_of(v)->lock.
EXPRESSION = r"\(&((?:\([^)]*\)|[^,)(])+)"
TAKEN = re.compile(r"\b(?:(?:mutex|spin)_(?:try)?lock|down_(?:read|write)|"
                   r"pthread_(?:mutex_|rwlock_(?:rd|wr))lock)(?!_init)\w*" + EXPRESSION)
INITIALISED = re.compile(r"\b(?:mutex|spin_lock)_init" + EXPRESSION)
ASSERTED = re.compile(r"\blockdep_assert_held" + EXPRESSION)

Lock = namedtuple("Lock", "name kind path owner protects inside outside words")
Body = namedtuple("Body", "name path start text")


class Sources:
    """C files by path.

    text has their contents, and code the contents without comments. structs has the members of each
    struct that are structs or point to one. bodies has a list of each function's Body for its name:
    static functions of two files may have the same name.
    """

    def __init__(self, texts):
        self.text = dict(texts)
        self.code = {path: COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
                     for path, text in self.text.items()}
        self.structs, self.bodies, self.known = {}, {}, {}
        for path, code in self.code.items():
            for name, body in STRUCT.findall(code):
                self.structs[name] = {member: kind for kind, member in MEMBER.findall(body)}
            for found in FUNCTION.finditer(code):
                body = Body(found[1], path, found.start(2), found[2])
                self.bodies.setdefault(body.name, []).append(body)

    @cached_property
    def locks(self):
        """A dict: name -> Lock, of each declared lock and each annotated lock of a subsystem."""
        found = {}
        for path, code in self.code.items():
            for struct in STRUCT.finditer(code):
                said = described(comment_above(self.text[path], struct.start()))
                for kind, member in DECLARED.findall(struct[2]):
                    name = f"{struct[1]}.{member}"
                    found[name] = annotated(name, KINDS[kind], path, said.get(member, ""))
            for lock in ALONE.finditer(code):
                said = comment_above(self.text[path], lock.start())
                found[lock[2]] = annotated(lock[2], KINDS[lock[1]], path, said)
            for comment in COMMENT.findall(self.text[path]):
                for name, said in described(plain(comment)).items():
                    other = OTHER.match(said)
                    if "." in name and other:
                        found[name] = annotated(name, other[1], path, said, other[2])
        return found

    def calls(self, pattern):
        """Yield (lock's name, expression, path, line) of each call that a pattern finds."""
        for path, code in self.code.items():
            for call in pattern.finditer(code):
                yield (self.resolve(path, call.start(), call[1]), call[1], path,
                       code.count("\n", 0, call.start()) + 1)

    def called(self, name, path):
        """Return the bodies that a name may mean in a file: the file's own, or else all others.

        A front end does not call the other front end.
        """
        found = self.bodies.get(name, [])
        folder = path.split("/")[0]
        others = [one for one in FRONT_ENDS if folder in FRONT_ENDS and one != folder]
        own = [body for body in found if body.path == path]
        return own or [body for body in found if body.path.split("/")[0] not in others]

    def taken_in(self, body):
        """Return the locks that a function takes, and the bodies of the functions that it calls."""
        if body not in self.known:
            locks = {self.resolve(body.path, body.start + call.start(), call[1])
                     for call in TAKEN.finditer(body.text)}
            callees = {callee for name in set(CALL.findall(body.text))
                       for callee in self.called(name, body.path)}
            self.known[body] = locks, callees
        return self.known[body]

    def taken_below(self, name):
        """Return a dict: lock -> name of the function that takes it: @name, or one that it calls.

        Calls by pointers do not count, so locks of ops are not in the result.
        """
        waiting = list(self.bodies.get(name, []))
        seen, taken = set(waiting), {}
        while waiting:
            body = waiting.pop(0)
            locks, callees = self.taken_in(body)
            for lock in locks:
                taken.setdefault(lock, body.name)
            waiting += callees - seen
            seen |= callees
        return taken

    def resolve(self, path, position, expression):
        """Return the name of the lock that an expression at a position in a file stands for."""
        first, *members = re.split(r"->|\.", expression.strip())
        if not members:
            return first
        function = re.match(r"(\w+)\(", first)
        if function:
            types = re.findall(rf"struct (\w+) \*{function[1]}\(", self.code[path])
        else:
            types = re.findall(rf"\bstruct (\w+) (?:[^;{{}}()]*, )?\**{re.escape(first)}\b",
                               self.code[path][:position])
        struct = types[-1] if types else None
        for member in members[:-1]:
            struct = self.structs.get(struct, {}).get(member)
        return f"{struct}.{members[-1]}"


def read(root="."):
    """Read the sources below the root of the repository."""
    texts = {}
    for folder in FOLDERS:
        for path in sorted(glob.glob(f"{root}/{folder}/**/*.[ch]", recursive=True)):
            name = os.path.relpath(path, root)
            if not name.startswith(PORTS):
                with open(path, encoding="utf-8") as file:
                    texts[name] = file.read()
    return Sources(texts)


def plain(comment):
    """Return the lines of a comment without the asterisks in front of them."""
    return "\n".join(re.sub(r"^\s*\*+", "", line) for line in comment[2:-2].split("\n"))


def comment_above(text, position):
    """Return the text of the comment that ends right above a position; "": there is none."""
    above = text[:position].rstrip()
    return plain(above[above.rfind("/*"):]) if above.endswith("*/") else ""


def described(comment):
    """Return a dict: name -> text, of each "@name: text" in a comment."""
    return {name: " ".join(text.split()) for name, text in DESCRIBED.findall(comment)}


def annotated(name, kind, path, said, owner=""):
    """Make the Lock of a declaration from its comment."""
    said = " ".join(said.split())
    protects, order = PROTECTS.search(said), ORDER.search(said)
    locks, words = {"inside": [], "outside": []}, []
    for clause in order[1].split("; ") if order else ():
        word, _, names = clause.partition(" ")
        if word in locks:
            struct = name.rpartition(".")[0]
            locks[word] += [re.sub("^@", struct + ".", one).lstrip("&")
                            for one in names.split(", ")]
        else:
            words.append(clause)
    return Lock(name, kind, path, owner, protects[1] if protects else "", locks["inside"],
                locks["outside"], words)
