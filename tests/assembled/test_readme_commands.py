"""The commands of README.md for clients that aren't the store's own pages."""

import json
import re

from tests.in_process import Client
from tests.serving import ROOT

CURL = re.compile(r"^curl -b cart -c cart localhost:3000(/\S+) --json '(.+)'$", re.MULTILINE)
COMMANDS = CURL.findall((ROOT / "README.md").read_text("utf-8"))


async def test_one_after_the_other_they_open_a_session_with_the_product_in_it(client: Client):
    answers = [await client.http.post(path, json=json.loads(body)) for path, body in COMMANDS]
    assert [answer.status_code for answer in answers] == [200, 200]
    opened = answers[-1].json()
    assert opened["id"].startswith("cs_")
    assert opened["client_secret"]
    assert [line["key"] for line in opened["lines"]] == ["product:yame-sencha"]
