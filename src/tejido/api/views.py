"""Read only, for programs with a token (docs/guides/tokens.md): the same doors as the pages, at most a hundred rows at once."""

from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from tejido.api.written import organisation_as_data, plan_as_data, release_as_data
from tejido.core.routes import open_to
from tejido.impact.permissions import answers_visible_to, plans_visible_to
from tejido.impact.published import latest_issues
from tejido.impact.release import protected_document
from tejido.network.permissions import organisations_visible_to

ROWS = 100


def listed(request, rows, written):
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return JsonResponse({"page": page.number, "pages": page.paginator.num_pages, "count": page.paginator.count, "rows": [written(row) for row in page]})


@open_to("network.read", token=True)
@require_safe
def organisations(request):
    return listed(request, organisations_visible_to(request.user).select_related("region").order_by("name", "pk"), organisation_as_data)


@open_to("plans.read", token=True)
@require_safe
def plans(request):
    found = plans_visible_to(request.user).prefetch_related("answers").order_by("-created_at", "pk")
    return listed(request, found, plan_as_data)


@open_to("plans.read", token=True)
@require_safe
def answer(request, code):
    """Always the protected document, also for a role that may see exact tables: a program's copy goes where nobody watches."""
    return JsonResponse(protected_document(get_object_or_404(answers_visible_to(request.user), code=code)))


@open_to("network.read", token=True)
@require_safe
def releases(request):
    """What everybody may read on the public pages, in one list."""
    return listed(request, [one for one in latest_issues() if not one.is_withdrawn], release_as_data)
