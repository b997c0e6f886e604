"""Hostile input: files, formulas, headers of mail and of answers, forms, redirects, a full disk (bars 19, 22 to 28 and 38)."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from trust.bar import Bar
from trust.signing import stage


def bars(seed: int) -> Iterator[Bar]:
    stage.start()
    from trust.edges import answers, disk, files, forms, formulas, mail

    cast = stage.the_cast()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        yield files.bar(cast, home)
        yield formulas.bar(cast, home)
        yield mail.bar(cast)
        yield answers.bar(cast)
        yield forms.unsigned(cast)
        yield forms.redirects(cast)
        yield disk.bar(cast)
