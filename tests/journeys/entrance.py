"""The way in that staff take: password, then the code that their phone shows at that moment."""

import time

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "cuatro-palabras-sueltas-ya"


def owns_a_phone_with_codes(account, secret=SECRET):
    """The account has set up its second factor; `secret` is what its phone makes the codes from."""
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(account, secret)


def code_of_the_moment(secret=SECRET):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(page, account, secret=SECRET):
    """Through the two pages of signing in, to the desk. A code typed as its half minute ends is typed again, as people do."""
    page.goto("/accounts/login/")
    page.fill("#id_login", account.email)
    page.fill("#id_password", PASSWORD)
    press(page, "Entrar")
    for _attempt in range(2):
        assert page.url.endswith("/2fa/authenticate/"), page.url
        page.fill("#id_code", code_of_the_moment(secret))
        press(page, "Entrar")
        if page.url.endswith("/desk/"):
            return
    raise AssertionError(page.locator("main").inner_text())


def press(page, words):
    """The button of the page itself, not of its frame."""
    page.locator("main").get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()
