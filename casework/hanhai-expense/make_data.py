"""Make the data files of the case hanhai-expense and the answers expected from them.

Run without arguments to write the CSV files beside the documents:

    python make_data.py

Run with ``--expected`` to print, as JSON, every figure that an exercise may ask for. All people,
companies and figures are fictional. Amounts are in CNY in expense.csv, in 万元 (10,000 CNY) in
crm.csv, customers.csv and offer.csv.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
import statistics
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple, TypeVar

DOCUMENTS = Path(__file__).parent / "documents"
SEED = 20261116
Row = TypeVar("Row")

# Public holidays of the 18 months on which nobody telephones and nobody travels for the company.
HOLIDAYS = (
    (date(2025, 5, 1), date(2025, 5, 5)),
    (date(2025, 5, 31), date(2025, 6, 2)),
    (date(2025, 10, 1), date(2025, 10, 8)),
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 2, 15), date(2026, 2, 23)),
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
    (date(2026, 9, 25), date(2026, 9, 27)),
    (date(2026, 10, 1), date(2026, 10, 7)),
)

# --- expense.csv ----------------------------------------------------------------------------------

LINE_LOW, LINE_HIGH = 4_500, 4_999  # 贴线单: just below the 5,000 that the shared centre reviews
BUILDING = "建材公司"


class Company(NamedTuple):
    """One company of the sample: slips, slips just below the line, place, latency in ms."""

    name: str
    slips: int
    line_slips: int
    places: tuple[str, ...]
    latency: int


COMPANIES = (
    Company("集团总部", 150, 5, ("江州",), 21),
    Company(BUILDING, 200, 82, ("石桥",), 22),
    Company("文旅公司", 250, 11, ("云岭", "岚川"), 27),
    Company("置业公司", 200, 10, ("江州", "临浦"), 24),
    Company("商管公司", 120, 5, ("江州",), 23),
    Company("物业公司", 150, 5, ("临浦",), 25),
    Company("物流公司", 150, 7, ("石桥", "临浦"), 26),
    Company("园林公司", 100, 4, ("岚川",), 28),
    Company("装饰公司", 100, 4, ("江州",), 23),
    Company("酒店公司", 80, 2, ("岚川",), 25),
)
SCENIC, SCENIC_LATENCY, SCENIC_OFFLINE = "云岭", 96, 0.31
# How many trips carry two and three slips just below the line.
SPLIT_TRIPS = {BUILDING: (20, 14), "置业公司": (2, 0), "物流公司": (2, 0)}
EXPENSE_FROM, EXPENSE_TO = date(2026, 4, 1), date(2026, 9, 30)


class Slip(NamedTuple):
    """One expense slip; ``latency`` is None where the place was offline when measured."""

    day: date
    company: str
    trip: str
    amount: float
    place: str
    latency: int | None


def random_code(generator: random.Random, prefix: str, used: set[str]) -> str:
    """Return a random code that has not been used."""
    while True:
        code = prefix + "".join(generator.choice("0123456789ABCDEF") for _ in range(7))
        if code not in used:
            used.add(code)
            return code


def any_day(generator: random.Random, first: date, last: date) -> date:
    """Return a day from ``first`` to ``last`` that is neither weekend nor holiday."""
    while True:
        day = first + timedelta(days=generator.randint(0, (last - first).days))
        closed = any(start <= day <= end for start, end in HOLIDAYS)
        if day.isoweekday() <= 5 and not closed:
            return day


def plain_amount(generator: random.Random) -> float:
    """Return an amount outside the band just below the line."""
    while True:
        amount = round(min(generator.lognormvariate(6.9, 0.9), 26_000), 2)
        if not 4_400 <= amount < 5_000 and amount >= 38:
            return amount


def latencies(generator: random.Random, median: int, count: int) -> list[int]:
    """Return ``count`` latencies whose median is ``median``."""
    low = [max(9, median - generator.randint(1, 7)) for _ in range(count // 2)]
    high = [median + generator.randint(1, 12) for _ in range(count // 2)]
    values = low + high + ([median] if count % 2 else [])
    if count % 2 == 0:
        values[0] = values[-1] = median
    generator.shuffle(values)
    return values


def make_slips(generator: random.Random) -> list[Slip]:
    """Return the sampled slips, ordered by day."""
    slips: list[Slip] = []
    used: set[str] = set()
    for company in COMPANIES:
        twos, threes = SPLIT_TRIPS.get(company.name, (0, 0))
        single = company.line_slips - 2 * twos - 3 * threes
        sizes = [2] * twos + [3] * threes + [1] * single
        drafts: list[tuple[date, str, float, str]] = []
        for size in sizes:
            trip, place = random_code(generator, "CC", used), generator.choice(company.places)
            start = any_day(generator, EXPENSE_FROM, EXPENSE_TO)
            for _ in range(size):
                amount = generator.choice((4_980, 4_960, 4_950, 4_900, 4_880, 4_800, 4_750, 4_600))
                amount_paid = amount + generator.choice((0.0, 0.0, 5.5, 12.0, 18.6))
                drafts.append((start, trip, amount_paid, place))
        for _ in range(company.slips - company.line_slips):
            drafts.append(
                (
                    any_day(generator, EXPENSE_FROM, EXPENSE_TO),
                    random_code(generator, "CC", used),
                    plain_amount(generator),
                    generator.choice(company.places),
                )
            )
        for place in company.places:
            own = [draft for draft in drafts if draft[3] == place]
            offline = round(len(own) * SCENIC_OFFLINE) if place == SCENIC else 0
            median = SCENIC_LATENCY if place == SCENIC else company.latency
            measured: list[int | None] = [*latencies(generator, median, len(own) - offline)]
            measured += [None] * offline
            generator.shuffle(measured)
            for (day, trip, amount_paid, where), delay in zip(own, measured, strict=True):
                slips.append(Slip(day, company.name, trip, amount_paid, where, delay))
    return sorted(slips, key=lambda slip: (slip.day, slip.company, slip.trip))


def on_the_line(slip: Slip) -> bool:
    """Return whether the slip lies just below the line."""
    return LINE_LOW <= slip.amount < LINE_HIGH + 1


# --- crm.csv --------------------------------------------------------------------------------------

CUT = date(2026, 10, 31)
FIRST_DAY, SECOND_HALF, LAST_DAY = date(2025, 5, 1), date(2026, 2, 1), date(2026, 10, 16)
CLOSE_AFTER, DROP_AFTER, BOOK_WITHIN = 120, 45, 14  # days
OPEN_FROM = date(2026, 7, 6)  # every opportunity begun before is closed by the cut
REFERRED, COLD = "转介绍", "陌生"
OUT, IN = "我方打出", "客户自己进来"
WON, LOST, DROPPED, OPEN = "赢", "丢", "放弃", "未到期"
HARD_TRADE, EASY_TRADE, OTHER_TRADE = "建材制造", "连锁服务", "工程置业"

# (half, source) -> (opportunities, interviews booked, of them held)
INTERVIEWS = {
    (1, REFERRED): (30, 15, 12),
    (1, COLD): (76, 8, 5),
    (2, REFERRED): (70, 32, 27),
    (2, COLD): (36, 3, 2),
}
# source -> (open, of them booked, of them held); the second half only
OPENS = {REFERRED: (25, 9, 7), COLD: (13, 1, 0)}
WINS = {(1, REFERRED): 8, (1, COLD): 3, (2, REFERRED): 11, (2, COLD): 1}
DROPS = {1: 45, 2: 26, 3: 17, 4: 9, 5: 4}  # contacts -> dropped opportunities
LOSSES = 50
# (trade, diagnosed) -> (matured opportunities, won)
TRADES = {
    (HARD_TRADE, "是"): (58, 4),
    (HARD_TRADE, "否"): (18, 1),
    (EASY_TRADE, "是"): (16, 4),
    (EASY_TRADE, "否"): (60, 12),
    (OTHER_TRADE, "是"): (10, 1),
    (OTHER_TRADE, "否"): (12, 1),
}
# (source, fast) -> (self-entered matured opportunities, won); fast is a reply within four hours
INBOUND = {
    (REFERRED, True): (16, 8),
    (REFERRED, False): (6, 2),
    (COLD, True): (6, 1),
    (COLD, False): (26, 1),
}
OPEN_INBOUND = {REFERRED: 5, COLD: 5}
# source -> (customers dialled, connected); the effective calls follow from crm.csv
DIALLED = {REFERRED: (146, 118), COLD: (1_094, 512)}
ATTEMPTS = 3_160


class Opportunity:
    """One opportunity, filled in step by step while the data are made."""

    def __init__(self, half: int, source: str, outcome: str) -> None:
        """Start with what is laid out first; ``outcome`` is empty while not yet known."""
        self.half = half
        self.source = source
        self.outcome = outcome
        self.booked = False
        self.held = False
        self.trade = ""
        self.diagnosed = ""
        self.entry = OUT
        self.response: float | None = None
        self.contacts = 0
        self.first = FIRST_DAY
        self.booked_on: date | None = None
        self.held_on: date | None = None
        self.quoted_on: date | None = None
        self.quote: float | None = None
        self.last = FIRST_DAY
        self.closed_on: date | None = None


def lay_out_interviews(generator: random.Random) -> list[Opportunity]:
    """Return 212 opportunities with half, source, outcome (won or not yet known), interviews."""
    opportunities: list[Opportunity] = []
    for (half, source), (count, booked, held) in INTERVIEWS.items():
        opens = OPENS[source] if half == 2 else (0, 0, 0)
        wins = WINS[half, source]
        for is_open, (total, reached, done) in (
            (True, opens),
            (False, (count - opens[0], booked - opens[1], held - opens[2])),
        ):
            group = [Opportunity(half, source, OPEN if is_open else "") for _ in range(total)]
            for place, each in enumerate(group):
                each.booked, each.held = place < reached, place < done
                if not is_open and place < wins:
                    each.outcome = WON
            opportunities.extend(group)
    generator.shuffle(opportunities)
    return opportunities


def lay_out_outcomes(generator: random.Random, opportunities: list[Opportunity]) -> None:
    """Give lost, dropped, trade, diagnosis, entry and response to the opportunities."""
    rest = [each for each in opportunities if not each.outcome]
    # Dropped at first contact: nobody who was met; losses fall first on those who were met.
    rest.sort(key=lambda each: (not each.held, not each.booked, generator.random()))
    met = [each for each in rest if each.booked]
    others = [each for each in rest if not each.booked]
    for each in met[: min(len(met), 22)] + others[: LOSSES - min(len(met), 22)]:
        each.outcome = LOST
        each.contacts = generator.choice((2, 3, 3, 4, 4, 5, 6))
    left = [each for each in rest if not each.outcome]
    left.sort(key=lambda each: each.booked)
    for place, contacts in enumerate([n for n, count in DROPS.items() for _ in range(count)]):
        left[place].outcome, left[place].contacts = DROPPED, contacts
    won = [each for each in opportunities if each.outcome == WON]
    missed = [each for each in opportunities if each.outcome in (LOST, DROPPED)]
    for each in won:
        each.contacts = generator.choice((4, 5, 5, 6, 7, 8, 9))
    generator.shuffle(won)
    generator.shuffle(missed)
    for (trade, diagnosed), (count, wins) in TRADES.items():
        for each in [won.pop() for _ in range(wins)] + [missed.pop() for _ in range(count - wins)]:
            each.trade, each.diagnosed = trade, diagnosed
    for each in opportunities:
        if each.outcome == OPEN:
            each.trade = generator.choice((HARD_TRADE, EASY_TRADE, EASY_TRADE, OTHER_TRADE))
            each.diagnosed = "是" if generator.random() < 0.45 else "否"
    for (source, fast), (count, wins) in INBOUND.items():
        pools = (
            [
                e
                for e in opportunities
                if e.source == source and e.outcome == WON and e.entry == OUT
            ],
            [
                e
                for e in opportunities
                if e.source == source and e.outcome in (LOST, DROPPED) and e.entry == OUT
            ],
        )
        chosen = generator.sample(pools[0], wins) + generator.sample(pools[1], count - wins)
        for each in chosen:
            enter_by_themselves(generator, each, fast)
    for source, count in OPEN_INBOUND.items():
        pool = [e for e in opportunities if e.source == source and e.outcome == OPEN]
        for each in generator.sample(pool, count):
            enter_by_themselves(generator, each, generator.random() < 0.4)


def enter_by_themselves(generator: random.Random, each: Opportunity, fast: bool) -> None:
    """Mark the opportunity as one in which the customer came to us."""
    each.entry = IN
    each.response = round(generator.uniform(0.2, 3.9) if fast else generator.uniform(4.6, 71.0), 1)


def lay_out_dates(generator: random.Random, opportunities: list[Opportunity]) -> None:
    """Give dates that obey the rules of the CRM (see doc12)."""
    for each in opportunities:
        if each.outcome == OPEN:
            each.first = any_day(generator, OPEN_FROM, LAST_DAY)
            if each.booked:
                each.first = any_day(generator, OPEN_FROM, date(2026, 9, 25))
        elif each.half == 1:
            each.first = any_day(generator, FIRST_DAY, SECOND_HALF - timedelta(days=1))
        else:
            each.first = any_day(generator, SECOND_HALF, date(2026, 7, 3))
        if each.booked:
            each.booked_on = each.first + timedelta(days=generator.randint(1, BOOK_WITHIN))
            if each.held:
                each.held_on = each.booked_on + timedelta(days=generator.randint(2, 10))
        if each.outcome == OPEN:
            # Still within the 45 days, or it would have been dropped.
            earliest = max(each.held_on or each.booked_on or each.first, CUT - timedelta(days=40))
            if each.first >= CUT - timedelta(days=40) and not each.booked:
                each.contacts = generator.choice((1, 1, 2, 2, 3))
                each.last = (
                    each.first if each.contacts == 1 else any_day(generator, each.first, CUT)
                )
                if each.contacts == 1:
                    each.last = each.first
            else:
                each.contacts = generator.choice((2, 3, 3, 4))
                each.last = any_day(generator, earliest, CUT - timedelta(days=1))
        elif each.contacts == 1:
            each.last = each.first
            each.closed_on = each.last + timedelta(days=DROP_AFTER)
        else:
            floor = each.held_on or each.booked_on or each.first
            room = CLOSE_AFTER - 1 - (DROP_AFTER if each.outcome == DROPPED else 0)
            span = room - (floor - each.first).days
            each.last = floor + timedelta(days=generator.randint(min(4, span), span))
            wait = DROP_AFTER if each.outcome == DROPPED else generator.randint(0, 1)
            each.closed_on = each.last + timedelta(days=wait)
        quotes = each.outcome in (WON, LOST) or (each.outcome != DROPPED and each.held)
        if quotes and each.contacts >= 2:
            start = each.held_on or each.booked_on or each.first
            each.quoted_on = start + (each.last - start) // 2
            scale = {HARD_TRADE: 46, EASY_TRADE: 24, OTHER_TRADE: 33}[each.trade]
            each.quote = round(scale * generator.uniform(0.5, 1.9), 1)


def make_opportunities(generator: random.Random) -> list[Opportunity]:
    """Return the opportunities, ordered by first effective contact."""
    opportunities = lay_out_interviews(generator)
    lay_out_outcomes(generator, opportunities)
    lay_out_dates(generator, opportunities)
    return sorted(opportunities, key=lambda each: (each.first, each.source, each.trade))


# --- calls.csv ------------------------------------------------------------------------------------


class Calls(NamedTuple):
    """Outbound calls of one month and source; ``customers`` count once, when first dialled."""

    month: str
    source: str
    attempts: int
    customers: int
    connected: int
    effective: int


def make_calls(generator: random.Random, opportunities: list[Opportunity]) -> list[Calls]:
    """Return one row a month and source; effective calls agree with crm.csv."""
    months = [f"{2025 + (4 + n) // 12}-{(4 + n) % 12 + 1:02d}" for n in range(18)]
    rows: list[Calls] = []
    attempts_left = ATTEMPTS
    for source, (customers, connected) in DIALLED.items():
        own = [each for each in opportunities if each.source == source and each.entry == OUT]
        effective = [sum(f"{each.first:%Y-%m}" == month for each in own) for month in months]
        answered = spread(generator, connected, effective)
        dialled = spread(generator, customers, answered)
        for place, month in enumerate(months):
            tried = dialled[place] * 2 + generator.randint(0, max(1, dialled[place]))
            attempts_left -= tried
            rows.append(
                Calls(month, source, tried, dialled[place], answered[place], effective[place])
            )
    # The last row takes what is left, so that the total is the one in --expected.
    final = rows[-1]
    rows[-1] = final._replace(attempts=final.attempts + attempts_left)
    return sorted(rows, key=lambda row: (row.month, row.source))


def spread(generator: random.Random, total: int, floors: Sequence[int]) -> list[int]:
    """Split ``total`` into parts, none below its floor."""
    parts = list(floors)
    weights = [generator.uniform(0.8, 1.2) for _ in floors]
    for place in generator.choices(range(len(parts)), weights=weights, k=total - sum(parts)):
        parts[place] += 1
    return parts


# --- customers.csv --------------------------------------------------------------------------------

CUSTOMERS = 240
QUIET = 90  # days without two-way contact before the date the contract ends
# (quiet, logins fell) -> (VIP customers, of them lost)
VIPS = {
    (True, True): (22, 16),
    (True, False): (8, 2),
    (False, True): (9, 5),
    (False, False): (53, 4),
}
LOYAL = 31
OTHERS_LOST = 39


class Customer(NamedTuple):
    """One customer who signed between 2023-01 and 2025-09."""

    code: str
    trade: str
    signed: date
    fee: float
    companies: int
    vip: str
    ends: date
    last: date
    logins_fell: str
    renewed: str
    referrals: int


def signing_day(generator: random.Random) -> date:
    """Return a day of signing whose anniversary in 2026 lies before the cut."""
    while True:
        day = any_day(generator, date(2023, 1, 3), date(2025, 9, 30))
        if day.month <= 10 and (day.month, day.day) != (2, 29):
            return day


def make_customers(generator: random.Random) -> list[Customer]:
    """Return 240 customers; which of them are VIP follows from fee and companies."""
    used: set[str] = set()
    customers: list[Customer] = []
    plan = [
        (quiet, fell, place < lost)
        for (quiet, fell), (n, lost) in VIPS.items()
        for place in range(n)
    ]
    stayed = [place for place, (_, _, gone) in enumerate(plan) if not gone]
    loyal = set(generator.sample(stayed, LOYAL))
    rest = [None] * (CUSTOMERS - len(plan))
    gone_others = set(generator.sample(range(len(rest)), OTHERS_LOST))
    for place, vip in enumerate([*plan, *rest]):
        number = place - len(plan)
        quiet, fell, gone = vip or (
            generator.random() < 0.4,
            generator.random() < 0.3,
            number in gone_others,
        )
        signed = signing_day(generator)
        ends = signed.replace(year=2026)
        silent = generator.randint(QUIET + 1, 200) if quiet else generator.randint(1, QUIET - 1)
        if vip:
            fee, companies = round(generator.uniform(20.0, 64.0), 1), generator.randint(5, 31)
            referrals = generator.choice((1, 1, 2, 3)) if place in loyal else 0
            # A few VIPs recommended somebody and still left: renewal and referral are both needed.
            if gone and generator.random() < 0.15:
                referrals = 1
        else:
            fee, companies = round(generator.uniform(3.0, 19.8), 1), generator.randint(1, 7)
            referrals = 1 if generator.random() < 0.08 and not gone else 0
        customers.append(
            Customer(
                random_code(generator, "KH", used),
                generator.choice((HARD_TRADE, EASY_TRADE, OTHER_TRADE)),
                signed,
                fee,
                companies,
                "是" if vip else "否",
                ends,
                ends - timedelta(days=silent),
                "是" if fell else "否",
                "否" if gone else "是",
                referrals,
            )
        )
    generator.shuffle(customers)
    return sorted(customers, key=lambda each: each.signed)


# --- offer.csv ------------------------------------------------------------------------------------

OFFER = (
    ("订阅，每年", "420", "万元", "文11"),
    ("实施，一次性", "96", "万元", "文11"),
    ("接口，一次性", "36", "万元", "文11"),
    ("合同年数", "3", "年", "文08"),
    ("预算上限，每年", "480", "万元", "文08"),
    ("大区总监降价权限", "3", "%", "文11"),
    ("梁越申请的降幅", "8", "%", "文10"),
    ("文旅一期年费", "36", "万元", "文11"),
)


# --- expected answers -----------------------------------------------------------------------------


def wilson(hits: int, total: int) -> list[float]:
    """Return the 95 % Wilson interval of a rate, in percent with one decimal."""
    z = 1.96
    rate = hits / total
    scale = 1 + z * z / total
    middle = (rate + z * z / (2 * total)) / scale
    half = z * math.sqrt(rate * (1 - rate) / total + z * z / (4 * total * total)) / scale
    return [round(100 * (middle - half), 1), round(100 * (middle + half), 1)]


def rate_of(hits: int, total: int) -> dict[str, object]:
    """Return numerator, denominator, percent and interval of a rate."""
    return {
        "numerator": hits,
        "denominator": total,
        "percent": round(100 * hits / total, 1),
        "wilson": wilson(hits, total),
    }


def share(
    rows: Sequence[Row], hit: Callable[[Row], bool], within: Callable[[Row], bool] | None = None
) -> dict[str, object]:
    """Return the rate of rows that are a ``hit`` among those ``within``."""
    base = [row for row in rows if within is None or within(row)]
    return rate_of(sum(hit(row) for row in base), len(base))


def expected_expense(slips: list[Slip]) -> dict[str, object]:
    """Return the figures of expense.csv."""

    def splits(company: str | None) -> dict[str, object]:
        trips: dict[str, int] = {}
        for slip in slips:
            if company in (None, slip.company):
                trips[slip.trip] = trips.get(slip.trip, 0) + on_the_line(slip)
        return rate_of(sum(count >= 2 for count in trips.values()), len(trips))

    def median(company: str, place: str) -> float:
        return statistics.median(
            slip.latency
            for slip in slips
            if slip.latency is not None and (slip.company, slip.place) == (company, place)
        )

    scenic = [slip for slip in slips if slip.place == SCENIC]
    return {
        "rows": len(slips),
        "line_building": share(slips, on_the_line, lambda slip: slip.company == BUILDING),
        "line_group": share(slips, on_the_line),
        "line_others": share(slips, on_the_line, lambda slip: slip.company != BUILDING),
        "split_trips_building": splits(BUILDING),
        "split_trips_group": splits(None),
        "latency_median_ms": {
            "石桥（建材公司）": median(BUILDING, "石桥"),
            "江州（集团总部）": median("集团总部", "江州"),
            "云岭（文旅公司）": median("文旅公司", SCENIC),
        },
        "scenic_offline": rate_of(sum(slip.latency is None for slip in scenic), len(scenic)),
        "naive_all_below_5000_building": share(
            slips, lambda slip: slip.amount < 5_000, lambda slip: slip.company == BUILDING
        ),
    }


def expected_crm(opportunities: list[Opportunity], calls: list[Calls]) -> dict[str, object]:
    """Return the figures of crm.csv and calls.csv."""
    matured = [each for each in opportunities if each.outcome != OPEN]
    opens = len(opportunities) - len(matured)
    first = sum(each.outcome == DROPPED and each.contacts == 1 for each in opportunities)
    single_open = sum(each.outcome == OPEN and each.contacts == 1 for each in opportunities)

    def won(each: Opportunity) -> bool:
        return each.outcome == WON

    def booked(each: Opportunity) -> bool:
        return each.booked

    inbound = [each for each in matured if each.response is not None]

    def fast(each: Opportunity) -> bool:
        return each.response is not None and each.response <= 4

    effective = sum(row.effective for row in calls)
    return {
        "opportunities": len(opportunities),
        "open": opens,
        "results": {
            name: sum(each.outcome == name for each in opportunities)
            for name in (WON, LOST, DROPPED, OPEN)
        },
        "dropped_after_first_contact": rate_of(first, len(matured)),
        "dropped_after_contact": {
            str(count): sum(e.outcome == DROPPED and e.contacts == count for e in opportunities)
            for count in DROPS
        },
        "dropped_first_by_trade": {
            trade: share(
                matured,
                lambda each: each.outcome == DROPPED and each.contacts == 1,
                lambda each, trade=trade: each.trade == trade,
            )
            for trade in (HARD_TRADE, EASY_TRADE, OTHER_TRADE)
        },
        "naive_open_counted_as_dropped": {
            "code": "E-CENSOR",
            "numerator": first + opens,
            "denominator": len(opportunities),
            "percent": round(100 * (first + opens) / len(opportunities), 1),
            "looks_like": "44%",
        },
        "naive_open_kept_in_denominator": {
            "code": "E-CENSOR",
            **rate_of(first, len(opportunities)),
        },
        "naive_open_with_one_contact": {
            "code": "E-CENSOR",
            **rate_of(first + single_open, len(opportunities)),
        },
        "interviews": {
            **{
                f"half{half}": {
                    "total": share(opportunities, booked, lambda e, half=half: e.half == half),
                    **{
                        source: share(
                            opportunities,
                            booked,
                            lambda e, half=half, source=source: (
                                (e.half, e.source) == (half, source)
                            ),
                        )
                        for source in (REFERRED, COLD)
                    },
                }
                for half in (1, 2)
            },
            "naive": {"code": "E-SIMPSON", "reading": "21.7% → 33.0%，话术见效"},
        },
        "win_by_diagnosis": {
            "total": {
                diagnosed: share(matured, won, lambda e, d=diagnosed: e.diagnosed == d)
                for diagnosed in ("是", "否")
            },
            **{
                trade: {
                    diagnosed: share(
                        matured,
                        won,
                        lambda e, t=trade, d=diagnosed: (e.trade, e.diagnosed) == (t, d),
                    )
                    for diagnosed in ("是", "否")
                }
                for trade in (HARD_TRADE, EASY_TRADE, OTHER_TRADE)
            },
            "naive": {"code": "E-SIMPSON", "reading": "做诊断反而赢得少"},
        },
        "win_by_trade": {
            trade: share(matured, won, lambda e, t=trade: e.trade == t)
            for trade in (HARD_TRADE, EASY_TRADE, OTHER_TRADE)
        },
        "inbound": {
            "all": len([e for e in opportunities if e.entry == IN]),
            "matured": len(inbound),
            "within_4h": share(inbound, won, fast),
            "later": share(inbound, won, lambda e: not fast(e)),
            **{
                source: {
                    "within_4h": share(inbound, won, lambda e, s=source: e.source == s and fast(e)),
                    "later": share(inbound, won, lambda e, s=source: e.source == s and not fast(e)),
                }
                for source in (REFERRED, COLD)
            },
            "note": "相关，非因果：转介绍的进线既回得快、又本来容易赢",
        },
        "six_rates": {
            "effective_calls": rate_of(effective, sum(row.customers for row in calls)),
            "interview": share(opportunities, booked),
            "held": share(opportunities, lambda e: e.held, booked),
            "win": share(matured, won),
        },
        "naive_calls": {
            "by_attempts": {
                "code": "E-DENOM",
                **rate_of(effective, sum(row.attempts for row in calls)),
            },
            "by_connected": {
                "code": "E-DENOM",
                **rate_of(effective, sum(row.connected for row in calls)),
            },
            "all_opportunities_as_effective": {
                "code": "E-DENOM",
                **rate_of(len(opportunities), sum(row.customers for row in calls)),
            },
        },
        "naive_win": {
            "all_opportunities": {"code": "E-CENSOR", **share(opportunities, won)},
            "decided_only": {
                "code": "E-DENOM",
                **share(matured, won, lambda e: e.outcome in (WON, LOST)),
            },
        },
    }


def expected_customers(customers: list[Customer]) -> dict[str, object]:
    """Return the figures of customers.csv."""
    vips = [each for each in customers if each.vip == "是"]

    def quiet(each: Customer) -> bool:
        return (each.ends - each.last).days > QUIET

    def lost(each: Customer) -> bool:
        return each.renewed == "否"

    return {
        "customers": len(customers),
        "vip": share(customers, lambda each: each.vip == "是"),
        "loyal": share(vips, lambda each: not lost(each) and each.referrals >= 1),
        "vip_churn": {
            "quiet": share(vips, lost, quiet),
            "in_contact": share(vips, lost, lambda each: not quiet(each)),
            "by_logins": {
                label: {
                    "quiet": share(vips, lost, lambda e, f=fell: quiet(e) and e.logins_fell == f),
                    "in_contact": share(
                        vips, lost, lambda e, f=fell: not quiet(e) and e.logins_fell == f
                    ),
                }
                for label, fell in (("登录下降", "是"), ("未下降", "否"))
            },
            "note": "相关，非因果：也可能先停用、后不接电话",
        },
        "rule_90_days": {
            "precision": share(vips, lost, quiet),
            "recall": share(vips, quiet, lost),
            "accuracy": rate_of(sum(quiet(e) == lost(e) for e in vips), len(vips)),
            "naive_never_warn_accuracy": share(vips, lambda e: not lost(e)),
        },
        "naive": {
            "all_customers_churn_quiet": {"code": "E-DENOM", **share(customers, lost, quiet)},
            "loyal_renewed_only": {"code": "E-DENOM", **share(vips, lambda e: not lost(e))},
            "loyal_referred_only": {
                "code": "E-DENOM",
                **share(vips, lambda e: e.referrals >= 1),
            },
        },
    }


def expected_offer() -> dict[str, object]:
    """Return the figures of the offer against the yearly budget."""
    value = {name: float(number) for name, number, _, _ in OFFER}
    yearly, years = value["订阅，每年"], int(value["合同年数"])
    once = value["实施，一次性"] + value["接口，一次性"]
    budget = value["预算上限，每年"]
    total = yearly * years + once
    cut = 1 - value["梁越申请的降幅"] / 100
    return {
        "once": once,
        "first_year_all_at_once": yearly + once,
        "over_budget": yearly + once - budget,
        "three_years": total,
        "per_year_spread": round(yearly + once / years, 1),
        "room_per_year_spread": round(budget - yearly - once / years, 1),
        "naive_8_percent_off_first_year": round((yearly + once) * cut, 2),
        "naive_8_percent_still_over": round((yearly + once) * cut - budget, 2),
        "naive_8_percent_given_away": round(total * (1 - cut), 2),
        "naive_budget_300": {"code": "E-STALE", "gap": yearly + once - 300},
        "rumoured_saving_of_free_module": "四百多万：只算订阅，没有实施和接口",
    }


class Data(NamedTuple):
    """All that is written to the files."""

    slips: list[Slip]
    opportunities: list[Opportunity]
    calls: list[Calls]
    customers: list[Customer]


def make_all() -> Data:
    """Return the data; the same every time."""
    slips = make_slips(random.Random(SEED))
    opportunities = make_opportunities(random.Random(SEED + 1))
    calls = make_calls(random.Random(SEED + 2), opportunities)
    return Data(slips, opportunities, calls, make_customers(random.Random(SEED + 3)))


def expected() -> dict[str, object]:
    """Return every expected answer, computed from the data and the parameters."""
    data = make_all()
    return {
        "expense": expected_expense(data.slips),
        "crm": expected_crm(data.opportunities, data.calls),
        "customers": expected_customers(data.customers),
        "offer": expected_offer(),
        "days_without_contact_wenlv": (date(2026, 11, 16) - date(2026, 8, 11)).days,
    }


# --- files ----------------------------------------------------------------------------------------


def expense_rows(slips: list[Slip]) -> list[dict[str, object]]:
    """Return the rows of expense.csv."""
    generator, used = random.Random(SEED + 4), set[str]()
    return [
        {
            "单据号": random_code(generator, "DJ", used),
            "出差申请号": slip.trip,
            "子公司": slip.company,
            "日期": slip.day,
            "金额": f"{slip.amount:.2f}",
            "城市": slip.place,
            "测试网络时延(ms)": "断网" if slip.latency is None else slip.latency,
        }
        for slip in slips
    ]


def crm_rows(opportunities: list[Opportunity]) -> list[dict[str, object]]:
    """Return the rows of crm.csv."""
    return [
        {
            "商机号": f"SJ{number:03d}",
            "行业": each.trade,
            "来源": each.source,
            "进入方式": each.entry,
            "首次响应小时": "" if each.response is None else each.response,
            "首次有效接触": each.first,
            "约成面谈日": each.booked_on or "",
            "面谈发生日": each.held_on or "",
            "诊断": each.diagnosed,
            "报价日": each.quoted_on or "",
            "报价(万元)": "" if each.quote is None else each.quote,
            "联系次数": each.contacts,
            "我方最后联系": each.last,
            "结果": each.outcome,
            "关单日": each.closed_on or "",
        }
        for number, each in enumerate(opportunities, start=1)
    ]


def call_rows(calls: list[Calls]) -> list[dict[str, object]]:
    """Return the rows of calls.csv."""
    header = ("月份", "来源", "拨打次数", "拨出客户", "接通客户", "有效电话")
    return [dict(zip(header, row, strict=True)) for row in calls]


def customer_rows(customers: list[Customer]) -> list[dict[str, object]]:
    """Return the rows of customers.csv."""
    header = (
        "客户号",
        "行业",
        "签约日",
        "年费(万元)",
        "上线公司数",
        "VIP",
        "到期日",
        "最后双向接触日",
        "登录下降",
        "续约",
        "推荐成单",
    )
    return [dict(zip(header, row, strict=True)) for row in customers]


def write_csv(path: Path, rows: list[dict[str, object]]) -> None:
    """Write rows with a Chinese header line, UTF-8, Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Write the files, or print the expected answers."""
    parser = argparse.ArgumentParser(description="Make the data of the case hanhai-expense.")
    parser.add_argument("--expected", action="store_true", help="print the expected answers")
    if parser.parse_args().expected:
        print(json.dumps(expected(), ensure_ascii=False, indent=2))
        return
    data = make_all()
    write_csv(DOCUMENTS / "expense.csv", expense_rows(data.slips))
    write_csv(DOCUMENTS / "crm.csv", crm_rows(data.opportunities))
    write_csv(DOCUMENTS / "calls.csv", call_rows(data.calls))
    write_csv(DOCUMENTS / "customers.csv", customer_rows(data.customers))
    header = ("项目", "数值", "单位", "来源文件")
    offer = [dict[str, object](zip(header, row, strict=True)) for row in OFFER]
    write_csv(DOCUMENTS / "offer.csv", offer)


if __name__ == "__main__":
    main()
