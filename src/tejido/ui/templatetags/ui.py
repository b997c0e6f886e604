"""Words of the templates: icons, bands, numbers as people write them, and the pictures of `ui.charts`."""

import re
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.safestring import SafeString

from tejido.ui import charts
from tejido.ui.days import as_day, as_moment
from tejido.ui.markup import html
from tejido.ui.reading import choices_of

register = template.Library()
SPRITE = Path(__file__).resolve().parent.parent / "static/ui/iconos.svg"

register.simple_tag(charts.band, name="band")
register.simple_tag(charts.track, name="track")
register.simple_tag(charts.axis, name="axis")
register.simple_tag(charts.bullet, name="bullet")
register.simple_tag(charts.spark, name="spark")
register.simple_tag(charts.curve, name="curve")
register.simple_tag(charts.bar, name="bar")
register.simple_tag(charts.hundred, name="hundred")
register.simple_tag(charts.region_map, name="region_map")


@cache
def icon_names() -> frozenset[str]:
    """The icons of the sprite."""
    return frozenset(re.findall(r'<symbol id="i-([a-z0-9-]+)"', SPRITE.read_text(encoding="utf-8")))


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite as decoration: the words beside it carry the meaning."""
    if name not in icon_names():
        raise template.TemplateSyntaxError(f"no icon {name!r} in the sprite: add it to ui/data/icons.txt")
    return html('<svg class="i" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>', static("ui/iconos.svg"), name)


@register.simple_tag
def face(name: str, kind: str = "") -> SafeString:
    """A circle with initials. Never a photograph by default."""
    initials = "".join(word[0] for word in name.split() if word[0].isalnum())[:2].upper()
    return html('<span class="cara {}" aria-hidden="true">{}</span>', kind, initials or "·")


@register.filter
def number(value: Any, decimals: int = 0) -> str:
    """A number in the reader's language: 12 480 · 0,53. A real minus sign, so that it does not break from its number."""
    if value is None or value == "":
        return "–"
    rounded = round(float(value), int(decimals)) + 0.0  # no negative zero
    text = number_format(rounded, decimal_pos=int(decimals), use_l10n=True, force_grouping=abs(rounded) >= 10_000)
    return text.replace("-", "−")


@register.filter
def signed(value: Any, decimals: int = 1) -> str:
    """A change: +9,0 or −2,3."""
    if value is None or value == "":
        return "–"
    shown = number(value, decimals)
    return f"+{shown}" if round(float(value), int(decimals)) > 0 else shown


@register.filter
def percent(value: Any, decimals: int = 0) -> str:
    """A share between 0 and 1 as a percentage."""
    return "–" if value is None or value == "" else f"{number(float(value) * 100, decimals)} %"


@register.simple_tag(takes_context=True)
def reading_choices(context: template.Context) -> dict[str, str]:
    """How this device wants to read: letter size, spacing, contrast."""
    request = context.get("request")
    return choices_of(request) if isinstance(request, HttpRequest) else {"letra": "0", "espacio": "0", "contraste": "0"}


@register.filter
def quick_links(menu: Any, how_many: int = 3) -> list[Any]:
    """The first entries of the menu, for the bar at the foot of a phone."""
    return list(islice(chain.from_iterable(items for _heading, items in menu or []), how_many))


@register.filter
def undo_address(message: Any) -> str:
    """Where a message can be undone: `messages.success(request, text, extra_tags=f"undo={url}")`."""
    return next((tag.removeprefix("undo=") for tag in (message.extra_tags or "").split() if tag.startswith("undo=/")), "")


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """The present query string with some parameters changed; None takes one away. For page links, filters and sorting."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = value
    return f"?{query.urlencode()}"


@register.filter
def focus_id(field: BoundField) -> str:
    """The id of the first box of a field: where the link of an error takes its reader."""
    if field.use_fieldset:
        return f"{field.auto_id}_0"
    return str(field.id_for_label or field.auto_id)


@register.simple_tag
def scale_axis(scale: charts.Scale) -> SafeString:
    """The axis of an interval table."""

    def words(tick: float) -> str:
        return scale.ref_label if scale.ref_label and tick == scale.ref else charts.short_number(tick)

    return charts.axis(scale.ticks, scale.low, scale.high, log=scale.log, fmt=words, ref=scale.ref)


@register.simple_tag
def scale_track(scale: charts.Scale, row: Any, kind: str = "") -> SafeString:
    """One row of an interval table; the row has `estimate`, `low` and `high`, as keys or as attributes."""
    estimate, low, high = (row[name] if isinstance(row, dict) else getattr(row, name) for name in ("estimate", "low", "high"))
    ticks = [tick for tick in scale.ticks if tick != scale.ref]
    return charts.track(estimate, low, high, scale.low, scale.high, ref=scale.ref, kind=kind or "", log=scale.log, ticks=ticks)


@register.filter
def with_bands(points: Any, bands: Any) -> list[tuple[Any, ...]]:
    """(label, value, low, high) of each measure, for the table below its picture."""
    return [(label, value, low, high) for (label, value), (low, high) in zip(points, bands, strict=True)]


@register.filter
def at(items: Any, index: int) -> Any:
    """The item at a place."""
    return items[index]


@register.simple_tag(takes_context=True)
def sort_header(context: template.Context, field: str, label: str, css: str = "") -> SafeString:
    """A column heading that sorts on the server: `?orden=name`, then `?orden=-name`."""
    present = context["request"].GET.get("orden", "") if "request" in context else ""
    state, following, sign = ("ascending", f"-{field}", "arrow-up") if present == field else ("none", field, "arrow-up-down")
    if present == f"-{field}":
        state, following, sign = "descending", field, "arrow-down"
    href = with_query(context, orden=following, pagina=None) if "request" in context else f"?orden={following}"
    return html('<th scope="col" aria-sort="{}" class="{}"><a class="ordenar" href="{}">{}{}</a></th>', state, css, href, label, icon(sign))


@register.filter
def day(value: Any, otherwise: str = "–") -> str:
    """A date as people write it: 12 nov 2026; other words where there is none."""
    return as_day(value) if value else str(otherwise)


@register.filter
def moment(value: Any) -> str:
    """A date with its hour: 12 nov 2026, 14:05."""
    return as_moment(value) if value else "–"


@register.filter
def unbroken(sentence: Any) -> str:
    """A sentence whose per cent sign stays with its number at the end of a line."""
    return str(sentence).replace(" %", "\u00a0%")


@register.filter
def as_lead(label: Any) -> str:
    """A field's label before its error: a question keeps its mark, other labels get a colon."""
    text = str(label).rstrip(":")
    return text if text.endswith("?") else f"{text}:"


@register.filter
def browser_name(user_agent: str) -> str:
    """A browser and its system in two words, from the line that it sends about itself."""
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))
    browsers = (("Firefox", "Firefox"), ("Edg", "Edge"), ("OPR", "Opera"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    system = next((name for mark, name in systems if mark in user_agent), "")
    browser = next((name for mark, name in browsers if mark in user_agent), "")
    return " · ".join(part for part in (browser, system) if part) or user_agent[:40] or "–"
