"""``make proof``: build into a folder of its own, verify, run the tamper, fault and fuzz suites on it, print the counts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def step(*words: str, **env: str) -> tuple[int, str, float]:
    """One command: its exit status, what it said, and how long it took in seconds."""
    started = time.monotonic()
    done = subprocess.run(words, cwd=ROOT, env=os.environ | env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr, time.monotonic() - started


def passed(said: str) -> str:
    """How many tests pytest counted as passed and failed."""
    counts = {word: number for number, word in re.findall(r"(\d+) (passed|failed|error)", said)}
    return f"{counts.get('passed', '0')} passed, {counts.get('failed', '0')} failed"


def main() -> int:
    """Exit status 1 where any step is."""
    with tempfile.TemporaryDirectory() as folder:
        out, report, attacks = Path(folder) / "out", Path(folder) / "tamper.json", Path(folder) / "attacks.json"
        code, said, building = step(sys.executable, "generate.py", "build", "--out", str(out))
        if code:
            print(said)
            return 1
        edition = next(out.glob("*/manifest.json")).parent
        code, said, verifying = step(sys.executable, "generate.py", "verify", "--out", str(out))
        print(said.strip())
        print(f"built in {building:.1f} s, verified in {verifying:.1f} s")
        codes = [code]
        env = {"BRIEFING_EDITION": str(edition), "BRIEFING_TAMPER_REPORT": str(report)}
        env["BRIEFING_TAMPER_STEP"] = os.environ.get("BRIEFING_TAMPER_STEP", "1")
        env["BRIEFING_ATTACK_REPORT"] = str(attacks)
        env["BRIEFING_FUZZ"] = os.environ.get("BRIEFING_FUZZ", "5")
        for name, tests in (("tampering", "tests/proof"), ("faults", "tests/faults"), ("fuzzing", "tests/fuzz")):
            code, said, seconds = step(sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", tests, **env)
            print(f"{name}: {passed(said)} in {seconds:.0f} s")
            if code:
                print(said[-4000:])
            codes.append(code)
        counted = (
            "import tests.fuzz.test_importers as i, tests.fuzz.test_figures_round_trip as f; "
            "print(f'inputs fuzzed: {i.TRIES * len(i.DOORS)} files at {len(i.DOORS)} doors, {3 * f.EXAMPLES} texts')"
        )
        print(step(sys.executable, "-c", counted, PYTHONPATH=str(ROOT), **env)[1].strip())
        if report.exists():
            counts = json.loads(report.read_text("utf-8"))
            print(f"falsehoods planted: {counts['planted']}, caught: {counts['caught']}")
            for kind, (caught, planted) in sorted(counts["by"].items()):
                print(f"  {kind:18} {caught} of {planted}")
        if attacks.exists():
            print("attacks on finished files, with the manifest rewritten:")
            for form, said in json.loads(attacks.read_text("utf-8")).items():
                print(f"  {form:5} {said}")
    return 1 if any(codes) else 0


if __name__ == "__main__":
    raise SystemExit(main())
