"""A passkey, from the first to the next sign-in, in a real browser with a make-believe key, under our content security policy."""

import pytest


@pytest.fixture
def key_holder(visit):
    """A visitor whose device has a passkey holder that answers by itself."""
    page = visit()
    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "automaticPresenceSimulation": True}})
    return page


def sign_in_with_password(page, account):
    page.goto("/accounts/login/")
    page.fill("#id_login", account.email)
    page.fill("#id_password", "cuatro-palabras-sueltas-ya")
    page.locator("main form .b-1").first.click()


def confirm_if_asked(page):
    if "/reauthenticate/" in page.url:
        page.fill("#id_password", "cuatro-palabras-sueltas-ya")
        page.locator("main form .b-1").first.click()


def test_ana_adds_a_passkey_and_next_time_enters_with_it_alone(key_holder, cast):
    page = key_holder
    sign_in_with_password(page, cast.ana)
    assert "/2fa/" in page.url or "/reauthenticate/" in page.url, "staff are asked for a second step before anything else"
    page.goto("/accounts/2fa/webauthn/add/")
    confirm_if_asked(page)
    page.fill("#id_name", "mi teléfono")
    page.locator("#id_passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda address: "recovery-codes" in address)
    confirm_if_asked(page)
    assert page.locator(".codigos li").count() == 10
    page.goto("/desk/")
    assert page.locator("h1").inner_text().endswith("Ana Rivas")
    page.locator(".cuenta summary").click()
    page.locator(".cuenta button").click()
    page.goto("/accounts/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/desk/")
    assert page.locator("h1").inner_text().endswith("Ana Rivas")
    assert page.complaints == []
