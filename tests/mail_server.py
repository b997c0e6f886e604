"""A small mail server for the tests: it keeps what it is given, and can refuse, hang up or be slow as asked."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy


class _Session(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):  # noqa: C901  one word of the protocol after the other
        post = self.server
        self.say("220 post")
        to = []
        while line := self.rfile.readline(2000):
            word = line.strip().upper()
            if word.startswith((b"EHLO", b"HELO")):
                self.say("250 post")
            elif word.startswith(b"MAIL FROM"):
                to = []
                self.say("250 ok")
            elif word.startswith(b"RCPT TO"):
                if post.mood == "nobody":
                    self.say("550 nobody here")
                    continue
                to.append(line.decode().split("<", 1)[1].split(">", 1)[0])
                self.say("250 ok")
            elif word == b"DATA" and to:
                self.say("354 go on")
                data = b""
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    data += part.removeprefix(b".") if part.startswith(b"..") else part
                if post.mood == "later":
                    self.say("451 later")
                    continue
                with post.lock:
                    post.received.append((tuple(to), message_from_bytes(data, policy=policy.default)))
                if post.mood == "hangs up":
                    return
                self.say("250 kept")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            elif word in (b"RSET", b"NOOP"):
                self.say("250 ok")
            else:
                self.say("500 what")


class Post(socketserver.ThreadingTCPServer):
    """`received`: ((recipients of the envelope), message) in the order of arrival. `mood`: "" · "later" · "nobody" · "hangs up"."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port=0):
        self.received, self.mood, self.lock = [], "", threading.Lock()
        super().__init__(("127.0.0.1", port), _Session)

    @property
    def port(self):
        return self.server_address[1]


@contextmanager
def post_office(port=0):
    post = Post(port)
    thread = threading.Thread(target=post.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield post
    finally:
        post.shutdown()
        post.server_close()
        thread.join(5)
