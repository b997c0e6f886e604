"""In what a person takes part: for those who work with them, and for themselves."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tejido.core.routes import open_to
from tejido.core.trail import Refused, require
from tejido.people.actions import look_at_name
from tejido.people.permissions import names_visible_to, own_persons_visible_to, persons_visible_to
from tejido.programmes import actions
from tejido.programmes.forms import EnrolmentForm, ExitForm
from tejido.programmes.permissions import can_correct_enrolment, enrolments_visible_to, organisations_to_run_programmes_in_visible_to


def history(request, person, layout, own):
    """Everything that one person took part in."""
    actions.look_at_participations(person, by=request.user)
    context = {
        "person": person,
        "name": names_visible_to(request.user, [person]).get(person.pk, ""),
        "enrolments": enrolments_visible_to(request.user).filter(person=person),
        "can_manage": organisations_to_run_programmes_in_visible_to(request.user).filter(pk=person.organisation_id).exists(),
        "layout": layout,
        "own": own,
        "tab": "programmes",
    }
    return render(request, "programmes/for_person.html", context)


@open_to("people.read")
def for_person(request, code):
    """The tab of a person's page."""
    return history(request, get_object_or_404(persons_visible_to(request.user), code=code), "ui/desk.html", False)


@open_to("own.read")
def mine(request):
    """The same tab on the person's own page."""
    person = own_persons_visible_to(request.user).first()
    if person is None:
        raise Http404
    return history(request, person, "ui/portal.html", True)


@open_to("programmes.manage")
def enrolment_exit(request, code):
    """Write down an exit."""
    return save(request, code, ExitForm, actions.close_enrolment, _("Anotar la salida"), _("La salida quedó anotada."), {})


@open_to("programmes.manage")
def enrolment_edit(request, code):
    """Correct a participation."""
    return save(request, code, EnrolmentForm, actions.correct_enrolment, _("Corregir la participación"), _("Guardado."), None)


def save(request, code, form_class, verb, title, done, initial):
    """A form on one participation, and the verb that it asks for."""
    enrolment = get_object_or_404(enrolments_visible_to(request.user), code=code)
    require(can_correct_enrolment(request.user, enrolment))
    initial = {name: getattr(enrolment, name) for name in form_class.base_fields} if initial is None else {"version": enrolment.version}
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            verb(enrolment, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            enrolment.refresh_from_db()
            form.refuse(refusal, enrolment)
        else:
            messages.success(request, done)
            return redirect("programmes:for_person", code=enrolment.person.code)
    name = look_at_name(enrolment.person, by=request.user)
    return render(request, "programmes/enrolment.html", {"form": form, "enrolment": enrolment, "person": enrolment.person, "name": name, "title": title})
