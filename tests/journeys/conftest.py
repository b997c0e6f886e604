"""A real browser against a running Tejido. Where no Chromium is installed these tests say so and are skipped."""

import os

import pytest

from tests.browser import chromium

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the synchronous Playwright keeps a loop of its own; the ORM is used from this thread alone
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # as wsgi.py does: answers are worked out in a process of their own, which inherits it


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/journeys" in str(item.path):
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def chrome():
    """One browser for the whole run."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium found: journeys need one")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chrome, live_server):
    """`visit(width=390, javascript=True, client=None)`: a page of a fresh visitor, or of whoever is signed in in that test client.

    Complaints of the browser (script errors, refusals of the content security policy) are collected in `page.complaints`.
    """
    contexts = []

    def open_page(width=1280, height=900, javascript=True, client=None, cookies=None, **options):
        context = chrome.new_context(
            viewport={"width": width, "height": height}, locale="es-ES", java_script_enabled=javascript, base_url=live_server.url, **options
        )
        context.set_default_timeout(90_000)  # a question to the data may take its time on a busy machine
        contexts.append(context)
        jar = dict(cookies or {}) | ({name: cookie.value for name, cookie in client.cookies.items()} if client is not None else {})
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in jar.items()])
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
