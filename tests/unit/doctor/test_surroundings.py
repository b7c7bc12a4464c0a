"""What the doctor says of the folder, the database, Redis and the public address."""

import os
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from rxapp.doctor import surroundings
from rxapp.doctor.finding import Finding
from rxapp.orders.migrating import migrate
from rxapp.settings import Settings
from tests.serving import free_port


def told(**given: Any) -> Settings:
    return Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue]


async def test_a_database_that_is_still_to_be_made_isnt_made_by_a_look(tmp_path: Path):
    found = await surroundings.database(told(data_dir=tmp_path / "new"))
    assert (found.state, "next start" in found.said) == ("fine", True)
    assert not (tmp_path / "new").exists()


async def test_one_that_is_up_to_date_and_one_that_is_behind(tmp_path: Path, template: Path):
    shutil.copy(template, tmp_path / "store.db")
    assert (await surroundings.database(told(data_dir=tmp_path))).said == "SQLite, for one worker, up to date"


def test_one_that_is_behind_is_brought_up_to_date_by_the_next_start_alone(tmp_path: Path):
    import asyncio

    settings = told(data_dir=tmp_path)
    migrate(settings.database, "0001")
    for _ in range(2):
        assert "next start" in asyncio.run(surroundings.database(settings)).said


@pytest.mark.parametrize("url", ["postgresql://anna:geheim@127.0.0.1:{port}/shop", "sqlite:////proc/cpuinfo"])
async def test_one_that_cannot_be_used_is_named_without_its_password(url: str):
    found = await surroundings.database(told(database_url=url.format(port=free_port())))
    assert (found.state, bool(found.cure)) == ("wrong", True)
    assert "geheim" not in str(found)


def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert surroundings.folder(told(data_dir=tmp_path / "a" / "b")).state == "fine"
    asked: list[tuple[Path, int]] = []
    monkeypatch.setattr(os, "access", lambda *given: asked.append(given))
    found = surroundings.folder(told(data_dir=tmp_path / "a" / "b"))
    assert (found.state, str(tmp_path) in found.cure) == ("wrong", True)
    assert asked == [(tmp_path, os.W_OK | os.X_OK)], "where it will be made, and whether something can be put there"


def test_redis_is_asked_where_it_is_to_be_used():
    assert surroundings.redis(told()).state == "fine"
    found = surroundings.redis(told(reflex_redis_url=SecretStr(f"redis://:geheim@127.0.0.1:{free_port()}")))
    assert (found.state, "geheim" in str(found)) == ("wrong", False)


async def address(
    settings: Settings, status: int = 200, error: type[httpx.HTTPError] | None = None, why: str = "timed out"
) -> Finding:
    def answer(request: httpx.Request) -> httpx.Response:
        assert str(request.url) == f"{settings.origin}/health"
        if error:
            raise error(why)
        return httpx.Response(status)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        return await surroundings.https(settings, http)


async def test_the_public_address():
    shop = told(public_url="https://shop.example")
    assert (await address(told())).state == "fine"
    assert (await address(shop)).state == "fine"
    assert (await address(told(public_url="http://shop.example"))).state == "unsure"
    for status in (204, 301, 404, 502):
        assert (await address(shop, status=status)).state == "wrong", status
    for error in (httpx.ConnectError, httpx.ReadTimeout):
        found = await address(shop, error=error)
        assert (found.state, "timed out" in found.said, "Start the store" in found.cure) == ("unsure", True, True)


@pytest.mark.parametrize("why", ["certificate has expired", "unable to get local issuer certificate"])
async def test_a_certificate_that_is_not_believed_is_no_store_that_is_to_be_started(why: str):
    said = f"[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {why} (_ssl.c:1006)"
    found = await address(told(public_url="https://shop.example"), error=httpx.ConnectError, why=said)
    assert (found.state, why in found.said, "certificate isn't believed" in found.said) == ("unsure", True, True)
    assert "Start the store" not in found.cure and "Caddy" in found.cure
