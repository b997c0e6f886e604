"""Forms of the network: shape and choices; the choices come through doors."""

from allauth.account.forms import SetPasswordForm
from django import forms
from django.utils.translation import gettext_lazy as _

from tejido.core.periods import today
from tejido.network.bands import DRAFTS, DYES, free_bands
from tejido.network.models import EmergencyAccess, Membership, Network, Organisation, Region, Space
from tejido.network.permissions import (
    networks_where,
    organisations_closed_but_for_emergencies,
    organisations_managed_by,
    organisations_where,
    organisations_without_direction,
)
from tejido.network.places import country_name
from tejido.network.roles import ROLES
from tejido.ui.versioned import Versioned


class Day(forms.DateInput):
    """A nearby day: the browser's own calendar, and plain typing without it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RegionField(forms.ModelChoiceField):
    """Regions by country."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Region.objects.order_by("country", "name"), label=_("Región"), empty_label=_("Elija una región"), **kwargs)

    def label_from_instance(self, region):
        return f"{country_name(region.country)} · {region.name}"


class VersionedForm(Versioned, forms.ModelForm):
    """Carries the version that was read, so that two people who save the same record are told of each other."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
        else:
            del self.fields["version"]


class NetworkForm(VersionedForm):
    class Meta:
        model = Network
        fields = ["name", "purpose", "website", "founded_on"]
        widgets = {"founded_on": Day(), "purpose": forms.Textarea(attrs={"rows": 4})}
        labels = {"founded_on": _("Fundada el")}


class OrganisationForm(VersionedForm):
    region = RegionField()

    class Meta:
        model = Organisation
        fields = ["name", "legal_form", "region", "town", "latitude", "longitude", "founded_on", "website", "about"]
        widgets = {"founded_on": Day(), "about": forms.Textarea(attrs={"rows": 4})}
        labels = {"founded_on": _("Fundada el")}
        help_texts = {
            "latitude": _("Para el mapa. Por ejemplo: 13,69"),
            "longitude": _("Para el mapa. Por ejemplo: -89,22"),
        }

    def clean(self):
        cleaned = super().clean()
        for name, limit in (("latitude", 90), ("longitude", 180)):
            value = cleaned.get(name)
            if value is not None and abs(value) > limit:
                self.add_error(name, _("Debe estar entre −%(n)d y %(n)d.") % {"n": limit})
        return cleaned


class NewOrganisationForm(OrganisationForm):
    """An organisation enters together with its first membership."""

    network = forms.ModelChoiceField(queryset=Network.objects.none(), label=_("Miembro de"), empty_label=None)
    starts_on = forms.DateField(label=_("Miembro desde"), widget=Day())
    field_order = ["network", "starts_on", *OrganisationForm.Meta.fields]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = networks_where(user, "network.manage")
        self.fields["starts_on"].initial = today


class BandForm(forms.Form):
    """The bands that nobody else wears."""

    band = forms.ChoiceField(label=_("Franja"), widget=forms.RadioSelect)

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["band"].choices = [(f"{draft}.{dye}", f"{DRAFTS[draft]} · {DYES[dye]}") for draft, dye in free_bands(besides=organisation)]
        self.fields["band"].initial = f"{organisation.band_draft}.{organisation.band_dye}"

    def clean_band(self):
        draft, dye = self.cleaned_data["band"].split(".")
        return draft, int(dye)


class MembershipForm(forms.Form):
    """An organisation that is entered already, or a network, becomes a member."""

    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none(), label=_("Entidad"), required=False, empty_label=_("Ninguna"))
    member_network = forms.ModelChoiceField(
        queryset=Network.objects.none(), label=_("o red"), required=False, empty_label=_("Ninguna"),
        help_text=_("Una red puede ser miembro de otra: así se forman los tres niveles."),
    )  # fmt: skip
    starts_on = forms.DateField(label=_("Miembro desde"), widget=Day())

    def __init__(self, *args, network, organisations, networks, **kwargs):
        super().__init__(*args, **kwargs)
        held = Membership.objects.on().filter(network=network)
        self.fields["organisation"].queryset = organisations.filter(is_demo=network.is_demo).exclude(pk__in=held.filter(organisation__isnull=False).values("organisation"))
        self.fields["member_network"].queryset = networks.filter(is_demo=network.is_demo).exclude(pk=network.pk).exclude(
            pk__in=held.filter(member_network__isnull=False).values("member_network")
        )
        self.fields["starts_on"].initial = today

    def clean(self):
        cleaned = super().clean()
        if bool(cleaned.get("organisation")) == bool(cleaned.get("member_network")):
            raise forms.ValidationError(_("Elija una entidad o una red, no las dos."))
        return cleaned


class ClosingForm(forms.Form):
    """The last day of something dated."""

    ends_on = forms.DateField(label=_("Hasta"), widget=Day(), help_text=_("Desde ese día ya no cuenta. Lo anterior no cambia."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = today
        self.fields["version"].initial = row.version


class SpaceForm(VersionedForm):
    region = RegionField()

    class Meta:
        model = Space
        fields = ["organisation", "name", "region", "town", "opening_hours", "starts_on"]
        widgets = {"starts_on": Day()}
        help_texts = {"opening_hours": _("Por ejemplo: martes y jueves de 15 a 18 h")}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = organisations_managed_by(user)
            self.fields["starts_on"].initial = today


def places_to_assign(user):
    """The places where `user` may give roles, as choices `network.CODE` or `organisation.CODE`."""
    rows = [(f"network.{n.code}", n.name) for n in networks_where(user, "roles.assign")]
    rows += [(f"organisation.{o.code}", o.name) for o in organisations_where(user, "roles.assign")]
    return rows + [(f"organisation.{o.code}", _("%(name)s (solo la dirección)") % {"name": o.name}) for o in organisations_without_direction(user)]


def roles_to_assign(user):
    """The staff roles that exist at one of those places."""
    kinds = {"either"} | ({"network"} if networks_where(user, "roles.assign") else set()) | ({"organisation"} if organisations_where(user, "roles.assign") else set())
    named = {"director"} if organisations_without_direction(user) else set()
    return [role for role in ROLES.values() if role.staff and (role.place in kinds or role.slug in named)]


class RoleForm(forms.Form):
    """A role at a place."""

    place = forms.ChoiceField(label=_("Dónde"))
    role = forms.ChoiceField(label=_("Papel"), widget=forms.RadioSelect)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places_to_assign(user)
        self.fields["role"].choices = [(r.slug, f"{str(r.label)[:1].upper()}{str(r.label)[1:]}: {r.does}") for r in roles_to_assign(user)]

    def clean_place(self):
        kind, code = self.cleaned_data["place"].split(".")
        return (Network if kind == "network" else Organisation).objects.get(code=code)


class InviteForm(RoleForm):
    """A colleague who is offered a role."""

    name = forms.CharField(label=_("Nombre"), max_length=120)
    email = forms.EmailField(label=_("Correo electrónico"), help_text=_("Allí recibirá un enlace para aceptar, tenga ya una cuenta o no."))
    language = forms.ChoiceField(label=_("Idioma del mensaje"), choices=[("es", "Español"), ("en", "English"), ("hu", "Magyar")])
    field_order = ["name", "email", "language", "place", "role"]


class AcceptForm(SetPasswordForm):
    """The password of somebody who is invited and has no account yet."""


class EmergencyForm(Versioned):
    """Where, what happens, why and for how long."""

    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none(), to_field_name="code", label=_("Entidad"), empty_label=None)
    category = forms.ChoiceField(label=_("Qué ocurre"), choices=EmergencyAccess.Category.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Por qué hace falta"), min_length=EmergencyAccess.SHORTEST_REASON, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Al menos 20 letras, sin el nombre de la persona. Lo leen quien protege los datos y la dirección."),
        error_messages={"min_length": _("Escriba el motivo con al menos 20 letras: quien protege los datos lo leerá.")},
    )
    minutes = forms.IntegerField(label=_("Minutos"), initial=30, min_value=1, max_value=EmergencyAccess.LONGEST, help_text=_("De 1 a 60. Puede terminarlo antes."))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_closed_but_for_emergencies(user)
