"""The gathered hazard against R's survfit and by hand."""

import numpy as np
import pytest

from tejido.stats.nelson_aalen import nelson_aalen
from tejido.stats.tests.generated import numbers, people, reference, some
from tejido.stats.unfit import Unfit


def test_hazard_and_error_are_those_of_r():
    all_ = people()
    for name, more in (("km_log", {}), ("km_late", {"entry": all_.entry}), ("km_people", {"entry": all_.entry, "weights": all_.count})):
        found, theirs = nelson_aalen(all_.stop, all_.event, **more), reference()[name]
        np.testing.assert_allclose(some(found.hazard), numbers(theirs["H"]), rtol=1e-10)
        np.testing.assert_allclose(some(found.standard_error), numbers(theirs["Hse"]), rtol=1e-10)
        np.testing.assert_array_equal(some(found.times), numbers(theirs["time"]))
        np.testing.assert_array_equal(some(found.at_risk), numbers(theirs["n"]))
        np.testing.assert_array_equal(some(found.events), numbers(theirs["d"]))


def test_tied_events_taken_in_turn_are_those_of_r():
    all_ = people()
    found = nelson_aalen(all_.stop, all_.event, entry=all_.entry, ties="in_turn")
    np.testing.assert_allclose(some(found.hazard), numbers(reference()["fh"]["H"]), rtol=1e-10)
    np.testing.assert_allclose(some(found.standard_error), numbers(reference()["fh"]["se"]), rtol=1e-10)


def test_people_in_one_row_take_their_turns_too():
    one = nelson_aalen([2.0, 3.0], [1, 0], weights=[3, 2], ties="in_turn")
    assert one.hazard[0] == pytest.approx(1 / 5 + 1 / 4 + 1 / 3)
    assert one.standard_error[0] ** 2 == pytest.approx(1 / 25 + 1 / 16 + 1 / 9)
    assert (one.n, one.at_risk.tolist(), one.events.tolist()) == (5, [5], [3])


def test_the_interval_is_on_the_logarithmic_scale_of_the_hazard():
    found = nelson_aalen([1.0, 2.0, 3.0], [1, 1, 0])
    reach = 1.959963984540054 * found.standard_error / found.hazard
    np.testing.assert_allclose(found.low, found.hazard * np.exp(-reach))
    np.testing.assert_allclose(found.high, found.hazard * np.exp(reach))
    narrow = nelson_aalen([1.0, 2.0, 3.0], [1, 1, 0], 0.5)
    np.testing.assert_allclose(np.log(narrow.high / narrow.hazard), 0.6744897501960817 * found.standard_error / found.hazard)


def test_the_step_in_force_is_found_for_any_moment():
    found = nelson_aalen([1.0, 2.0, 3.0], [1, 1, 0])
    assert [found.at(moment) for moment in (0.5, 1, 1.5, 9)] == [-1, 0, 0, 1]


def test_what_it_cannot_do_is_refused():
    with pytest.raises(ValueError, match="together or in_turn"):
        nelson_aalen([1.0], [1], ties="efron")
    with pytest.raises(Unfit, match="not_whole"):
        nelson_aalen([1.0], [1], weights=[0.5])
    with pytest.raises(Unfit, match="not_yes_no"):
        nelson_aalen([1.0], [2])
