"""Behind a proxy the limits of sign-in count browsers, not the proxy."""

import runpy
from pathlib import Path

import pytest
from django.test import Client

SETTINGS = Path(__file__).parents[2] / "settings.py"
WRONG = {"login": "nobody@example.org", "password": "an intento cualquiera"}


@pytest.mark.parametrize(("https", "proxies"), [("1", 1), ("0", 0)])
def test_an_installation_believes_its_own_proxy_and_nobody_else(monkeypatch, tmp_path, https, proxies):
    monkeypatch.setenv("TEJIDO_HTTPS", https)
    monkeypatch.setenv("TEJIDO_HOME", str(tmp_path))
    assert runpy.run_path(str(SETTINGS))["ALLAUTH_TRUSTED_PROXY_COUNT"] == proxies


def test_a_stranger_who_guesses_shuts_nobody_else_out(db, settings, cast):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(12):
        Client().post("/accounts/login/", {**WRONG, "login": f"nobody{number}@example.org"}, headers={"x-forwarded-for": "203.0.113.9"})
    stranger = Client().post("/accounts/login/", WRONG, headers={"x-forwarded-for": "203.0.113.9"})
    assert stranger.context["form"].errors.as_data()["__all__"][0].code == "too_many_login_attempts"
    forged = Client().post("/accounts/login/", WRONG, headers={"x-forwarded-for": "198.51.100.7, 203.0.113.9"})
    assert forged.context["form"].errors.as_data()["__all__"][0].code == "too_many_login_attempts"
    other = Client().post("/accounts/login/", WRONG, headers={"x-forwarded-for": "198.51.100.7"})
    assert other.context["form"].errors.as_data()["__all__"][0].code != "too_many_login_attempts"
