# SPDX-License-Identifier: GPL-2.0-only
"""Hooks of mkdocs (mkdocs.yml): what a site shows in another way than a repository."""

import posixpath
import re

LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)#\s]+)(#[^)\s]*)?\)")


def on_page_markdown(markdown, page, **_):
    """Name a file of the repository in place of a link to it: the site has no such file."""
    folder = posixpath.dirname(page.file.src_path)

    def named(match):
        text, target = match[1], match[2]
        path = posixpath.normpath(posixpath.join("docs", folder, target))
        if "://" in target or path.startswith("docs/"):
            return match[0]
        return f"`{path}`" if path in text or text in path else f"{text} (`{path}`)"

    return LINK.sub(named, markdown)


def is_moved(item):
    """Tell if an item of the navigation is the old name of a page, or a folder of such names."""
    if item.is_section:
        return all(is_moved(child) for child in item.children)
    if not item.is_page:
        return False
    with open(item.file.abs_src_path, encoding="utf-8") as page:
        return page.readline().startswith("# This page is now ")


# Folders of pages in the order of the navigation: by reader.
SECTIONS = ("User", "Admin", "Dev", "Research", "Reference")


def place(item):
    return SECTIONS.index(item.title) if item.is_section else -1


def on_nav(nav, **_):
    """Leave old names of pages out of the navigation. Links to them still work."""
    nav.items = sorted((item for item in nav.items if not is_moved(item)), key=place)
    nav.pages = [page for page in nav.pages if not is_moved(page)]
    for before, after in zip([None] + nav.pages, nav.pages + [None]):
        if before:
            before.next_page = after
        if after:
            after.previous_page = before
    return nav
