#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Open each page of the site in a headless browser: TAP.

    browser.py SITE [PICTURES]

SITE is the folder that mkdocs has written. A page passes at a width of 1280 and of 400 pixels if
its links lead to a page and heading of the site, its pictures load, and nothing is wider than the
window. PICTURES gets a picture of each page at both widths.

The script is for the Python of Debian, for which python3-selenium is packaged.
"""

import os
import sys
import urllib.parse

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../structure"))
sys.dont_write_bytecode = True
from cases import check

WIDTHS = (1280, 400)
HEIGHT = 1000
MOST_HEIGHT = 4000  # of a picture of a page
# Text of a picture is readable if the picture is drawn at this part of its size or more.
LEAST_SCALE = 0.6
OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
           "--allow-file-access-from-files")
# What a page says of itself: links, anchors, pictures, and elements that stick out of the window.
QUERY = """
const shown = e => e.offsetParent !== null;
// An element that sticks out of a box which scrolls is no fault.
const scrolled = e => e.parentElement &&
  (['auto', 'scroll', 'hidden'].includes(getComputedStyle(e.parentElement).overflowX) ||
   scrolled(e.parentElement));
const images = [...document.querySelectorAll('article img')];
return {
  links: [...document.querySelectorAll('a[href]')].map(a => a.href),
  anchors: [...document.querySelectorAll('[id]')].map(e => e.id),
  broken: images.filter(i => !i.complete || !i.naturalWidth).map(i => i.src),
  small: images.filter(i => i.naturalWidth && i.src.endsWith('.svg') &&
                            i.width < i.naturalWidth * arguments[0]).map(i => i.src),
  width: document.documentElement.scrollWidth,
  wide: [...document.querySelectorAll('article *')].filter(shown).filter(
    e => e.getBoundingClientRect().right > window.innerWidth + 1 && !scrolled(e)).map(
    e => e.tagName + ': ' + e.textContent.slice(0, 60)).slice(0, 3),
};
"""


def start():
    """Return a browser without a window."""
    options = webdriver.ChromeOptions()
    for option in OPTIONS:
        options.add_argument(option)
    options.binary_location = "/usr/bin/chromium"
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


def set_size(browser, width, height):
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})


def picture(browser, width, path):
    """Save a picture of the page from its top."""
    height = browser.execute_script("return document.documentElement.scrollHeight")
    set_size(browser, width, min(height, MOST_HEIGHT))
    browser.save_screenshot(path)


def pages(site):
    """Return the paths of all pages, relative to the site."""
    found = [os.path.relpath(os.path.join(folder, name), site)
             for folder, _, names in os.walk(site) for name in names if name.endswith(".html")]
    # The page for an unknown address has links from the root of a server.
    return sorted(set(found) - {"404.html"})


def open_page(browser, site, page, folder):
    """Open a page at each width. Return (links, anchors, complaints)."""
    wrong = []
    for width in WIDTHS:
        set_size(browser, width, HEIGHT)
        browser.get("file://" + urllib.parse.quote(os.path.join(site, page)))
        facts = browser.execute_script(QUERY, LEAST_SCALE)
        wrong += [f"{page}: at {width} pixels {src} does not load" for src in facts["broken"]]
        wrong += [f"{page}: at {width} pixels {src} is too small" for src in facts["small"]]
        wrong += [f"{page}: wider than {width} pixels: {what}" for what in facts["wide"]]
        if facts["width"] > width and not facts["wide"]:
            wrong.append(f"{page}: {facts['width']} pixels wide in a window of {width}")
        if folder:
            name = page[:-len(".html")].replace("/", "-")
            picture(browser, width, os.path.join(folder, f"{name}-{width}.png"))
    return facts["links"], set(facts["anchors"]), wrong


def dead_links(site, links, anchors):
    """Yield a complaint for each link to a page or heading that the site does not have."""
    for page, urls in links.items():
        for url in sorted(set(urls)):
            address, anchor = urllib.parse.urldefrag(url)
            if not address.startswith("file://"):
                continue
            target = os.path.relpath(urllib.parse.unquote(address[len("file://"):]), site)
            anchor = urllib.parse.unquote(anchor)
            if not os.path.isfile(os.path.join(site, target)):
                yield f"{page}: a link to {target}, which is no file of the site"
            elif anchor and target in anchors and anchor not in anchors[target]:
                yield f"{page}: a link to '{anchor}' of {target}, which has no such heading"


def main():
    site = os.path.abspath(sys.argv[1])
    folder = sys.argv[2] if len(sys.argv) > 2 else None
    if folder:
        os.makedirs(folder, exist_ok=True)
    browser = start()
    links, anchors, good = {}, {}, []
    try:
        for page in pages(site):
            links[page], anchors[page], wrong = open_page(browser, site, page, folder)
            good.append(check(f"{page} is readable at {WIDTHS[0]} and {WIDTHS[1]} pixels", wrong))
    finally:
        browser.quit()
    good += [
        check("the site has pages", [] if len(links) > 1 else [f"{site} has {len(links)}"]),
        check("each link of the site leads somewhere", list(dead_links(site, links, anchors))),
    ]
    return 0 if all(good) else 1


sys.exit(main())
