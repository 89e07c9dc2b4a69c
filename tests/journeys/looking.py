"""What holds for every page: nothing is cut off, axe finds nothing, by day and by night."""

from axe_playwright_python.sync_playwright import Axe

NARROWEST, PHONE, DESK = 320, 360, 1280
AXE = Axe()
RUN = "axe.run(document, {resultTypes: ['violations'], preload: false})"
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


def problems(page) -> list[str]:
    """What is wrong with the page that is shown, in words."""
    found = []
    page.wait_for_load_state()  # a page that has only just come has no styles yet, or no element
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
