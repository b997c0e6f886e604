"""How rows are written for programs: names of fields are a promise (docs/guides/tokens.md); internal numbers never leave."""

from typing import Any

from tejido.impact.models import Plan
from tejido.impact.owners import owner_of
from tejido.impact.published import Issue
from tejido.network.models import Organisation


def organisation_as_data(organisation: Organisation) -> dict[str, Any]:
    return {
        "code": organisation.code,
        "slug": organisation.slug,
        "name": organisation.name,
        "legal_form": organisation.legal_form,
        "country": organisation.country,
        "region": organisation.region.iso,
        "town": organisation.town,
        "website": organisation.website,
    }


def plan_as_data(plan: Plan) -> dict[str, Any]:
    owner = owner_of(plan)
    return {
        "code": plan.code,
        "slug": plan.slug,
        "title": plan.title,
        "owner": owner.slug,
        "registered_at": plan.registered_at,
        "hash": plan.plan_hash,
        "text": plan.text,
        "answers": [{"code": one.code, "cut_off": one.cut_off, "is_registered": one.is_registered} for one in plan.answers.all()],
    }


def release_as_data(issue: Issue) -> dict[str, Any]:
    return dict(issue.document)
