"""Run one topic and print its bars: `python -m trust.one TOPIC SEED` (used by trust/run.py)."""

import importlib
import sys


def main() -> int:
    topic, seed = sys.argv[1], int(sys.argv[2])
    good, number = True, 0
    for bar in importlib.import_module(f"trust.{topic}").bars(seed):
        print(bar.line(), flush=True)
        good, number = good and bar.good, number + 1
    return 0 if good and number else 1


if __name__ == "__main__":
    raise SystemExit(main())
