"""Readers who do not exist: names in many scripts, and addresses that lead nowhere on domains like the real list's."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator

from gutletter.model import NewSubscriber

SOURCE = "rehearsal"
NAMES = (
    "Ann", "Bo", "Zoë Müller", "François d’Aubigné", "Łucja Żółć", "Þórður Ægisson", "Nguyễn Thị Ánh", "İpek Çağlar",
    "Мария Ильинична", "Θεοδώρα", "عائشة", "שרה כהן", "佐藤 花子", "王小明", "김민준", "प्रिया शर्मा", "สมหญิง", "ნინო",
    "Տիգրան", "አበበ", "🌱 Fern", "O'Neil, Pat", 'Robert "Bob" Day', "Dr. A. B. (retd.)", "<b>Bold</b> & Sons",
    "a@b", "=?utf-8?q?tricky?=", "100% Oats; Ltd.", "x" * 60,
    "An Unusually Long Name That Goes On, and On, and On " * 2, "",
)  # fmt: skip
_WORDS = ("reader", "o'neil", "first.last", "plus+letters", "Capital", "under_score", "dash-ed", "x")
_USUAL = {
    "gmail.com": 45, "outlook.com": 12, "yahoo.com": 8, "icloud.com": 6, "web.de": 4, "orange.fr": 3, "uni.edu": 2,
}  # fmt: skip
_OTHERS = ("bücher.example", "例え.example", "a-long-name-of-a-small-company.example", "sub.domain.of.example")


def domains_like(addresses: Iterable[str]) -> Counter[str]:
    """How often each domain stands in a list, under names that nobody can own: ``gmail.com.example``."""
    counted = Counter(address.rpartition("@")[2].lower() for address in addresses)
    return Counter({f"{domain}.example": count for domain, count in (counted or Counter(_USUAL)).items()})


def invented(count: int, seed: int, domains: Counter[str]) -> Iterator[NewSubscriber]:
    """So many readers, all different; the same seed gives the same ones."""
    draw = random.Random(seed)  # noqa: S311 - what is drawn guards nothing
    usual, weights = list(domains), list(domains.values())
    for number in range(1, count + 1):
        domain = draw.choice(_OTHERS) if draw.random() < 0.02 else draw.choices(usual, weights)[0]
        name = draw.choice(NAMES) if draw.random() < 0.5 else f"Reader {number}"
        yield NewSubscriber(f"{draw.choice(_WORDS)}.{number}@{domain}", name, source=SOURCE)
