"""Instruments: what they are, with which licence, and filling them in."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tejido.core.routes import open_to
from tejido.core.trail import Refused, require
from tejido.outcomes import actions
from tejido.outcomes.forms import LANGUAGES, AssessmentForm, WordingForm
from tejido.outcomes.packs import in_language, pack_of, packs
from tejido.outcomes.permissions import (
    assessments_visible_to,
    can_record_outcome,
    organisations_to_define_measures_in_visible_to,
    wordings_visible_to,
)
from tejido.outcomes.progress import series_of
from tejido.outcomes.queries import Wording, goals_open, wordings_of
from tejido.people.actions import look_at_name
from tejido.people.permissions import persons_visible_to
from tejido.people.queries import consent_in_force


def found(slug):
    """The instrument of this address."""
    pack = pack_of(slug)
    if pack is None:
        raise Http404
    return pack


@open_to("network.read")
def instruments(request):
    """The library."""
    language = get_language()
    rows = [(pack, in_language(pack.title, language), in_language(pack.about, language)) for pack in packs().values()]
    return render(request, "outcomes/instruments.html", {"rows": rows, "names": LANGUAGES})


@open_to("network.read")
def instrument(request, slug):
    """One instrument: licence, questions, scoring, missing rule and worked examples."""
    pack, language = found(slug), get_language()
    context = {
        "pack": pack,
        "title": in_language(pack.title, language),
        "about": in_language(pack.about, language),
        "licence": in_language(pack.licence, language),
        "stem": in_language(pack.stem, language),
        "responses": [(r.value, in_language(r.label, language)) for r in pack.responses],
        "items": [(i, in_language(i.text, language)) for i in pack.items],
        "scales": [(s, in_language(s.title, language)) for s in pack.scales],
        "wordings": wordings_visible_to(request.user).filter(instrument=pack.id),
        "languages": [LANGUAGES[code] for code in pack.languages],
    }
    return render(request, "outcomes/instrument.html", context)


@open_to("programmes.manage")
def wording(request, slug):
    """Fill a slot with the organisation's own licensed text."""
    pack = found(slug)
    organisations = organisations_to_define_measures_in_visible_to(request.user)
    saved = wordings_visible_to(request.user).filter(instrument=pack.id, language=request.GET.get("language", ""), organisation__in=organisations).first()
    initial = {**saved.items, "licence": saved.licence, "language": saved.language, "organisation": saved.organisation.code, "version": saved.version} if saved else {}
    form = WordingForm(pack, organisations, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.upload_wording(
                data["organisation"], pack, data["language"], by=request.user, items=form.items(), licence=data["licence"], version=data["version"]
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("El texto quedó guardado. Ya se puede contestar en ese idioma."))
            return redirect("outcomes:instrument", slug=pack.id)
    return render(request, "outcomes/wording.html", {"form": form, "pack": pack, "title": in_language(pack.title, get_language())})


def wording_for(pack, person, wanted):
    """The words to show, and in which other languages there are some. Own goals are their own words."""
    if pack.own_words:
        language = wanted if wanted in LANGUAGES else "es"
        items = {goal.code: goal.words for goal in goals_open(person)}
        return Wording(language, in_language(pack.stem, language), items, {r.value: in_language(r.label, language) for r in pack.responses}), []
    there = wordings_of(pack, person.organisation)
    chosen = there.get(wanted) or there.get("es") or next(iter(there.values()), None)
    return chosen, [(code, LANGUAGES[code]) for code in there if chosen and code != chosen.language]


@open_to("outcomes.record")
def assess(request, code, slug):
    """Fill in an instrument with a person, on one page."""
    person, pack = get_object_or_404(persons_visible_to(request.user), code=code), found(slug)
    require(can_record_outcome(request.user, person))
    words, others = wording_for(pack, person, request.GET.get("language") or get_language()[:2])
    context = {
        "person": person,
        "pack": pack,
        "title": in_language(pack.title, get_language()),
        "name": look_at_name(person, by=request.user),
    }
    if words is None or not words.items:
        return render(request, "outcomes/no_words.html", context)
    form = AssessmentForm(words, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if pack.own_words:
                given = form.changes()
                actions.rate_goals(person, by=request.user, ratings=given.pop("answers"), language=words.language, **given)
            else:
                actions.record_assessment(person, pack.id, by=request.user, language=words.language, **form.changes())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Las respuestas quedaron guardadas."))
            return redirect("outcomes:for_person", code=person.code)
    allowed = consent_in_force("health_data").filter(person=person).exists()
    return render(request, "outcomes/assess.html", {**context, "form": form, "words": words, "others": others, "allowed": allowed})


def words_of(assessment, pack):
    """The words that this assessment was answered in, for reading it again."""
    if pack.own_words:
        words, _others = wording_for(pack, assessment.person, assessment.language)
        goals = dict(assessment.person.goals.filter(code__in=assessment.answers).values_list("code", "words"))
        return Wording(words.language, words.stem, goals, words.responses)
    there = wordings_of(pack, assessment.organisation)
    blank = Wording(assessment.language, "", {i.id: i.id for i in pack.items}, {r.value: f"{r.value:g}" for r in pack.responses})
    return there.get(assessment.language) or next(iter(there.values()), blank)


@open_to("people.read")
def assessment(request, code):
    """One filled-in instrument: answers, score and what it says."""
    row = get_object_or_404(assessments_visible_to(request.user).prefetch_related("scores"), code=code)
    pack = found(row.instrument)
    words = words_of(row, pack)
    answers = [(text, words.responses.get(float(row.answers[item])) if item in row.answers else None) for item, text in words.items.items()]
    context = {
        "assessment": row,
        "person": row.person,
        "pack": pack,
        "title": in_language(pack.title, get_language()),
        "name": look_at_name(row.person, by=request.user),
        "answers": answers,
        "words": words,
        "series": series_of([row], get_language()),
        "can_record": can_record_outcome(request.user, row.person),
    }
    return render(request, "outcomes/assessment.html", context)


@open_to("outcomes.record")
def assessment_edit(request, code):
    """Correct a filled-in instrument."""
    row = get_object_or_404(assessments_visible_to(request.user), code=code)
    require(can_record_outcome(request.user, row.person))
    pack = found(row.instrument)
    words = words_of(row, pack)
    form = AssessmentForm(words, request.POST or None, initial=AssessmentForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_assessment(row, by=request.user, version=form.cleaned_data["version"], **form.changes())
        except Refused as refusal:
            row.refresh_from_db()
            form.refuse(refusal, row)
        else:
            messages.success(request, _("Guardado. El resultado se calculó de nuevo."))
            return redirect("outcomes:assessment", code=row.code)
    context = {
        "form": form, "words": words, "pack": pack, "person": row.person, "assessment": row, "allowed": True,
        "title": in_language(pack.title, get_language()), "name": look_at_name(row.person, by=request.user),
    }
    return render(request, "outcomes/assess.html", context)
