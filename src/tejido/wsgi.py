import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tejido.settings")
# Two BLAS threads on a busy small machine are ten times slower than one.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")
application = get_wsgi_application()

from django.core.checks import run_checks  # noqa: E402
from django.core.checks.messages import ERROR  # noqa: E402

# A server that would serve an unclassified URL does not start, whichever server it is.
if serious := [problem for problem in run_checks() if problem.level >= ERROR]:
    raise SystemExit("\n".join(str(problem) for problem in serious))

from tejido.core.running import UNSETTLED, unsettled  # noqa: E402

if unsettled().exists():
    raise SystemExit(UNSETTLED)
