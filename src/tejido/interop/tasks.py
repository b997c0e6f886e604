"""Long files go through the worker that `tejido serve` starts; the page may be closed meanwhile."""

from django_tasks import task

from tejido.interop.models import Import
from tejido.interop.passage import bring_through, check_through


@task()
def check_in_background(code: str) -> None:
    check_through(Import.objects.get(code=code))


@task()
def bring_in_background(code: str) -> None:
    bring_through(Import.objects.get(code=code))
