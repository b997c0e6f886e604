"""Long files go through the worker that `tejido serve` starts; the page may be closed meanwhile. Each job is told its organisation."""

from django_tasks import task

from tejido.core.scope import within
from tejido.interop.models import Import
from tejido.interop.passage import bring_through, check_through


@task()
def check_in_background(code: str, organisation: int) -> None:
    with within(organisation):
        check_through(Import.objects.get(code=code))


@task()
def bring_in_background(code: str, organisation: int) -> None:
    with within(organisation):
        bring_through(Import.objects.get(code=code))
