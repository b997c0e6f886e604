"""The form of a token: whose role, what it may read, until when. The choices are those of the account itself."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tejido.core.periods import today
from tejido.network.forms import Day
from tejido.network.permissions import roles_of
from tejido.network.roles import CAPABILITIES, FOR_TOKENS, roles_with


class RoleOfOnesOwn(forms.ModelChoiceField):
    def label_from_instance(self, held):
        return f"{held.get_role_display()} · {held.place}".capitalize()


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Para qué programa"), max_length=80, help_text=_("Un nombre que usted reconozca dentro de un año."))
    role = RoleOfOnesOwn(queryset=None, label=_("Con qué papel"), empty_label=None)
    capabilities = forms.MultipleChoiceField(
        label=_("Qué puede leer"), choices=[(c, CAPABILITIES[c]) for c in sorted(FOR_TOKENS)], widget=forms.CheckboxSelectMultiple
    )
    until = forms.DateField(label=_("Sirve hasta"), widget=Day(), help_text=_("Como mucho un año. Después se hace otro."))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = roles_of(user).filter(role__in=roles_with("tokens.make"))
        self.fields["until"].initial = today() + dt.timedelta(days=90)

    def clean_until(self):
        return timezone.make_aware(dt.datetime.combine(self.cleaned_data["until"], dt.time(23, 59)))
