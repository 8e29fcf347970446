"""An exercise to be worked on: what the trainee sends is judged, recorded and answered here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from traitlets import Dict, Unicode

from kabook.casework import Case, locate
from kabook.citations import cited_words, resolve_citations
from kabook.errors import IdentityError, StoreError
from kabook.exercises import Exercise, Result
from kabook.records import Draft, Submission
from kabook.store import ConflictError
from kabook.widgets.asset import Part, RefusedError, Reply, Stack
from kabook.widgets.casefiles import casefile_handlers
from kabook.widgets.journal import Sentence, log_failure
from kabook.widgets.messages import base_of, clean_answer, seconds_of, visit_of
from kabook.widgets.page import Page, page

ATTEMPTS_BEFORE_KEY = 3
_MODE = "practice"
_TOO_EARLY = f"交过 {ATTEMPTS_BEFORE_KEY} 次以后才能看答案。先改一改再交。"


class Practice(Part):
    """One exercise. Its traits hold only what the trainee may see at this moment."""

    part = Unicode("practice").tag(sync=True)
    exercise = Dict().tag(sync=True)
    draft = Dict().tag(sync=True)
    result = Dict().tag(sync=True)
    status = Dict().tag(sync=True)

    def __init__(self, case: Case, exercise: Exercise, here: Page) -> None:
        # Held as it was shown: an author's edit must not judge an answer to the old question.
        self._exercise = exercise
        self._page = here
        self._case = case
        super().__init__(
            exercise=shown_exercise(case, exercise),
            draft=self._restored_draft(),
            result=self._restored_result(),
            status=self._status(),
        )

    def __repr__(self) -> str:
        return f"<练习 {self._exercise.id}>"

    def handlers(self) -> dict[str, Callable[[dict[str, Any]], Reply | None]]:
        return {
            "draft": self._save_draft,
            "submit": self._submit,
            "hint": self._hint,
            "reveal": self._reveal,
            **casefile_handlers(self._case.slug),
        }

    # --- what the trainee does ------------------------------------------------------------------

    def _save_draft(self, message: dict[str, Any]) -> Reply:
        self._page.require_notice()
        answer = clean_answer(message.get("answer"))
        try:
            kept = self._keep(answer, base_of(message.get("base")))
        except ConflictError as conflict:
            return self._conflict(conflict)
        return {**self._remember(kept), "type": "saved"}

    def _submit(self, message: dict[str, Any]) -> Reply:
        self._page.require_notice()
        answer = clean_answer(message.get("answer"))
        result = self._exercise.grade(answer)
        try:
            if result.status == "unreadable":
                kept = self._keep(answer, base_of(message.get("base")))
            else:
                kept = self._append(answer, result, message)
        except ConflictError as conflict:
            return self._conflict(conflict)
        with self.hold_sync():
            self.result = {**result.disclosed("first"), "answer": answer}
            self.status = self._status()
        if result.status == "graded":
            self._page.tell()
        return {**self._remember(kept), "type": "graded"}

    def _hint(self, _message: dict[str, Any]) -> Reply:
        self._page.require_notice()
        now = self._page.now()
        if self._page.tally(self._exercise.id).hints < len(self._exercise.hints):
            self._page.store.record_hint(self._page.trainee.id, self._exercise.id, now)
            self.status = self._status()
        return self._saved(now)

    def _reveal(self, _message: dict[str, Any]) -> Reply:
        if self._page.tally(self._exercise.id).attempts < ATTEMPTS_BEFORE_KEY:
            raise RefusedError(_TOO_EARLY)
        latest = self._page.store.latest_attempt(self._page.trainee.id, self._exercise.id)
        answer = self._today(latest) if latest else self._exercise.blank
        self.result = keyed_result(self._exercise, answer)
        return self._saved(self._page.now())

    # --- what is kept ---------------------------------------------------------------------------

    def _keep(self, answer: dict[str, Any], base: str | None) -> Draft:
        draft = self._draft_of(answer, self._page.now())
        self._page.store.save_draft(draft, base)
        return draft

    def _draft_of(self, answer: dict[str, Any], at: datetime) -> Draft:
        return Draft(
            trainee=self._page.trainee.id,
            exercise=self._exercise.id,
            answer=answer,
            citations=cited_words(answer, self._case.paragraphs),
            saved_at=at,
        )

    def _remember(self, kept: Draft) -> Reply:
        # JupyterLab loaded again asks this same widget, not a new one, what was typed.
        self.draft = self._shown_draft(kept)
        return {"at": self.draft["saved_at"], "stamp": kept.stamp}

    def _shown_draft(self, kept: Draft) -> dict[str, Any]:
        at = self._page.shown(kept.saved_at)
        return {"answer": self._today(kept), "saved_at": at, "stamp": kept.stamp}

    def _conflict(self, conflict: ConflictError) -> Reply:
        """Another page of this trainee was first: nothing is written, the page asks which to keep."""
        theirs = self._shown_draft(conflict.draft)
        return {"type": "conflict", "at": theirs.pop("saved_at"), **theirs}

    def _append(self, answer: dict[str, Any], result: Result, message: dict[str, Any]) -> Draft:
        submission = Submission(
            trainee=self._page.trainee.id,
            exercise=self._exercise.id,
            digest=self._exercise.digest,
            answer=answer,
            citations=cited_words(answer, self._case.paragraphs),
            result=result.as_json(),
            seconds=seconds_of(message.get("seconds")),
            mode=_MODE,
            visit=visit_of(message.get("visit")),
        )
        base = base_of(message.get("base"))
        attempt = self._page.store.append_attempt(submission, self._page.now(), base)
        return self._draft_of(answer, attempt.submitted_at)

    def _saved(self, at: datetime) -> Reply:
        return {"type": "saved", "at": self._page.shown(at)}

    # --- what the trainee sees ------------------------------------------------------------------

    def _status(self) -> dict[str, Any]:
        tally = self._page.tally(self._exercise.id)
        return {
            "attempts": tally.attempts,
            "first": tally.first,
            "best": tally.best,
            "latest": tally.latest,
            "hints_shown": list(self._exercise.hints[: tally.hints]),
            "may_reveal": tally.attempts >= ATTEMPTS_BEFORE_KEY,
            "mode": _MODE,
            "trainee": self._page.trainee.id,
        }

    def _restored_draft(self) -> dict[str, Any]:
        draft = self._page.draft(self._exercise.id)
        if draft is None:
            return {}
        return self._shown_draft(draft)

    def _restored_result(self) -> dict[str, Any]:
        if not self._page.tally(self._exercise.id).attempts:
            return {}
        latest = self._page.store.latest_attempt(self._page.trainee.id, self._exercise.id)
        # Feedback on an exercise that has changed since would speak of another question.
        if latest is None or latest.digest != self._exercise.digest:
            return {}
        answer = self._today(latest)
        return {**self._exercise.grade(answer).disclosed("first"), "answer": answer}

    def _today(self, kept: Draft | Submission) -> dict[str, Any]:
        found: dict[str, Any] = resolve_citations(
            kept.answer, kept.citations, self._case.paragraphs
        )
        return found


def practice(*exercise_ids: str) -> Any:
    """Exercises to be worked on; one sentence when the trainee or the record is not at hand.

    Raises:
        UnknownIdError, ContentError: for authors, and for nbval.
    """
    found = [locate(name) for name in exercise_ids]
    try:
        widgets = [Practice(case, exercise, page()) for case, exercise in found]
    except (IdentityError, StoreError) as error:
        log_failure()
        return Sentence(error)
    return widgets[0] if len(widgets) == 1 else Stack(widgets)


def shown_exercise(case: Case, exercise: Exercise) -> dict[str, Any]:
    """The trait ``exercise``: all that may be seen before an answer."""
    return {
        **exercise.public(),
        "documents": list(exercise.documents),
        "data": list(exercise.data),
        "case_title": case.title,
        "part": exercise.part,
    }


def keyed_result(exercise: Exercise, answer: dict[str, Any]) -> dict[str, Any]:
    """The judgement with the key and the explanation."""
    disclosed = exercise.grade(answer).disclosed("key")
    return {
        **disclosed,
        "explanation": exercise.explanation or "",
        "model": exercise.model_beside(answer),
        "answer": answer,
    }
