"""Addresses that mean to reach what lies inside: as URLs of every disguise, and as what a name may point to."""

INSIDE = [
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1", "169.254.169.254", "169.254.170.2", "100.64.0.1",
    "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:0:0:0:0:80ff:fffe", "2001:db8::1", "100::1", "not an address",
]  # fmt: skip

_HOSTS = [
    "127.0.0.1", "localhost", "localhost.", "LOCALHOST", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433", "017700000001", "0x7f000001", "0x7f.0.0.1",
    "0177.0.0.1", "127.0.0.1.nip.io", "localtest.me", "169.254.169.254", "2852039166", "0xa9fea9fe", "metadata.google.internal", "10.0.0.1",
    "192.168.0.1", "172.16.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[fe80::1]", "[fd00:ec2::254]", "[0:0:0:0:0:ffff:a9fe:a9fe]",
    "①②⑦.⓪.⓪.①", "127。0。0。1", "ｌocalhost", "api.example.org.evil.example", "evil.example", "api.example.org.", "xn--api-0na.example.org",
]  # fmt: skip
URLS = [f"https://{host}/" for host in _HOSTS] + [
    "http://api.example.org/", "ftp://api.example.org/", "file:///etc/passwd", "gopher://127.0.0.1:70/_x", "dict://127.0.0.1:11211/", "data:text/plain,x",
    "javascript:alert(1)", "//api.example.org/", "api.example.org", "https:/api.example.org/", "https:///api.example.org", "https://", "",
    "https://api.example.org:22/", "https://api.example.org:80/", "https://api.example.org:0/", "https://api.example.org:99999/", "https://api.example.org:x/",
    "https://api.example.org@127.0.0.1/", "https://127.0.0.1@api.example.org/", "https://user:word@api.example.org/", "https://@api.example.org/",
    "https://127.0.0.1\\@api.example.org/", "https://api.example.org\\@127.0.0.1/", "https://api.example.org#@127.0.0.1/x\r\ny",
    "https://127.0.0.1#@api.example.org/", "https://127.0.0.1?@api.example.org/", "https://api.example.org\t.evil.example/", "https://api.example.org /",
    "https://api.example.org\r\nHost: 127.0.0.1/", "https://api.example.org/\r\nX: 1", "https://api.example.org/ HTTP/1.1\r\nHost: x", "https://api%2eexample%2eorg/",
    "https://api.example.org%00.evil.example/", "https://api.example.org/" + "x" * 3000, "https://[api.example.org]/", "https://[::1/", "HTTPS://127.0.0.1/",
    " https://api.example.org/", "\thttps://127.0.0.1/", "https://api.exämple.org/", "unix:///var/run/docker.sock", "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
]  # fmt: skip
