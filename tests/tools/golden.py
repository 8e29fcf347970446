"""Write the scores of golden answers: ``python tests/tools/golden.py`` after reading the answers.

A score changes here only when somebody has seen why.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from kabook.casework import load_exercise


def main() -> None:
    """Print every change; write it with ``--write``."""
    for path in sorted((Path(__file__).parents[1] / "golden").glob("*.yaml")):
        golden = yaml.safe_load(path.read_text(encoding="utf-8"))
        exercise = load_exercise(path.stem)
        changed = False
        for entry in golden:
            score = exercise.grade(entry["answer"]).score
            if entry.get("score", "none") != score:
                print(f"{path.stem} {entry['name']}: {entry.get('score')} -> {score}")
                entry["score"] = score
                changed = True
        if changed and "--write" in sys.argv:
            text = yaml.safe_dump(golden, allow_unicode=True, sort_keys=False, width=100)
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
