"""Community spaces: the list, opening, correcting and closing them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tejido.core.routes import open_to
from tejido.core.trail import Refused
from tejido.network import actions
from tejido.network.forms import ClosingForm, SpaceForm
from tejido.network.permissions import organisations_managed_by, spaces_managed_by, spaces_visible_to
from tejido.network.places import country_name
from tejido.network.queries import countries_present, spaces_open


@open_to("network.read")
def spaces(request):
    country = request.GET.get("country", "")
    page = Paginator(spaces_open(spaces_visible_to(request.user), country), 50).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "rows": [(space, country_name(space.region.country)) for space in page],
        "country": country,
        "countries": [(code, country_name(code)) for code in countries_present()],
        "managed": set(spaces_managed_by(request.user).values_list("pk", flat=True)),
        "may_open": organisations_managed_by(request.user).exists(),
    }
    return render(request, "network/spaces.html", context)


@open_to("network.read")
def new(request):
    if not organisations_managed_by(request.user).exists():
        return redirect("network:spaces")
    form = SpaceForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        space = actions.open_space(by=request.user, **form.cleaned_data)
        messages.success(request, _("El espacio %(name)s está abierto.") % {"name": space})
        return redirect("network:spaces")
    return render(request, "network/form.html", {
        "form": form, "title": _("Abrir un espacio comunitario"), "button": _("Abrir el espacio"), "back": "network:spaces",
        "lead": _("Un lugar abierto a quien necesite ser escuchado. La meta es uno en cada región."),
    })  # fmt: skip


@open_to("network.read")
def edit(request, code):
    space = get_object_or_404(spaces_managed_by(request.user), code=code)
    form = SpaceForm(request.POST or None, instance=space, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_space(space, by=request.user, version=form.cleaned_data["version"], **form.changes())
        except Refused as refusal:
            form.refuse(refusal, get_object_or_404(spaces_managed_by(request.user).select_related("region"), code=code))
        else:
            messages.success(request, _("Quedó guardado."))
            return redirect("network:spaces")
    return render(request, "network/form.html", {"form": form, "title": _("Corregir %(name)s") % {"name": space.name}, "button": _("Guardar"), "back": "network:spaces"})


@open_to("network.read")
def close(request, code):
    space = get_object_or_404(spaces_managed_by(request.user), code=code)
    form = ClosingForm(request.POST or None, row=space)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_space(space, form.cleaned_data["ends_on"], by=request.user, version=form.cleaned_data["version"])
        except Refused as refusal:
            form.add_error("ends_on", str(refusal))
        else:
            messages.success(request, _("El espacio %(name)s cierra ese día.") % {"name": space})
            return redirect("network:spaces")
    return render(request, "network/form.html", {"form": form, "title": _("Cerrar %(name)s") % {"name": space.name}, "button": _("Cerrar el espacio"), "back": "network:spaces"})
