"""The floors of the house: who may import whom, and who may touch the world."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "gutletter"

WORDS = {"model", "errors"}
TOOLS = {
    "formats", "languages", "sentences", "omission", "grounding", "inlining", "theme", "look", "links", "lifecycle",
    "mime", "forks", "occurrences", "circuit", "addresses", "sheets", "segments", "pacing",
}  # fmt: skip
CRAFT = {"clicks", "suppressing", "roster", "drafts", "article", "digest", "related", "render", "message"}
STORY = {"pipeline", "roundup", "feedback", "analytics", "subscriptions", "reports", "desk", "plan"}
PARTS = {"sources", "condensers", "checks", "providers", "mailboxes", "store"}

# Each floor may import the floors before it in this list; rooms on one floor do not know each other, but for the tools,
# which are small and lean on one another. The web stands before the command line because a verb may open that door.
FLOORS = [
    WORDS,
    TOOLS,
    CRAFT,
    {"ports"},
    {"settings"},
    {"sending"},
    STORY | PARTS | {"reach", "journal"},
    {"bootstrap"},
    {"schedule", "rehearsal"},
    {"doctor"},
    {"web"},
    {"cli"},
    {"__main__"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
PURE = WORDS | TOOLS | CRAFT | {"ports", "sending"} | STORY | {"checks"}
WORLD = {
    "os", "pathlib", "socket", "subprocess", "time", "random", "secrets", "sqlite3", "psycopg", "smtplib", "requests",
    "urllib.request", "http.client", "sendgrid", "uuid", "tempfile", "shutil",
}  # fmt: skip
ONE_PLACE = {
    "premailer": {"inlining"},
    "cssutils": {"inlining"},
    "sendgrid": {"providers"},
    "apscheduler": {"schedule", "occurrences"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "typer": {"cli"},
    "rich": {"cli"},
    "fastapi": {"web"},
}


def files() -> list[Path]:
    return [file for file in sorted(SRC.rglob("*.py")) if file != SRC / "__init__.py"]


def room(file: Path) -> str:
    return file.relative_to(SRC).parts[0].removesuffix(".py")


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("file", files(), ids=lambda file: str(file.relative_to(SRC)))
def test_every_file_has_a_floor_and_imports_only_from_the_floors_before_it(file: Path) -> None:
    assert room(file) in FLOOR, f"{room(file)} stands on no floor; give it one here"
    for name in imports(file):
        other = name.split(".")[1] if name.startswith("gutletter.") else ""
        if other in FLOOR and other != room(file):
            tools = {other, room(file)} <= TOOLS
            assert FLOOR[other] < FLOOR[room(file)] or tools, f"{file.name} imports {name} upstairs"


@pytest.mark.parametrize("file", [file for file in files() if room(file) in PURE], ids=lambda file: file.stem)
def test_the_pure_rooms_never_touch_the_world(file: Path) -> None:
    assert not WORLD.intersection(imports(file))


@pytest.mark.parametrize("file", files(), ids=lambda file: str(file.relative_to(SRC)))
def test_what_needs_taming_is_imported_in_one_place(file: Path) -> None:
    for name in imports(file):
        rooms = ONE_PLACE.get(name.split(".")[0])
        assert rooms is None or room(file) in rooms, f"{file.name} imports {name}"


@pytest.mark.parametrize("file", files(), ids=lambda file: str(file.relative_to(SRC)))
def test_no_expression_is_possessive_because_python_3_11_2_takes_what_such_a_group_refused(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    texts = [one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    assert not [
        text for text in texts if "(?" in text and re.search(r"(?<!\\)[)\]](?:[*+?]|\{\d*,?\d*\})\+|\(\?>", text)
    ]
