"""Two people saving the same record: the form keeps what was typed, shows what was saved meanwhile and can be saved again."""

from typing import Any

from django import forms


class Versioned(forms.Form):
    """A form that corrects a record. `version` is the one that was on screen; the verb refuses if it is no longer the last."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    saved_meanwhile: list[tuple[str, Any]] = []

    def changes(self) -> dict[str, Any]:
        """What the user wants the record to say, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def refuse(self, refusal: Exception, saved: Any = None) -> None:
        """Show a refusal at its field, or above the form. With the `saved` record the next attempt counts from its version."""
        field = getattr(refusal, "field", None)
        typed = dict(self.cleaned_data)
        self.add_error(field if field in self.fields else None, str(refusal))
        if saved is None or saved.version == typed.get("version"):
            return
        data: Any = self.data
        data = data.copy()
        data[self.add_prefix("version")] = str(saved.version)
        self.data = data
        self.saved_meanwhile = [
            (str(self.fields[name].label), self.shown(saved, name))
            for name, value in typed.items()
            if name != "version" and hasattr(saved, name) and getattr(saved, name) != value
        ]

    @staticmethod
    def shown(saved: Any, name: str) -> Any:
        display = getattr(saved, f"get_{name}_display", None)
        return display() if display else getattr(saved, name)
