"""Read one uploaded file and write it anew. A program of its own; see `child.py`.

    python -I rebuild.py CONTENT_TYPE <upload >rebuilt
    python -I rebuild.py CONTENT_TYPE PAGE TURNED LONGEST <checked >drawn

Files from strangers are only ever parsed here, in a process with little memory, little time, no
Django, no settings and no keys. On success the last line of the error output is a JSON object with
`content_type` and `pages`; otherwise the exit code is `REJECTED` and it holds `rejection`.
"""

import ctypes
import io
import json
import logging
import os
import resource
import signal
import sys
import warnings

REJECTED = 10
MAX_PIXELS = 50_000_000
MAX_PAGES = 50
MEMORY = 1024**3  # bytes of address space
SECONDS = 10  # of processor time
WRITTEN = 64 * 1024**2  # bytes
MOST_UNPACKED = 200 * 1024**2  # bytes of a PDF's contents without its pictures
JPEG_QUALITY = 90
_NEW_NAMES_AND_NETWORK = 0x10000000 | 0x40000000  # CLONE_NEWUSER | CLONE_NEWNET
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class Rejected(Exception):
    """The file is not taken; the argument is a code of `choices.Rejection`."""


def limit_this_process() -> None:
    """Little memory, little time, no network where the system allows a process to give it up."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    system = ctypes.CDLL(None)
    system.prctl(_DIE_WITH_PARENT, signal.SIGKILL)  # a killed worker leaves no reader behind
    system.unshare(_NEW_NAMES_AND_NETWORK)  # refused in some containers: then without


def image(content: bytes, content_type: str) -> tuple[bytes, str, int]:
    """The first picture of the file, upright, without anything but its pixels."""
    picture = _opened(content, content_type)
    keep_png = content_type == "image/png"
    picture = picture.convert(_mode_for(picture, keep_png=keep_png))
    picture.info.clear()  # place, time, device, comments, colour profile
    rebuilt = io.BytesIO()
    if keep_png:
        picture.save(rebuilt, "PNG")
        return rebuilt.getvalue(), "image/png", 1
    picture.save(rebuilt, "JPEG", quality=JPEG_QUALITY)
    return rebuilt.getvalue(), "image/jpeg", 1


def _opened(content: bytes, content_type: str):
    """The picture, decoded and upright."""
    from PIL import Image, ImageOps

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    formats = ["JPEG", "PNG"]
    if content_type == "image/heic":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
        formats = ["HEIF"]
    try:
        picture = Image.open(io.BytesIO(content), formats=formats)
        picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Rejected("too_many_pixels") from error
    except Exception as error:
        if is_cut_short(content, content_type):
            raise Rejected("truncated") from error
        raise
    return ImageOps.exif_transpose(picture)


def _mode_for(picture, *, keep_png: bool) -> str:
    if not keep_png:
        return "L" if picture.mode in ("1", "L") else "RGB"
    if picture.has_transparency_data:
        return "RGBA"
    # Grey of 16 bits stays as it is: Pillow would cut it off at white, not scale it.
    return picture.mode if picture.mode in ("1", "L", "P", "I", "I;16") else "RGB"


def is_cut_short(content: bytes, content_type: str) -> bool:
    """Whether a file that cannot be read lacks its end, by the marks its kind ends with."""
    if content_type == "image/jpeg":
        begun = content.startswith(b"\xff\xd8\xff") and len(content) > 100  # else no photo
        return begun and b"\xff\xd9" not in content[-_TAIL:]
    if content_type == "image/png":
        return content[12:16] == b"IHDR" and b"IEND" not in content[-_TAIL:]
    if content_type == "image/heic":
        return content[4:8] == b"ftyp" and _ends_within_a_box(content)
    return False


def _ends_within_a_box(content: bytes) -> bool:
    """Whether the last of the boxes that make up a HEIC file is longer than what is there."""
    start = 0
    while start + 8 <= len(content):
        size = int.from_bytes(content[start : start + 4], "big")
        if size == 1:
            size = int.from_bytes(content[start + 8 : start + 16], "big")
        if size < 8:  # 0 is "up to the end of the file"; the others are nonsense
            return False
        start += size
    return start != len(content)


# What no dictionary of the file may hold, wherever it stands.
_FORBIDDEN = {
    "/AA", "/OpenAction", "/JS", "/JavaScript", "/XFA", "/Launch", "/URI", "/EF", "/AF",
    "/EmbeddedFiles", "/RichMediaContent", "/RichMediaSettings", "/Metadata", "/PieceInfo",
    "/OPI", "/LastModified", "/PresSteps",
}  # fmt: skip
# What a dictionary that is an action may not do.
_ACTIONS = {
    "/JavaScript", "/Launch", "/URI", "/SubmitForm", "/ResetForm", "/ImportData", "/GoToR",
    "/GoToE", "/GoTo3DView", "/RichMediaExecute", "/Rendition", "/Movie", "/Sound", "/Thread",
    "/Hide", "/Named", "/SetOCGState", "/Trans", "/GoToDp",
}  # fmt: skip
_DEEPEST = 60
_TAIL = 2048  # bytes in which the end of a complete file is announced


def pdf(content: bytes) -> tuple[bytes, str, int]:
    """The pages, copied into a new file; what surrounds them and what acts stays behind."""
    import pikepdf

    if b"%%EOF" not in content[-_TAIL:]:
        raise Rejected("truncated")  # what could be repaired would lack pages
    try:
        source = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Rejected("password_protected") from error
    if source.is_encrypted:
        raise Rejected("password_protected")
    pages = len(source.pages)
    if pages == 0:
        raise Rejected("unreadable")
    if pages > MAX_PAGES:
        raise Rejected("too_many_pages")
    # What was filled in and stamped becomes part of the page; what can be clicked goes.
    source.generate_appearance_streams()
    source.flatten_annotations("screen")
    for page in source.pages:
        if "/Annots" in page.obj:
            del page.obj["/Annots"]
    target = pikepdf.new()
    target.pages.extend(source.pages)
    unpacked = 0
    for thing in target.objects:
        _strip(thing, pikepdf, depth=0)
        if _pixels(thing, pikepdf) > MAX_PIXELS:
            raise Rejected("too_many_pixels")
        unpacked += _unpacked_size(thing, pikepdf)
        if unpacked > MOST_UNPACKED:
            raise Rejected("unpacks_too_far")
    rebuilt = io.BytesIO()
    target.save(rebuilt, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return rebuilt.getvalue(), "application/pdf", pages


def drawn(
    content: bytes, content_type: str, *, page: int, turned: int, longest: int
) -> tuple[bytes, str, int]:
    """A page of a checked file as a JPEG, turned clockwise, at most `longest` pixels long.

    Small scans are not blown up more than threefold. Raises `Rejected` when there is no such page.
    """
    if content_type == "application/pdf":
        picture = _page(content, page, longest)
    elif page == 1:
        picture = _opened(content, content_type)
    else:
        raise Rejected("unreadable")
    picture.thumbnail((longest, longest))
    made = io.BytesIO()
    _on_white(picture).rotate(-turned, expand=True).save(made, "JPEG", quality=JPEG_QUALITY)
    return made.getvalue(), "image/jpeg", 1


def _page(content: bytes, page: int, longest: int):
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    if not 1 <= page <= len(document):
        raise Rejected("unreadable")
    chosen = document[page - 1]
    scale = min(longest / max(*chosen.get_size(), 1), 3)
    return chosen.render(scale=scale).to_pil()


def _on_white(picture):
    """Without transparency, which a JPEG does not have and which is no black paper."""
    from PIL import Image

    if picture.mode in ("I", "I;16"):
        return picture.point(lambda value: value / 256).convert("L")
    if not picture.has_transparency_data:
        return picture.convert("L" if picture.mode in ("1", "L") else "RGB")
    picture = picture.convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    return paper.convert("RGB")


def _pixels(thing, pikepdf) -> int:
    """How large a picture within a PDF says it is."""
    if not isinstance(thing, pikepdf.Stream) or thing.get("/Subtype") != "/Image":
        return 0
    try:
        return int(thing.get("/Width", 0)) * int(thing.get("/Height", 0))
    except (TypeError, ValueError):
        return 0


def _unpacked_size(thing, pikepdf) -> int:
    """What a reader has to hold in memory for this object, pictures apart. Raises `Rejected`."""
    if not isinstance(thing, pikepdf.Stream) or thing.get("/Subtype") == "/Image":
        return 0
    try:
        return len(memoryview(thing.get_stream_buffer()))
    except pikepdf.PdfError:  # a filter we cannot undo: a reader will not either
        return 0
    except MemoryError as error:
        raise Rejected("unpacks_too_far") from error


def _strip(thing, pikepdf, *, depth: int) -> None:
    if depth > _DEEPEST:
        raise Rejected("unreadable")
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        keys = set(thing.keys())
        acts = "/S" in keys and str(thing["/S"]) in _ACTIONS
        for key in keys if acts else keys & _FORBIDDEN:
            del thing[key]
        children = [value for _key, value in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        children = list(thing)
    else:
        return
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            _strip(child, pikepdf, depth=depth + 1)


def rebuilt(content: bytes, content_type: str) -> tuple[bytes, str, int]:
    """The file written anew, its type and its number of pages. Raises `Rejected`."""
    return pdf(content) if content_type == "application/pdf" else image(content, content_type)


def answer_for(content: bytes, arguments: list[str]) -> tuple[bytes, str, int]:
    """What the arguments of this program ask for. Raises nothing but `Rejected`."""
    content_type, *drawing = arguments
    try:
        if drawing:
            page, turned, longest = (int(number) for number in drawing)
            made = drawn(content, content_type, page=page, turned=turned, longest=longest)
        else:
            made = rebuilt(content, content_type)
    except Rejected:
        raise
    except Exception as error:  # whatever a damaged file provokes in a parser
        raise Rejected("unreadable") from error
    if len(made[0]) > WRITTEN:
        raise Rejected("unreadable")
    return made


def main(work=answer_for) -> int:
    logging.disable()
    limit_this_process()
    content = sys.stdin.buffer.read()
    try:
        written, content_type, pages = work(content, sys.argv[1:])
    except Rejected as rejected:
        answer, code = {"rejection": str(rejected)}, REJECTED
    else:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
        answer, code = {"content_type": content_type, "pages": pages}, 0
    print("\n" + json.dumps(answer), file=sys.stderr, flush=True)
    return code


if __name__ == "__main__":
    code = main()
    os._exit(code)  # without tearing down parsers that a hostile file has been through
