# SPDX-License-Identifier: GPL-2.0-only
"""Hooks of mkdocs (mkdocs.yml): what pages say in a repository, but not on a site."""

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
