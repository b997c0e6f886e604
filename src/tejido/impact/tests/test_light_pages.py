"""Heavy libraries stay out of the process that serves pages."""

import subprocess
import sys

ALL_PAGES = """
import sys
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
import tejido.impact.dataset, tejido.publishing.typeset
print(sorted({"numpy", "pandas", "scipy", "statsmodels", "lifelines", "typst", "openpyxl"} & set(sys.modules)))
"""


def test_every_page_is_known_without_a_library_of_statistics():
    said = subprocess.run([sys.executable, "-c", ALL_PAGES], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
