"""Numbers, dates and links as templates write them."""

import datetime as dt

import pytest
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory
from django.utils.formats import date_format
from django.utils.translation import override

from tejido.ui.days import as_month
from tejido.ui.templatetags import ui


@pytest.mark.parametrize(
    ("value", "decimals", "words"), [(3405, 0, "3405"), (12480, 0, "12\xa0480"), (0.5328, 2, "0,53"), (-2.3, 1, "−2,3"), (None, 0, "–"), (0, 1, "0,0"), (-0.04, 1, "0,0")]
)
def test_numbers_are_written_as_in_spanish(value, decimals, words):
    with override("es"):
        assert ui.number(value, decimals) == words


def test_a_change_has_its_sign_and_a_share_its_hundred():
    with override("es"):
        assert [ui.signed(9, 0), ui.signed(-2.25, 1), ui.signed(0.01, 1), ui.percent(0.612, 1), ui.percent(None)] == ["+9", "−2,2", "0,0", "61,2 %", "–"]


@pytest.mark.parametrize(("language", "words"), [("es", "12 nov 2026"), ("en", "12 Nov 2026"), ("hu", "2026. nov. 12.")])
def test_a_date_is_never_two_numbers_with_a_stroke(language, words):
    with override(language):
        assert ui.day(dt.date(2026, 11, 12)) == words


@pytest.mark.parametrize(("language", "words"), [("es", "5 mar 2026, 14:05"), ("en", "5 Mar 2026, 14:05"), ("hu", "2026. márc. 5. 14:05")])
def test_a_moment_has_its_hour_of_twenty_four(language, words):
    with override(language):
        assert ui.moment(dt.datetime(2026, 3, 5, 14, 5)) == words


def test_a_day_that_is_missing_has_other_words():
    assert [ui.day(None), ui.day(None, "sigue"), ui.moment(None)] == ["–", "sigue", "–"]


def test_a_month_is_written_in_the_order_of_its_language():
    months = []
    for language in ("es", "en", "hu"):
        with override(language):
            months.append(as_month(dt.date(2026, 10, 5)))
    assert months == ["oct 2026", "Oct 2026", "2026. okt."]


def test_english_dates_put_the_day_first():
    with override("en"):
        assert [date_format(dt.date(2026, 3, 5), name) for name in ("DATE_FORMAT", "SHORT_DATE_FORMAT")] == ["5 March 2026", "05/03/2026"]


def test_an_icon_that_is_not_in_the_sprite_is_refused():
    with pytest.raises(TemplateSyntaxError):
        engines["django"].from_string('{% load ui %}{% icon "no-such-icon" %}').render({})


def test_sorting_keeps_the_filter_and_starts_from_the_first_page():
    request = RequestFactory().get("/people/?estado=a&orden=name&pagina=3")
    html = engines["django"].from_string('{% load ui %}{% sort_header "name" "Nombre" %}{% sort_header "year" "Año" %}').render({}, request)
    assert 'aria-sort="ascending"' in html
    assert "?estado=a&amp;orden=-name" in html
    assert "?estado=a&amp;orden=year" in html
    assert "pagina" not in html


def test_a_message_can_be_undone_only_at_an_address_of_ours():
    class Message:
        extra_tags = "safe undo=/people/K7/undo/"

    assert ui.undo_address(Message()) == "/people/K7/undo/"
    Message.extra_tags = "undo=https://elsewhere.example/"
    assert ui.undo_address(Message()) == ""


@pytest.mark.django_db
def test_reading_settings_stay_on_the_device_and_unknown_ones_are_ignored(client):
    response = client.post("/ui/lectura/", {"letra": "2", "espacio": "7", "next": "/ui/"})
    assert response.headers["Location"] == "/ui/"
    assert {name: client.cookies[f"lectura-{name}"].value for name in ("letra", "espacio", "contraste")} == {"letra": "2", "espacio": "0", "contraste": "0"}
    page = client.get("/ui/").content.decode()
    assert 'data-letra="2" data-espacio="0" data-contraste="0"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_reading_settings_lead_nobody_elsewhere(client, elsewhere):
    assert client.post("/ui/lectura/", {"next": elsewhere}).headers["Location"] == "/"


def test_a_per_cent_sign_stays_with_its_number():
    assert ui.unbroken("intervalo del 95 %: de 2 a 3") == "intervalo del 95\u00a0%: de 2 a 3"
