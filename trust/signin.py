"""Sign-in: the second factor on every way in, passwords, guesses, sessions, one-time secrets and tokens (bars 13 to 18)."""

from collections.abc import Iterator
from unittest.mock import patch

from trust.bar import Bar
from trust.signing import stage


def bars(seed: int) -> Iterator[Bar]:
    stage.start()
    from django.conf import settings

    cast, clock, real = stage.the_cast(), stage.Clock(), (settings.PASSWORD_HASHERS, settings.ACCOUNT_RATE_LIMITS)
    settings.PASSWORD_HASHERS, settings.ACCOUNT_RATE_LIMITS = stage.QUICK, False  # what slows guesses down has a bar of its own
    yield second_factor(cast)
    stage.only_served(cast)
    yield passwords(cast)
    with clock.running():
        yield guesses(cast, clock, real[1], seed)
    yield known_or_not(cast, real[0])
    with clock.running():
        yield sessions(cast, clock)
        yield one_time(cast, clock)
    yield tokens(cast)


def second_factor(cast: object) -> Bar:
    from trust.signing.ways_in import bypasses, staff_addresses

    addresses = staff_addresses()
    found: list[str] = []
    states, tried = bypasses(cast, addresses, found.append)
    stage.own_factor(cast.all)
    inside = stage.with_both(cast.all)
    opened = sum(inside.get(address).status_code in {200, 404, 405} for address in addresses)
    planted: list[str] = []
    with patch("tejido.network.gate.has_shown_second_factor", return_value=True):
        bypasses(cast, addresses[:3], planted.append)
    return Bar(
        "13", "nobody of staff is let in before the second factor", f"{len(found)} bypasses in {tried} tries{': ' + '; '.join(found[:5]) if found else ''}",
        f"{states} states (20), {len(addresses)} addresses (100), {opened} of them open after both steps (80 %)",
        f"a gate that does not look: {len(planted)} bypasses seen", not found,
        states >= 20 and len(addresses) >= 100 and opened >= 0.8 * len(addresses), bool(planted),
    )  # fmt: skip


def passwords(cast: object) -> Bar:
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.hashers import make_password

    from tejido.accounts.models import User
    from tejido.accounts.passwords import Argon2
    from tejido.accounts.tests.test_passwords import CASES, is_taken

    def wrong() -> int:
        found = 0
        for password, has_factor, taken in CASES:
            (stage.own_factor if has_factor else stage.own_no_factor)(cast.elena)
            account = User.objects.get(pk=cast.elena.pk)
            found += is_taken(password, account) != taken
        Authenticator.objects.filter(user=cast.elena).delete()
        return found

    mistakes, cut = wrong(), 0
    account = User()
    for length in (64, 73, 128, 255, 1024, 4096):  # bcrypt would cut at 72 bytes
        account.password = make_password("ñ" * length + "a", hasher=Argon2())
        cut += Argon2().verify("ñ" * length + "b", account.password) or not Argon2().verify("ñ" * length + "a", account.password)
    with patch("tejido.accounts.passwords.is_known", return_value=False), patch("tejido.accounts.passwords.context_words", return_value=set()):
        planted = wrong()
    strong = Argon2.memory_cost >= 19 * 1024 and Argon2.time_cost >= 2 and make_password("x", hasher=Argon2()).startswith("argon2$argon2id")
    return Bar(
        "14", "passwords: long enough, not known, to the letter",
        f"{mistakes} wrong of {len(CASES)}, {cut} cut short, Argon2id {Argon2.memory_cost // 1024} MiB × {Argon2.time_cost}",
        f"{len(CASES)} cases (24)", f"no list and no names: {planted} taken that should not be", not mistakes and not cut and strong, len(CASES) >= 24, planted > 0,
    )  # fmt: skip


def guesses(cast: object, clock: stage.Clock, limits: object, seed: int) -> Bar:
    from django.conf import settings
    from django.core.cache import cache

    from trust.signing.guessing import a_day_of_guesses

    stage.own_factor(cast.all)
    cast.all.set_password(stage.PASSWORD)
    cast.all.save()
    device = stage.with_both(cast.all).cookies["device"].value
    clock.ahead += 86400
    settings.ACCOUNT_RATE_LIMITS = limits
    cache.clear()
    heard, owner = a_day_of_guesses(cast.all, 10_000, seed, clock, device)
    settings.ACCOUNT_RATE_LIMITS = False
    free, _ = a_day_of_guesses(cast.all, 300, seed, clock)
    settings.ACCOUNT_RATE_LIMITS = limits
    with patch("tejido.accounts.adapter.device_of", return_value=""), patch("tejido.accounts.forms.device_of", return_value=""):
        _, locked = a_day_of_guesses(cast.all, 600, seed, clock, device)
    settings.ACCOUNT_RATE_LIMITS = False
    cache.clear()
    return Bar(
        "15a", "guesses at an account in a day", f"{heard} of 10,000 compared (≤ 100); owner on a known device let in {sum(owner)} of {len(owner)} times",
        "10,000 guesses, 10 visits of the owner", f"no limits: {free} of 300 compared; devices not told apart: owner let in {sum(locked)} of {len(locked)}",
        heard <= 100 and all(owner), len(owner) >= 10 and heard > 0, free > 100 and not all(locked),
    )  # fmt: skip


def known_or_not(cast: object, hashers: object) -> Bar:
    from django.conf import settings

    from trust.signing.guessing import FORMS, compare

    settings.PASSWORD_HASHERS, settings.ENTRANCE_SECONDS = hashers, 0.25
    cast.bruno.set_password(stage.PASSWORD)
    cast.bruno.save()
    stage.with_password(cast.bruno)
    plan = {"/accounts/login/": 400, "/accounts/login/code/": 50, "/accounts/password/reset/": 50}
    found = {path: compare(cast.bruno.email, pairs, path) for path, pairs in plan.items()}
    settings.ENTRANCE_SECONDS = 0
    with patch("allauth.account.auth_backends.AuthenticationBackend._mitigate_timing_attack"):
        telling = max(compare(cast.bruno.email, 30, path, 1)[1] for path in FORMS)
    settings.PASSWORD_HASHERS = stage.QUICK
    differing, gap = sum(one for one, _ in found.values()), max(one for _, one in found.values())
    return Bar(
        "15b", "a known and an unknown address get the same answer in the same time",
        f"{differing} of {sum(plan.values())} pairs differ, medians {', '.join(f'{one:.1%}' for _, one in found.values())} apart (< 5 %)",
        f"{sum(plan.values())} pairs (500)", f"no work for unknown addresses: {telling:.0%} apart", not differing and gap < 0.05, sum(plan.values()) >= 500, telling > 0.05,
    )  # fmt: skip


def sessions(cast: object, clock: stage.Clock) -> Bar:
    from trust.signing.lasting import cookies_over_https, limits, names, others_end, well_flagged

    stage.own_factor(cast.all)
    kept = list(limits(cast, clock))
    different, shortest, same = names(cast, 40)
    ended = list(others_end(cast, 5))
    flags = cookies_over_https()
    loose = [name for name, one in flags.items() if not well_flagged(name, one)]
    broken = [what for what, fine in kept + ended if not fine]
    with patch("tejido.accounts.sessions.IDLE", 10**9), patch("tejido.accounts.sessions.LONGEST", 10**9):
        endless = [what for what, fine in limits(cast, clock) if not fine]
    with patch("tejido.accounts.factor.end_other_sessions"):
        left = [what for what, fine in others_end(cast, 1) if not fine]
    return Bar(
        "16", "sessions: named by chance, renamed at sign-in, ended in time and from elsewhere",
        f"{len(broken)} of {len(kept + ended)} broken {broken or ''}, names {shortest}×log2(36) bits, {same} kept their name, {len(loose)} loose cookies {loose or ''}",
        f"{len(kept)} times, {len(ended)} endings (30), {different} names (40), {len(flags)} cookies (3)",
        f"sessions without end: {len(endless)} seen; others not ended: {left}",
        not broken and not loose and not same and shortest >= 25 and different == 40, len(ended) >= 30 and len(flags) >= 3, bool(endless) and bool(left),
    )  # fmt: skip


def one_time(cast: object, clock: stage.Clock) -> Bar:
    from tejido.accounts.adapter import SecondFactor
    from trust.signing.once_only import at_rest, replays, second_step, too_late

    times = 1000
    accepted = dict(replays(cast, clock, times))
    late = [what for what, fine in too_late(cast, clock) if not fine]
    found = at_rest(cast)
    with patch("tejido.accounts.counts.Counts.add", return_value=True):
        again = second_step(cast.all, stage.code_now, 5)
    with patch.object(SecondFactor, "encrypt", lambda _self, text: text), patch.object(SecondFactor, "decrypt", lambda _self, text: text):
        bare = at_rest(cast)
    stage.own_factor(cast.all)
    return Bar(
        "17", "one-time secrets open once, in time, and are not in the database",
        f"{sum(accepted.values())} of {times * len(accepted)} second uses accepted, late: {late or 0}, readable at rest: {sum(found.values())}",
        f"{len(accepted)} kinds × {times}, {len(found)} kinds looked for",
        f"used codes forgotten: {again} of 5 accepted; factors kept in the clear: {sum(bare.values())} found",
        not any(accepted.values()) and not late and not any(found.values()), len(accepted) >= 5 and len(found) >= 6, again > 0 and sum(bare.values()) > 0,
    )  # fmt: skip


def tokens(cast: object) -> Bar:
    from trust.signing.programs import overreach, sets

    found: list[str] = []
    tried, opened, cookies = overreach(cast, found.append, sets())
    planted: list[str] = []
    with patch("tejido.network.gate.takes_token", return_value=True), patch("tejido.network.gate.policy_of", return_value="public"):
        overreach(cast, planted.append, sets()[:1])
    return Bar(
        "18", "tokens open what they carry", f"{len(found)} over-reaches {found[:3] or ''} and {cookies} cookies in {tried} tries",
        f"{tried} tries (3,000), {opened} allowed and open (10)",
        f"a gate that lets every token pass: {len(planted)} seen", not found and not cookies, tried >= 3000 and opened >= 10, bool(planted),
    )  # fmt: skip
