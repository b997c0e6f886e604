"""Fields as people fill them in."""

import datetime as dt

import pytest
from django import forms
from django.template import engines

from tejido.ui.forms import DatePartsField, DayInput, MoneyInput


class Birth(forms.Form):
    born = DatePartsField(label="¿Cuándo nació?", unknown_day=True)
    came = DatePartsField(label="Entrada", required=False)
    why = forms.CharField(label="Motivo", help_text="Con sus palabras.")
    how = forms.ChoiceField(label="Cómo", choices=[("a", "A pie"), ("b", "En bus")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Leído")


def answered(**data):
    return Birth({"born_0": "", "born_1": "3", "born_2": "1984", "why": "x", "how": "a", "sure": "on"} | data)


def test_someone_who_does_not_know_the_day_may_leave_it_empty():
    form = answered()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == dt.date(1984, 3, 1)
    assert form.cleaned_data["came"] is None


@pytest.mark.parametrize(
    ("data", "field", "word"),
    [
        ({"born_0": "31", "born_1": "2"}, "born", "exista"),
        ({"born_1": ""}, "born", "mes"),
        ({"born_1": "", "born_2": ""}, "born", ""),
        ({"came_1": "3", "came_2": "2024"}, "came", "día"),
        ({"born_2": "mil"}, "born", "exista"),
    ],
)
def test_a_date_that_does_not_exist_is_refused_with_what_to_do(data, field, word):
    form = answered(**data)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert word in str(form.errors[field])


def test_a_known_date_comes_back_in_its_three_boxes():
    html = str(Birth(initial={"born": dt.date(1984, 3, 15)})["born"])
    assert [f'value="{part}"' in html for part in (15, 3, 1984)] == [True, True, True]


def test_errors_stand_above_with_links_and_at_the_field_in_words():
    html = engines["django"].from_string('{% include "ui/error_summary.html" %}{{ form }}').render({"form": Birth({"born_0": "31", "born_1": "2", "born_2": "1984", "why": ""})})
    assert 'href="#id_born_0"' in html
    assert 'href="#id_why"' in html
    assert 'href="#id_how_0"' in html
    assert 'href="#id_sure"' in html
    assert 'aria-describedby="id_why_helptext id_why_error"' in html
    assert 'id="id_why_error"' in html
    assert 'value="31"' in html, "what was typed is still there"
    assert html.index('role="alert"') < html.index("<label")


def test_fields_that_may_stay_empty_say_so():
    html = str(Birth())
    assert html.count("(si quiere)") == 1
    assert html.index("Entrada") < html.index("(si quiere)") < html.index("Motivo")


def test_money_shows_its_currency_and_days_use_the_calendar_of_the_device():
    class Pay(forms.Form):
        amount = forms.DecimalField(widget=MoneyInput("USD"))
        on = forms.DateField(widget=DayInput)

    html = str(Pay(initial={"on": dt.date(2026, 11, 12)}))
    assert "USD" in html
    assert 'type="date"' in html
    assert 'value="2026-11-12"' in html
