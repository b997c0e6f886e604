"""What is asked of the look of any page: accessible, no wider than the screen, light enough for a slow line."""

import gzip

STAFF_BUDGET = 130 * 1024
PUBLIC_BUDGET = 110 * 1024
WIDTHS = (1440, 390, 320)
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],  # what passed is not told node by node: twice as quick
}


def violations(page):
    """What axe finds on the page, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}" for v in found for node in v["nodes"]]


def too_wide(page):
    """By how many pixels the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def weight_of(page, address):
    """Bytes of a first visit, file by file, as a server that compresses sends them (fonts are compressed already)."""
    weights = {}

    def weigh(response):
        if response.url.startswith("data:") or not 200 <= response.status < 300:
            return
        body = response.body()
        weights[response.url.split("?")[0]] = len(body) if response.url.endswith(".woff2") else len(gzip.compress(body, 6))

    page.on("response", weigh)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", weigh)
    return weights


def faults(page, address):
    """Everything that is wrong with the look of one page at the present width."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    out = [f"{address}: {violation}" for violation in violations(page)]
    if too_wide(page) > 0:
        out.append(f"{address}: {too_wide(page)} px wider than the screen")
    return out + [f"{address}: {complaint}" for complaint in page.complaints]


def faults_at_every_width(page, address):
    """Everything that is wrong with the look of one page, opened once and made narrower."""
    answer = page.goto(address)
    page.wait_for_load_state("networkidle")
    out = [] if answer.status == 200 and page.url.endswith(address) else [f"{address}: answered {answer.status} at {page.url}"]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        out += [f"{address} at {width} px: {violation}" for violation in violations(page)]
        if too_wide(page) > 0:
            out.append(f"{address}: {too_wide(page)} px wider than a screen of {width} px")
    out += [f"{address}: {complaint}" for complaint in page.complaints]
    page.complaints.clear()
    return out
