"""One look for every form, and the few fields that Django does not have as people need them."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class TejidoFormRenderer(TemplatesSetting):
    """Forms and fields are rendered by the templates of `ui`."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


class DayInput(forms.DateInput):
    """A near date (a class, an interview): the calendar of the device."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MoneyInput(forms.NumberInput):
    """An amount with its currency code before it."""

    template_name = "ui/forms/widgets/money.html"

    def __init__(self, currency: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "step": "0.01", **(attrs or {})})
        self.currency = currency

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["currency"] = self.currency
        return context


class DateParts(forms.MultiWidget):
    """A date that people know by heart, as three boxes: nobody scrolls a calendar back to 1957."""

    template_name = "ui/forms/widgets/date_parts.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = [forms.TextInput({"inputmode": "numeric", "class": size, "maxlength": n}) for size, n in (("a2", 2), ("a2", 2), ("a4", 4))]
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str):
            value = datetime.date.fromisoformat(value)
        return [value.day, value.month, value.year] if value else [None, None, None]


class DatePartsField(forms.MultiValueField):
    """A known date in three boxes. With `unknown_day` the day may stay empty and counts as the first of the month."""

    widget = DateParts
    default_error_messages = {
        "invalid": _("Escriba una fecha que exista, por ejemplo 15 3 1984."),
        "incomplete": _("Escriba el día, el mes y el año."),
        "no_month": _("Escriba el mes y el año; el día puede quedar vacío."),
    }

    def __init__(self, *, unknown_day: bool = False, **kwargs: Any) -> None:
        self.unknown_day = unknown_day
        parts = [forms.CharField(required=False) for _part in range(3)]
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> datetime.date | None:
        if not any(data_list or []):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        day, month, year = ((part or "").strip() for part in data_list)
        if not (month and year):
            raise ValidationError(self.error_messages["no_month" if self.unknown_day else "incomplete"], code="incomplete")
        if not day and not self.unknown_day:
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            return datetime.date(int(year), int(month), int(day or 1))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
