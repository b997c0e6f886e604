"""Plans: the list, writing one by answering questions or as text, its page, registering and asking it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tejido.core.routes import open_to
from tejido.core.trail import Refused, require
from tejido.impact import actions
from tejido.impact.dataset import SourceMissing
from tejido.impact.forms import AskForm, GuidedPlanForm, PlanTextForm
from tejido.impact.guided import plan_text
from tejido.impact.owners import owner_of
from tejido.impact.permissions import answers_visible_to, can_ask_plan, can_write_plan, owners_visible_to, plans_visible_to
from tejido.impact.queries import organisations_of, versions_of, vocabulary_behind
from tejido.impact.reading.plan_words import plan_in_words
from tejido.impact.spec import PlanError
from tejido.impact.uncounted import NotCounted


@open_to("plans.read")
def plans(request):
    page = Paginator(plans_visible_to(request.user), 50).get_page(request.GET.get("pagina"))
    return render(request, "impact/plans.html", {"page": page, "may_write": bool(writing_places(request.user))})


@open_to("plans.write")
def plan_new(request):
    """First for whom, where there is a choice; then questions one by one, or the plan as text."""
    owner = chosen_owner(request)
    if owner is None:
        return render(request, "impact/plan_owner.html", {"owners": writing_places(request.user)})
    as_text = request.GET.get("como") == "texto"
    form = PlanTextForm(request.POST or None, request.FILES or None) if as_text else guided_form(request, owner)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"] if as_text else plan_text(form.asked())
        plan = attempt(form, lambda: actions.write_plan(owner, by=request.user, text=text))
        if plan is not None:
            messages.success(request, _("Plan guardado. Léalo y, cuando esté de acuerdo, regístrelo antes de mirar los datos."))
            return redirect("impact:plan", plan.code)
    return render(request, "impact/plan_new.html", {"form": form, "owner": owner, "as_text": as_text})


@open_to("plans.read")
def plan(request, code):
    found = get_object_or_404(plans_visible_to(request.user), code=code)
    answers = answers_visible_to(request.user).filter(plan=found)
    context = {
        "plan": found,
        "owner": owner_of(found),
        "answers": Paginator(answers, 50).get_page(request.GET.get("pagina")),
        "versions": Paginator(versions_of(found), 50).get_page(request.GET.get("pagina")),
        **plan_in_words(found.text),
        "may_ask": can_ask_plan(request.user, found),
        "form": AskForm(),
    }
    return render(request, "impact/plan.html", context)


@open_to("plans.write")
def plan_revise(request, code):
    found = get_object_or_404(plans_visible_to(request.user), code=code)
    require(can_write_plan(request.user, owner_of(found)))
    form = PlanTextForm(request.POST or None, request.FILES or None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        newer = attempt(form, lambda: actions.revise_plan(found, by=request.user, text=form.cleaned_data["text"]))
        if newer is not None:
            messages.success(request, _("Versión nueva guardada. La anterior y sus respuestas siguen como estaban."))
            return redirect("impact:plan", newer.code)
    return render(request, "impact/plan_revise.html", {"form": form, "plan": found})


@open_to("plans.write")
@require_POST
def plan_register(request, code):
    found = get_object_or_404(plans_visible_to(request.user), code=code)
    try:
        actions.register_plan(found, by=request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Plan registrado: desde ahora su texto y su hora quedan fijos."))
    return redirect("impact:plan", found.code)


@open_to("plans.write")
@require_POST
def plan_ask(request, code):
    found = get_object_or_404(plans_visible_to(request.user), code=code)
    form = AskForm(request.POST)
    if form.is_valid():
        answer = attempt(form, lambda: actions.ask_plan(found, by=request.user, cut_off=form.cleaned_data["cut_off"], apart=True))
        if answer is not None:
            return redirect("impact:answer", answer.code)
    context = {"plan": found, "owner": owner_of(found), "answers": [], "versions": versions_of(found), **plan_in_words(found.text), "may_ask": True, "form": form}
    return render(request, "impact/plan.html", context)


def attempt(form, verb):
    """Run a verb; what it refuses is said at the form, which keeps everything typed."""
    try:
        return verb()
    except (PlanError, SourceMissing, NotCounted) as refusal:
        for problem in refusal.problems:
            form.add_error("text" if "text" in form.fields else None, problem)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def writing_places(user):
    """Organisations and networks for which the user may write plans."""
    organisations, networks = owners_visible_to(user, "plans.write")
    return [*organisations, *networks]


def chosen_owner(request):
    """The only place, or the one named in the address; a place of others does not exist here."""
    places = writing_places(request.user)
    asked = request.GET.get("para")
    if asked is None:
        return places[0] if len(places) == 1 else None
    for place in places:
        if place.code == asked:
            return place
    raise Http404


def guided_form(request, owner):
    return GuidedPlanForm(vocabulary_behind(organisations_of(owner)), request.POST or None)
