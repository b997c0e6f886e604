"""Releases: preparing the words, sending them to a second person, judging, withdrawing, re-issuing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tejido.core.routes import open_to
from tejido.core.trail import Refused, require
from tejido.impact import actions, reading
from tejido.impact.forms import ReasonForm, ReleaseForm, WithdrawForm
from tejido.impact.owners import owner_of
from tejido.impact.permissions import (
    answers_visible_to,
    can_edit_release,
    can_prepare_release,
    can_review_release,
    can_see_exact_answer,
    can_withdraw_release,
    releases_visible_to,
)
from tejido.impact.queries import issues_of, wrote_release
from tejido.impact.release import audit_of, hidden_figures, numbers_by_hand, protected_document
from tejido.impact.sentences.labels import language


@open_to("plans.read")
def releases(request):
    page = Paginator(releases_visible_to(request.user), 50).get_page(request.GET.get("pagina"))
    return render(request, "impact/releases.html", {"page": page})


@open_to("releases.prepare")
def release_new(request, code):
    answer = get_object_or_404(answers_visible_to(request.user), code=code)
    require(can_prepare_release(request.user, answer))
    title = {"title_es": answer.plan.title, "slug": answer.plan.slug}
    form = ReleaseForm(request.POST or None, initial=title)
    if request.method == "POST" and form.is_valid():
        verb = lambda: actions.prepare_release(answer, by=request.user, slug=form.cleaned_data["slug"], **form.words())  # noqa: E731
        release = attempt(form, verb)
        if release is not None:
            messages.success(request, _("Informe guardado. Mírelo como lo verá el público y envíelo a revisión."))
            return redirect("impact:release", release.code)
    return render(request, "impact/release_form.html", {"form": form, "answer": answer, "release": None})


@open_to("plans.read")
def release(request, code):
    found = get_object_or_404(releases_visible_to(request.user), code=code)
    document = found.document or protected_document(found.answer)
    plan = reading.plan_of_document(document)
    context = {
        "release": found,
        "owner": owner_of(found.answer.plan),
        "telling": reading.telling_of(document, document["sentences"].get(language()[:2], document["sentences"]["es"])),
        "shelf": reading.shelf_of(reading.forests_of(document, plan), reading.levels_of(document, plan), reading.plots_of(document, plan)),
        "flow": reading.flow_of(document, plan),
        "attrition": reading.attrition_of(document, plan),
        "issues": issues_of(found.slug),
        "may_edit": can_edit_release(request.user, found) and found.status in ("prepared", "returned"),
        "may_review": can_review_release(request.user, found) and found.status == "in_review",
        "may_withdraw": can_withdraw_release(request.user, found) and found.status == "published",
        "newer": newer_answers(request.user, found),
        "withdraw_form": WithdrawForm(),
    }
    return render(request, "impact/release.html", context)


@open_to("releases.prepare")
def release_edit(request, code):
    found = get_object_or_404(releases_visible_to(request.user), code=code)
    require(can_edit_release(request.user, found))
    form = ReleaseForm(request.POST or None, release=found)
    if request.method == "POST" and form.is_valid():
        verb = lambda: actions.edit_release(found, by=request.user, version=form.cleaned_data["version"], **form.words())  # noqa: E731
        if attempt(form, verb) is not None:
            messages.success(request, _("Cambios guardados."))
            return redirect("impact:release", found.code)
    return render(request, "impact/release_form.html", {"form": form, "answer": found.answer, "release": found})


@open_to("releases.prepare")
@require_POST
def release_send(request, code):
    found = get_object_or_404(releases_visible_to(request.user), code=code)
    return done(request, found, lambda: actions.send_to_review(found, by=request.user), _("Enviado a revisión. Otra persona lo mirará antes de publicar."))


@open_to("releases.approve")
def release_review(request, code):
    """The exact tables beside what the public will see, the solver's verdict, and two buttons."""
    found = get_object_or_404(releases_visible_to(request.user), code=code)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        require(can_review_release(request.user, found))
        if request.POST.get("verdict") == "approve":
            return done(request, found, lambda: actions.approve_release(found, by=request.user), _("Publicado, sellado y numerado."), "impact:release_review")
        if form.is_valid():
            note = form.cleaned_data["note"]
            return done(request, found, lambda: actions.return_release(found, by=request.user, note=note), _("Devuelto con sus comentarios."))
    exact = can_see_exact_answer(request.user, found.answer)
    document = protected_document(found.answer)
    context = {
        "release": found,
        "owner": owner_of(found.answer.plan),
        "form": form,
        "is_exact": exact,
        "may_review": can_review_release(request.user, found) and found.status == "in_review",
        "is_own": found.prepared_by_id == request.user.pk or wrote_release(request.user, found),
        "audit": audit_of(found.answer),
        "numbers": numbers_by_hand(found),
        "forests": reading.forests_of(document),
        "attrition": reading.attrition_of(document, exact=found.answer.document if exact else None),
        "tables": [table for table in reading.people_tables_of(document, exact=found.answer.document if exact else None) if table.name != "attrition"],
        "hidden": hidden_figures(found.answer, document) if exact else [],
        "sentences": document["sentences"]["es"],
    }
    return render(request, "impact/release_review.html", context)


@open_to("releases.approve")
@require_POST
def release_withdraw(request, code):
    found = get_object_or_404(releases_visible_to(request.user), code=code)
    form = WithdrawForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return done(request, found, lambda: actions.withdraw_release(found, by=request.user, reason=reason), _("Retirado. La página pública dice que lo está y por qué."))


@open_to("releases.prepare")
@require_POST
def release_reissue(request, code):
    found = get_object_or_404(releases_visible_to(request.user), code=code)
    answer = get_object_or_404(answers_visible_to(request.user), code=request.POST.get("answer", ""))
    try:
        newer = actions.reissue_release(found, by=request.user, answer=answer)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("impact:release", found.code)
    messages.success(request, _("Nueva edición en preparación. La anterior sigue a la vista hasta que esta se publique, y después también."))
    return redirect("impact:release", newer.code)


def newer_answers(user, release):
    """Answers of the same question from which the next issue could be made."""
    if release.number is None or not can_edit_release(user, release):
        return []
    plan = release.answer.plan
    same = answers_visible_to(user).filter(plan__slug=plan.slug, plan__organisation=plan.organisation_id, plan__network=plan.network_id)
    return same.filter(created_at__gt=release.answer.created_at)[:10]


def attempt(form, verb):
    try:
        return verb()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def done(request, release, verb, words, back="impact:release"):
    """A verb behind one button: say what happened, or why not, and return."""
    try:
        verb()
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(back, release.code)
    messages.success(request, words)
    return redirect("impact:release", release.code)
