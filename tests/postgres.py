"""A throw-away PostgreSQL cluster for the tests: made in a temporary folder, on a free port of this machine only, gone afterwards.

As in a real installation, the role that serves owns nothing: `tejido_owner` makes the tables (and the test databases), `tejido` reads and
writes rows. Only the owner is a member of anything; neither is a superuser.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROLES = "CREATE ROLE tejido_owner LOGIN CREATEDB; CREATE ROLE tejido LOGIN; CREATE DATABASE tejido OWNER tejido_owner"


def server_binaries() -> Path | None:
    """The folder with initdb and pg_ctl, newest version first; None when PostgreSQL's server is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: -float(p.parts[-3]))
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def cluster() -> Iterator[str]:
    """Yield a URL for TEJIDO_DATABASE_URL; TEJIDO_DATABASE_OWNER_URL stands in the environment while the cluster lives.

    PostgreSQL refuses to run as root, so root hands the cluster to `postgres` or `nobody`.
    """
    binaries = server_binaries()
    if binaries is None:
        raise FileNotFoundError("initdb")
    folder = Path(tempfile.mkdtemp(prefix="tejido-pg-"))
    as_user: list[str] = []
    if os.getuid() == 0:
        owner = next(name for name in ("postgres", "nobody") if name in {entry.pw_name for entry in pwd.getpwall()})
        shutil.chown(folder, owner)
        as_user = ["runuser", "-u", owner, "--"]
    port, data = free_port(), folder / "data"
    quick = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    run = lambda *command: subprocess.run([*as_user, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd=folder)  # noqa: E731
    try:
        run(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8")
        run(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", quick, "start")
        try:
            for statement in ROLES.split("; "):
                run(binaries / "psql", "-q", "-h", "127.0.0.1", "-p", port, "-U", "postgres", "-c", statement)
            with _owner_named(f"postgres://tejido_owner@127.0.0.1:{port}/tejido"):
                yield f"postgres://tejido@127.0.0.1:{port}/tejido"
        finally:
            run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _owner_named(url: str) -> Iterator[None]:
    """Whatever is started meanwhile finds the owner in its environment."""
    before = os.environ.get("TEJIDO_DATABASE_OWNER_URL")
    os.environ["TEJIDO_DATABASE_OWNER_URL"] = url
    try:
        yield
    finally:
        if before is None:
            del os.environ["TEJIDO_DATABASE_OWNER_URL"]
        else:
            os.environ["TEJIDO_DATABASE_OWNER_URL"] = before
