import multiprocessing
import stat
import time

import pytest

from kabook import identity
from kabook.errors import ContentError, IdentityError
from kabook.home import home
from kabook.identity import (
    LOCAL,
    Trainee,
    current,
    identify,
    issue_cookie,
    load_roster,
    personal_link,
    read_link,
)

ZHAO, QIAN = Trainee("0107", "赵一", group="一组"), Trainee("0108", "钱二", group="二组")


@pytest.fixture(autouse=True)
def _no_visitor(monkeypatch):
    for name in ("HTTP_COOKIE", "VOILA_PREHEAT", "VOILA_REQUEST_URL", "KABOOK_LINK_DAYS"):
        monkeypatch.delenv(name, raising=False)
    identity._current.cache_clear()
    yield
    identity._current.cache_clear()


@pytest.fixture
def roster(tmp_path, monkeypatch):
    path = tmp_path / "ROSTER.csv"
    path.write_text("工号,姓名,分组\n0107,赵一,一组\n0108,钱二,二组\n", encoding="utf-8")
    monkeypatch.setenv("KABOOK_CLASS", str(path))
    return path


def header(trainee):
    return f"_xsrf=2|a; kabook={issue_cookie(trainee)}; theme=dark"


# --- who is asking ------------------------------------------------------------------------------


def test_without_a_class_it_is_the_person_at_this_machine(monkeypatch):
    monkeypatch.setenv("HTTP_COOKIE", header(ZHAO))
    assert current() == LOCAL


def test_in_a_class_it_is_the_bearer_of_the_cookie(roster, monkeypatch):
    monkeypatch.setenv("HTTP_COOKIE", header(QIAN))
    assert current() == QIAN


def test_a_kernel_keeps_its_trainee(roster, monkeypatch):
    monkeypatch.setenv("HTTP_COOKIE", header(QIAN))
    first = current()
    monkeypatch.setenv("HTTP_COOKIE", header(ZHAO))
    assert current() is first


@pytest.mark.parametrize(
    "cookies",
    [
        "",
        "kabook=",
        "theme=dark",
        "kabook=0107",
        "kabook=IjAxMDci.aaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb",
        ";;;=;kabook",
        "kabook=" + "x" * 5000,
    ],
)
def test_a_missing_or_forged_cookie_lets_nobody_in(roster, monkeypatch, cookies):
    monkeypatch.setenv("HTTP_COOKIE", cookies)
    monkeypatch.setenv("VOILA_REQUEST_URL", f"http://h/?t={issue_cookie(ZHAO)}")
    with pytest.raises(IdentityError, match="个人链接"):
        current()


def test_two_different_cookies_let_nobody_in(roster):
    both = f"kabook={issue_cookie(ZHAO)}; kabook={issue_cookie(QIAN)}"
    with pytest.raises(IdentityError):
        identify(both, roster)


def test_a_link_does_not_pass_for_a_cookie(roster):
    token = personal_link("http://h", ZHAO).rpartition("/")[2]
    with pytest.raises(IdentityError):
        identify(f"kabook={token}", roster)
    with pytest.raises(IdentityError, match="链接"):
        read_link(issue_cookie(ZHAO))


def test_somebody_taken_off_the_list_is_not_let_in(roster):
    cookie, token = header(QIAN), personal_link("http://h", QIAN).rpartition("/")[2]
    roster.write_text("工号,姓名\n0107,赵一\n", encoding="utf-8")
    with pytest.raises(IdentityError):
        identify(cookie, roster)
    with pytest.raises(IdentityError, match="名单"):
        read_link(token)


def test_a_list_that_cannot_be_read_lets_nobody_in(roster, monkeypatch):
    monkeypatch.setenv("HTTP_COOKIE", header(ZHAO))
    roster.unlink()
    with pytest.raises(IdentityError):
        current()


def test_a_cookie_of_another_secret_is_refused(roster):
    cookie = header(ZHAO)
    (home() / "secret").unlink()
    with pytest.raises(IdentityError):
        identify(cookie, roster)


def test_links_and_cookies_end(roster, monkeypatch):
    cookie, token = header(ZHAO), personal_link("http://h", ZHAO).rpartition("/")[2]
    monkeypatch.setenv("KABOOK_LINK_DAYS", "2")
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 1.9 * 86400)
    assert identify(cookie, roster) == ZHAO
    monkeypatch.setattr("time.time", lambda: now + 2.1 * 86400)
    with pytest.raises(IdentityError):
        identify(cookie, roster)
    with pytest.raises(IdentityError, match="过期"):
        read_link(token)


@pytest.mark.parametrize("setting", ["", "forever", "inf", "-1", "1e9"])
def test_a_slip_in_the_setting_means_the_usual_days(monkeypatch, setting):
    monkeypatch.setenv("KABOOK_LINK_DAYS", setting)
    assert identity.days_valid() == 90


def test_a_personal_link_leads_to_its_trainee(roster):
    link = personal_link("http://127.0.0.1:8866/", ZHAO)
    assert link.startswith("http://127.0.0.1:8866/enter/")
    assert read_link(link.rpartition("/")[2]) == ZHAO


def test_a_preheated_kernel_waits_and_believes_only_what_came_with_the_request(roster, monkeypatch):
    monkeypatch.setenv("VOILA_PREHEAT", "True")
    monkeypatch.setenv("HTTP_COOKIE", header(QIAN))
    monkeypatch.setattr("kabook.visit.wait_for_visitor", lambda: None)
    with pytest.raises(IdentityError):
        current()
    arrived = header(ZHAO)
    monkeypatch.setattr(
        "kabook.visit.wait_for_visitor", lambda: monkeypatch.setenv("HTTP_COOKIE", arrived)
    )
    assert current() == ZHAO


# --- the secret ---------------------------------------------------------------------------------


def test_the_secret_is_for_its_owner_alone():
    issue_cookie(ZHAO)
    assert stat.S_IMODE((home() / "secret").stat().st_mode) == 0o600
    assert [path.name for path in home().iterdir()] == ["secret"]


def test_a_truncated_secret_signs_nothing():
    (home() / "secret").write_text("", encoding="ascii")
    with pytest.raises(IdentityError, match="密钥"):
        issue_cookie(ZHAO)


def test_servers_that_start_at_once_agree_on_the_secret():
    with multiprocessing.get_context("spawn").Pool(6) as pool:
        assert len(set(pool.starmap(identity._secret, [()] * 6))) == 1


# --- the class's list ---------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_may_be_utf8_or_gb18030(tmp_path, encoding):
    path = tmp_path / "ROSTER.csv"
    path.write_text(
        "姓名,工号,分组,备注\r\n赵一, 0107 ,一组,x\r\n\r\n钱二,０１０８,二组\r\n", encoding=encoding
    )
    assert load_roster(path) == (ZHAO, QIAN)


def test_the_group_is_optional(tmp_path):
    path = tmp_path / "ROSTER.csv"
    path.write_text("工号,姓名\n0107,赵一\n", encoding="utf-8")
    assert load_roster(path) == (Trainee("0107", "赵一"),)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", 0, "名单是空的"),
        ("工号,姓名\n", 1, "没有人"),
        ("编号,姓名\n1,赵\n", 1, "“工号”"),
        ("工号;姓名\n1;赵\n", 1, "“工号”"),
        ("工号,工号,姓名\n1,2,赵\n", 1, "“工号”"),
        ("工号,姓名\n1,赵\n\n1,钱\n", 4, "工号 1 在第 2 行已经有了"),
        ("工号,姓名\n1,赵\n,钱\n", 3, "“工号”是空的"),
        ("工号,姓名\n1\n", 2, "“姓名”是空的"),
        ("工号,姓名\n../x,赵\n", 2, "不能用"),
        ("工号,姓名\nlocal,赵\n", 2, "不能用"),
        ("工号,姓名\n" + "".join(f"{n},赵\n" for n in range(501)), 502, "超过 500 人"),
    ],
)
def test_faults_of_a_list_are_named_with_their_line(tmp_path, text, line, problem):
    path = tmp_path / "ROSTER.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=problem) as raised:
        load_roster(path)
    assert raised.value.line == line


def test_a_list_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "ROSTER.csv"
    path.write_bytes(b"PK\x03\x04\xff\xff\xff\x00")
    with pytest.raises(ContentError, match="GB18030"):
        load_roster(path)
    with pytest.raises(ContentError, match="读不了名单"):
        load_roster(tmp_path / "nowhere.csv")
