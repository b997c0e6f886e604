"""The record of processing, the impact assessment and the facts for the agreement with the host: on screen, printed and taken away."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tejido.core.routes import open_to
from tejido.network.assessment import assessment_of
from tejido.network.papers import FORMATS
from tejido.network.permissions import networks_where, organisations_where
from tejido.network.processing import agreement_of, record_of

PAPERS = {"record": record_of, "assessment": assessment_of, "agreement": agreement_of}


def place_or_404(user, code):
    """The organisation or network of this code at which the user answers for data."""
    for places in (organisations_where(user, "processing.read").select_related("region"), networks_where(user, "processing.read")):
        if found := places.filter(code=code).first():
            return found
    raise Http404


def paper_or_404(user, code, kind):
    if kind not in PAPERS:
        raise Http404
    return PAPERS[kind](place_or_404(user, code))


@open_to("processing.read")
def places(request):
    """Every place at which the user answers for data, with its papers."""
    found = [*organisations_where(request.user, "processing.read"), *networks_where(request.user, "processing.read")]
    return render(request, "network/processing.html", {"places": found})


@open_to("processing.read")
def paper(request, code, kind):
    context = {"paper": paper_or_404(request.user, code, kind), "code": code, "kind": kind, "forms": list(FORMATS)}
    return render(request, "network/paper.html", context)


@open_to("processing.read")
def download(request, code, kind, form):
    if form not in FORMATS:
        raise Http404
    made = paper_or_404(request.user, code, kind)
    content_type, write = FORMATS[form]
    return HttpResponse(write(made), content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{made.kind}-{made.day.isoformat()}.{form}"'})
