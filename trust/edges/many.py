"""The rows of a world many times over, so that a list without pages shows."""

from typing import Any


def clones(row: Any, number: int, mark: str, start: int = 20) -> int:
    """`number` more rows like this one, under codes and names of their own; how many there are now more.

    Of what a person may have only once (a participation in a group) each row gets another person.
    """
    from django.db import models

    from tejido.core.codes import new_code

    made: list[Any] = []
    fields = row._meta.concrete_fields
    unique = {name for constraint in row._meta.constraints if isinstance(constraint, models.UniqueConstraint) for name in constraint.fields}
    for n in range(number):
        values = {field.attname: getattr(row, field.attname) for field in fields if not field.primary_key}
        for field in fields:
            if field.name == "code":
                values["code"] = new_code()
            elif isinstance(field, models.CharField | models.TextField) and (field.unique or field.name in unique or field.name == "name") and not field.choices:
                values[field.attname] = f"{mark}-{n}"[: field.max_length or 40]
            elif isinstance(field, models.PositiveIntegerField | models.PositiveSmallIntegerField) and field.name in unique:
                values[field.attname] = start + n
        made.append(type(row)(**values))
    if row._meta.label == "programmes.Enrolment":
        others = row.person.__class__.objects.filter(organisation=row.organisation, enrolments__isnull=True).values_list("pk", flat=True)
        for one, person in zip(made, others, strict=False):
            one.person_id = person
        made = [one for one in made if one.person_id != row.person_id]
    type(row)._default_manager.bulk_create(made)
    return len(made)
