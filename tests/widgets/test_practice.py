import pytest

from kabook.errors import StoreError, UnknownIdError
from kabook.exercises import Exercise
from kabook.home import home
from kabook.store import Store
from kabook.widgets.page import page
from kabook.widgets.practice import practice

RIGHT = {"chosen": ["a"], "evidence": ["doc02#1"]}
WRONG = {"chosen": ["b"], "evidence": []}


def submit(widget, browser, answer, **more):
    return browser.tell(
        widget, type="submit", seq=1, answer=answer, seconds=42, visit="v-1", **more
    )


def reloaded(browser, name="haoli.who"):
    browser.reload()
    return practice(name)


def recorded():
    store = Store()
    try:
        return store.attempts("local")
    finally:
        store.close()


# --- submitting -------------------------------------------------------------------------------


def test_a_submission_is_judged_recorded_and_acknowledged(accepted):
    widget = practice("haoli.who")
    (reply,) = submit(widget, accepted, WRONG)
    assert reply["type"] == "graded"
    assert reply["seq"] == 1
    assert len(reply["at"]) == 5
    assert widget.result["level"] == "first"
    assert widget.result["answer"] == WRONG
    assert widget.status["attempts"] == 1
    (attempt,) = recorded()
    assert (attempt.answer, attempt.seconds, attempt.visit) == (WRONG, 42, "v-1")
    assert attempt.result["score"] == widget.result["score"] == widget.status["first"]


def test_first_best_and_latest_are_kept_apart(accepted):
    widget = practice("haoli.who")
    for answer in (WRONG, RIGHT, WRONG):
        submit(widget, accepted, answer)
    assert widget.status["attempts"] == 3
    assert widget.status["first"] == widget.status["latest"] < widget.status["best"]


def test_an_unreadable_answer_is_no_attempt(accepted):
    widget = practice("haoli.who")
    (reply,) = submit(widget, accepted, {"chosen": ["nobody"]})
    assert reply["type"] == "graded"
    assert widget.result["status"] == "unreadable"
    assert widget.result["message"]
    assert widget.status["attempts"] == 0
    assert recorded() == ()
    assert reloaded(accepted).draft["answer"] == {"chosen": ["nobody"]}


def test_a_reload_brings_back_answer_feedback_and_tally(accepted):
    first = practice("haoli.who")
    submit(first, accepted, WRONG)
    accepted.tell(first, type="draft", seq=2, answer=RIGHT)
    second = reloaded(accepted)
    assert second.draft["answer"] == RIGHT
    assert second.result == first.result
    assert second.status == first.status


def test_feedback_on_an_exercise_that_was_rewritten_is_not_shown_again(accepted, workbook):
    submit(practice("haoli.who"), accepted, WRONG)
    path = workbook / "casework" / "haoli" / "exercises" / "who.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("四十五", "四十六"), encoding="utf-8")
    widget = reloaded(accepted)
    assert widget.result == {}
    assert widget.status["attempts"] == 1


def test_a_draft_is_saved_and_restored(accepted):
    (reply,) = accepted.tell(practice("haoli.who"), type="draft", seq=7, answer=WRONG)
    assert reply == {"type": "saved", "seq": 7, "at": reply["at"], "stamp": reply["stamp"]}
    draft = reloaded(accepted).draft
    assert draft == {"answer": WRONG, "saved_at": reply["at"], "stamp": reply["stamp"]}
    assert recorded() == ()


def test_of_two_tabs_the_later_one_is_told_and_may_choose(accepted):
    first, second = practice("haoli.who"), practice("haoli.who")
    (saved,) = accepted.tell(first, type="draft", seq=1, answer=WRONG, base="")
    (told,) = accepted.tell(second, type="draft", seq=1, answer=RIGHT, base="")
    assert told["type"] == "conflict"
    assert (told["answer"], told["stamp"]) == (WRONG, saved["stamp"])
    assert reloaded(accepted).draft["answer"] == WRONG
    (kept,) = accepted.tell(second, type="draft", seq=2, answer=RIGHT, base=told["stamp"])
    assert kept["type"] == "saved"
    (late,) = accepted.tell(first, type="submit", seq=2, answer=WRONG, base=saved["stamp"])
    assert late["type"] == "conflict"
    assert recorded() == ()
    assert reloaded(accepted).draft["answer"] == RIGHT


def test_two_tabs_with_the_same_answer_are_no_conflict(accepted):
    first, second = practice("haoli.who"), practice("haoli.who")
    accepted.tell(first, type="draft", seq=1, answer=WRONG, base="")
    (reply,) = accepted.tell(second, type="draft", seq=1, answer=WRONG, base="")
    assert reply["type"] == "saved"


def test_citations_follow_their_paragraph_when_the_documents_change(accepted, workbook):
    accepted.tell(practice("haoli.who"), type="draft", seq=1, answer=RIGHT)
    path = workbook / "casework" / "haoli" / "documents" / "doc02-mail.md"
    head, _, body = path.read_text(encoding="utf-8").rpartition("---\n")
    path.write_text(f"{head}---\n新加的一段话在最前面。\n\n{body}", encoding="utf-8")
    moved = reloaded(accepted).draft["answer"]["evidence"]
    assert moved == ["doc02#2"]


def test_drafts_and_tallies_are_read_once_a_page(accepted, monkeypatch):
    calls = []
    for name in ("drafts", "summary"):
        original = getattr(Store, name)
        monkeypatch.setattr(
            Store, name, lambda *a, _o=original, _n=name: calls.append(_n) or _o(*a)
        )
    accepted.reload()
    practice("haoli.who", "haoli.roles")
    practice("haoli.who")
    assert sorted(calls) == ["drafts", "summary"]


# --- before the notice ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["draft", "submit", "hint"])
def test_nothing_is_recorded_before_the_notice_was_seen(browser, kind):
    widget = practice("haoli.who")
    (reply,) = browser.tell(widget, type=kind, seq=3, answer=WRONG)
    assert reply == {"type": "refused", "seq": 3, "message": "请先看一眼我们记录什么。"}
    assert page().store.export("local") == {
        "format": 1,
        "trainee": "local",
        "attempts": [],
        "drafts": [],
        "hints": [],
        "consents": [],
    }
    assert widget.result == {}


def test_a_changed_notice_is_shown_again(accepted, monkeypatch):
    monkeypatch.setenv("KABOOK_RETENTION_DAYS", "30")
    accepted.reload()
    (reply,) = accepted.tell(practice("haoli.who"), type="draft", seq=1, answer=WRONG)
    assert reply["type"] == "refused"


# --- hints and the key --------------------------------------------------------------------------


def test_hints_come_one_by_one_and_are_counted(accepted):
    widget = practice("haoli.who")
    assert widget.exercise["hints"] == 1
    assert widget.status["hints_shown"] == []
    for _ in range(3):
        (reply,) = accepted.tell(widget, type="hint", seq=1)
        assert reply["type"] == "saved"
    assert widget.status["hints_shown"] == ["看金额和权限。"]
    submit(widget, accepted, WRONG)
    assert recorded()[0].hints == 1


def test_the_key_is_shown_on_request_from_the_third_attempt_on(accepted):
    widget = practice("haoli.who")
    for attempt in range(3):
        (reply,) = accepted.tell(widget, type="reveal", seq=9)
        assert reply["type"] == "refused"
        assert widget.status["may_reveal"] is False
        submit(widget, accepted, {**WRONG, "evidence": ["doc01#1"] * bool(attempt)})
        assert widget.result["level"] == "first"
    assert widget.status["may_reveal"] is True
    (reply,) = accepted.tell(widget, type="reveal", seq=9)
    assert reply["type"] == "saved"
    assert widget.result["level"] == "key"
    assert widget.result["checks"][0]["key"] == "总经理吴刚"
    assert widget.result["answer"]["evidence"] == ["doc01#1"]
    assert "explanation" in widget.result
    assert reloaded(accepted).result["level"] == "first"


CANARIES = {
    "看金额和权限。": "CANARY-HINT",
    "组长管进度，金额看权限那一条。": "CANARY-FEEDBACK-B",
    "通知里没有投票这回事。": "CANARY-FEEDBACK-C",
    "看谁排评分。": "CANARY-ROW-1",
    "看金额。": "CANARY-ROW-2",
    "他不用这套东西。": "CANARY-NAMED",
}


def test_no_key_reaches_the_browser_before_it_is_disclosed(browser, workbook):
    for name in ("who", "roles"):
        path = workbook / "casework" / "haoli" / "exercises" / f"{name}.yaml"
        text = path.read_text(encoding="utf-8") + "explanation: CANARY-EXPLANATION\n"
        for words, token in CANARIES.items():
            text = text.replace(words, token)
        path.write_text(text, encoding="utf-8")
    page().accept_notice()
    widget = practice("haoli.who", "haoli.roles").children[0]
    browser.tell(widget, type="draft", seq=1, answer=WRONG)
    browser.tell(widget, type="reveal", seq=2)
    browser.tell(widget, type="dossier", seq=3, case="haoli")
    assert "CANARY" not in browser.text()
    submit(widget, browser, WRONG)
    sent = browser.text()
    assert "CANARY-FEEDBACK-B" in sent
    for token in ("CANARY-FEEDBACK-C", "CANARY-EXPLANATION", "CANARY-HINT", "CANARY-ROW"):
        assert token not in sent
    assert '"key"' not in sent


# --- what a browser may try ---------------------------------------------------------------------


def test_a_trait_set_by_the_browser_changes_nothing(accepted):
    widget = practice("haoli.who")
    submit(widget, accepted, WRONG)
    before = {name: widget.trait_values()[name] for name in widget.keys}
    accepted.set(
        widget,
        score=999,
        result={"score": 1},
        status={"attempts": 99, "may_reveal": True},
        draft={"answer": RIGHT},
        exercise={},
        part="worked",
        _esm="alert(1)",
    )
    assert {name: widget.trait_values()[name] for name in widget.keys} == before
    (reply,) = accepted.tell(widget, type="reveal", seq=2)
    assert reply["type"] == "refused"


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"type": "submit"},
        {"type": "submit", "seq": True, "answer": WRONG},
        {"type": "submit", "seq": -1, "answer": WRONG},
        {"type": "submit", "seq": "1", "answer": WRONG},
        {"type": "submit", "seq": 2**60, "answer": WRONG},
        {"type": ["submit"], "seq": 1},
        {"type": "delete-everything", "seq": 1},
        {"type": "__init__", "seq": 1},
    ],
)
def test_messages_of_no_known_shape_are_ignored(accepted, message):
    assert accepted.tell(practice("haoli.who"), **message) == []
    assert recorded() == ()


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "x",
        [],
        {"content": {}},
        {"content": {"data": {}}},
        {"content": {"data": {"method": "custom"}}},
    ],
)
def test_malformed_comm_messages_raise_nothing_and_send_nothing(accepted, raw, capsys):
    widget = practice("haoli.who")
    before = len(accepted.sent)
    widget._handle_msg(raw)
    assert accepted.sent[before:] == []
    assert capsys.readouterr() == ("", "")


def nested(depth):
    answer = []
    for _ in range(depth):
        answer = [answer]
    return answer


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "b",
        ["b"],
        7,
        {"chosen": ["b"], "text": "长" * 100_001},
        {"chosen": float("nan")},
        {"chosen": nested(900)},
    ],
)
def test_answers_that_cannot_be_kept_are_refused_with_a_sentence(accepted, answer):
    widget = practice("haoli.who")
    for kind in ("draft", "submit"):
        (reply,) = accepted.tell(widget, type=kind, seq=1, answer=answer)
        assert reply["type"] == "refused"
        assert "Traceback" not in reply["message"]
    assert recorded() == ()
    assert widget.status["attempts"] == 0


def test_a_hundred_thousand_characters_are_accepted_without_harm(accepted):
    answer = {"chosen": ["b"], "text": "长" * 99_000}
    widget = practice("haoli.who")
    (reply,) = accepted.tell(widget, type="draft", seq=1, answer=answer)
    assert reply["type"] == "saved"
    assert reloaded(accepted).draft["answer"] == answer


def test_half_an_emoji_is_stored_as_something_readable(accepted):
    (reply,) = accepted.tell(
        practice("haoli.who"), type="draft", seq=1, answer={"text": "好\ud83d"}
    )
    assert reply["type"] == "saved"
    assert reloaded(accepted).draft["answer"] == {"text": "好?"}


@pytest.mark.parametrize("seconds", [-5, "soon", None, True, float("nan"), [1]])
def test_an_implausible_time_counts_as_unknown(accepted, seconds):
    widget = practice("haoli.who")
    accepted.tell(widget, type="submit", seq=1, answer=WRONG, seconds=seconds, visit="<b>")
    (attempt,) = recorded()
    assert (attempt.seconds, attempt.visit) == (0.0, "")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("dossier", {"case": "_template"}),
        ("dossier", {"case": "../haoli"}),
        ("dossier", {}),
        ("data", {"case": "haoli", "file": "../case.yaml"}),
        ("data", {"case": "haoli", "file": ["a"]}),
        ("data", {"case": "drills-p1", "file": "x.csv"}),
    ],
)
def test_only_papers_of_the_own_case_are_handed_out(browser, kind, fields):
    (reply,) = browser.tell(practice("haoli.who"), type=kind, seq=1, **fields)
    assert reply["type"] == "refused"


def test_the_dossier_and_its_data_come_on_request(browser, workbook):
    (workbook / "casework" / "haoli" / "documents" / "orders.csv").write_text(
        "月份,台数\n2026-01,5\n", encoding="utf-8"
    )
    widget = practice("haoli.who")
    (reply,) = browser.tell(widget, type="dossier", seq=1, case="haoli")
    assert [d["id"] for d in reply["dossier"]["documents"]] == ["doc01", "doc02"]
    (reply,) = browser.tell(widget, type="data", seq=2, case="haoli", file="orders.csv")
    assert (reply["columns"], reply["rows"]) == (["月份", "台数"], [["2026-01", "5"]])


# --- when things go wrong -----------------------------------------------------------------------


def test_a_full_disk_refuses_and_acknowledges_nothing(accepted, monkeypatch):
    def full(*_):
        raise StoreError("磁盘满了，刚才的内容没有存下。")

    widget = practice("haoli.who")
    for name in ("append_attempt", "save_draft", "record_hint"):
        monkeypatch.setattr(Store, name, full)
    for kind in ("draft", "submit", "hint"):
        (reply,) = accepted.tell(widget, type=kind, seq=1, answer=WRONG)
        assert reply == {"type": "refused", "seq": 1, "message": "磁盘满了，刚才的内容没有存下。"}
    assert widget.result == {}
    assert widget.status["attempts"] == 0


def test_a_fault_of_ours_is_one_sentence_to_the_browser_and_a_traceback_in_the_log(
    accepted, monkeypatch, capsys
):
    def broken(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Exercise, "grade", broken)
    before = len(accepted.sent)
    (reply,) = submit(practice("haoli.who"), accepted, WRONG)
    assert reply["type"] == "refused"
    assert "secret detail" not in accepted.text(before)
    assert "secret detail" in (home() / "kabook.log").read_text(encoding="utf-8")
    assert capsys.readouterr() == ("", "")


def test_a_record_that_cannot_be_read_shows_a_sentence_and_no_exercise(browser, monkeypatch):
    page().store.attempts()
    browser.reload()
    (home() / "kabook.db").write_bytes(b"not a database at all" * 500)
    for path in home().glob("kabook.db-*"):
        path.unlink()
    shown = practice("haoli.who")
    assert "记录文件损坏" in repr(shown)
    assert 'role="alert"' in shown._repr_html_()
    assert repr(practice("haoli.who")) == "<练习 haoli.who>"


def test_an_unknown_exercise_is_an_error_for_its_author(browser):
    with pytest.raises(UnknownIdError):
        practice("haoli.nothing")


# --- a class ------------------------------------------------------------------------------------


@pytest.fixture
def class_of_two(browser, tmp_path, monkeypatch):
    from kabook.identity import issue_cookie, load_roster

    path = tmp_path / "ROSTER.csv"
    path.write_text("工号,姓名\n07,赵一\n08,钱二\n", encoding="utf-8")
    monkeypatch.setenv("KABOOK_CLASS", str(path))
    cookies = {t.id: f"kabook={issue_cookie(t)}" for t in load_roster(path)}

    def enter(number):
        browser.reload()
        monkeypatch.setenv("HTTP_COOKIE", cookies.get(number, ""))

    return enter


def test_two_trainees_are_kept_apart(class_of_two, browser):
    class_of_two("07")
    page().accept_notice()
    submit(practice("haoli.who"), browser, {**WRONG, "evidence": ["doc01#1"]})
    class_of_two("08")
    seen_before = len(browser.sent)
    widget = practice("haoli.who")
    assert widget.status["attempts"] == 0
    assert (widget.draft, widget.result) == ({}, {})
    (reply,) = submit(widget, browser, RIGHT)
    assert reply["type"] == "refused"
    page().accept_notice()
    submit(widget, browser, RIGHT)
    assert '"07"' not in browser.text(seen_before)
    assert [(a.trainee, a.number) for a in page().store.attempts()] == [("07", 1), ("08", 1)]


def test_a_visitor_without_a_cookie_sees_one_sentence(class_of_two, browser):
    class_of_two("nobody")
    shown = practice("haoli.who", "haoli.roles")
    assert "个人链接" in repr(shown)
    assert browser.sent == []
    assert not (home() / "kabook.db").exists()


# --- what stands in a notebook ------------------------------------------------------------------


def test_the_text_form_is_the_same_in_every_run(browser):
    one, two = practice("haoli.who"), practice("haoli.who", "haoli.roles")
    assert repr(one) == "<练习 haoli.who>"
    data = one._repr_mimebundle_()
    assert (data[0] if isinstance(data, tuple) else data)["text/plain"] == "<练习 haoli.who>"
    plain = two._repr_mimebundle_()["text/plain"]
    assert plain == "<练习 haoli.who>\n<练习 haoli.roles>"
