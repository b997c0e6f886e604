"""Networks: the tree of all of them, and each one with its members."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tejido.core.routes import open_to
from tejido.core.trail import Refused
from tejido.network import actions
from tejido.network.forms import NetworkForm
from tejido.network.maps import maps_of_members
from tejido.network.permissions import can_manage_network, memberships_answered_for_by, networks_visible_to, networks_where
from tejido.network.queries import countries_present, members_of, network_tree

PAGE = 50


@open_to("network.read")
def home(request):
    """Every network as a tree of three levels, in one page."""
    tree = network_tree()
    page = Paginator(tree, PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "tree": page.object_list,
        "organisation_count": len({m.organisation_id for branch in tree for m in flattened(branch)}),
        "country_count": len(countries_present()),
        "may_open": networks_where(request.user, "network.manage").exists(),
    }
    return render(request, "network/home.html", context)


def flattened(branch):
    return [*branch.memberships, *(m for below in branch.branches for m in flattened(below))]


@open_to("network.read")
def detail(request, code):
    network = get_object_or_404(networks_visible_to(request.user), code=code)
    memberships = list(network.memberships.select_related("organisation__region", "member_network").order_by("organisation__name", "member_network__name"))
    current = [m for m in memberships if m.is_on()]
    page = Paginator(current, PAGE).get_page(request.GET.get("pagina"))
    context = {
        "network": network,
        "page": page,
        "current": page.object_list,
        "past": Paginator([m for m in memberships if not m.is_on()], PAGE).get_page(request.GET.get("pagina")),
        "above": network.memberships_held.on().select_related("network"),
        "member_count": members_of(network).count(),
        "maps": maps_of_members((number, m.organisation) for number, m in enumerate(page.object_list, start=page.start_index())),
        "may_manage": can_manage_network(request.user, network),
        "answered_for": set(memberships_answered_for_by(request.user).values_list("pk", flat=True)),
    }
    return render(request, "network/network.html", context)


@open_to("network.manage")
def new(request):
    """A network opens as a member of one that the user coordinates."""
    parents = networks_where(request.user, "network.manage")
    parent = get_object_or_404(parents, code=request.GET["parent"]) if "parent" in request.GET else parents.first()
    form = NetworkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            network = actions.open_network(parent=parent, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s es ahora miembro de %(parent)s. Usted la coordina hasta que invite a otra persona.") % {"name": network, "parent": parent})
            return redirect("network:network", network.code)
    return render(request, "network/form.html", {
        "form": form, "title": _("Abrir una red"), "button": _("Abrir la red"), "back": "network:home",
        "lead": _("Será miembro de %(parent)s.") % {"parent": parent},
    })  # fmt: skip


@open_to("network.manage")
def edit(request, code):
    network = get_object_or_404(networks_where(request.user, "network.manage"), code=code)
    form = NetworkForm(request.POST or None, instance=network)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_network(network, by=request.user, version=form.cleaned_data["version"], **form.changes())
        except Refused as refusal:
            form.refuse(refusal, get_object_or_404(networks_where(request.user, "network.manage"), code=code))
        else:
            messages.success(request, _("Quedó guardado."))
            return redirect("network:network", code)
    return render(request, "network/form.html", {"form": form, "title": _("Corregir %(name)s") % {"name": network.name}, "button": _("Guardar"), "back": "network:home"})
