"""«Mis datos y mis derechos»: what a person can ask, how it goes, and the copy to take away."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tejido.core.routes import PUBLIC, open_to
from tejido.core.trail import Refused
from tejido.people.permissions import own_persons_visible_to
from tejido.privacy import actions
from tejido.privacy.deadlines import terms_of
from tejido.privacy.forms import OWN_KINDS, OwnRequestForm
from tejido.privacy.models import DataRequest
from tejido.privacy.permissions import own_requests_visible_to
from tejido.privacy.second_look import ask_who_it_is


@open_to(PUBLIC)
def explained(request):
    """What is kept and why, who sees it and what cannot be protected: for everybody, in plain words."""
    return render(request, "privacy/explained.html")


@open_to("own.request")
def mine(request):
    """What one can ask, and what one asked."""
    person = own_persons_visible_to(request.user).first()
    if person is None:
        return render(request, "people/mine_empty.html")
    context = {
        "person": person,
        "kinds": [(kind.value, kind.label) for kind in OWN_KINDS],
        "requests": own_requests_visible_to(request.user).filter(person=person).order_by("-received_on", "-pk"),
        "terms": terms_of(person.organisation),
        "tab": "rights",
        "own": True,
    }
    return render(request, "privacy/mine.html", context)


@open_to("own.request")
def mine_ask(request, kind):
    """Ask one thing, after showing once more who one is."""
    person = own_persons_visible_to(request.user).first()
    if person is None or kind not in OWN_KINDS:
        raise Http404
    if elsewhere := ask_who_it_is(request):
        return elsewhere
    form = OwnRequestForm(kind, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            filed = actions.file_request(person, by=request.user, kind=kind, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Lo que pide quedó anotado. Aquí verá cuándo le contestan."))
            return redirect("privacy:mine_request", code=filed.code)
    return render(request, "privacy/mine_ask.html", {"person": person, "form": form, "kind": DataRequest.Kind(kind)})


@open_to("own.request")
def mine_request(request, code):
    """Follow a request; take it back while it waits."""
    found = get_object_or_404(own_requests_visible_to(request.user), code=code)
    if request.method == "POST":
        try:
            actions.cancel_request(found, by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Retiró su solicitud. No cambia nada de lo que se guarda."))
        return redirect("privacy:mine")
    return render(request, "privacy/mine_request.html", {"person": found.person, "asked": found, "terms": terms_of(found.organisation)})


@open_to("own.request")
def mine_copy(request):
    """The copy: what is in it, and then the file."""
    person = own_persons_visible_to(request.user).first()
    if person is None:
        return render(request, "people/mine_empty.html")
    if elsewhere := ask_who_it_is(request):
        return elsewhere
    if request.method == "POST":
        return attached(actions.export_own_data(person, by=request.user, language=get_language()), _("mis-datos"))
    return render(request, "privacy/mine_copy.html", {"person": person})


def attached(packed, name):
    """A file whose name says nothing of what it is about."""
    answer = HttpResponse(packed, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return answer
