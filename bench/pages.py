"""How long typical pages take to make, now and before the walls: `python bench/pages.py [--against COMMIT]`.

Both trees make the same invented network in a fresh folder and answer the same requests, in turn, in processes of their own. The time is that of
the processor, from the request to the whole answer, with everything in between: session, gate, doors, trail, template, compression.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BEFORE = "85579af"
ROUNDS, TIMES = 3, 15
PAGES = {
    "home": ("programas", "/"),
    "list of persons": ("profesional", "/people/"),
    "a person": ("profesional", r'href="(/people/[A-Z0-9]{10}/)"', "/people/"),
    "a programme": ("programas", r'href="(/programmes/[A-Z0-9]{10}/)"', "/programmes/"),
    "a plan": ("coordinacion", r'href="(/impact/plans/[A-Z0-9]{10}/)"', "/impact/"),
    "an answer": ("coordinacion", r'href="(/impact/answers/[A-Z0-9]{10}/)"', "a plan"),
    "a release": ("coordinacion", r'href="(/impact/releases/[A-Z0-9]{10}/)"', "an answer"),
    "public report": ("", r'href="(/informes/[a-z0-9-]+/)"', "/informes/"),
}


def measured() -> dict[str, float]:
    """In the tree of this process: milliseconds of each page."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from tejido.demo.actions import load_demo

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    call_command("migrate", verbosity=0)
    load_demo()
    return {name: time_of(browser, path) for name, (browser, path) in found_pages().items()}


def found_pages() -> dict[str, tuple[object, str]]:
    import re

    browsers, found = {}, {}
    for name, (account, pattern, *start) in PAGES.items():
        browser = browsers.setdefault(account, browser_of(account))
        if start:
            page = browser.get(found[start[0]][1] if start[0] in found else start[0]).content.decode()
            links = re.findall(pattern, page)
            if not links:
                print(f"no {name} on {start[0]}", file=sys.stderr)
                continue
            pattern = links[0]
        found[name] = (browser, pattern)
    return found


def browser_of(key: str) -> object:
    from django.test import Client

    from tejido.accounts.models import User

    browser = Client(headers={"accept-language": "es"})
    if key:
        account = User.objects.get(email=f"{key}@demo.invalid")
        browser.force_login(account)
        session = browser.session
        session["account_authentication_methods"] = [{"method": "password", "at": 1.0}, {"method": "mfa", "at": 2.0, "type": "totp"}]
        session["account_authentication_methods_user"] = str(account.pk)
        session.cycle_key()  # the name is in the table, the browser holds what it was hashed from
        session.save()
        browser.cookies["sessionid"] = getattr(session, "secret", session.session_key)  # the state before had no secret of its own
    return browser


def time_of(browser: object, path: str) -> float:
    assert browser.get(path).status_code == 200, path
    times = []
    for _ in range(TIMES):
        started = time.process_time()
        browser.get(path)
        times.append(time.process_time() - started)
    return statistics.median(times) * 1000


def run(tree: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as home:
        own = {"TEJIDO_HOME": home, "TEJIDO_KEYS": f"{home}/keys", "PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree}", "DJANGO_SETTINGS_MODULE": "tejido.settings"}
        command = [sys.executable, "-W", "ignore", str(Path(__file__).resolve()), "--measure"]
        done = subprocess.run(command, cwd=tree, env={**os.environ, **own}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def compare(commit: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder) / "before"
        subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(before), commit], cwd=ROOT, check=True)
        try:
            runs = [(run(before), run(ROOT)) for _ in range(ROUNDS)]
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(before)], cwd=ROOT, check=True)
    names = [name for name in PAGES if all(name in one for pair in runs for one in pair)]
    print(f"| page | before ({commit}) | now | ratio |\n|---|---|---|---|")
    worst = 0.0
    for name in names:
        old, new = (min(pair[side][name] for pair in runs) for side in (0, 1))
        worst = max(worst, new / old)
        print(f"| {name} | {old:.1f} ms | {new:.1f} ms | {new / old:.2f} |")
    print(f"\nNo page takes more than twice its time of before: {'yes' if worst <= 2 else 'NO'} ({len(names)} of {len(PAGES)} pages, {ROUNDS} rounds each)")
    return 0 if worst <= 2 and len(names) == len(PAGES) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", default=BEFORE, metavar="COMMIT")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measured()))
    else:
        raise SystemExit(compare(options.against))
