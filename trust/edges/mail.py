"""What is typed where mail goes out: no other recipient, no other header."""

import smtplib
from email.utils import getaddresses
from typing import Any

from django.test import override_settings

from trust.bar import Bar
from trust.signing import stage

EXTRA = "evil@evil.example"
ADDRESSES = [
    f"{{}}{between}{EXTRA}" for between in (",", ";", " ", ", ", "\n", "\r\n", "\r", "\nBcc: ", "\r\nBcc: ", "\rCc: ", "%0aBcc:", "%0d%0aBcc:", "\0", "\x0b", "\x0c",
                                            "\u2028Bcc:", "\u2029Bcc:", "\u0085Bcc:", "\n\n", ">,<", "> <", "\t", "|", "&", ":", "\\n", " (x), ",
                                            ">\r\nRCPT TO:<", "\r\n.\r\nRCPT TO:")
] + [f"{EXTRA},{{}}", f"<{EXTRA}>,<{{}}>", f"x: {{}}, {EXTRA};", f"{EXTRA}\n{{}}", f'"{EXTRA}," {{}}', f"{{}}, \"x\" <{EXTRA}>"]  # fmt: skip
PAGES = {"/accounts/login/code/": "email", "/accounts/password/reset/": "email", "/accounts/login/": "login"}


def bar(cast: Any) -> Bar:
    from django.core.cache import cache

    from tejido.core.outbound import Unsendable, send_mail
    from tests.mail_server import post_office

    told = {cast.ana.email.lower()}
    with post_office() as post, override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=post.port, EMAIL_USE_TLS=False, ACCOUNT_RATE_LIMITS=False
    ):
        tried = 0
        for payload in (text.format(cast.ana.email) for text in ADDRESSES):
            for page, field in PAGES.items():
                cache.clear()
                stage.browser().post(page, {field: payload, "password": "x"})
                tried += 1
            for to, subject in ((payload, "Hola"), (cast.ana.email, f"Hola{payload.removeprefix(cast.ana.email)}")):
                tried += 1
                try:
                    with stage.arranging():
                        send_mail(to, subject, payload)
                except Unsendable:
                    pass
        extra = [to for to, message in post.received if set(to) - told or message["Bcc"] or message["Cc"]]
        ordinary = len(post.received)
        for payload in ADDRESSES:
            _careless(post.port, payload.format(cast.ana.email))
        caught = sum(EXTRA in to for to, _message in post.received)
    return Bar(
        "26", "nobody else gets a mail", f"{len(extra)} other recipients in {tried} tries", f"{len(ADDRESSES)} texts (30) × {len(PAGES) + 2} ways, {ordinary} plain mails seen (1)",
        f"a careless sender: {caught} other recipients seen", not extra, len(ADDRESSES) >= 30 and ordinary > 0, caught > 0,
    )  # fmt: skip


def _careless(port: int, header: str) -> None:
    """As many a program sends: everything in the field is taken for a recipient."""
    try:
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.sendmail("x@example.org", [address for _name, address in getaddresses([header.replace("\n", ",")]) if "@" in address], "Subject: x\n\nx")
    except (smtplib.SMTPException, OSError, UnicodeError, ValueError):
        return
