"""Mass assignment: a form sent with boxes that it does not have. Whatever the role, no such field may take the value that was slipped in."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.apps import apps
from django.db import models, transaction
from django.test import Client

from tejido.network.catalogue import written
from tejido.network.form_fields import foreign_boxes, name_of

SLIPPED = "zq777qz"
DAY = dt.date(1907, 7, 17)


@dataclass
class Sent:
    posts: int = 0
    accepted: int = 0
    forms: set[str] = field(default_factory=set)
    changed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Target:
    """A form at its address, filled in so that it would be taken, and a field of its models that it does not carry."""

    url: str
    form: str
    data: tuple[tuple[str, Any], ...]
    model: Any
    column: Any


def forms_at(browser: Client, url: str) -> list[Any]:
    """The forms that write, as somebody who holds every role finds them on the page."""
    browser.raise_request_exception = False
    with transaction.atomic():
        answer = browser.get(url)
        found: dict[int, Any] = {}
        for context in answer.context or []:
            for values in getattr(context, "dicts", [context]):
                found.update({id(value): value for value in values.values() if isinstance(value, forms.BaseForm)})
        transaction.set_rollback(True)
    return [form for form in found.values() if written()["forms"].get(name_of(form), {}).get("writes")]


def filled_in(form: Any) -> dict[str, Any]:
    """What a person would send: what stands there, else the first choice, else a plain word."""
    data: dict[str, Any] = {}
    for name, box in form.fields.items():
        value = form[name].value()
        if value in (None, "", []):
            value = plain_value(box) if box.required else ""
        data.update(parts(form, name, box, value))
    return {name: value for name, value in data.items() if value is not None}


def parts(form: Any, name: str, box: Any, value: Any) -> dict[str, Any]:
    if isinstance(box.widget, forms.MultiWidget):
        return {f"{form.add_prefix(name)}_{n}": part or "" for n, part in enumerate(box.widget.decompress(value or None))}
    return {form.add_prefix(name): value.isoformat() if isinstance(value, dt.date) else value}


def plain_value(box: Any) -> Any:
    choices = [str(value) for value, _label in getattr(box, "choices", []) if value not in ("", None)]
    if choices:
        return choices[0]
    if isinstance(box, forms.DateField):
        return dt.date(2025, 3, 1)
    if isinstance(box, forms.EmailField):
        return "nadie@example.org"
    return 1 if isinstance(box, (forms.IntegerField, forms.FloatField)) else "palabras"


def targets(browser: Client, addresses: dict[str, str]) -> Iterator[Target]:
    """Every form at every address × every field of its models that is no box of it."""
    for url in dict.fromkeys(addresses.values()):
        for form in forms_at(browser, url):
            data = tuple(filled_in(form).items())
            for label in written()["forms"][name_of(form)]["writes"].split():
                model = apps.get_model(label)
                for column in model._meta.concrete_fields:
                    if column.name not in form.fields and slipped(column) is not None:
                        yield Target(url, name_of(form), data, model, column)


def slipped(column: Any) -> Any:
    """A value that nobody would have written there."""
    if column.primary_key and not column.is_relation:
        return 777_777
    if column.is_relation:
        return column.related_model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    if isinstance(column, models.BooleanField):
        return True
    if isinstance(column, models.DateTimeField):
        return dt.datetime(1907, 7, 17, tzinfo=dt.UTC)
    if isinstance(column, models.DateField):
        return DAY
    if isinstance(column, (models.IntegerField, models.FloatField)):
        return 7777
    if isinstance(column, models.JSONField):
        return None
    if column.choices:
        return str(column.flatchoices[-1][0])
    return SLIPPED[: column.max_length or 7]


def holding(target: Target, value: Any) -> set[Any]:
    """The rows that hold the value: read one by one, as sealed fields are not compared in the database."""
    return {pk for pk, present in target.model._default_manager.values_list("pk", target.column.attname) if present == value}


def send(browser: Client, target: Target, value: Any) -> tuple[int, bool]:
    """Post the form with the foreign field under its two names; tell whether a row took the value. All is rolled back."""
    browser.raise_request_exception = False
    sent = value.isoformat() if isinstance(value, dt.date) else "on" if value is True else value
    with transaction.atomic():
        before = holding(target, value)
        answer = browser.post(target.url, {**dict(target.data), target.column.name: sent, target.column.attname: sent})
        took = len(holding(target, value) - before)
        transaction.set_rollback(True)
    return answer.status_code, took > (by_itself(browser, target, value) if took else 0)


def by_itself(browser: Client, target: Target, value: Any) -> int:
    """How many rows take the value when the form is sent as it is: a choice on it may lead there."""
    with transaction.atomic():
        before = holding(target, value)
        browser.post(target.url, dict(target.data))
        taken = len(holding(target, value) - before)
        transaction.set_rollback(True)
    return taken


def attempt(browsers: dict[str, Client], aims: list[Target], seed: int, most: int) -> Sent:
    """A sample of `most` of all (role, form, field); the outcome of each post."""
    sent = Sent()
    pairs = [(role, aim) for role in browsers for aim in aims]
    for role, aim in random.Random(seed).sample(pairs, min(most, len(pairs))):
        status, took = send(browsers[role], aim, slipped(aim.column))
        sent.posts += 1
        sent.accepted += status in {302, 303}
        sent.forms.add(aim.form)
        if took:
            sent.changed.append(f"{role} wrote {aim.model._meta.label}.{aim.column.name} with {aim.form} at {aim.url}")
        if status >= 500:
            sent.changed.append(f"{role}: {aim.url} broke with {status} for {aim.column.name}")
    return sent


def boxes_too_many(browser: Client, addresses: dict[str, str]) -> list[str]:
    """Boxes of forms on screen, those made for the occasion among them, that the catalogue does not allow there."""
    return [f"{name_of(form)}: {foreign}" for url in addresses.values() for form in forms_at(browser, url) if (foreign := foreign_boxes(form))]
