"""The public pages. They read sealed documents through one window and never meet a person's record."""

from functools import wraps
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tejido.core.routes import PUBLIC, open_to
from tejido.impact.published import SealBroken, issue, latest_issues
from tejido.impact.reading import plot_named
from tejido.impact.spreadsheet import csv_of, csv_of_plot, file_name
from tejido.publishing.codebook import codebook_of
from tejido.publishing.language import in_asked_language, present
from tejido.publishing.report import easy_ideas, origin_of, report_of
from tejido.publishing.typeset import careful_words, pdf_of, pdf_of_plot
from tejido.ui.charts.alone import ALONE, drawn_alone
from tejido.ui.charts.picture import on_paper
from tejido.ui.press import PressStopped

CSV = "text/csv; charset=utf-8"


def sealed(view):
    """A page of an issue: 404 without one, no figures after its withdrawal or where the seal does not fit, words where no PDF can be made."""

    @require_safe
    @wraps(view)
    @in_asked_language
    def shown(request, slug, number=None):
        try:
            found = issue(slug, number)
        except SealBroken:
            return render(request, "publishing/broken.html", status=503)
        if found is None:
            raise Http404
        if found.is_withdrawn:
            return render(request, "publishing/withdrawn.html", {"issue": found}, status=410)
        try:
            return view(request, found)
        except PressStopped:
            return render(request, "publishing/unprinted.html", {"issue": found}, status=503)

    return shown


@open_to(PUBLIC)
@require_safe
@in_asked_language
def index(request):
    try:
        reports = [report_of(one) for one in latest_issues() if not one.is_withdrawn]
    except SealBroken:
        return render(request, "publishing/broken.html", status=503)
    return render(request, "publishing/index.html", {"reports": reports, "alternates": alternates(request)})


@open_to(PUBLIC)
@sealed
def report(request, found):
    return page(request, found, "publishing/report.html")


@open_to(PUBLIC)
@sealed
def easy(request, found):
    return page(request, found, "publishing/easy.html", ideas=easy_ideas(report_of(found)))


@open_to(PUBLIC)
@sealed
def csv(request, found):
    """All figures, or with `?figura=` the table of one picture; with `&forma=svg` or `&forma=pdf` too, the picture itself."""
    key = request.GET.get("figura")
    if not key:
        return attached(csv_of(found.document), CSV, file_name(found.slug, found.number, "csv"))
    plot = plot_named(found.document, key)
    if plot is None:
        raise Http404
    name = f"{found.slug}-{plot.key}"
    if request.GET.get("forma") in ALONE:
        return picture_file(request, found, plot, name)
    return attached(csv_of_plot(plot.picture), CSV, file_name(name, found.number, "csv"))


def picture_file(request, found, plot, name):
    """One picture as vectors, with the line that says where it comes from; 404 where it may not be drawn."""
    if not plot.picture.is_drawn:
        raise Http404
    form = request.GET["forma"]
    origin = origin_of(found, address_of(request, found))
    drawing = pdf_of_plot(found, plot, origin) if form == "pdf" else drawn_alone(plot.picture, plot.title, origin)
    return attached(drawing, ALONE[form][1], file_name(name, found.number, form))


@open_to(PUBLIC)
@sealed
def codebook(request, found):
    return attached(codebook_of(found.document), CSV, file_name(found.slug, found.number, "variables.csv"))


@open_to(PUBLIC)
@sealed
def json(request, found):
    response = JsonResponse({"seal": found.seal, "document": found.document}, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-{found.number}.json"'
    return response


@open_to(PUBLIC)
@sealed
def pdf(request, found):
    with on_paper():
        made = pdf_of(report_of(found), address_of(request, found))
    return attached(made, "application/pdf", file_name(found.slug, found.number, "pdf"))


def address_of(request, found):
    return request.build_absolute_uri(reverse("publishing:issue", args=[found.slug, found.number]))


def page(request, found, template, **more):
    """What report, older issue and easy reading share."""
    told = report_of(found)
    here = request.build_absolute_uri(f"{request.path}?lang={present()}")
    words = _("Le comparto un informe de la red: %(url)s") % {"url": here}
    context = {
        "report": told,
        "issue": found,
        "careful": careful_words(told),
        "alternates": alternates(request),
        "share": f"https://wa.me/?text={quote(words)}",
        "language": present(),
        "title_language_name": get_language_info(told.title_language)["name_local"],
        **more,
    }
    return render(request, template, context)


def attached(content, kind, name):
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Language"] = present()
    return response


def alternates(request):
    """The same page in every language, for search engines and for whoever sends the link on."""
    return [(code, request.build_absolute_uri(f"{request.path}?lang={code}")) for code, _name in settings.LANGUAGES]
