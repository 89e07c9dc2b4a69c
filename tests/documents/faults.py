"""A cabinet of files that are refused, each with the sentence it deserves; and of good ones."""

from typing import NamedTuple

from cns_portal.documents.choices import Rejection
from tests.documents import samples

PDF, JPEG, PNG, HEIC = "application/pdf", "image/jpeg", "image/png", "image/heic"


class File(NamedTuple):
    """A file as a browser sends it, and why it is refused."""

    name: str
    declared: str
    content: bytes
    why: Rejection | None = None

    def __str__(self) -> str:
        return self.name


GOOD = (
    File("scan.pdf", PDF, samples.PDF),
    File("fifty pages.pdf", PDF, samples.pdf(50)),
    File("IMG_0001.jpg", JPEG, samples.photo_with_place()),
    File("two lenses.jpg", JPEG, samples.two_photos_in_one()),
    File("IMG_0002.HEIC", HEIC, samples.HEIC),
    File("IMG_0003.heic", "", samples.HEIC),
    File("screenshot.png", PNG, samples.PNG),
)

AT_ONCE = (
    File("nothing.pdf", PDF, b"", Rejection.EMPTY),
    File("too big.jpg", JPEG, b"\xff\xd8\xff" + bytes(10 * 1024**2), Rejection.TOO_BIG),
    File("notes.txt", "text/plain", b"Dear CNS", Rejection.WRONG_TYPE),
    File("page of the web.pdf", PDF, b"<html><script>alert(1)</script>", Rejection.DISGUISED),
    File("program.pdf", PDF, b"MZ" + bytes(500), Rejection.DISGUISED),
    File("photo called drawing.png", PNG, samples.JPEG, Rejection.DISGUISED),
    File("with archive.pdf", PDF, samples.PDF + samples.archive(), Rejection.DISGUISED),
)
"""Refused while the person waits."""

LATER = (
    File("locked.pdf", PDF, samples.LOCKED, Rejection.PASSWORD_PROTECTED),
    File("locked for changes.pdf", PDF, samples.LOCKED_FOR_CHANGES, Rejection.PASSWORD_PROTECTED),
    File("cut.pdf", PDF, samples.pdf(3)[:-100], Rejection.TRUNCATED),
    File("cut.jpg", JPEG, samples.JPEG[: len(samples.JPEG) // 2], Rejection.TRUNCATED),
    File("cut.png", PNG, samples.PNG[: len(samples.PNG) // 2], Rejection.TRUNCATED),
    File("cut.heic", HEIC, samples.HEIC[: len(samples.HEIC) // 2], Rejection.TRUNCATED),
    File("bomb.pdf", PDF, samples.pdf_that_unpacks_to(300_000_000), Rejection.UNPACKS_TOO_FAR),
    File("bomb.png", PNG, samples.png_that_claims(60_000, 60_000), Rejection.TOO_MANY_PIXELS),
    File(
        "picture bomb.pdf",
        PDF,
        samples.pdf_of_a_picture(30_000, 30_000),
        Rejection.TOO_MANY_PIXELS,
    ),
    File("fifty-one pages.pdf", PDF, samples.pdf(51), Rejection.TOO_MANY_PAGES),
    File("endless.pdf", PDF, samples.pdf_that_never_ends(), Rejection.UNREADABLE),
    File("garbage.jpg", JPEG, b"\xff\xd8\xff" + b"garbage", Rejection.UNREADABLE),
)
"""Refused by the worker, a moment later."""

INFECTED = File("infected.pdf", PDF, samples.PDF + samples.EICAR, Rejection.VIRUS)
"""Refused where a scanner is connected that knows the test virus."""
