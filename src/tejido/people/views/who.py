"""Who can see this record: for staff on a person's page, and for the person on their own."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from tejido.core.routes import open_to
from tejido.people import actions
from tejido.people.permissions import names_visible_to, own_persons_visible_to, persons_visible_to
from tejido.people.who import who_can_see


@open_to("people.read")
def who(request, code):
    person = actions.look_at_person(get_object_or_404(persons_visible_to(request.user), code=code), by=request.user)
    name = names_visible_to(request.user, [person]).get(person.pk, "")
    return render(request, "people/who.html", {"layout": "ui/desk.html", "person": person, "name": name, "tables": list(who_can_see(person)), "tab": "who"})


@open_to("own.read")
def mine_who(request):
    person = own_persons_visible_to(request.user).first()
    if person is None:
        raise Http404
    return render(request, "people/who.html", {"layout": "ui/portal.html", "person": person, "tables": list(who_can_see(person)), "tab": "who", "own": True})
