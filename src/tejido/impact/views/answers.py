"""An answer: exact for those who answer for the data, protected for every other reader of the plan."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tejido.core.routes import open_to
from tejido.impact import reading
from tejido.impact.owners import owner_of
from tejido.impact.permissions import answers_visible_to, can_prepare_release, can_see_exact_answer
from tejido.impact.queries import open_release_of
from tejido.impact.release import document_for
from tejido.impact.spoken import sentences_shown
from tejido.impact.spreadsheet import csv_of, csv_of_plot, file_name
from tejido.ui.charts.alone import ALONE
from tejido.ui.press import PressStopped


@open_to("plans.read")
def answer(request, code):
    found = get_object_or_404(answers_visible_to(request.user), code=code)
    document = document_for(request.user, found)
    plan = reading.plan_of_document(document)
    context = {
        "answer": found,
        "title": reading.plan_title(document),
        "owner": owner_of(found.plan),
        "is_exact": can_see_exact_answer(request.user, found),
        "may_prepare": can_prepare_release(request.user, found),
        "release": open_release_of(found),
        "telling": reading.telling_of(document, sentences_shown(document, plan)),
        "hundred": reading.hundred_of(document, plan),
        "shelf": reading.shelf_of(reading.forests_of(document, plan), reading.levels_of(document, plan), reading.plots_of(document, plan)),
        "flow": reading.flow_of(document, plan),
        "csv_address": reverse("impact:answer_csv", args=[found.code]),
        "attrition": reading.attrition_of(document, plan),
        "tables": [table for table in reading.people_tables_of(document, plan) if table.name != "attrition"],
        "figures": reading.figures_of(document, plan),
        "checks": reading.check_groups(document),
        "checks_well": [sentence for verdict, sentence in reading.check_lines(document) if verdict == "ok"],
        "methods": reading.method_text(plan),
        "versions": document.get("versions", {}),
    }
    return render(request, "impact/answer.html", context)


@open_to("plans.read")
def answer_csv(request, code):
    """All figures, or with `?figura=` the table of one picture; with `&forma=svg` or `&forma=pdf` too, the picture itself."""
    found = get_object_or_404(answers_visible_to(request.user), code=code)
    document = document_for(request.user, found)
    slug = found.plan.slug
    if key := request.GET.get("figura"):
        plot = reading.plot_named(document, key)
        if plot is None:
            raise Http404
        slug = f"{slug}-{plot.key}"
        if request.GET.get("forma") in ALONE:
            return picture_file(request, found, document, plot, file_name(slug, 1, request.GET["forma"]))
        text = csv_of_plot(plot.picture)
    else:
        text = csv_of(document)
    return attached(text, "text/csv; charset=utf-8", file_name(slug, 1, "csv"))


def picture_file(request, found, document, plot, name):
    """One picture as vectors, with the line that says where it comes from; 404 where it may not be drawn."""
    if not plot.picture.is_drawn:
        raise Http404
    draw, kind = ALONE[request.GET["forma"]]
    exact = [_("Cifras exactas, sin proteger: no son para publicar")] if can_see_exact_answer(request.user, found) else []
    title, owner = reading.plan_title(document), owner_of(found.plan).name
    origin = reading.origin_line(title, owner, found.cut_off, document["plan_hash"], *exact, is_demo=found.plan.is_demo)
    try:
        drawing = draw(plot.picture, plot.title, origin)
    except PressStopped:
        messages.error(request, _("Ahora no se puede preparar el PDF de esta figura. Pruebe más tarde; mientras tanto, la tiene en SVG."))
        return redirect("impact:answer", found.code)
    return attached(drawing, kind, name)


def attached(content, kind, name):
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@open_to("plans.read")
def answer_json(request, code):
    found = get_object_or_404(answers_visible_to(request.user), code=code)
    response = JsonResponse(document_for(request.user, found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{found.plan.slug}-{found.code}.json"'
    return response
