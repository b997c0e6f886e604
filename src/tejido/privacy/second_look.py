"""Before a copy leaves or a request is made from the own page: is it really them? A phone left open on a table is not a person."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tejido.accounts.factor import signed_in_lately


def ask_who_it_is(request: HttpRequest) -> HttpResponse | None:
    """Nothing, if who they are was shown in the last minutes; else the way to show it, and back to this page."""
    if signed_in_lately(request):
        return None
    back = request.get_full_path()
    if get_adapter(request).get_reauthentication_methods(request.user):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")
    logout(request)  # an account that enters with a code by mail asks for another one
    messages.info(request, _("Para cuidar sus datos, entre otra vez. Después sigue donde estaba."))
    return redirect_to_login(back)
