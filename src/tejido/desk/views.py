"""The front page, the desk, the search and the trail."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date

from tejido.core.actors import names_of
from tejido.core.breach import as_rows, persons_in
from tejido.core.models import AuditEntry
from tejido.core.routes import PUBLIC, SIGNED_IN, open_to
from tejido.core.spreadsheet import csv_line
from tejido.desk import queries
from tejido.desk.forms import BreachForm
from tejido.network.actions import ask_breach, read_trail
from tejido.network.filters import filterable
from tejido.network.maps import maps_of_members
from tejido.network.permissions import capabilities_of, places_of_trail, roles_of, trail_visible_to
from tejido.network.places import country_name
from tejido.network.roles import ROLES
from tejido.people.actions import find_by_name, look_at_names
from tejido.people.names import SHORTEST_NUMBER, say_what_was_compared
from tejido.people.permissions import persons_visible_to
from tejido.people.trail import about, in_words, words

SHORTEST = 2
MOST = 12
PAGE = 50
MOST_SHOWN = 100


@open_to(PUBLIC)
def front(request):
    """What this is, for somebody who has never seen it."""
    return render(request, "desk/front.html")


@open_to(SIGNED_IN)
def home(request):
    """One plain sentence, and what waits this week. Whoever has only an own page is taken there."""
    capabilities = capabilities_of(request.user)
    roles = list(roles_of(request.user))
    if roles and not any(ROLES[held.role].staff for held in roles):
        return redirect("people:mine")
    members = queries.members_to_show(request.user)
    places = {}
    for held in roles:
        places.setdefault(held.role, []).append(str(held.place))
    context = {
        "members": [(number, member, country_name(member.country)) for number, member in enumerate(members, start=1)],
        "maps": maps_of_members(enumerate(members, start=1)),
        "figures": queries.figures_for(request.user, capabilities),
        "tasks": queries.tasks_for(request.user, capabilities),
        "roles": [(ROLES[role], where) for role, where in places.items()],
    }
    return render(request, "desk/home.html", context)


@open_to(SIGNED_IN)
def search(request):
    """Persons by code, organisations and programmes while typing; names too once it is sent, for that look is written down."""
    words = request.GET.get("q", "").strip()[:80]
    context = {"search_words": words, "too_short": 0 < len(words) < SHORTEST}
    if len(words) >= SHORTEST:
        context.update(found(request, words))
    return render(request, "desk/_found.html" if request.htmx else "desk/search.html", context)


def found(request, words):
    user = request.user
    held = capabilities_of(user)
    by_code = list(queries.persons_found(user, held, words)[:MOST])
    named = "people.identify" in held and (not words.isdigit() or len(words) >= SHORTEST_NUMBER)
    if named and not request.htmx:
        keys = say_what_was_compared(request, find_by_name(words, by=user))
        by_code += [p for p in persons_visible_to(user).filter(pk__in=keys[:MOST]) if p not in by_code]
    names = look_at_names(by_code, by=user, named=not request.htmx)
    result = {
        "persons": [(p, names.get(p.pk, "")) for p in by_code],
        "programmes": queries.programmes_found(user, held, words)[:MOST],
        "organisations": queries.organisations_named(user, held, words)[:MOST],
        "names_later": named and bool(request.htmx),
    }
    return {**result, "count": sum(len(result[key]) for key in ("persons", "programmes", "organisations"))}


@open_to("audit.read")
def trail(request):
    """Who did what and who looked at what, at the places where the user reads it. Reading it is a look too."""
    entries = trail_visible_to(request.user)
    verbs = sorted(((v, words().get(v, v)) for v in entries.order_by("verb").values_list("verb", flat=True).distinct()), key=lambda pair: str(pair[1]))
    asked = {name: request.GET.get(name, "") for name in ("verb", "since", "until", "account", "emergency")}
    wanted = {"verb": asked["verb"], "actor": asked["account"], "emergency": asked["emergency"], "at__date__gte": day(asked["since"]), "at__date__lte": day(asked["until"])}
    entries = entries.filter(**filterable(capabilities_of(request.user), AuditEntry, wanted))
    page = Paginator(entries, PAGE).get_page(request.GET.get("pagina"))
    read_trail([*page], by=request.user, places=places_of_trail(request.user))
    names = names_of(entry.actor for entry in page)
    lines = [(entry, entry.actor_name or names.get(entry.actor, ""), in_words(entry), about(entry)) for entry in page]
    context = {"page": page, "lines": lines, "verbs": verbs, "filtered": any(asked.values()), **asked}
    return render(request, "desk/trail.html", context)


@open_to("audit.read")
def breach(request):
    """After an incident: of which persons was what seen or changed, when, by whom. On screen by number, whole as a file."""
    form = BreachForm(request.GET or None)
    context = {"form": form, "touched": None}
    if form.is_valid():
        asked = form.cleaned_data
        touched = ask_breach(asked["since"], asked["until"], by=request.user, account=asked["account"])
        if request.GET.get("format") == "csv":
            return csv_response(touched)
        context |= {"any": bool(touched), "count": persons_in(touched), "query": request.GET.urlencode()}
        context |= {"touched": [one for one in touched if one.person][:MOST_SHOWN], "registers": [one for one in touched if one.register][:MOST_SHOWN]}
    return render(request, "desk/breach.html", context)


def csv_response(touched):
    """The whole answer as a file."""
    response = HttpResponse("".join(csv_line(row, ",") for row in as_rows(touched, lambda verb: str(words().get(verb, verb)))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="tejido-incidente.csv"'
    return response


def day(text):
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None
