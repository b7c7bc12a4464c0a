"""Which Stripe Customer stands for whom, the first who was made for them. SQLite and Postgres."""

import asyncio

import pytest

from rxapp.orders.database import Database
from rxapp.orders.known_customers import KnownCustomers


@pytest.fixture
def known(database: Database) -> KnownCustomers:
    return KnownCustomers(database)


async def test_each_shopper_has_one_for_each_member_they_sign_in_as(known: KnownCustomers):
    kept = {("anna", "gold"): "cus_1", ("anna", "silver"): "cus_2", ("ben", "gold"): "cus_3"}
    for (shopper, member), customer in kept.items():
        assert await known.customer(shopper, member) is None
        assert await known.keep(shopper, member, customer) == customer
    assert {whose: await known.customer(*whose) for whose in kept} == kept
    assert await known.customer("ben", "silver") is None


async def test_the_first_one_that_was_kept_counts(known: KnownCustomers):
    assert [await known.keep("anna", "gold", id) for id in ("cus_1", "cus_2", "cus_1")] == ["cus_1"] * 3
    assert await known.customer("anna", "gold") == "cus_1"


async def test_two_workers_that_keep_one_at_once_have_the_same(known: KnownCustomers, other_worker: Database):
    workers = (known, KnownCustomers(other_worker))
    kept = await asyncio.gather(*(workers[n % 2].keep("anna", "gold", f"cus_{n}") for n in range(6)))
    assert set(kept) == {await known.customer("anna", "gold")}
