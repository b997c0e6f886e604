"""Whose a row is. Every row about a person carries its organisation, so that both walls (docs/architecture.md) can stand before it."""

from typing import Any

from django.db import models


class Belongs(models.ForeignKey[Any, Any]):
    """The organisation of a row, taken from the row it hangs on (`by="person"`) when it is saved.

    Bulk writes name it themselves (`organisation_id`): the table refuses a row without one.
    """

    def __init__(self, to: Any = "network.Organisation", *, by: str = "person", **options: Any) -> None:
        self.by = by
        options.setdefault("on_delete", models.PROTECT)
        options.setdefault("related_name", "+")
        options["editable"] = False
        super().__init__(to, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options["by"] = self.by
        return name, path, args, options

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if getattr(model_instance, self.attname) is None:
            setattr(model_instance, self.attname, getattr(model_instance, self.by).organisation_id)
        return getattr(model_instance, self.attname)
