"""The entrance answers in steps of time, and a crowd there leaves the server to those who are inside."""

import threading
import time

from django.http import HttpResponse
from django.test import RequestFactory

from tejido.accounts.pace import AT_ONCE, EvenPace

asked = RequestFactory()


def test_a_quick_and_a_slow_answer_of_the_entrance_take_the_same_time(settings):
    settings.ENTRANCE_SECONDS = 0.1
    slow = {"/accounts/login/": 0.03, "/accounts/password/reset/": 0.0}
    pace = EvenPace(lambda request: time.sleep(slow[request.path]) or HttpResponse())
    for path in slow:
        began = time.monotonic()
        pace(asked.post(path))
        assert 0.1 <= time.monotonic() - began < 0.2


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
