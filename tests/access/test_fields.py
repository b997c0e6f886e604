"""Every field × every role: what the catalogue closes is on no page, in no file, and cannot be guessed by searching or filtering."""

from django.urls import reverse


def test_a_closed_field_is_on_no_page_in_no_file_and_cannot_be_guessed(matrix, settings):
    shown = matrix.shown(["programme_coordinator", "facilitator", "network_coordinator"])
    assert shown.leaks == []
    assert shown.checks > 100
    assert shown.seen > 30  # the floor: a crawl that saw nothing would find no leak either
    guessed = matrix.guessed(["facilitator"], most=5, pages=10)
    assert guessed.leaks == []
    assert guessed.checks > 300

    settings.ROOT_URLCONF = "tests.access.planted_fields"
    matrix.addresses = {name: reverse(name) for name in ("programmes:names", "programmes:guess")}
    assert matrix.shown(["facilitator"]).leaks == ["facilitator reads people.Identity.given_name at /programmes/names/"]
    assert "facilitator can guess programmes.Enrolment.exit_note at /programmes/guess/" in matrix.guessed(["facilitator"], most=5).leaks
