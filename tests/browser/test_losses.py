"""What was typed survives whatever happens to the kernel, the server or the line."""

import signal

from playwright.sync_api import expect

from browser.servers import kernel_of, wait_for
from browser.trainee import (
    LOST,
    SAVED,
    accept_notice,
    exercise,
    hours,
    line,
    open_voila,
    type_hours,
)


def open_and_type(page, server, text):
    open_voila(page, server.lesson)
    accept_notice(page)
    type_hours(page, text)
    expect(line(page)).to_contain_text(SAVED)


def expect_recovery(page, text):
    """The line says so, the reload button brings the text back, and it is saved then."""
    expect(line(page)).to_contain_text(LOST)
    line(page).get_by_role("button", name="重新载入").click()
    expect(hours(page)).to_have_value(text)
    expect(line(page)).to_contain_text(SAVED)


def test_killed_kernel(server, new_tab):
    page = new_tab().page
    open_and_type(page, server, "18")
    server.kernels()[kernel_of(page)].kill()
    type_hours(page, "19")
    expect_recovery(page, "19")


def test_killed_server(own_server, new_tab):
    server = own_server(preheated=0)
    page = new_tab().page
    open_and_type(page, server, "18")
    server.process.kill()
    server.process.wait()
    type_hours(page, "20小时")
    expect(line(page)).to_contain_text(LOST)
    server.start()
    expect_recovery(page, "20小时")


def test_frozen_line(server, new_tab):
    page = new_tab().page
    open_and_type(page, server, "18")
    server.process.send_signal(signal.SIGSTOP)
    try:
        type_hours(page, "22")
        expect(line(page)).to_contain_text(LOST)
    finally:
        server.process.send_signal(signal.SIGCONT)
    # The acknowledgement was only late.
    expect(line(page)).to_contain_text(SAVED)


def test_culled_kernel(own_server, new_tab):
    server = own_server(left_open=2, check_every=1, preheated=0)
    page = new_tab().page
    open_and_type(page, server, "18")
    kernel = kernel_of(page)
    wait_for(lambda: kernel not in server.kernels(), 15)
    type_hours(page, "23")
    expect_recovery(page, "23")


def test_closed_page_stores_its_last_words_and_ends_its_kernel(server, new_tab):
    first = new_tab()
    open_and_type(first.page, server, "18")
    kernel = kernel_of(first.page)
    type_hours(first.page, "24")
    first.page.close(run_before_unload=True)
    wait_for(lambda: kernel not in server.kernels(), 15)
    second = new_tab().page
    open_voila(second, server.lesson)
    expect(hours(second)).to_have_value("24")


def test_script_as_answer(server, new_tab):
    page = new_tab().page
    text = "<script>window.hit=1</script><img src=x onerror=window.hit=1>"[:60]
    open_and_type(page, server, text)
    exercise(page, "haoli.cost").get_by_role("button", name="提交").click()
    page.reload()
    expect(hours(page)).to_have_value(text)
    assert page.evaluate("window.hit === undefined")
