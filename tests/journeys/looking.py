"""What holds for every page: nothing is cut off, axe finds nothing, by day and by night."""

from collections.abc import Callable
from typing import TypeVar

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

Found = TypeVar("Found")
NARROWEST, PHONE, DESK = 320, 360, 1280
AXE = Axe()
RUN = "axe.run(document, {resultTypes: ['violations'], preload: false})"
LEAVING = (
    "Execution context was destroyed",
    "Cannot read properties of null (reading 'documentElement')",
)
AT_REST = """Promise.race([
  Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
  new Promise((enough) => setTimeout(enough, 500)),  // some never end
])"""


# Text that runs out of its box, over its neighbours: what no width of the page as a whole shows.
SPILLED = """[...document.querySelectorAll("main *:not(option)")].filter((element) => {
  const style = getComputedStyle(element);
  return element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1
    && style.overflowX === "visible" && style.display !== "inline"
    && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
}).map((element) => element.outerHTML.slice(0, 200))"""


def at_rest(page, look: Callable[[], Found]) -> Found:
    """What `look` finds once the page has come and stays.

    A click may return before the browser has left the page: a look that begins there ends in the
    middle of the next page, which has no element yet. Then the next page is looked at instead.
    """
    for _attempt in range(4):
        page.wait_for_load_state()
        page.wait_for_function("document.readyState === 'complete' && document.body !== null")
        try:
            return look()
        except Error as error:
            if not any(sign in str(error) for sign in LEAVING):
                raise
    raise AssertionError(f"{page.url} never came to rest.")


def problems(page) -> list[str]:
    """What is wrong with the page that is shown, in words."""
    return at_rest(page, lambda: _problems(page))


def _problems(page) -> list[str]:
    found = []
    for width in (PHONE, DESK, NARROWEST):
        page.set_viewport_size({"width": width, "height": 800})
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            found.append(f"{page.url} needs {needed} of {width} pixels")
        found += [f"{page.url} ({width}) spills {html}" for html in page.evaluate(SPILLED)]
    page.evaluate(AXE.axe_script)
    for scheme, width in (("dark", NARROWEST), ("light", DESK)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(AT_REST)  # in the middle of a transition, colours are neither nor
        found += [
            f"{page.url} ({scheme}) {rule['id']}: {node['html']}"
            for rule in page.evaluate(RUN)["violations"]
            for node in rule["nodes"]
        ]
    return found


def looks_right(page) -> None:
    found = problems(page)
    assert not found, "\n".join(found)
