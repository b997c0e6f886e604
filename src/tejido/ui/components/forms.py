"""Asking well: labels above, help before the box, errors that say how to mend them, nothing typed is lost."""

from django import forms

from tejido.ui.components import Component, Example
from tejido.ui.forms import DatePartsField, DayInput, MoneyInput


class Sample(forms.Form):
    """Every kind of field that pages use."""

    called = forms.CharField(label="¿Cómo le gusta que le digan?", help_text="Puede ser un apodo.", required=False)
    born = DatePartsField(label="¿Cuándo nació?", help_text="Por ejemplo, 15 3 1984. Si no sabe el día, déjelo vacío.", unknown_day=True)
    came = forms.DateField(label="¿Qué día vino?", widget=DayInput, required=False)
    reminders = forms.ChoiceField(
        label="¿Podemos enviarle recordatorios?", choices=[("w", "Sí, por WhatsApp"), ("c", "Sí, por llamada"), ("n", "No, gracias")], widget=forms.RadioSelect
    )
    wishes = forms.MultipleChoiceField(
        label="¿Qué le interesa?", choices=[("t", "Trabajo"), ("v", "Vivienda"), ("a", "Amistades")], widget=forms.CheckboxSelectMultiple, required=False
    )
    region = forms.ChoiceField(label="Región", choices=[("", "Elija una"), ("SV-SS", "San Salvador"), ("HN-FM", "Francisco Morazán")])
    pay = forms.DecimalField(label="Ayuda recibida", widget=MoneyInput("USD"), required=False)
    story = forms.CharField(label="Con sus palabras", widget=forms.Textarea({"rows": 4, "maxlength": 400}), required=False)
    file = forms.FileField(label="Archivo", help_text="CSV o XLSX, hasta 20 MB.", required=False)
    agreed = forms.BooleanField(label="Leí el texto junto con la persona")


class Filter(forms.Form):
    q = forms.CharField(label="Nombre o código", required=False)
    state = forms.ChoiceField(label="Estado", choices=[("", "Todos"), ("a", "Activos")], required=False)


REFUSED = {"refused-born_0": "31", "refused-born_1": "2", "refused-born_2": "1984", "refused-reminders": "", "refused-region": ""}
COLUMNS = ["Código", "Año de nacimiento", "Entrada"]
ROWS = [
    {"number": 3, "cells": [{"value": "A-17"}, {"value": "1984"}, {"value": "12/03/2026"}]},
    {
        "number": 8,
        "cells": [
            {"value": "A-22"},
            {"value": "19884", "problem": "El año tiene cinco cifras", "name": "r8c1"},
            {"value": "31/02/2026", "problem": "Ese día no existe", "name": "r8c2"},
        ],
    },
]

COMPONENTS = [
    Component(
        "formulario",
        "Formulario",
        "{{ form }} dibuja cada campo con su etiqueta, su ayuda y sus errores. Lo que no es obligatorio lo dice.",
        (
            Example(
                '<form>{{ form }}<p class="acciones"><button class="b b-1" type="button">Continuar</button><a class="b b-t" href="#">Cancelar</a></p></form>',
                {"form": Sample(prefix="sample")},
            ),
        ),
    ),
    Component(
        "errores",
        "Formulario con errores",
        "Arriba, una lista que lleva a cada campo; en el campo, cómo arreglarlo; en el título de la página, «Error:». Lo escrito sigue ahí.",
        (Example('{% include "ui/error_summary.html" with form=form %}<form>{{ form }}</form>', {"form": Sample(REFUSED, prefix="refused")}),),
    ),
    Component(
        "filtros",
        "Filtro de una lista",
        "Un formulario GET: la dirección guarda lo que se busca.",
        (Example('{% include "ui/components/filters.html" with form=form count=214 noun="personas" %}', {"form": Filter(prefix="f")}),),
    ),
    Component(
        "revisar",
        "Revisar antes de enviar",
        "Lo que se va a guardar, con el camino de vuelta a cada respuesta.",
        (
            Example(
                '{% include "ui/components/check_answers.html" with rows=rows %}<p class="acciones"><button class="b b-1" type="button">Guardar el permiso</button></p>',
                {"rows": [{"term": "Para qué", "value": "Contar mis datos sin mi nombre", "url": "#"}, {"term": "Respuesta", "value": "Sí", "url": "#"}]},
            ),
        ),
    ),
    Component(
        "problemas",
        "Problemas por celda",
        "Antes de traer un archivo: cada celda que no encaja dice por qué, y se puede arreglar ahí mismo.",
        (Example('{% include "ui/components/problems.html" with caption="Filas que necesitan revisión" columns=columns rows=rows %}', {"columns": COLUMNS, "rows": ROWS}),),
    ),
]
