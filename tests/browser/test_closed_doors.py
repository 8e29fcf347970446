"""What the server does not hand out, to whom it does not talk, and a class kept apart."""

import pytest
from playwright.sync_api import expect

from browser.servers import Server, free_port, status_of
from browser.trainee import accept_notice, exercise, open_voila

ROSTER = "工号,姓名,分组\nT01,林小满,甲\nT02,贺一鸣,乙\n"
PATHS = (
    "/voila/files/part1_roles.ipynb",
    "/voila/files/outline.yml",
    "/voila/files/../casework/haoli/exercises/who.yaml",
    "/voila/files/%2e%2e/casework/haoli/exercises/who.yaml",
    "/voila/render/../casework/haoli/exercises/who.yaml",
    "/voila/render/part1_roles.md",
    "/voila/render/instructor.ipynb",
    "/voila/tree/",
    "/voila/api/contents/",
    "/voila/static/../../kabook.db",
    "/voila/templates/kabook/static/../../../../../../server.py",
    "/voila/labextensions/kabook/static/../__init__.py",
    "/voila/labextensions/kabook/static/manifest.json",
    "/kabook/kabook.db",
    "/kabook.db",
    "/casework/haoli/exercises/who.yaml",
    "/api/contents",
    "/api/kernels",
    "/api/sessions",
    "/api/kernelspecs",
    "/login",
)


@pytest.fixture(scope="module")
def class_server(book, tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    roster = folder / "名单.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    server = Server(book, folder / "home", free_port(), roster=roster)
    yield server
    server.stop()


@pytest.mark.parametrize("path", PATHS)
def test_paths(server, path):
    assert status_of(server.address + path) in (403, 404)


def test_foreign_host_name(server):
    assert status_of(server.address + "/", Host="evil.example") == 403


def test_browsers_may_not_ask_for_another_visit(server):
    kernel = next(iter(server.kernels()))
    address = f"{server.address}/voila/query/{kernel}"
    assert status_of(address, **{"Sec-Fetch-Mode": "cors"}) == 403


def test_bundle_is_kept_by_the_browser(server, new_tab):
    tab = new_tab()
    open_voila(tab.page, server.lesson)
    bundles = [r for r in tab.witness.responses if "/kabook/static/kabook." in r.url]
    assert len(bundles) == 1
    assert "immutable" in bundles[0].headers["cache-control"]


def test_without_the_bundle_s_folder_the_kernel_sends_it(server, new_tab):
    page = new_tab().page
    page.route("**/kabook/static/kabook.*.js", lambda route: route.fulfill(status=404))
    open_voila(page, server.lesson)
    accept_notice(page)
    expect(exercise(page, "haoli.who").get_by_role("radio").first).to_be_visible()


def test_two_trainees(class_server, new_tab):
    first, second = new_tab(), new_tab()
    for tab, number, name in ((first, "T01", "林小满"), (second, "T02", "贺一鸣")):
        tab.page.goto(class_server.links[number])
        assert "/enter/" not in tab.page.url
        open_voila(tab.page, class_server.lesson)
        expect(tab.page.locator(".part-lesson")).to_contain_text(name)
        accept_notice(tab.page)
    who = exercise(first.page, "haoli.who")
    who.get_by_text("总经理吴刚").click()
    who.get_by_role("button", name="提交").click()
    expect(who).to_contain_text("第 1 次")
    second.page.reload()
    expect(exercise(second.page, "haoli.who")).to_contain_text("还没有提交过")
    assert "林小满" not in second.witness.received()
    cookies = {cookie["name"]: cookie for cookie in first.context.cookies()}
    assert cookies["kabook"]["httpOnly"]
    assert cookies["kabook"]["sameSite"] == "Lax"
    assert "kabook=" not in first.page.evaluate("document.cookie")


def test_without_a_link_nothing_is_shown(class_server, new_tab):
    page = new_tab().page
    assert page.goto(class_server.lesson).status == 403
    expect(page.locator("body")).to_contain_text("个人链接")
    assert "测试课" not in page.content()


def test_forged_link_and_cookie(class_server, new_tab):
    link = class_server.links["T01"]
    forged = link[:-2] + ("aa" if link[-2:] != "aa" else "bb")
    page = new_tab().page
    assert page.goto(forged).status == 403
    token = link.rsplit("/", 1)[1]
    assert status_of(class_server.lesson, Cookie=f"kabook={token}") == 403
    for path in (*PATHS, f"/api/kernels/{next(iter(class_server.kernels()))}"):
        assert status_of(class_server.address + path) in (403, 404)
