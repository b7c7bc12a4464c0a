"""What the pages of docs/ say of the code is so."""

import re
from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, get_args, get_origin

import pytest
from pydantic import BaseModel, SecretStr

from rxapp.api.errors import BY_A_RULE, STATUS
from rxapp.orders.models import CheckoutRow
from rxapp.orders.records import Status
from rxapp.settings import Settings
from rxapp.shop.catalog import Catalog
from rxapp.shop.refusal import Refusal
from tests.kinds import every_kind
from tests.serving import ROOT

PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"])
PROTOCOL, SETTINGS, ARCHITECTURE, CATALOGUE = (
    (ROOT / "docs" / f"{name}.md").read_text() for name in ("protocol", "settings", "architecture", "catalogue")
)


def rows(table: str) -> list[list[str]]:
    """The cells of every table's rows whose first cell is code."""
    lines = [line for line in table.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def part(page: str, heading: str) -> str:
    """What stands below a heading, up to the next."""
    return page.split(f"\n## {heading}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_to_a_heading(page: Any):
    for link in re.findall(r"\]\(([^):]+)\)", page.read_text()):
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        assert target.exists(), link
        headings = re.findall(r"^#+ (.+)$", target.read_text(), re.MULTILINE) if anchor else []
        assert not anchor or anchor in {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}, link


def written(default: Any) -> str:
    """A default as the table has it; what is worked out at the start is told in the text."""
    value = default.get_secret_value() if isinstance(default, SecretStr) else default
    return "" if value in ("", None) else f"`{value}`"


def test_every_setting_stands_with_its_default_and_its_meaning():
    fields = Settings.model_fields.items()
    expected = [[f"`{name.upper()}`", written(field.default), str(field.description)] for name, field in fields]
    assert sorted(rows(SETTINGS)) == sorted(expected)


def test_the_example_of_settings_has_the_same_in_the_same_order_and_words():
    sections = re.split(r"^# --- (.+) ---$", (ROOT / ".env.example").read_text("utf-8"), flags=re.MULTILINE)[1:]
    shown = dict(zip(sections[::2], sections[1::2], strict=True))
    headings = [one.partition("\n")[0] for one in SETTINGS.split("\n## ")[1:]]
    assert list(shown) == headings
    for heading in headings:
        expected = [(cells[2], cells[0].strip("`"), cells[1].strip("`")) for cells in rows(part(SETTINGS, heading))]
        told = re.findall(r"^# (.+)\n#([A-Z_]+)=(.*)$", shown[heading], re.MULTILINE)
        assert [one[:2] for one in told] == [one[:2] for one in expected]
        assert all(default in ("", value) for (_, _, value), (_, _, default) in zip(told, expected, strict=True))


def test_every_code_of_a_refusal_stands_with_its_status():
    meant = {cells[0]: cells[1] for cells in rows(part(PROTOCOL, "What a refusal means to a client"))}
    assert meant == {f"`{kind.code}`": str(STATUS.get(kind.code, BY_A_RULE)) for kind in every_kind(Refusal)}


def test_every_status_of_a_checkout_stands_in_its_table():
    named = re.findall(r"`(\w+)`", " ".join(cells[0] for cells in rows(part(PROTOCOL, "The life of a checkout"))))
    assert sorted(named) == sorted(Status)


def test_the_columns_of_the_protocol_are_those_of_the_table():
    named = re.findall(r"`(\w+)`", " ".join(cells[0] for cells in rows(part(PROTOCOL, "What is kept"))))
    assert named
    assert set(named) <= set(CheckoutRow.__table__.columns.keys())


def test_every_room_and_every_module_beside_them_is_named_and_no_other():
    inside = [one for one in (ROOT / "rxapp").iterdir() if not one.name.startswith("__")]
    there = {f"{one.name}/" for one in inside if (one / "__init__.py").exists()}
    there |= {one.name for one in inside if one.suffix == ".py"}
    assert {name for cells in rows(ARCHITECTURE) for name in re.findall(r"`([\w./]+)`", cells[0])} == there


def models(kind: Any) -> Iterator[type[BaseModel]]:
    """The models that a field's type is made of."""
    if get_origin(kind) in (tuple, dict, Annotated, UnionType):
        for inner in get_args(kind):
            yield from models(inner)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind


def keys(model: type[BaseModel]) -> dict[str, bool]:
    """What may be written in an entry, and whether it must be."""
    return {field.alias or name: field.is_required() for name, field in model.model_fields.items()}


def entries(model: type[BaseModel] = Catalog) -> dict[str, type[BaseModel]]:
    """Every kind of entry that the catalogue has, by its name."""
    found = {model.__name__: model}
    for field in model.model_fields.values():
        for inner in models(field.annotation):
            found |= entries(inner)
    return found


@pytest.mark.parametrize("model", entries().values(), ids=lambda model: model.__name__)
def test_every_key_of_the_catalogue_stands_with_its_entry(model: type[BaseModel]):
    [section] = [one for one in re.split(r"\n## ", CATALOGUE) if f"<!-- {model.__name__} -->" in one]
    told = {name: cells[1] == "yes" for cells in rows(section) for name in re.findall(r"`(\w+)`", cells[0])}
    assert told == keys(model)


def test_the_catalogues_page_has_no_entry_that_is_none():
    assert set(re.findall(r"<!-- (\w+) -->", CATALOGUE)) == set(entries())


def test_the_first_version_has_its_entry():
    version = re.findall(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert re.findall(r"^## ([\d.]+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[0] == version[0]


def test_the_workflow_runs_what_lands_by_pinned_actions_and_without_a_secret():
    text = (ROOT / ".github/workflows/tests.yml").read_text()
    assert re.findall(r"- run: (\S+)", text) == [".ci/run"]
    assert (ROOT / ".ci/run").exists()
    assert "secrets" not in text
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", one) for one in re.findall(r"uses: (\S+)", text))
