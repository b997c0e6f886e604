"""How fast is a linear mixed model on patterns? Beside R's lme4 and statsmodels on the same data, in one run.

    python bench/mixed.py [PEOPLE]        (default 100000)

The register is invented: scores at up to five interviews, 15 % of the later ones missed, half the people in a programme, each with an own
level and an own course (random intercept and slope), maximum likelihood. Each side runs in a process of its own with one thread of
BLAS, its data in memory before the clock starts; for ours the time is of putting together and fitting, for R of `lmer` alone. Processor
seconds compare well on a busy machine. Memory is the peak of the whole process, the data included. lme4 runs as it comes, which is
what is timed, and in the same process again with a tight optimiser (bobyqa, rhoend 1e-10), whose estimates are the ones compared. statsmodels cannot bear
that size: it has the first 2,000 people, and ours the same ones beside it. Last, ten times the people, made a chunk at a time.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np

TERMS = ("constant", "time", "programme", "time x programme", "var level", "covariance", "var slope", "residual", "deviance")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")  # one each, for every process
FIXED, VARIANCES, FASTER = 1e-6, 1e-4, 10  # the floors: largest relative differences, and how many times faster
BEARABLE = 2_000
CHUNK = 100_000
R_SCRIPT = """
suppressMessages(library(lme4))
d <- read.csv(commandArgs(TRUE)[1])
tell <- function(m) { v <- as.data.frame(VarCorr(m))$vcov; c(fixef(m), v[1], v[3], v[2], v[4], deviance(m)) }
form <- y ~ t * programme + (t | person)
before <- proc.time(); m <- suppressWarnings(lmer(form, d, REML = FALSE)); took <- proc.time() - before
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10))
m <- suppressWarnings(lmer(form, d, REML = FALSE, control = tight))
version <- paste("R", getRversion(), "lme4", packageVersion("lme4"))
cat(sprintf('{"clock": %.3f, "cpu": %.3f, "version": "%s", "estimates": [%s]}', took[["elapsed"]], took[["user.self"]] + took[["sys.self"]],
            version, paste(sprintf("%.15g", tell(m)), collapse = ", ")))
"""


def register(people: int, seed: int) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), 5)
    t = np.tile(np.arange(5.0), people)
    programme = np.repeat(chance.integers(0, 2, people), 5).astype(float)
    own = chance.multivariate_normal([0, 0], [[9, -1], [-1, 0.5]], people)[person]
    y = 20 - 1.2 * t - 0.6 * programme * t + own[:, 0] + own[:, 1] * t + chance.normal(0, 3, len(t))
    kept = (chance.random(len(t)) >= 0.15) | (t == 0)
    return {"person": person[kept], "t": t[kept], "programme": programme[kept], "y": y[kept]}


def designs(data: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    one = np.ones(len(data["t"]))
    return np.column_stack([one, data["t"], data["programme"], data["t"] * data["programme"]]), np.column_stack([one, data["t"]])


def told(fit, clock: float, cpu: float, rows: int, **more: object) -> dict:
    g = fit.random_covariance
    estimates = [*fit.coefficients, g[0, 0], g[0, 1], g[1, 1], fit.residual_variance, fit.deviance]
    return {"clock": clock, "cpu": cpu, "rows": rows, "estimates": [float(e) for e in estimates], **more}


def ours(path: str) -> dict:
    from tejido.stats.mixed_model import mixed_model

    data = dict(np.load(path))
    design, random = designs(data)
    clock, cpu = time.perf_counter(), time.process_time()
    fit = mixed_model(data["y"], design, random, data["person"])
    return told(fit, time.perf_counter() - clock, time.process_time() - cpu, fit.n, patterns=fit.patterns)


def streamed(people: str) -> dict:
    from tejido.stats.mixed_model import mixed_model_on_patterns
    from tejido.stats.pattern_chunks import patterns_from_chunks

    making = [0.0, 0.0]

    def chunks() -> Iterator[tuple[np.ndarray, ...]]:
        for number, start in enumerate(range(0, int(people), CHUNK)):
            clock, cpu = time.perf_counter(), time.process_time()
            data = register(min(CHUNK, int(people) - start), number)
            rows = (data["y"], *designs(data), data["person"] + start)
            making[0] += time.perf_counter() - clock
            making[1] += time.process_time() - cpu
            yield rows

    clock, cpu = time.perf_counter(), time.process_time()
    fit = mixed_model_on_patterns(patterns_from_chunks(chunks()))  # type: ignore[arg-type]
    clock, cpu = time.perf_counter() - clock - making[0], time.process_time() - cpu - making[1]
    return told(fit, clock, cpu, fit.n, patterns=fit.patterns)


def statsmodels(path: str) -> dict:
    import statsmodels
    import statsmodels.api as sm

    data = dict(np.load(path))
    design, random = designs(data)
    clock, cpu = time.perf_counter(), time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = sm.MixedLM(data["y"], design, data["person"], exog_re=random).fit(reml=False)
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    g = np.asarray(fit.cov_re)
    estimates = [*fit.fe_params, g[0, 0], g[0, 1], g[1, 1], fit.scale, -2 * fit.llf]
    version = f"statsmodels {statsmodels.__version__}"
    return {"clock": clock, "cpu": cpu, "rows": len(data["y"]), "estimates": [float(e) for e in estimates], "version": version}


def measured(command: list[str]) -> dict:
    """What a process printed, and the most memory it held."""
    single = {**os.environ, **dict.fromkeys(THREADS, "1")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=single) as process:
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return {**json.loads(printed), "peak": usage.ru_maxrss / 1024}


def own(side: str, argument: object) -> dict:
    return measured([sys.executable, __file__, side, str(argument)])


def line(name: str, found: dict, rows: int) -> None:
    per_row = found["cpu"] / rows * 1e6
    print(f"{name:<44}{rows:>11,}{found['clock']:>10.2f}{found['cpu']:>10.2f}{per_row:>12.3f}{found['peak']:>10.0f}")


def differences(name: str, one: dict, other: dict) -> tuple[float, float]:
    """The largest of the fixed effects and of the variances, once all are printed."""
    apart = [abs(a - b) / max(abs(b), 1e-12) for a, b in zip(one["estimates"], other["estimates"], strict=True)]
    print(f"\nOurs beside {name}: relative differences")
    for term, a, b, difference in zip(TERMS, one["estimates"], other["estimates"], apart, strict=True):
        print(f"  {term:<18}{a:>22.10f}{b:>22.10f}{difference:>12.1e}")
    return max(apart[:4]), max(apart[4:8])


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        data = register(people, 0)
        few = {name: column[data["person"] < BEARABLE] for name, column in data.items()}
        np.savez(place / "all.npz", **data)
        np.savez(place / "few.npz", **few)
        np.savetxt(place / "all.csv", np.column_stack(list(data.values())), delimiter=",", header=",".join(data), comments="", fmt="%.17g")
        (place / "lmer.R").write_text(R_SCRIPT, encoding="utf-8")
        all_ours, few_ours = own("ours", place / "all.npz"), own("ours", place / "few.npz")
        peer = own("statsmodels", place / "few.npz")
        lme4 = measured(["Rscript", str(place / "lmer.R"), str(place / "all.csv")]) if shutil.which("Rscript") else None
    many = own("streamed", people * 10)
    rows = all_ours["rows"]
    print(f"{people:,} people, {rows:,} interviews, {all_ours['patterns']} patterns; numpy {np.__version__}, one thread\n")
    print(f"{'':<44}{'rows':>11}{'clock s':>10}{'cpu s':>10}{'cpu µs/row':>12}{'peak MB':>10}")
    line("ours, put together and fitted", all_ours, rows)
    if lme4:
        line(f"lmer ({lme4['version']})", lme4, rows)
    line(f"ours, first {BEARABLE:,} people", few_ours, few_ours["rows"])
    line(f"MixedLM ({peer['version']}), the same", peer, peer["rows"])
    line(f"ours, {people * 10:,} people in chunks", many, many["rows"])
    differences(f"MixedLM on {BEARABLE:,} people", few_ours, peer)
    print(f"MixedLM / ours, the same people: {peer['cpu'] / few_ours['cpu']:.0f} x cpu")
    if not lme4:
        print("\nR is not installed: no comparison with lme4.")
        return
    fixed, variances = differences("lmer with a tight optimiser", all_ours, lme4)
    faster = {unit: lme4[unit] / all_ours[unit] for unit in ("clock", "cpu")}
    print(f"lmer / ours: {faster['clock']:.0f} x clock, {faster['cpu']:.0f} x cpu (floor {FASTER})")
    print(f"largest difference: fixed effects {fixed:.1e} (floor {FIXED:.0e}), variances {variances:.1e} (floor {VARIANCES:.0e})")
    if fixed > FIXED or variances > VARIANCES or min(faster.values()) < FASTER:
        raise SystemExit("below a floor")


if __name__ == "__main__":
    sides = {"ours": ours, "streamed": streamed, "statsmodels": statsmodels}
    if len(sys.argv) == 3:
        print(json.dumps(sides[sys.argv[1]](sys.argv[2])))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
