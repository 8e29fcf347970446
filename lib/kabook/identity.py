"""Who is the trainee: the person at this machine, or, in a class, the bearer of a signed cookie.

In a class nobody is let in by default: without a valid cookie there is an IdentityError, whose
sentence the page shows, and nothing is recorded.
"""

from __future__ import annotations

import csv
import os
import re
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer

from kabook.errors import ContentError, IdentityError
from kabook.home import home
from kabook.text import normalize

COOKIE = "kabook"
_DAYS_VALID = 90.0
_MOST_TRAINEES = 500
_NOT_LET_IN = "认不出你是谁，所以没有打开练习，也没有记录任何东西；请从讲师发给你的个人链接进入。"
_NUMBER, _NAME, _GROUP = "工号", "姓名", "分组"
_GOOD_NUMBER = re.compile(r"[\w.@-]{1,40}")


@dataclass(frozen=True)
class Trainee:
    """``id`` is what records carry: the 工号, or ``local`` on one's own machine."""

    id: str
    name: str
    signed_in: bool = True
    group: str = ""


LOCAL = Trainee("local", "本机学员", signed_in=False)


def current() -> Trainee:
    """The trainee of this kernel; under a preheated Voila it waits for the visitor first.

    Raises:
        IdentityError: in a class, when the visitor's cookie is missing, forged or out of date.
    """
    return _current()


@cache
def _current() -> Trainee:
    if os.environ.get("VOILA_PREHEAT") == "True":
        # A pool kernel was started for nobody: what it inherited says nothing about the visitor,
        # and VOILA_REQUEST_URL can be the previous visitor's even after the wait.
        os.environ.pop("HTTP_COOKIE", None)
        from kabook.visit import wait_for_visitor

        wait_for_visitor()
    roster = os.environ.get("KABOOK_CLASS")
    if roster is None:
        return LOCAL
    return identify(os.environ.get("HTTP_COOKIE", ""), Path(roster))


def identify(cookie_header: str, roster: Path) -> Trainee:
    """The trainee a request belongs to, as the class's list knows them today.

    Raises:
        IdentityError: no single valid cookie, or its bearer is not on the list.
    """
    pairs = (part.strip().partition("=") for part in cookie_header.split(";"))
    values = {value for name, _, value in pairs if name == COOKIE}
    if len(values) != 1:
        raise IdentityError(_NOT_LET_IN)
    named = _read("cookie", values.pop())
    try:
        listed = {trainee.id: trainee for trainee in load_roster(roster)}
    except ContentError as error:
        raise IdentityError(_NOT_LET_IN) from error
    if named not in listed:
        raise IdentityError(_NOT_LET_IN)
    return listed[named]


# --- signed links and cookies -------------------------------------------------------------------


def personal_link(base_url: str, trainee: Trainee) -> str:
    """The address a trainee gets from the instructor; it is exchanged for a cookie."""
    return f"{base_url.rstrip('/')}/enter/{_serializer('link').dumps(trainee.id)}"


def read_link(token: str, roster: Path | None = None) -> Trainee:
    """The trainee of a personal link, looked up in the class's list ($KABOOK_CLASS).

    Raises:
        IdentityError: the link is forged, out of date, or of somebody no longer on the list.
    """
    named = _read("link", token)
    path = roster or Path(os.environ.get("KABOOK_CLASS", ""))
    for trainee in load_roster(path):
        if trainee.id == named:
            return trainee
    raise IdentityError("这个链接的主人已经不在名单上；请找讲师。")


def issue_cookie(trainee: Trainee) -> str:
    """The value of the cookie ``kabook``; set it HttpOnly and SameSite=Lax."""
    return str(_serializer("cookie").dumps(trainee.id))


def days_valid() -> float:
    """Days a link and a cookie are good for: $KABOOK_LINK_DAYS, by default 90."""
    named = os.environ.get("KABOOK_LINK_DAYS", "")
    # A slip in a setting must not open the class for ever.
    return float(named) if re.fullmatch(r"\d{1,4}(\.\d+)?", named) else _DAYS_VALID


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    # The purpose salts the signature: a link does not pass for a cookie.
    return URLSafeTimedSerializer(_secret(), salt=f"kabook.{purpose}")


def _read(purpose: str, token: str) -> str:
    try:
        named = _serializer(purpose).loads(token, max_age=int(days_valid() * 86400))
    except BadData:
        sentence = "这个链接不对，或者已经过期；请找讲师要一个新的。"
        raise IdentityError(sentence if purpose == "link" else _NOT_LET_IN) from None
    return str(named)


def _secret() -> str:
    path = home() / "secret"
    try:
        if not path.exists():
            # Written whole under another name first: two servers that start at once then agree.
            fresh = path.with_name(f"secret.{secrets.token_hex(8)}")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        secret = path.read_text(encoding="ascii")
    except (OSError, UnicodeError) as error:
        raise IdentityError(f"读不了签名用的密钥文件 {path}。") from error
    if len(secret) < 32:
        raise IdentityError(f"签名用的密钥文件 {path} 坏了；删掉它再启动，原来的个人链接会失效。")
    return secret


# --- the class's list ---------------------------------------------------------------------------


def load_roster(path: Path) -> tuple[Trainee, ...]:
    """The trainees in ``ROSTER.csv`` (工号, 姓名, 分组 optional), in its order.

    Raises:
        ContentError: with the line that has to be mended.
    """
    reader = csv.reader(_decoded(path).splitlines())
    try:
        cells = [(reader.line_num, [normalize(cell) for cell in row]) for row in reader]
    except csv.Error:
        raise ContentError(path, reader.line_num, "这一行不是 CSV", "在 Excel 里重新保存") from None
    rows = [(line, row) for line, row in cells if any(row)]
    if not rows:
        raise ContentError(path, 0, "名单是空的", "第一行写 工号,姓名,分组，下面一人一行")
    first, header = rows[0]
    for column in (_NUMBER, _NAME):
        if header.count(column) != 1:
            raise ContentError(path, first, f"第一行要有一列“{column}”", "表头写成 工号,姓名,分组")
    lines: dict[str, int] = {}
    trainees = []
    for line, row in rows[1:]:
        trainee = _trainee(path, line, dict(zip(header, row, strict=False)))
        if trainee.id in lines:
            problem = f"工号 {trainee.id} 在第 {lines[trainee.id]} 行已经有了"
            raise ContentError(path, line, problem, "工号不能重复")
        lines[trainee.id] = line
        trainees.append(trainee)
        if len(trainees) > _MOST_TRAINEES:
            raise ContentError(path, line, f"超过 {_MOST_TRAINEES} 人", "分成几个班")
    if not trainees:
        raise ContentError(path, first, "名单里没有人", "表头下面一人一行")
    return tuple(trainees)


def _trainee(path: Path, line: int, cells: dict[str, str]) -> Trainee:
    for column in (_NUMBER, _NAME):
        if not cells.get(column):
            raise ContentError(path, line, f"“{column}”是空的", "补上，或删掉这一行")
    number = cells[_NUMBER]
    if not _GOOD_NUMBER.fullmatch(number) or number == LOCAL.id:
        problem = f"工号“{number[:20]}”不能用"
        raise ContentError(path, line, problem, "用字母、数字、. _ - @，最多 40 个")
    return Trainee(number, cells[_NAME][:40], group=cells.get(_GROUP, "")[:40])


def _decoded(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ContentError(path, 0, f"读不了名单（{error.strerror}）", "检查路径") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ContentError(path, 0, "名单既不是 UTF-8 也不是 GB18030", "在 Excel 里另存为“CSV UTF-8”")
