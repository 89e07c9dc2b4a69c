"""Draw words across each page of a rebuilt file, so that it serves no other purpose.

    python -I stamp.py CONTENT_TYPE WORDS <rebuilt >stamped

A program of its own, as limited as `rebuild.py`, which it builds on. A PDF becomes pictures of its
pages: words that lie beside the pages of a PDF could be taken away again.
"""

import io
import os
import sys
from pathlib import Path

_HERE = str(Path(__file__).parent)
sys.path.insert(0, _HERE)
import rebuild  # noqa: E402  # its neighbour; -I leaves this folder out

sys.path.remove(_HERE)

LONGEST = 1600  # pixels: enough to compare a face and to read a number
LETTERS = 28  # how many lines of words fit on the longer side
INK = (176, 20, 20)
STRENGTH = 95  # of 255: the words are read, and what is below them too
ANGLE = 28


def stamped(content: bytes, content_type: str, words: str) -> tuple[bytes, str, int]:
    """The picture, or the pages, with the words across. Raises `rebuild.Rejected`."""
    made = io.BytesIO()
    if content_type != "application/pdf":
        picture = rebuild._on_white(rebuild._opened(content, content_type))
        picture.thumbnail((LONGEST, LONGEST))
        _written_on(picture, words).save(made, "JPEG", quality=rebuild.JPEG_QUALITY)
        return made.getvalue(), "image/jpeg", 1
    pages = [_written_on(page, words) for page in _pages(content)]
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return made.getvalue(), "application/pdf", len(pages)


def _pages(content: bytes):
    import pypdfium2

    count = len(pypdfium2.PdfDocument(content))
    for number in range(1, count + 1):
        yield rebuild._on_white(rebuild._page(content, number, LONGEST))


def _written_on(picture, words: str):
    """The words in rows from edge to edge, slanting, over everything."""
    from PIL import Image, ImageDraw, ImageFont
    from text_unidecode import unidecode

    picture = picture.convert("RGB")
    longest = max(picture.size)
    side = int(longest * 1.5)  # covers the picture however it is turned
    height = max(longest // LETTERS, 9)
    font = ImageFont.load_default(size=height)
    mask = Image.new("L", (side, side))
    draw = ImageDraw.Draw(mask)
    line = f"{unidecode(words)}   -   "  # the font that is always there has no accents
    width = max(int(draw.textlength(line, font=font)), 1)
    for row, top in enumerate(range(0, side, height * 4)):
        for left in range(-(row % 2) * width // 2, side, width):
            draw.text((left, top), line, fill=STRENGTH, font=font)
    mask = mask.rotate(ANGLE)
    left, top = (side - picture.width) // 2, (side - picture.height) // 2
    mask = mask.crop((left, top, left + picture.width, top + picture.height))
    picture.paste(Image.new("RGB", picture.size, INK), mask=mask)
    return picture


def answer_for(content: bytes, arguments: list[str]) -> tuple[bytes, str, int]:
    """What the arguments of this program ask for. Raises nothing but `rebuild.Rejected`."""
    content_type, words = arguments
    try:
        return stamped(content, content_type, words)
    except rebuild.Rejected:
        raise
    except Exception as error:  # whatever is odd about the file
        raise rebuild.Rejected("unreadable") from error


if __name__ == "__main__":
    code = rebuild.main(answer_for)
    os._exit(code)
