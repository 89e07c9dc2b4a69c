"""Files in a browser: chosen, dropped, and as they stand in the list of a bill or a certificate."""

from playwright.sync_api import expect

from tests.documents import faults, samples

DROP = """(area, files) => {
  const dropped = new DataTransfer();
  for (const file of files) {
    const bytes = Uint8Array.from(atob(file.content), (letter) => letter.charCodeAt(0));
    dropped.items.add(new File([bytes], file.name, { type: file.type }));
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const how = { dataTransfer: dropped, bubbles: true, cancelable: true };
    area.dispatchEvent(new DragEvent(kind, how));
  }
}"""


def chosen(*files) -> list[dict]:
    return [
        {"name": file.name, "mimeType": file.declared, "buffer": file.content} for file in files
    ]


def choose(page, *files) -> None:
    page.get_by_label("Add photos or PDF files").set_input_files(chosen(*files))


def a_photo(name: str) -> faults.File:
    return faults.File(name, faults.JPEG, samples.picture("JPEG", size=(900, 1200)))


def row(page, name: str):
    return page.locator("[data-file]").filter(has_text=name)


def stands(page, *expected: str) -> None:
    """The files in this order, as soon as the answer has come."""
    expect(page.locator("[data-page-list] .pages__name")).to_have_text(list(expected))


def waits(page, *expected: str) -> None:
    """What is on its way or could not be sent yet, in this order."""
    expect(page.locator("[data-waiting] .pages__name")).to_have_text(list(expected))


def the_network_was_lost(heard: list[str]) -> None:
    """What a browser says of requests that went nowhere is not held against the page."""
    lost = [text for text in heard if "net::ERR_" in text]
    assert lost
    heard[:] = [text for text in heard if text not in lost]
