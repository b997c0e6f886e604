"""Pages in a real Chromium: what fires, what the policy reports, what is asked for, what stands in an attribute that acts."""

import re
from dataclasses import dataclass, field
from typing import Any

AT_ONCE = 40
OWN_FILES = re.compile(r"<script[^>]+src=\"/static/[^>]*></script>|<link[^>]+/static/[^>]*>")
OWN = re.compile(r"data:|http://tejido\.test/static/[\w/.-]+$|http://tejido\.test/favicon\.ico$")
LISTEN = """window.told = []; document.addEventListener('securitypolicyviolation', e => told.push(e.effectiveDirective + ' ' + e.blockedURI));"""
LOOK = """() => [...document.querySelectorAll('*')].flatMap(e => [...e.attributes]
  .filter(a => a.name.startsWith('on') || (['href','src','action','formaction','data'].includes(a.name) && /^\\s*(j\\s*a\\s*v\\s*a|vb)\\s*script|^\\s*data:text/i.test(a.value)))
  .map(a => e.tagName + ' ' + a.name + '=' + a.value.slice(0, 60)))"""


@dataclass
class Fired:
    dialogs: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    acting: list[str] = field(default_factory=list)
    swallowed: int = 0
    loads: int = 0

    @property
    def count(self) -> int:
        return len(self.dialogs) + len(self.reports) + len(self.asked) + len(self.acting) + self.swallowed


def shown(pages: list[tuple[str, str]], executable: str) -> Fired:
    """Many pages one behind the other in one document, first under the policy they came with, then without any."""
    from playwright.sync_api import sync_playwright

    fired = Fired()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        for bypass in (False, True):
            context = browser.new_context(bypass_csp=bypass, base_url="http://tejido.test")
            context.add_init_script(LISTEN)
            page = context.new_page()
            page.on("dialog", lambda dialog: (fired.dialogs.append(dialog.message), dialog.dismiss()))
            for some in in_batches(sorted(pages, key=lambda one: one[1])):
                _load(page, some, fired, bypass)
            context.close()
        browser.close()
    return fired


def in_batches(pages: list[tuple[str, str]]) -> Any:
    for start in range(0, len(pages), AT_ONCE):
        yield pages[start : start + AT_ONCE]


def _load(page: Any, some: list[tuple[str, str]], fired: Fired, bypass: bool) -> None:
    document = "".join(OWN_FILES.sub("", said) + f"<i class=end-of-page-{number}></i>" for number, (said, _policy) in enumerate(some))

    def serve(route: Any) -> None:
        if route.request.url == "http://tejido.test/":
            route.fulfill(body=document, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": some[0][1]})
        else:
            if not OWN.match(route.request.url):
                fired.asked.append(route.request.url)
            route.abort()

    page.unroute_all()
    page.route("**/*", serve)
    page.goto("http://tejido.test/", wait_until="load")
    page.wait_for_timeout(30)
    fired.loads += 1
    if not bypass:
        fired.reports += page.evaluate("told")
        fired.acting += page.evaluate(LOOK)
        fired.swallowed += len(some) - page.evaluate("document.querySelectorAll('i[class^=end-of-page-]').length")
