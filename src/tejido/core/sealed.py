"""Fields whose values are sealed with the key of the person whom they are about (docs/decisions/0012-sealed-identities.md).

`Sealed` looks like a text or a date to whoever holds the row and is noise in the database. It opens when it is read, never before; it
cannot be searched, sorted or updated in bulk, and anything in its column that was not sealed for this very place is refused with
`Unreadable`. `Mark` is the only thing that can be looked up: exactly, within one organisation.
"""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import validators
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_save, pre_save

from tejido.core import keys
from tejido.core.holding import holder_of, let_go
from tejido.core.sealing import Closed, close, mark_of, normal, open_text, place_of

KINDS = {"text": forms.CharField, "phone": forms.CharField, "email": forms.EmailField, "date": forms.DateField}

if TYPE_CHECKING:
    Column = models.Field[Any, Any]
    Letters = models.CharField[Any, Any]
else:
    Column, Letters = models.Field, models.CharField


class NotSealed(TypeError):
    """Plain words on their way into a sealed column."""


class SealedAttribute(DeferredAttribute):
    """Opens the value of a row when somebody asks for it."""

    field: Any

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance)
        if isinstance(value, Closed):
            value = instance.__dict__[self.field.attname] = self.field.opened(instance, value)
        return self.field.empty if value is None else value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class Sealed(Column):
    """A text (`kind` text, phone or email) or a date, kept under the key of the person at `by`."""

    descriptor_class = SealedAttribute
    empty_values = list(validators.EMPTY_VALUES)

    def __init__(self, verbose_name: Any = None, *, kind: str = "text", by: str = "person", **options: Any) -> None:
        self.kind, self.by = kind, by
        options["null"] = True  # what is empty is kept as nothing
        super().__init__(verbose_name, **options)
        if self.max_length is not None:
            self.validators.append(validators.MaxLengthValidator(self.max_length))
        if kind == "email":
            self.validators.append(validators.validate_email)

    @property
    def empty(self) -> Any:
        return None if self.kind == "date" else ""

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options |= {"kind": self.kind, "by": self.by}
        del options["null"]
        return name, path, args, options

    def get_internal_type(self) -> str:
        return "BinaryField"

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            for signal in (pre_save, post_save):
                signal.connect(let_go, sender=cls)

    def column_of(self, row: Any) -> str:
        return f"{row._meta.label}.{self.name}"

    def place(self, row: Any, organisation: int) -> bytes:
        person = getattr(row, row._meta.get_field(self.by).attname)
        name = getattr(row, "code", row.pk)
        if name is None or person is None:
            raise NotSealed(f"{self.column_of(row)} is bound to its row and its person: both must be known first")
        return place_of(organisation, self.column_of(row), name, person)

    def opened(self, row: Any, value: Closed) -> Any:
        number = value.key_id
        key = keys.person_keys_by_id([number]).get(number)
        if key is None:
            value, key = self._renewed(row, number)
        text = open_text(key, value, self.place(row, row.organisation_id))
        return dt.date.fromisoformat(text) if self.kind == "date" else text

    def _renewed(self, row: Any, number: int) -> tuple[Closed, keys.PersonKey]:
        """A rotation may have renewed the value after this row was read: look once more, then give up."""
        value = type(row)._base_manager.filter(pk=row.pk).values_list(self.attname, flat=True).first()
        key = keys.person_keys_by_id([value.key_id]).get(value.key_id) if value is not None else None
        if value is None or key is None:
            raise (keys.Shredded if keys.is_shredded(number) else keys.Unreadable)(f"no key in the ring for {self.column_of(row)}")
        return value, key

    def pre_save(self, model_instance: models.Model, add: bool) -> Closed | None:
        value = getattr(model_instance, self.attname)
        if value in self.empty_values:
            return None
        if not isinstance(value, dt.date if self.kind == "date" else str):
            raise NotSealed(f"{self.column_of(model_instance)} keeps a {self.kind}, not {type(value).__name__}")
        holder = holder_of(model_instance, self.by)
        return close(holder.key, value, self.place(model_instance, holder.organisation))

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Closed):
            return value
        raise NotSealed(f"{self.name} is sealed: set it on the row and save that, it cannot be written or compared by a query")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = self.get_prep_value(value)
        return None if value is None else connection.Database.Binary(bytes(value))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Closed | None:
        if value is None:
            return None
        return Closed(value.encode() if isinstance(value, str) else bytes(value))

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_transform(self, lookup_name: str) -> Any:
        return None

    def value_to_string(self, obj: Any) -> str:
        raise NotSealed(f"{self.name} is sealed: it is not written to files")

    def to_python(self, value: Any) -> Any:
        return value

    def formfield(self, **options: Any) -> Any:
        limits = {"max_length": self.max_length} if self.kind != "date" else {}
        return super().formfield(**{"form_class": KINDS[self.kind], **limits, **options})


class Mark(Letters):
    """The blind index of a sealed phone number or e-mail address: for finding exactly that one, within an organisation."""

    def __init__(self, *, of: str, **options: Any) -> None:
        self.of = of
        options |= {"max_length": 40, "blank": True, "default": "", "editable": False}
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        for given in ("max_length", "blank", "default", "editable"):
            del options[given]
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        source: Any = model_instance._meta.get_field(self.of)
        text = normal(source.kind, getattr(model_instance, self.of))
        made = ""
        if text:
            holder = holder_of(model_instance, source.by)
            made = mark_of(keys.organisation_keys(holder.organisation)[0], source.column_of(model_instance), text)
        setattr(model_instance, self.attname, made)
        return made


def marks(model: type[models.Model], name: str, text: str, organisations: Iterable[Any]) -> list[str]:
    """What to look for in the mark of the field `name`, in each of these organisations."""
    source: Any = model._meta.get_field(name)
    wanted = normal(source.kind, text)
    column = f"{model._meta.label}.{name}"
    return [mark_of(key, column, wanted) for organisation in organisations for key in keys.organisation_keys(organisation)] if wanted else []
