"""QR codes for pages and for paper."""

import base64
import io
import xml.etree.ElementTree as ElementTree

import zxingcpp
from PIL import Image, ImageDraw

from cns_portal.pdf import qr

SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_for_paper_reads_back():
    kind, _, encoded = qr.png_data_uri("R7K2M9QX4T").partition(",")
    assert kind == "data:image/png;base64"
    picture = Image.open(io.BytesIO(base64.b64decode(encoded))).convert("L")
    assert zxingcpp.read_barcodes(picture)[0].text == "R7K2M9QX4T"


def test_the_drawing_for_pages_reads_back():
    svg = ElementTree.fromstring(qr.svg("R7K2M9QX4T", label="Code"))
    size = int(svg.get("viewBox").split()[2])
    picture = Image.new("L", (size * 4, size * 4), 255)
    draw = ImageDraw.Draw(picture)
    for move in svg.findall(f"{SVG}path")[1].get("d").split("M")[1:]:
        x, y = (int(number) * 4 for number in move.partition("h")[0].split())
        draw.rectangle([x, y, x + 3, y + 3], fill=0)
    assert zxingcpp.read_barcodes(picture)[0].text == "R7K2M9QX4T"


def test_the_drawing_has_a_name_and_a_light_ground_and_no_inline_style():
    html = qr.svg("R7K2M9QX4T", label='Code "A" <b>', scale=3)
    svg = ElementTree.fromstring(html)
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == 'Code "A" <b>'
    assert int(svg.get("width")) == 3 * int(svg.get("viewBox").split()[2])
    assert svg.findall(f"{SVG}path")[0].get("fill") == "#fff"
    assert "style" not in html
    assert "<script" not in html


def test_the_drawing_is_safe_in_a_template():
    assert hasattr(qr.svg("x", label="x"), "__html__")
    assert hasattr(qr.png_data_uri("x"), "__html__")
