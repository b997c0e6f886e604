"""Emergency access, and the notices of those who watch over a place."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tejido.core.routes import SIGNED_IN, open_to
from tejido.core.trail import Refused
from tejido.network import actions
from tejido.network.forms import EmergencyForm
from tejido.network.permissions import capabilities_of, emergencies_visible_to, emergency_of, notices_visible_to
from tejido.network.watchers import words_of

PAGE = 50


@open_to("emergency.open")
def new(request):
    """Ask for it, with a reason; while one runs, what it opens and how it ends."""
    form = EmergencyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_emergency(by=request.user, **form.changes())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Ya puede leer las fichas de su entidad. Quien protege los datos acaba de recibir el aviso."))
            return redirect("people:list")
    context = {"form": form, "running": emergency_of(request.user), "before": emergencies_visible_to(request.user).filter(user=request.user)[:10]}
    return render(request, "network/emergency.html", context)


@open_to(SIGNED_IN)
@require_POST
def end(request, code):
    """Whoever opened it, or whoever watches over the place."""
    access = get_object_or_404(emergencies_visible_to(request.user), code=code)
    actions.end_emergency(access, by=request.user)
    messages.success(request, _("El acceso de emergencia terminó."))
    return redirect("network:emergencies" if "audit.read" in capabilities_of(request.user) else "network:emergency")


@open_to("audit.read")
def every(request):
    """Each emergency access at the places where the user watches: who, when, why."""
    page = Paginator(emergencies_visible_to(request.user), PAGE).get_page(request.GET.get("pagina"))
    return render(request, "network/emergencies.html", {"page": page})


@open_to(SIGNED_IN)
def notices(request):
    """What those who watch over a place should know; what nobody has seen yet first."""
    page = Paginator(notices_visible_to(request.user).order_by(F("seen_at").desc(nulls_first=True), "-created_at"), PAGE).get_page(request.GET.get("pagina"))
    return render(request, "network/notices.html", {"page": page, "notices": [(notice, words_of(notice)) for notice in page]})


@open_to(SIGNED_IN)
@require_POST
def seen(request, code):
    """One press, for all who could see it."""
    actions.see_notice(get_object_or_404(notices_visible_to(request.user), code=code), by=request.user)
    return redirect("network:notices")
