"""The console script `tejido`: one word for each job, each with a help that a coordinator understands."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tejido.settings")
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    import django
    from django.utils import translation

    django.setup()
    language = os.environ.get("TEJIDO_LANGUAGE") or os.environ.get("LANG", "es")[:2]
    translation.activate(language if language in {"es", "en", "hu"} else "es")


def restore_is_unfinished() -> bool:
    """Nobody is served from a database in which persons who left may still be."""
    from tejido.core.running import UNSETTLED, unsettled

    if unsettled().exists():
        print(UNSETTLED, file=sys.stderr)
        return True
    return False


def serve(options: argparse.Namespace) -> int:
    from tejido.server import prepare, serve_until_stopped

    if restore_is_unfinished():
        return 1
    prepare()
    if options.demo:
        from tejido.demo.command import load_if_empty

        load_if_empty()
    return serve_until_stopped(options.address, options.port, demo=options.demo)


def demo(options: argparse.Namespace) -> int:
    from tejido.demo import command
    from tejido.server import prepare

    prepare(static=False)
    if options.remove:
        return command.remove()
    return command.describe(f"http://localhost:{options.port}") if options.show else command.load()


def bring(options: argparse.Namespace) -> int:
    from tejido.interop.command import import_file

    return import_file(options.file, options.mapping, options.organisation, dry_run=options.dry_run, as_json=options.json)


def impact_run(options: argparse.Namespace) -> int:
    if options.data:
        from tejido.impact.command import run_plan_on_file

        return run_plan_on_file(options.plan, options.data, options.json, rerun=options.rerun, registered=options.registered)
    from tejido.impact.database_command import run_plan_on_database

    return run_plan_on_database(options.plan, options.json, organisation=options.organisation, network=options.network, rerun=options.rerun)


def impact_methods(options: argparse.Namespace) -> int:
    from tejido.impact.methods_command import print_methods

    return print_methods(options.name, as_json=options.json)


def check(options: argparse.Namespace) -> int:
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    try:
        call_command("check", deploy=options.deploy, databases=["default"])
        call_command("migrate", check_unapplied=True, verbosity=0)
    except SystemCheckError as problems:
        print(problems, file=sys.stderr)
        return 1
    except SystemExit:
        print("The database waits for a migration: run `tejido migrate`.", file=sys.stderr)
        return 1
    return 0


def migrate(options: argparse.Namespace) -> int:
    from tejido.server import prepare

    prepare(static=False)
    return 0


def setup(options: argparse.Namespace) -> int:
    from tejido.network.command import set_up_network
    from tejido.server import prepare

    prepare(static=False)
    return set_up_network(network=options.network, name=options.name, email=options.email, address=options.address)


def account(options: argparse.Namespace) -> int:
    from tejido.network.command import close_or_reopen

    return close_or_reopen(email=options.email, reason=options.reason, close=options.ask == "close")


def worker(options: argparse.Namespace) -> int:
    from tejido.server import work_until_stopped

    if restore_is_unfinished():
        return 1
    return work_until_stopped(sys.stdin.buffer if options.with_server else None)


def backup(options: argparse.Namespace) -> int:
    from tejido.backup.command import backup

    return backup(options)


def restore(options: argparse.Namespace) -> int:
    from tejido.backup.command import restore
    from tejido.server import prepare

    if options.settle:
        prepare(static=False)
    return restore(options)


def audit(options: argparse.Namespace) -> int:
    from tejido.core import command

    if options.ask == "verify":
        return command.verify_trail(options.handed_off)
    if options.ask == "heads":
        return command.show_heads()
    try:
        since, until = command.moment(options.since), command.moment(options.until)
    except argparse.ArgumentTypeError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    return command.ask_breach(since, until, options.account, options.organisation, options.csv)


def daily(options: argparse.Namespace) -> int:
    from tejido.core.command import run_daily

    return run_daily()


def add_trail(job: Callable[..., argparse.ArgumentParser]) -> None:
    """The trail, and what happens every day."""
    p = job("audit", "Prove the trail, or ask it what was seen", audit)
    asks = p.add_subparsers(dest="ask", required=True, metavar="ASK")
    p = asks.add_parser("verify", help="is every line as it was written? exit 1 when not", description="Walk every chain of the trail and compare it with the heads handed off.")
    p.add_argument("--handed-off", type=Path, metavar="FILE", help="heads kept elsewhere, beside those in TEJIDO_HOME/heads")
    asks.add_parser("heads", help="print the heads of all chains as they are now")
    p = asks.add_parser("breach", help="which persons, which fields, when", description="Everybody whom the trail of some days tells of, as CSV.")
    p.add_argument("--from", dest="since", required=True, metavar="DAY", help="from this day or moment on (2026-03-31 or 2026-03-31T14:00)")
    p.add_argument("--to", dest="until", required=True, metavar="DAY", help="until before this day or moment")
    p.add_argument("--account", default="", metavar="CODE", help="only what this account did")
    p.add_argument("--organisation", default="", metavar="CODE", help="only at this place")
    p.add_argument("--csv", type=Path, metavar="FILE", help="write to FILE instead of the screen")
    job("daily", "Do what must happen every day: hand off the heads of the trail, let expire what expires", daily, "Safe to repeat; `tejido serve` does it too.")


def lake(options: argparse.Namespace) -> int:
    from tejido.impact.lake.command import run

    return run(options)


def add_lake(job: Callable[..., argparse.ArgumentParser]) -> None:
    """The facts without identity that large questions are asked of."""
    p = job("lake", "Keep the facts for large questions, without identity, in files of their own", lake, "See docs/guides/engine.md.")
    asks = p.add_subparsers(dest="ask", required=True, metavar="ASK")
    p = asks.add_parser(
        "build",
        help="bring it up to date; only what changed is written",
        description="Consent holds as of today: who withdrew it is gone from the files.",
    )
    p.add_argument("--until", metavar="DAY", help="only what happened by this day (default: today)")
    p.add_argument("--known-at", metavar="MOMENT", help="only what had been written down by this moment (2026-03-31T14:00)")
    asks.add_parser("show", help="what is in it: facts, rows, snapshot")
    asks.add_parser("verify", help="read every file and compare it with the manifest; exit 1 when something differs")


def person(options: argparse.Namespace) -> int:
    from tejido.privacy.command import import_export

    return import_export(options.file, options.organisation)


def add_person(job: Callable[..., argparse.ArgumentParser]) -> None:
    """A person's copy, brought from another installation."""
    p = job("person", "Bring in the copy of a person's data that another installation made", person)
    asks = p.add_subparsers(dest="ask", required=True, metavar="ASK")
    p = asks.add_parser("import-export", help="read the copy into an organisation", description="Read a copy made by Tejido (the ZIP or its data.json).")
    p.add_argument("file", type=Path, help="the copy")
    p.add_argument("--organisation", required=True, metavar="CODE", help="code or short name of the organisation that takes the record over")


def add_account(job: Callable[..., argparse.ArgumentParser]) -> None:
    """An account that was stolen, or whose owner comes back."""
    p = job("account", "Close an account at once, or open it again", account, "Nobody asks for leave at the console; the trail keeps the reason.")
    asks = p.add_subparsers(dest="ask", required=True, metavar="ASK")
    close = "end its sessions, tokens, password and second steps; its roles stay"
    for ask, does in (("close", close), ("reopen", "for the owner of the address, who chooses a new password by mail and sets up a second step")):
        p = asks.add_parser(ask, help=does)
        p.add_argument("email", metavar="EMAIL", help="an address with which the account signs in")
        p.add_argument("--reason", required=True, help="why, for the trail; without names of persons served")


def keys_job(options: argparse.Namespace) -> int:
    from tejido.core import keys_command

    return keys_command.rotate() if options.ask == "rotate" else keys_command.status(open_all=options.open)


def add_keys(job: Callable[..., argparse.ArgumentParser]) -> None:
    """The keys of what is sealed. Their copy is made by `tejido backup --keys-to`."""
    p = job("keys", "Look after the keys of names, contacts and words", keys_job, "Their copy is made by `tejido backup --keys-to`; without them nobody can read them.")
    asks = p.add_subparsers(dest="ask", required=True, metavar="ASK")
    p = asks.add_parser("status", help="what keys there are, and whether a renewal is unfinished")
    p.add_argument("--open", action="store_true", help="also open every sealed value, to prove that the keys are the right ones")
    asks.add_parser("rotate", help="renew every key while people work; started again, it goes on", description="Seal everything again with new keys and destroy the old ones.")


def add_safekeeping(job: Callable[..., argparse.ArgumentParser]) -> None:
    """Backups and what brings them back."""
    p = job("backup", "Write one sealed archive of the database and the uploads", backup, "While others work; whole or not at all. The keys are not in it.")
    p.add_argument("folder", type=Path, help="where the archives are kept, best on another disk")
    p.add_argument("--keep", type=int, default=30, help="how many archives to keep (default 30)")
    p.add_argument("--keys-to", type=Path, metavar="FOLDER", help="another place, for the copy of the keys (only the latest is kept)")
    p.add_argument("--passphrase-file", type=Path, metavar="FILE", help="file with the passphrase that seals the copy of the keys")
    p = job("restore", "Try a backup out, or make it the installation", restore, "Nothing is overwritten; who left since is erased again.")
    p.add_argument("file", type=Path, nargs="?", help="the archive")
    p.add_argument("--settle", action="store_true", help="only what follows a restore, if it was interrupted: erase again, end sessions, read the trail")
    p.add_argument("--verify", action="store_true", help="only the drill: restore into an empty place, compare everything, leave nothing behind")
    p.add_argument("--into", metavar="PLACE", help="another empty folder, or the address of an empty database (postgres://…)")
    p.add_argument("--home", type=Path, metavar="FOLDER", help="with --into an address: the empty folder for what is not in the database")
    p.add_argument("--replace", action="store_true", help="move the present installation aside")
    p.add_argument("--keys", type=Path, metavar="FILE", help="the copy of the keys, on a machine that has none")
    p.add_argument("--passphrase-file", type=Path, metavar="FILE", help="file with the passphrase of that copy")


def add_impact(job: Callable[..., argparse.ArgumentParser]) -> None:
    p = job("impact", "Ask a plan of analysis its questions", lambda options: 2)
    asks = p.add_subparsers(dest="ask", required=True, metavar="ASK")
    p = asks.add_parser(
        "run",
        help="run a plan on the database or straight on a flat file",
        description="Run a plan of analysis. With --data it needs no database at all.",
    )
    p.add_argument("plan", type=Path, help="the plan (YAML), see docs/guides/plans.md")
    p.add_argument("--data", type=Path, help="a flat file (CSV or XLSX); without it the plan runs on the database")
    p.add_argument("--json", metavar="OUT", help="write the full answer as JSON to OUT, or - for the screen")
    p.add_argument("--organisation", metavar="CODE", help="organisation whose records the plan runs on (database)")
    p.add_argument("--network", metavar="SLUG", help="network whose agreeing members the plan runs on (database)")
    p.add_argument(
        "--registered",
        metavar="HASH",
        help="the hash under which this plan was registered before anybody looked; another plan is not run (flat file)",
    )
    p.add_argument(
        "--rerun",
        metavar="MANIFEST",
        help="compare with the JSON answer (or manifest) of an earlier run: exit 3 where a figure differs beyond 1e-10",
    )
    p.set_defaults(run=impact_run)
    p = asks.add_parser("methods", help="list the methods a plan may ask for: options, limits and source")
    p.add_argument("name", nargs="?", metavar="NAME", help="one method, whole")
    p.add_argument("--json", action="store_true", help="print as JSON")
    p.set_defaults(run=impact_methods)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="tejido", description="The platform of a network of associations for mental health.")
    jobs = top.add_subparsers(dest="job", required=True, metavar="JOB")

    def job(name: str, does: str, run: Callable[[argparse.Namespace], int], detail: str = "") -> argparse.ArgumentParser:
        p = jobs.add_parser(name, help=does, description=f"{does}. {detail}".strip())
        p.set_defaults(run=run)
        return p

    p = job("serve", "Serve Tejido to the browsers of this network", serve, "Prepares the database first. Stop it with Ctrl+C; nothing acknowledged is lost.")
    p.add_argument("--address", default="127.0.0.1", help="address to listen on (default: this machine only)")
    p.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="port (default 8000)")
    p.add_argument("--demo", action="store_true", help="with the invented demo network, if the database is empty")
    p = job("worker", "Carry out the long jobs, where another machine or service serves", worker)
    p.add_argument("--with-server", action="store_true", help=argparse.SUPPRESS)
    add_safekeeping(job)
    add_keys(job)
    add_person(job)
    add_account(job)
    add_lake(job)
    add_trail(job)
    p = job("demo", "Load the invented demo network, to look around without real people", demo, "Refused beside real data.")
    p.add_argument("--remove", action="store_true", help="remove it, whole, in one step")
    p.add_argument("--show", action="store_true", help="only print one sign-in for each role")
    p.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")), help="port to name in the printed address")
    p = job("import", "Bring a register from a spreadsheet (CSV or XLSX) into an organisation", bring, "The same file again creates nothing twice.")
    p.add_argument("file", type=Path, help="the spreadsheet")
    p.add_argument("--mapping", type=Path, required=True, help="which column means what (YAML); the browser can make one")
    p.add_argument("--organisation", required=True, metavar="CODE", help="code or short name of the organisation that the people belong to")
    p.add_argument("--dry-run", action="store_true", help="check every cell and say what would happen; change nothing")
    p.add_argument("--json", action="store_true", help="print the result as JSON")
    add_impact(job)
    p = job("check", "Check that this installation is sound: settings, addresses without a policy, database", check)
    p.add_argument("--deploy", action="store_true", help="also what a public server must have")
    job("migrate", "Bring the database to the form that this version needs", migrate)
    p = job("setup", "Open a real network and the account of its coordinator", setup)
    p.add_argument("--network", required=True, help="name of the network")
    p.add_argument("--name", required=True, help="name of the coordinator")
    p.add_argument("--email", required=True, help="e-mail address of the coordinator")
    p.add_argument("--address", default="http://localhost:8000", help="address at which browsers reach this server, for the printed link")
    return top


def main(argv: Sequence[str] | None = None) -> int:
    options = parser().parse_args(argv)
    start_django()
    try:
        result: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (`head`, a closed pager) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result


if __name__ == "__main__":
    raise SystemExit(main())
