"""What the desk asks."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tejido.ui.forms import DayInput


class BreachForm(forms.Form):
    """The days of an incident, and the account where one is suspected."""

    since = forms.DateField(label=gettext_lazy("Desde el día"), widget=DayInput)
    until = forms.DateField(label=gettext_lazy("Hasta el día"), widget=DayInput, help_text=gettext_lazy("Ese día incluido."))
    account = forms.CharField(label=gettext_lazy("Código de la cuenta"), required=False, max_length=12, help_text=gettext_lazy("Vacío: todas las cuentas."))

    def clean(self):
        said = super().clean()
        if said.get("since") and said.get("until"):
            if said["until"] < said["since"]:
                self.add_error("until", _("El último día es anterior al primero. Revise las dos fechas."))
            midnight = dt.time()
            said["since"] = timezone.make_aware(dt.datetime.combine(said["since"], midnight))
            said["until"] = timezone.make_aware(dt.datetime.combine(said["until"] + dt.timedelta(days=1), midnight))
        return said
