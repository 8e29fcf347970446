"""The frozen part of the reply data is the one that was hashed before any model was trained."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

TRAINING = Path(__file__).parents[1] / "lib" / "training"


def records(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_frozen_part_is_as_it_was_hashed():
    for line in (TRAINING / "frozen" / "SHA256").read_text(encoding="utf-8").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((TRAINING / "frozen" / name).read_bytes()).hexdigest() == digest


def test_training_and_frozen_share_no_objection_and_no_voice():
    ours, frozen = (records(TRAINING / part / "objections.jsonl") for part in ("", "frozen"))
    assert not {each["id"] for each in ours} & {each["id"] for each in frozen}
    assert not {each["trade"].split("·")[0] for each in ours} & {
        each["trade"].split("·")[0] for each in frozen
    }
    voices = json.loads((TRAINING / "voices.json").read_text(encoding="utf-8"))
    answered = records(TRAINING / "frozen" / "replies.jsonl")
    assert {each["voice"] for each in answered} == {each["id"] for each in voices["frozen"]}
    for path in (TRAINING / "replies").glob("*.jsonl"):
        assert path.stem in {each["id"] for each in voices["train"]}
        assert all(each["voice"] == path.stem for each in records(path))
