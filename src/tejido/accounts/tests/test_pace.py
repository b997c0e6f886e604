"""The entrance answers in steps of time, and a crowd there leaves the server to those who are inside."""

import threading
from types import SimpleNamespace

from django.http import HttpResponse
from django.test import RequestFactory

from tejido.accounts.pace import AT_ONCE, EvenPace

asked = RequestFactory()


def test_a_quick_and_a_slow_answer_of_the_entrance_take_the_same_time(settings, monkeypatch):
    settings.ENTRANCE_SECONDS, now = 0.25, [0.0]

    def passes(seconds):
        now[0] += seconds
        return HttpResponse()

    monkeypatch.setattr("tejido.accounts.pace.time", SimpleNamespace(monotonic=lambda: now[0], sleep=passes))
    slow = {"/accounts/login/": 0.2, "/accounts/password/reset/": 0.0, "/accounts/login/code/": 0.3}
    pace = EvenPace(lambda request: passes(slow[request.path]))
    took = []
    for path in slow:
        began = now[0]
        pace(asked.post(path))
        took.append(round(now[0] - began, 6))
    assert took == [0.25, 0.25, 0.5]


def test_a_crowd_at_the_entrance_is_asked_to_wait_and_nobody_inside_notices(settings):
    settings.ENTRANCE_SECONDS = 0.01
    inside, go_on = threading.Barrier(AT_ONCE + 1), threading.Event()

    def view(request):
        if request.path == "/accounts/login/":
            inside.wait(5)
            go_on.wait(5)
        return HttpResponse("served")

    pace = EvenPace(view)
    crowd = [threading.Thread(target=pace, args=(asked.post("/accounts/login/"),)) for _ in range(AT_ONCE)]
    for one in crowd:
        one.start()
    inside.wait(5)
    more = pace(asked.post("/accounts/password/reset/"))
    assert (more.status_code, more["Retry-After"]) == (503, "2")
    assert pace(asked.post("/desk/")).content == b"served"
    assert pace(asked.get("/accounts/password/reset/")).content == b"served"
    go_on.set()
    for one in crowd:
        one.join()
    assert pace(asked.post("/accounts/password/reset/")).content == b"served"
