"""Files as people send them, and as attackers do, made on the spot."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pillow_heif
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, PngImagePlugin

pillow_heif.register_heif_opener()
ORIENTATION, DESCRIPTION, GPS = 0x0112, 0x010E, 0x8825


def picture(kind: str, size=(60, 40), mode="RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(out, kind, **options)
    return out.getvalue()


JPEG, PNG, HEIC = picture("JPEG"), picture("PNG"), picture("HEIF")
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""What every virus scanner is to find, and what harms nobody (eicar.org)."""


def photo_with_place() -> bytes:
    """A telephone's photo: lying on its side, with a place and a remark."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[DESCRIPTION] = "SECRET-REMARK"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (49.0, 36.0, 41.0)
    return picture("JPEG", exif=exif.tobytes(), comment=b"SECRET-COMMENT")


def png_with_remark() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "SECRET-REMARK")
    return picture("PNG", pnginfo=info)


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that announce a picture of any size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))
        )

    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def pdf(pages: int = 1, change=None, **saving) -> bytes:
    """A PDF of so many pages; `change` may do anything to it before it is written."""
    document = pikepdf.new()
    for number in range(pages):
        page = document.add_blank_page(page_size=(200, 200))
        page.Contents = document.make_stream(b"0 0 m 100 %d l S" % number)
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out, **saving)
    return out.getvalue()


PDF = pdf()
LOCKED = pdf(encryption=pikepdf.Encryption(owner="o", user="u"))
LOCKED_FOR_CHANGES = pdf(encryption=pikepdf.Encryption(owner="o", user=""))


def _script(document):
    return document.make_indirect(
        Dictionary(Type=Name.Action, S=Name.JavaScript, JS=String("app.alert('MARKER')"))
    )


def opens_with_script(document):
    document.Root.OpenAction = _script(document)
    document.pages[0].AA = Dictionary(O=_script(document))
    document.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("MARKER"), _script(document)]))
    )


def launches(document):
    action = Dictionary(S=Name.Launch, F=String("MARKER.exe"))
    _annotate(document, Name.Link, A=action)
    _annotate(document, Name.Widget, A=document.make_indirect(action), FT=Name.Btn)


def carries_files(document):
    document.attachments["MARKER.exe"] = b"MZ MARKER"
    spec = pikepdf.AttachedFileSpec(document, b"MZ MARKER", filename="MARKER.exe")
    _annotate(document, Name.FileAttachment, FS=spec.obj)
    document.pages[0].AF = Array([spec.obj])


def has_forms_of_xml(document):
    document.Root.AcroForm = Dictionary(
        Fields=Array([]), XFA=document.make_stream(b"<xdp>MARKER</xdp>")
    )


def plays_media(document):
    _annotate(document, Name.RichMedia, RichMediaContent=Dictionary(MARKER=String("MARKER")))


def links_outside(document):
    _annotate(document, Name.Link, A=Dictionary(S=Name.URI, URI=String("http://MARKER.example")))


def names_its_author(document):
    document.docinfo["/Author"] = "MARKER"
    with document.open_metadata() as metadata:
        metadata["dc:title"] = "MARKER"
    document.pages[0].PieceInfo = Dictionary(App=Dictionary(Private=String("MARKER")))


def hides_script_deeply(document, depth=20):
    inner = Dictionary(S=Name.JavaScript, JS=String("MARKER"))
    for _ in range(depth):
        inner = Dictionary(Next=Array([inner]))
    document.pages[0].Resources = Dictionary(Properties=Dictionary(X=inner))


def hides_script_too_deeply(document):
    hides_script_deeply(document, depth=100)


def filled_in(document):
    """A form with one field that shows its value, and a stamp."""
    drawn = document.make_stream(
        b"q BT (SHOWN) Tj ET Q", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9])
    )
    appearance = Dictionary(N=drawn)
    _annotate(document, Name.Widget, FT=Name.Tx, T=String("f"), V=String("v"), AP=appearance, F=4)
    _annotate(document, Name.Stamp, AP=appearance, F=4)
    field = document.pages[0].Annots[0]
    document.Root.AcroForm = Dictionary(Fields=Array([field]))


def _annotate(document, subtype, **entries):
    mark = Dictionary(Type=Name.Annot, Subtype=subtype, Rect=Array([0, 0, 9, 9]), **entries)
    page = document.pages[0]
    page.Annots = Array([*page.get("/Annots", Array([])), document.make_indirect(mark)])


ACTIVE = (
    opens_with_script,
    launches,
    carries_files,
    has_forms_of_xml,
    plays_media,
    links_outside,
    names_its_author,
    hides_script_deeply,
)


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("MARKER.html", "<script>alert('MARKER')</script>")
    return out.getvalue()


def pdf_of_many_things(count: int) -> bytes:
    def change(document):
        things = {f"/P{i}": document.make_indirect(Dictionary(A=i)) for i in range(count)}
        document.pages[0].Resources = Dictionary(Properties=Dictionary(things))

    return pdf(change=change)


def pdf_that_unpacks_to(size: int) -> bytes:
    """A small file whose one page is `size` bytes of blanks."""

    def change(document):
        packed = zlib.compress(bytes(size), 1)
        document.pages[0].Contents = pikepdf.Stream(document, packed, Filter=Name.FlateDecode)

    return pdf(change=change, compress_streams=False)


def pdf_that_unpacks_twice_to(size: int) -> bytes:
    """The same, packed once more: a thousand times smaller still."""
    packer = zlib.compressobj(1)
    blanks = bytes(1024**2)
    packed = [packer.compress(blanks) for _ in range(size // len(blanks))]
    twice = zlib.compress(b"".join([*packed, packer.flush()]))

    def change(document):
        filters = Array([Name.FlateDecode, Name.FlateDecode])
        document.pages[0].Contents = pikepdf.Stream(document, twice, Filter=filters)

    return pdf(change=change, compress_streams=False)


def pdf_of_a_picture(width: int, height: int) -> bytes:
    """A small file whose one page shows a picture of any size, all of one colour."""

    def change(document):
        packed = zlib.compress(bytes(1000))
        shown = pikepdf.Stream(
            document,
            packed,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
            Filter=Name.FlateDecode,
        )
        document.pages[0].Resources = Dictionary(XObject=Dictionary(I=shown))
        document.pages[0].Contents = document.make_stream(b"q 200 0 0 200 0 0 cm /I Do Q")

    return pdf(change=change, compress_streams=False)


def two_photos_in_one() -> bytes:
    """What telephones with two lenses send: a JPEG with a second one behind it."""
    out = io.BytesIO()
    first, second = (Image.effect_noise((60, 40), 60).convert("RGB") for _ in range(2))
    first.save(out, "MPO", save_all=True, append_images=[second])
    return out.getvalue()


def pdf_that_never_ends() -> bytes:
    """A tree of pages that is its own child."""
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Count 1 /Kids [2 0 R] >>\nendobj\n"
        b"trailer\n<< /Root 1 0 R /Size 3 >>\nstartxref\n0\n%%EOF\n"
    )


def pdf_within_arrays(depth: int = 5000) -> bytes:
    def change(document):
        document.pages[0].Contents = document.make_stream(b"")

    return pdf(change=change).replace(b"trailer", b"[" * depth + b"]" * depth + b"\ntrailer")
