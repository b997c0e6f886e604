"""Coming back to a form whose session had ended."""

from django.shortcuts import redirect, render

from tejido.accounts.kept import kept_form
from tejido.core.routes import SIGNED_IN, open_to


@open_to(SIGNED_IN)
def kept(request):
    """One button sends it where it was going; nothing happens by itself."""
    form = kept_form(request)
    if form is None:
        return redirect("desk:home")
    return render(request, "account/kept.html", {"kept": form, "fields": [(name, value) for name, values in form["fields"] for value in values]})
