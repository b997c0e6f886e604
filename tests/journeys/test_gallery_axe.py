"""The gallery in a real browser: every component as it comes out, at three widths and with reading settings at their largest."""

import pytest

from tests.journeys.looks import PUBLIC_BUDGET, STAFF_BUDGET, WIDTHS, faults, weight_of

ADDRESSES = ["/ui/", "/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/", "/accounts/signup/"]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_visitor_finds_no_barrier_in_gallery_and_entrance(visit, width):
    page = visit(width=width)
    assert [fault for address in ADDRESSES for fault in faults(page, address)] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_visitor_with_very_large_letters_finds_no_barrier(visit, width):
    page = visit(width=width, cookies={"lectura-letra": "2", "lectura-espacio": "1", "lectura-contraste": "1"})
    assert faults(page, "/ui/") == []
    assert page.evaluate("document.documentElement.dataset.letra") == "2"


def test_a_visitor_changes_the_reading_settings_without_script(visit):
    page = visit(javascript=False)
    page.goto("/accounts/login/")
    page.locator(".lectura summary").click()
    page.locator("input[name=letra][value='2']").check()
    page.locator(".lectura button").click()
    assert page.url.endswith("/accounts/login/")
    assert page.locator("html").get_attribute("data-letra") == "2"


def test_a_visitor_changes_the_reading_settings_with_script_and_loses_nothing_typed(visit):
    page = visit()
    page.goto("/accounts/login/")
    page.fill("#id_login", "marta@example.org")
    page.locator(".lectura summary").click()
    with page.expect_response(lambda response: response.url.endswith("/ui/lectura/")):
        page.locator("input[name=letra][value='1']").check()
    assert page.evaluate("document.documentElement.dataset.letra") == "1"
    assert page.input_value("#id_login") == "marta@example.org"
    page.reload()
    assert page.locator("html").get_attribute("data-letra") == "1"
    assert page.complaints == []


def test_a_visitor_changes_the_language_without_script(visit):
    page = visit(javascript=False)
    page.goto("/ui/")
    page.locator(".tarjeta-idioma summary").nth(1).click()
    page.locator("button[value=en]").click()
    assert page.url.endswith("/ui/")
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_keyboard_user_closes_a_menu_with_escape_and_stays_there(visit):
    page = visit()
    page.goto("/ui/")
    page.locator(".lectura summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".lectura[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".lectura[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_entrance_and_gallery_are_light(visit):
    entrance = weight_of(visit(), "/accounts/login/")
    assert sum(entrance.values()) <= PUBLIC_BUDGET, entrance
    gallery = weight_of(visit(), "/ui/")
    assert sum(gallery.values()) <= STAFF_BUDGET + 40 * 1024, gallery  # thirty components and three maps on one page


def test_the_desk_of_a_coordinator_is_light(visit, cast, browser_of):
    client = browser_of(cast.ana)
    for address in ("/desk/", "/desk/search/?q=Los", "/people/"):
        weights = weight_of(visit(client=client), address)
        assert any(name.endswith(".css") for name in weights)
        assert sum(weights.values()) <= STAFF_BUDGET, weights


@pytest.mark.parametrize("width", WIDTHS)
def test_a_coordinator_finds_no_barrier_at_her_desk(visit, cast, browser_of, width):
    page = visit(width=width, client=browser_of(cast.ana))
    assert [fault for address in ("/desk/", "/accounts/2fa/", "/accounts/sessions/") for fault in faults(page, address)] == []


def test_a_phone_opens_the_whole_menu_without_script(visit, cast, browser_of):
    page = visit(width=390, client=browser_of(cast.ana), javascript=False)
    page.goto("/desk/")
    assert not page.locator("#menu").is_visible()
    page.locator(".menu-movil a").last.click()
    assert page.locator("#menu").is_visible()
    page.locator("#menu .cerrar").click()
    assert not page.locator("#menu").is_visible()
