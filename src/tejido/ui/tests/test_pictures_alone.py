"""A picture as a file: whole without the page, readable by machines, and nothing where nothing may be drawn."""

import xml.etree.ElementTree as ET

from django.utils.safestring import SafeString

from tejido.ui.charts.alone import drawn_alone
from tejido.ui.charts.balance import Covariate, love
from tejido.ui.charts.picture import Picture, drawn

SVG = "{http://www.w3.org/2000/svg}"


def test_a_picture_stands_alone_with_its_title_its_key_and_what_it_says():
    picture = love([Covariate("edad & más", 0.4, 0.02), Covariate("sexo", 0.2, -0.01)])
    sheet = ET.fromstring(drawn_alone(picture, "Cuánto se parecen <los grupos>"))
    words = " ".join(text for text in sheet.itertext() if text.strip())
    assert sheet.find(f"{SVG}title").text == "Cuánto se parecen <los grupos>"
    assert sheet.find(f"{SVG}desc").text == picture.text
    assert all(one.words.split()[0] in words for one in picture.legend)
    inner = sheet.findall(f"{SVG}svg")
    assert len(inner) == 1 + len(picture.legend)
    assert float(inner[0].get("y")) + float(inner[0].get("height")) < float(inner[1].get("y")) < float(sheet.get("height"))
    assert ".gf" in sheet.find(f"{SVG}style").text


def test_what_may_not_be_drawn_is_no_file():
    for svg in (SafeString(""), drawn([], 1)):
        assert drawn_alone(Picture(svg, "", ("a",), (), refused="pocas personas"), "a") == ""
