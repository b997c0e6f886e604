"""A server that delivers as a real one does: hashed and compressed files, and the bytes counted on the wire."""

import pytest
from django.core.management import call_command
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

MANIFEST = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


@pytest.fixture(scope="session")
def laid_out(tmp_path_factory):
    """The static files as `tejido serve` lays them out."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=MANIFEST):
        call_command("collectstatic", verbosity=0, interactive=False)
    return folder


@pytest.fixture
def delivered(laid_out, settings, transactional_db):
    """The address of a server whose files come through WhiteNoise."""
    settings.STATIC_ROOT, settings.STORAGES, settings.WHITENOISE_AUTOREFRESH = laid_out, MANIFEST, False
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = lambda application: application  # the files are WhiteNoise's work, not the test server's
    server.start()
    yield server.url
    server.stop()


def transferred(chrome, server, address, client=None):
    """Bytes on the wire of a first visit, file by file, headers and all."""
    context = chrome.new_context(base_url=server, locale="es-ES")
    if client is not None:
        context.add_cookies([{"name": name, "value": cookie.value, "url": server} for name, cookie in client.cookies.items()])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    names, weights = {}, {}
    wire.on("Network.responseReceived", lambda event: names.update({event["requestId"]: event["response"]["url"]}))
    wire.on("Network.loadingFinished", lambda event: weights.update({names.get(event["requestId"], "?"): round(event["encodedDataLength"])}))
    wire.send("Network.enable")
    answer = page.goto(address)
    assert answer.status == 200
    assert page.url == f"{server}{address}"
    page.wait_for_load_state("networkidle")
    context.close()
    return weights
