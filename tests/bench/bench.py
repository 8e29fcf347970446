"""``make bench``: rows of the speed table of design.md, measured beside their bounds.

Machines differ and this one may be busy, so every row is a ratio of two things measured in
turn in one run; the seconds stand beside it. Nothing here fails.

    python tests/bench/bench.py [pages] [grade] [imports]
"""

from __future__ import annotations

import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).parents[1]
REPOSITORY = TESTS.parent
sys.path.insert(0, str(TESTS))

import nbformat  # noqa: E402
import psutil  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from browser.servers import Server, free_port, kernel_of, wait_for  # noqa: E402
from kabook.exercises import Exercise  # noqa: E402

ROUNDS_OF_PAGES = 7
ROUNDS_OF_IMPORTS = 9
RUNS_OF_GRADE = 200
_POOLED = 2  # one kernel for each of the two pages
MILLISECONDS = {"choice": 0.2, "table": 0.2, "ranking": 0.2, "power_map": 2.0}
_SLIDER = "import ipywidgets\nipywidgets.IntSlider(value=3)"
_OURS = """
from kabook import practice
from kabook.casework import all_exercises, load_case
load_case({case!r})
practice({exercise!r})
"""


def main() -> None:
    wanted = sys.argv[1:] or ["imports", "grade", "pages"]
    print(f"{'':42}{'我们':>10}{'对照':>10}{'比':>8}{'上限':>8}")
    for name in wanted:
        {"pages": pages, "grade": grade, "imports": imports}[name]()


def row(what: str, ours: float, base: float, bound: float, unit: str = "s") -> None:
    """Print one line; ``ours`` and ``base`` in ``unit``."""
    ratio = ours / base
    verdict = "" if ratio <= bound else "  超过"
    print(f"{what:<40}{ours:9.3f}{unit}{base:9.3f}{unit}{ratio:8.2f}{bound:8.2f}{verdict}")


# --- rows 1 and 2: pages in Voila -----------------------------------------------------------------


def pages() -> None:
    """The longest lesson against a page with one slider, both preheated, round robin."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        book, lesson, chapter = _book(Path(folder) / "book")
        server = Server(book, Path(folder) / "home", free_port())
        executable = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        addresses = {
            "lesson": f"{server.address}/voila/render/{lesson}.ipynb#{chapter}",
            "slider": f"{server.address}/voila/render/slider.ipynb",
        }
        usable = {"lesson": _last_exercise, "slider": _slider}
        seconds, server_cpu, kernel_cpu = defaultdict(list), defaultdict(list), defaultdict(list)
        try:
            # The first visit accepts the notice and warms the files' caches.
            for number in range(ROUNDS_OF_PAGES + 1):
                for name, address in addresses.items():
                    _wait_until_quiet(server)
                    context = browser.new_context(viewport={"width": 1440, "height": 900})
                    page = context.new_page()
                    before = _cpu(server)
                    began = time.perf_counter()
                    page.goto(address, wait_until="commit")
                    usable[name](page)
                    elapsed = time.perf_counter() - began
                    time.sleep(0.5)
                    after = _cpu(server)
                    taken = kernel_of(page)
                    page.close(run_before_unload=True)
                    context.close()
                    wait_for(lambda gone=taken: gone not in server.kernels(), 20)
                    if number:
                        seconds[name].append(elapsed)
                        server_cpu[name].append(after[0] - before[0])
                        kernel_cpu[name].append(after[1] - before[1])
        finally:
            browser.close()
            server.stop()
    middle = {name: statistics.median(all_) for name, all_ in seconds.items()}
    ratios = [a / b for a, b in zip(seconds["lesson"], seconds["slider"], strict=True)]
    row(f"1 {lesson}#{chapter} 最后一题可用", middle["lesson"], middle["slider"], 1.3)
    print(f"  各轮之比 {' '.join(f'{ratio:.2f}' for ratio in ratios)}")
    cpu = {name: statistics.median(all_) for name, all_ in server_cpu.items()}
    row("2 每页服务器 CPU", cpu["lesson"], cpu["slider"], 1.5)
    kernels = {name: statistics.median(all_) for name, all_ in kernel_cpu.items()}
    print(f"  其间各内核的 CPU：{kernels['lesson']:.3f}s，{kernels['slider']:.3f}s")


def _book(folder: Path) -> tuple[Path, str, str]:
    """The workbook with a slider page; its longest lesson and the fullest chapter there."""
    from kabook.lessons import lessons
    from kabook.outline import nodes

    notebooks = folder / "notebooks"
    shutil.copytree(REPOSITORY / "notebooks", notebooks)
    (folder / "casework").symlink_to(REPOSITORY / "casework")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    slider = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# 滑块"), nbformat.v4.new_code_cell(_SLIDER)],
        metadata={"kernelspec": kernel},
    )
    nbformat.write(slider, notebooks / "slider.ipynb")
    lesson = max(lessons(), key=lambda page: len(page.exercises))
    for page in notebooks.glob("*.ipynb"):
        # Only the two pages that are compared: others would be preheated beside them.
        if page.stem not in (lesson.page, "slider"):
            page.unlink()
    if not (notebooks / f"{lesson.page}.ipynb").is_file():
        sys.exit("先运行 make notebooks。")
    outline, exercises = nodes(), defaultdict(int)
    for call in lesson.calls:
        if call.name == "practice" and call.node:
            chapter = call.node
            while chapter in outline and outline[chapter].kind not in ("chapter", "role", "part"):
                chapter = chapter.rpartition(".")[0]
            exercises[chapter] += len(call.arguments)
    return folder, lesson.page, max(exercises, key=lambda chapter: exercises[chapter])


def _last_exercise(page: Page) -> None:
    shown = page.locator(".jp-CodeCell:not(.kb-away) [data-exercise]")
    shown.first.wait_for()
    last = shown.last
    last.scroll_into_view_if_needed()
    control = last.locator("input:enabled, select:enabled, .actions button, button:enabled").first
    control.wait_for()
    gate = last.get_by_role("button", name="先看一眼我们记录什么")
    if gate.count():
        gate.click()
        last.get_by_role("button", name="知道了，开始").click()
        gate.wait_for(state="detached")


def _slider(page: Page) -> None:
    page.locator(".widget-slider .noUi-handle").wait_for()


def _cpu(server: Server) -> tuple[float, float]:
    """Seconds of CPU so far: the server's, and its kernels' together."""
    times = psutil.Process(server.process.pid).cpu_times()
    kernels = 0.0
    for kernel in server.kernels().values():
        try:
            used = kernel.cpu_times()
        except psutil.Error:
            continue
        kernels += used.user + used.system
    return times.user + times.system, kernels


def _wait_until_quiet(server: Server) -> None:
    """Until the pools are full again and nothing is computed any more."""
    wait_for(lambda: len(server.kernels()) >= _POOLED, 60)
    time.sleep(1)
    last = [sum(_cpu(server))]

    def quiet() -> bool:
        time.sleep(0.5)
        last.append(sum(_cpu(server)))
        return abs(last[-1] - last[-2]) < 0.03

    wait_for(quiet, 60)


# --- row 6: grading -------------------------------------------------------------------------------


def grade() -> None:
    """The median time of grade() for every ready exercise, by kind, in milliseconds."""
    from kabook.casework import all_exercises

    medians: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for exercise in all_exercises():
        if exercise.status == "ready":
            median = _median_of(lambda e=exercise: e.grade(e.model_answer))
            medians[exercise.kind].append((median * 1000, exercise.id))
    for kind, found in sorted(medians.items()):
        middle = statistics.median(median for median, _ in found)
        slowest, name = max(found)
        bound = MILLISECONDS.get(kind)
        limit = f"{bound:.1f}" if bound else "—"
        verdict = "  超过" if bound and middle > bound else ""
        print(
            f"6 grade() {kind:<12}{len(found):3} 题  中位 {middle:.3f} ms  "
            f"最慢 {slowest:.3f} ms（{name}）  上限 {limit} ms{verdict}"
        )

    for people, lines, bound in ((15, 36, 2.0), (40, 104, 5.0)):
        drawing = _made_map(people, lines)
        median = 1000 * _median_of(lambda e=drawing: e.grade(e.model_answer))
        verdict = "  超过" if median > bound else ""
        print(
            f"6 grade() {people} 人 {lines} 线的图  中位 {median:.3f} ms  上限 {bound} ms{verdict}"
        )


def _made_map(people: int, lines: int) -> Exercise:
    """A map of ``people``, with the reporting lines of a tree and other lines up to ``lines``."""
    from kabook.exercises import exercise_from

    draw = random.Random(1)
    names = [f"p{number}" for number in range(people)]
    key_people = [
        {
            "id": name, "importance": draw.choice([1, 2, 3]), "roles": [draw.choice(["use", "pay"])],
            "stance": draw.choice([-2, -1, 0, 1, 2, "unknown"]), "influence": draw.randint(1, 5),
            "circle": draw.choice(["inner", "edge", "outer"]), "contact": draw.choice(["none", "deep"]),
            "faction": draw.choice(["甲", "乙", "none"]), "feedback": "再看。",
            "evidence": [["doc01#1", "doc02#2"], ["doc03#1"]],
        }
        for name in names
    ]  # fmt: skip
    pairs = [(a, b) for a in names for b in names if a < b]
    relations = [
        {"kind": "reports", "from": names[n], "to": names[(n - 1) // 3]} for n in range(1, people)
    ]
    relations += [
        {"kind": draw.choice(["influence", "ally", "conflict"]), "from": a, "to": b,
         "evidence": [["doc01#1", "doc02#2"]]}
        for a, b in draw.sample(pairs, lines - len(relations))
    ]  # fmt: skip
    return exercise_from(
        {
            "id": "bench.map", "kind": "power_map", "title": "图", "status": "ready", "part": "p2",
            "nodes": ["p2.roles.keyperson"], "prompt": "画。",
            "people": [{"id": name, "name": name} for name in names],
            "key": {"people": key_people, "relations": relations},
        }
    )  # fmt: skip


def _median_of(call: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS_OF_GRADE):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


# --- row 8: the first exercise of a kernel --------------------------------------------------------


def imports() -> None:
    """Fresh interpreters in turn: our first practice(), and the two widget libraries alone."""
    from kabook.casework import all_exercises

    ready = [each for each in all_exercises() if each.status == "ready"]
    first = next((each for each in ready if not each.id.startswith("drills-")), ready[0])
    ours = _OURS.format(case=first.id.partition(".")[0], exercise=first.id)
    base = "import ipywidgets, anywidget"
    seconds: dict[str, list[float]] = {ours: [], base: []}
    for _ in range(ROUNDS_OF_IMPORTS):
        for code, found in seconds.items():
            found.append(_seconds_inside(code))
    row(
        f"8 import、读案例、第一个 practice({first.id})",
        statistics.median(seconds[ours]),
        statistics.median(seconds[base]),
        1.5,
    )


def _seconds_inside(code: str) -> float:
    program = f"import time; t = time.perf_counter()\n{code}\nprint(time.perf_counter() - t)"
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={"KABOOK_HOME": home, "KABOOK_ROOT": str(REPOSITORY), "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        )
    return float(done.stdout.strip().splitlines()[-1])


if __name__ == "__main__":
    main()
