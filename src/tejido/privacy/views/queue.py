"""The queue of requests, one request with its history, its letter, and what is kept out of use."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tejido.core.periods import today
from tejido.core.routes import open_to
from tejido.core.trail import Refused
from tejido.network.permissions import holds
from tejido.people.permissions import restricted_persons_visible_to
from tejido.people.trail import lines_of
from tejido.privacy import actions
from tejido.privacy.deadlines import terms_of
from tejido.privacy.forms import FilingForm, ProofForm, QueueForm, RestrictionForm
from tejido.privacy.models import DataRequest
from tejido.privacy.permissions import can_approve_request, erasures_visible_to, requests_visible_to
from tejido.privacy.queries import SOON, approvals_missing, days_left, history_of, overdue, waiting

PAGE = 50


def filtered(requests, form):
    wanted = form.cleaned_data if form.is_valid() else {}
    if not wanted.get("state"):
        requests = waiting(requests)
    elif wanted["state"] == "closed":
        requests = requests.exclude(state=DataRequest.State.OPEN)
    if wanted.get("kind"):
        requests = requests.filter(kind=wanted["kind"])
    if wanted.get("due") == "late":
        requests = overdue(requests)
    elif wanted.get("due") == "soon":
        requests = waiting(requests).filter(due_on__lte=today() + dt.timedelta(days=SOON))
    return requests


@open_to("rights.handle")
def queue(request):
    """What waits for an answer, the nearest day first."""
    visible, form = requests_visible_to(request.user), QueueForm(request.GET)
    page = Paginator(filtered(visible, form), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(row, days_left(row)) for row in page.object_list],
        "late": overdue(visible).count(),
        "waiting": waiting(visible).count(),
        "filters": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "privacy/queue.html", context)


@open_to("rights.file")
def new(request):
    """Write down what somebody asks."""
    handles = holds(request.user, "rights.handle")
    form = FilingForm(request.user, handles, request.POST or None, initial={"person_code": request.GET.get("person", "")})
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            filed = actions.file_request(told.pop("person_code"), by=request.user, **told)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Quedó anotado. Quien contesta estos derechos en su entidad ya lo sabe."))
            visible = requests_visible_to(request.user).filter(pk=filed.pk).exists()
            return redirect(reverse("privacy:detail", args=[filed.code]) if visible else reverse("people:detail", args=[filed.person_code]))
    return render(request, "privacy/new.html", {"form": form})


@open_to("rights.handle")
def detail(request, code):
    """One request: what is asked, by when, what has been done and what can be done now."""
    found = actions.look_at_request(get_object_or_404(requests_visible_to(request.user), code=code), by=request.user)
    context = {
        "asked": found,
        "left": days_left(found),
        "lines": lines_of(history_of(found)),
        "is_open": found.state == DataRequest.State.OPEN,
        "missing": approvals_missing(found),
        "can_approve": can_approve_request(request.user, found),
        "with_copy": found.kind in ("access", "portability", "authority") and found.person_id,
        "proof_form": ProofForm(),
        "restriction_form": RestrictionForm(),
    }
    return render(request, "privacy/detail.html", context)


@open_to("rights.handle")
def letter(request, code):
    """The answer on paper."""
    found = get_object_or_404(requests_visible_to(request.user), code=code)
    name = actions.open_letter(found, by=request.user)
    return render(request, "privacy/letter.html", {"asked": found, "name": name, "terms": terms_of(found.organisation)})


@open_to("rights.handle")
def kept(request):
    """Records out of use, and the ledger of erasures."""
    persons = Paginator(restricted_persons_visible_to(request.user).order_by("-restricted_on", "pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "privacy/kept.html", {"page": persons, "erasures": erasures_visible_to(request.user)[:PAGE]})
