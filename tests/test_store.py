import json
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kabook.errors import StoreError
from kabook.home import home
from kabook.records import Draft, Submission
from kabook.store import Store

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "kabook.db")
    yield opened
    opened.close()


def submission(**changes):
    content = {
        "trainee": "a01",
        "exercise": "hengyue-mes.roles",
        "digest": "d" * 64,
        "answer": {"chosen": ["b"]},
        "citations": {"doc05#7": "第七条"},
        "result": {
            "status": "graded",
            "score": 0.5,
            "checks": [{"id": "x", "evidence": ["doc05#7"]}],
        },
        "seconds": 12.5,
        "visit": "v1",
    }
    return Submission(**{**content, **changes})


def scored(score, **changes):
    return submission(result={"status": "graded", "score": score, "checks": []}, **changes)


def draft(answer, trainee="a01", exercise="hengyue-mes.roles", at=NOON):
    return Draft(trainee=trainee, exercise=exercise, answer=answer, citations={}, saved_at=at)


def run(code, *arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        **options,
    )


# --- attempts ---------------------------------------------------------------------------------


def test_an_attempt_comes_back_as_it_was_recorded(store):
    recorded = store.append_attempt(submission(), NOON)
    assert store.attempts("a01") == (recorded,)
    assert (recorded.number, recorded.hints, recorded.submitted_at) == (1, 0, NOON)


def test_attempts_are_numbered_for_each_trainee_and_exercise(store):
    for trainee, exercise in [("a", "x.1"), ("a", "x.1"), ("b", "x.1"), ("a", "x.2")]:
        store.append_attempt(submission(trainee=trainee, exercise=exercise), NOON)
    assert [(a.trainee, a.exercise, a.number) for a in store.attempts()] == [
        ("a", "x.1", 1),
        ("a", "x.1", 2),
        ("b", "x.1", 1),
        ("a", "x.2", 1),
    ]


def test_a_clock_set_back_keeps_the_order_of_numbers(store):
    for hours, score in [(0, 0.2), (-5, 0.9), (-9, 0.4)]:
        store.append_attempt(scored(score), NOON + timedelta(hours=hours))
    assert [a.number for a in store.attempts("a01")] == [1, 2, 3]
    tally = store.summary("a01")["hengyue-mes.roles"]
    assert (tally.attempts, tally.first, tally.best, tally.latest) == (3, 0.2, 0.9, 0.4)
    assert store.latest_attempt("a01", "hengyue-mes.roles").result["score"] == 0.4


def test_an_attempt_knows_how_many_hints_came_before_it(store):
    assert [store.record_hint("a01", "hengyue-mes.roles", NOON) for _ in range(2)] == [1, 2]
    assert store.append_attempt(submission(), NOON).hints == 2
    assert store.hints_used("a01", "hengyue-mes.roles") == 2
    assert store.hints_used("a02", "hengyue-mes.roles") == 0


def test_a_submitted_answer_is_the_draft(store):
    store.save_draft(draft({"chosen": ["a"]}))
    store.append_attempt(submission(), NOON)
    assert store.draft("a01", "hengyue-mes.roles").answer == {"chosen": ["b"]}


@pytest.mark.parametrize("statement", ["UPDATE attempts SET answer = '{}'", "DELETE FROM attempts"])
def test_attempts_can_be_neither_changed_nor_deleted(store, tmp_path, statement):
    store.append_attempt(submission(), NOON)
    connection = sqlite3.connect(tmp_path / "kabook.db")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()


# --- drafts, consent, the trainee's rights ------------------------------------------------------


def test_a_second_process_sees_the_draft(store, tmp_path):
    store.save_draft(draft({"text": "改了两遍的话"}))
    code = """
        import sys; from pathlib import Path; from kabook.store import Store
        print(Store(Path(sys.argv[1])).draft("a01", "hengyue-mes.roles").answer["text"])
    """
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    process = run(code, tmp_path / "kabook.db", env=environment)
    assert process.communicate(timeout=60)[0].strip() == "改了两遍的话"


def test_the_latest_draft_wins_and_belongs_to_one_trainee(store):
    store.save_draft(draft({"v": 1}))
    store.save_draft(draft({"v": 2}, at=NOON - timedelta(hours=1)))
    store.save_draft(draft({"v": 3}, trainee="a02"))
    assert store.draft("a01", "hengyue-mes.roles").answer == {"v": 2}
    assert store.drafts("a03") == {}


def test_a_notice_is_accepted_once_for_each_version(store):
    assert not store.has_accepted("a01", "v1")
    store.accept_notice("a01", "v1", NOON)
    store.accept_notice("a01", "v1", NOON)
    assert store.has_accepted("a01", "v1")
    assert not store.has_accepted("a01", "v2")
    assert not store.has_accepted("a02", "v1")


def fill(store, trainee):
    store.append_attempt(submission(trainee=trainee, answer={"text": f"mark-{trainee}-mark"}), NOON)
    store.save_draft(draft({"text": f"mark-{trainee}-mark"}, trainee=trainee))
    store.record_hint(trainee, "hengyue-mes.roles", NOON)
    store.accept_notice(trainee, "v1", NOON)


def test_forget_erases_one_person_from_the_disk_and_nobody_else(store, tmp_path):
    fill(store, "zhao")
    fill(store, "qian")
    assert store.forget("zhao") == 1
    assert store.attempts("zhao") == ()
    assert store.export("zhao") == {
        "format": 1,
        "trainee": "zhao",
        "attempts": [],
        "drafts": [],
        "hints": [],
        "consents": [],
    }
    assert len(store.attempts("qian")) == 1
    on_disk = b"".join(path.read_bytes() for path in tmp_path.glob("kabook.db*"))
    assert b"mark-zhao-mark" not in on_disk
    assert b"mark-qian-mark" in on_disk


def test_export_hands_over_everything_but_the_key(store):
    fill(store, "zhao")
    exported = json.loads(json.dumps(store.export("zhao")))
    assert [len(exported[name]) for name in ("attempts", "drafts", "hints", "consents")] == [1] * 4
    assert exported["attempts"][0]["submitted_at"] == "2026-11-24T04:00:00.000+00:00"
    assert exported["attempts"][0]["result"]["checks"] == [{"id": "x"}]


def test_purge_erases_what_is_older_than_the_retention(store):
    old = NOON - timedelta(days=200)
    store.append_attempt(submission(trainee="old"), old)
    store.accept_notice("old", "v1", old)
    store.accept_notice("a01", "v1", old)
    store.append_attempt(submission(exercise="x.old"), old)
    store.append_attempt(submission(exercise="x.new"), NOON)
    assert store.purge(NOON - timedelta(days=180)) == 2
    assert [a.exercise for a in store.attempts()] == ["x.new"]
    assert list(store.drafts("a01")) == ["x.new"]
    assert not store.has_accepted("old", "v1")
    assert store.has_accepted("a01", "v1")


# --- several at once ----------------------------------------------------------------------------

WRITER = """
    import sys; from datetime import UTC, datetime; from pathlib import Path
    from kabook.records import Submission
    from kabook.store import Store
    path, name, count = sys.argv[1:]
    store = Store(Path(path))
    for index in range(int(count)):
        attempt = store.append_attempt(Submission(
            trainee=f"t{index % 3}", exercise="x.y", digest="d", citations={},
            answer={"who": name, "index": index}, result={"score": 0.5}), datetime.now(UTC))
        print(f"{name} {index} {attempt.trainee} {attempt.number}", flush=True)
"""


def test_no_acknowledged_attempt_is_lost_when_writers_are_killed(tmp_path):
    path = tmp_path / "kabook.db"
    writers = [run(WRITER, path, f"w{n}", 40) for n in range(8)]
    acknowledged = []
    for number, writer in enumerate(writers):
        if number % 3 == 0:
            acknowledged += [writer.stdout.readline() for _ in range(5 + number)]
            writer.send_signal(signal.SIGKILL)
        acknowledged += writer.communicate(timeout=120)[0].splitlines()
    lines = [line.split() for line in acknowledged if len(line.split()) == 4]
    assert len(lines) >= 5 * 40
    with_numbers = [
        (a.answer["who"], str(a.answer["index"]), a.trainee, str(a.number))
        for a in Store(path).attempts()
    ]
    assert set(map(tuple, lines)) <= set(with_numbers)
    assert [w.returncode for n, w in enumerate(writers) if n % 3] == [0] * 5
    for trainee in ("t0", "t1", "t2"):
        numbers = [int(number) for _, _, who, number in with_numbers if who == trainee]
        assert numbers == list(range(1, len(numbers) + 1))


def test_threads_of_one_kernel_share_a_store(store):
    def work(name):
        for index in range(20):
            store.append_attempt(submission(exercise=f"x.{name}"), NOON)
            store.save_draft(draft({"i": index}, exercise=f"x.{name}"))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [tally.attempts for tally in store.summary("a01").values()] == [20] * 6


def test_revision_tells_that_somebody_wrote(store, tmp_path):
    before = store.revision()
    assert store.revision() == before
    other = Store(tmp_path / "kabook.db")
    other.save_draft(draft({"v": 1}))
    other.close()
    between = store.revision()
    store.save_draft(draft({"v": 2}))
    assert len({before, between, store.revision()}) == 3


def test_a_forked_child_opens_its_own_connection(store):
    store.append_attempt(submission(), NOON)
    child = os.fork()
    if child == 0:
        try:
            store.append_attempt(submission(), NOON)
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    assert store.append_attempt(submission(), NOON).number == 3


# --- what can go wrong ------------------------------------------------------------------------


def damage_header(path):
    path.write_bytes(b"this was a database" * 999)


def damage_page(path):
    content = bytearray(path.read_bytes())
    content[4096 : 4096 + 2000] = b"\xff" * 2000
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [damage_header, damage_page])
def test_a_damaged_file_is_kept_aside_and_a_new_one_started(tmp_path, damage):
    path = tmp_path / "kabook.db"
    first = Store(path)
    first.append_attempt(submission(), NOON)
    first.close()
    damage(path)
    damaged = path.read_bytes()
    store = Store(path)
    with pytest.raises(StoreError, match=r"记录文件损坏.*corrupt-"):
        store.append_attempt(submission(), NOON)
    (copy,) = tmp_path.glob("kabook.db.corrupt-*[0-9]")
    assert copy.read_bytes() == damaged
    assert store.append_attempt(submission(), NOON).number == 1
    assert len(list(tmp_path.glob("kabook.db.corrupt-*[0-9]"))) == 1


def test_a_file_of_a_newer_version_is_left_alone(tmp_path):
    path = tmp_path / "kabook.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 9")
    connection.close()
    before = path.read_bytes()
    store = Store(path)
    for operation in (
        lambda: store.attempts(),
        lambda: store.append_attempt(submission(), NOON),
    ):
        with pytest.raises(StoreError, match="更新练习册"):
            operation()
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kabook.db"]


def test_a_full_disk_acknowledges_nothing(tmp_path):
    code = """
        import resource, signal, sys; from datetime import UTC, datetime; from pathlib import Path
        from kabook.errors import StoreError; from kabook.records import Submission; from kabook.store import Store
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        store = Store(Path(sys.argv[1])); done = 0
        store.attempts()
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        try:
            for _ in range(1000):
                store.append_attempt(Submission(trainee="a", exercise="x", digest="d", citations={},
                    answer={"text": "x" * 5000}, result={"score": 1}), datetime.now(UTC))
                done += 1
        except StoreError as error:
            assert "没有存下" in str(error), error
            print(done)
    """
    process = run(code, tmp_path / "kabook.db")
    done = int(process.communicate(timeout=60)[0])
    assert 0 < done < 1000
    store = Store(tmp_path / "kabook.db")
    assert len(store.attempts()) == done
    store.close()


def test_a_locked_file_is_said_to_be_busy(tmp_path, monkeypatch):
    monkeypatch.setattr("kabook.database._SECONDS_TO_WAIT", 0.05)
    store = Store(tmp_path / "kabook.db")
    store.attempts()
    blocker = sqlite3.connect(tmp_path / "kabook.db", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="太多"):
        store.append_attempt(submission(), NOON)
    assert store.attempts() == ()
    blocker.execute("ROLLBACK")
    blocker.close()
    assert store.append_attempt(submission(), NOON).number == 1


def test_a_file_moved_away_is_noticed(store, tmp_path):
    store.append_attempt(submission(), NOON)
    for path in tmp_path.glob("kabook.db*"):
        path.rename(tmp_path / f"elsewhere-{path.name}")
    store.append_attempt(submission(), NOON)
    other = Store(tmp_path / "kabook.db")
    assert len(other.attempts()) == 1
    other.close()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("KABOOK_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(StoreError, match="文件夹"):
        home()


def test_home_is_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("KABOOK_HOME", str(tmp_path / "new"))
    assert home().stat().st_mode & 0o777 == 0o700
    store = Store()
    store.attempts()
    assert (tmp_path / "new" / "kabook.db").stat().st_mode & 0o777 == 0o600
    store.close()


# --- round trip -------------------------------------------------------------------------------

texts = st.text(st.characters(codec="utf-8"), max_size=30)
plain = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
)
values = st.deferred(
    lambda: plain | st.lists(values, max_size=3) | st.dictionaries(texts, values, max_size=3)
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    answer=st.dictionaries(texts, values, max_size=4),
    citations=st.dictionaries(texts, texts, max_size=3),
    trainee=texts,
    at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
)
def test_any_answer_comes_back_unchanged(store, answer, citations, trainee, at):
    recorded = store.append_attempt(
        submission(trainee=trainee, exercise="any", answer=answer, citations=citations), at
    )
    assert recorded.answer == answer
    assert store.latest_attempt(trainee, "any") == recorded
    kept = store.draft(trainee, "any")
    assert (kept.answer, kept.citations, kept.saved_at) == (
        answer,
        citations,
        recorded.submitted_at,
    )
