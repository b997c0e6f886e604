"""A picture as a file: whole without the page, readable by machines, and nothing where nothing may be drawn."""

import io
import xml.etree.ElementTree as ET

import pypdf
import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from tejido.ui import press
from tejido.ui.charts.alone import drawn_alone, printed_alone
from tejido.ui.charts.balance import Covariate, love
from tejido.ui.charts.picture import Picture, drawn, on_paper

SVG = "{http://www.w3.org/2000/svg}"


def test_a_picture_stands_alone_with_its_title_its_key_and_what_it_says():
    picture = love([Covariate("edad & más", 0.4, 0.02), Covariate("sexo", 0.2, -0.01)])
    sheet = ET.fromstring(drawn_alone(picture, "Cuánto se parecen <los grupos>", "Red & plan 3f2a"))
    words = " ".join(text for text in sheet.itertext() if text.strip())
    assert sheet.find(f"{SVG}title").text == "Cuánto se parecen <los grupos>"
    assert sheet.find(f"{SVG}desc").text == picture.text
    assert "Red & plan 3f2a" in words
    assert all(one.words.split()[0] in words for one in picture.legend)
    inner = sheet.findall(f"{SVG}g/{SVG}svg")
    assert len(inner) == 1 + len(picture.legend)
    assert float(inner[0].get("y")) + float(inner[0].get("height")) < float(inner[1].get("y")) < float(sheet.get("height"))
    assert ".gf" in sheet.find(f"{SVG}style").text


def words_of(pdf):
    return " ".join(pdf.pages[0].extract_text().replace("\u00a0", " ").split())


def alternatives(tag):
    """What a tagged part and those in it say instead of a drawing."""
    tag = tag.get_object()
    if isinstance(tag, list):
        for one in tag:
            yield from alternatives(one)
    elif isinstance(tag, dict):
        if "/Alt" in tag:
            yield tag["/Alt"]
        if "/K" in tag:
            yield from alternatives(tag["/K"])


@pytest.mark.parametrize("language", ["es", "hu"])
def test_a_picture_is_one_page_of_pdf_with_letters_lines_and_no_dots(language):
    with translation.override(language):
        picture = love([Covariate("edad & más", 0.4, 0.02), Covariate("#panic() $x$ <b>", 0.2, -0.01)])
        pdf = pypdf.PdfReader(io.BytesIO(printed_alone(picture, "Cuánto se parecen <los grupos> 0→6", "Red & plan 3f2a")))
    (page,) = pdf.pages
    words = words_of(pdf)
    shown = (
        picture.head[0],
        "Cuánto se parecen <los grupos> 0→6",
        "edad & más",
        "#panic() $x$ <b>",
        "Red & plan 3f2a",
        *(one.words for one in picture.legend),
    )
    assert [part for part in shown[1:] if part not in words] == []
    assert not page.images
    assert page.get_contents().get_data().count(b" l") > 20  # lines of the drawing
    assert pdf.metadata.title == "Cuánto se parecen <los grupos> 0→6"
    assert pdf.trailer["/Root"]["/Lang"] == language
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_page_of_a_picture_is_as_large_as_the_picture():
    few, many = (love([Covariate(f"columna {i}", 0.4, 0.02) for i in range(n)]) for n in (2, 20))
    low, high = (pypdf.PdfReader(io.BytesIO(printed_alone(picture, "a", "b"))).pages[0].mediabox for picture in (few, many))
    assert low.width == high.width < 400
    assert low.height < 260 < high.height


def test_those_who_do_not_see_the_picture_hear_its_sentence():
    picture = love([Covariate("edad", 0.4, 0.02), Covariate("sexo", 0.2, -0.01)])
    pdf = pypdf.PdfReader(io.BytesIO(printed_alone(picture, "a", "b")))
    assert picture.text in list(alternatives(pdf.trailer["/Root"]["/StructTreeRoot"]))


def test_a_press_that_does_not_answer_in_time_says_so(monkeypatch):
    monkeypatch.setattr(press, "LONGEST", 0.001)
    with pytest.raises(press.PressStopped):
        printed_alone(love([Covariate("edad", 0.4, 0.02)]), "a", "b")


def test_what_may_not_be_drawn_is_no_file():
    for svg in (SafeString(""), drawn([], 1)):
        refused = Picture(svg, "", ("a",), (), refused="pocas personas")
        assert drawn_alone(refused, "a", "b") == ""
        assert printed_alone(refused, "a", "b") == b""


def test_a_file_has_room_for_names_that_a_narrow_screen_has_not():
    names = [f"cigarrillos al {kind}" for kind in ("día", "cuadrado", "mes", "año", "comienzo", "final", "medio", "fin", "verano")]
    on_screen = love([Covariate(name, 0.4, 0.02) for name in names])
    with on_paper():
        in_a_file = love([Covariate(name, 0.4, 0.02) for name in names])
    assert [name for name in names if f">{name}<" not in in_a_file.svg] == []
    assert ">cigarrillos al cuadrado<" not in on_screen.svg
    assert love([Covariate(name, 0.4, 0.02) for name in names]).svg == on_screen.svg
