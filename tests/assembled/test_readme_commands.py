"""The commands of README.md for clients that aren't the store's own pages."""

import json
import re

from tests.code_blocks import blocks_for
from tests.in_process import Client

CURL = re.compile(r"curl -b cart -c cart localhost:3000(/\S+) --json '(.+)'")
[BLOCK] = blocks_for(__file__, "README.md")
COMMANDS = [CURL.fullmatch(line) for line in BLOCK.code.splitlines()]


async def test_one_after_the_other_they_open_a_session_with_the_product_in_it(client: Client):
    asked = [(command[1], json.loads(command[2])) for command in COMMANDS if command]
    assert len(asked) == len(COMMANDS), "a line is another command than those that are run here"
    answers = [await client.http.post(path, json=body) for path, body in asked]
    assert [answer.status_code for answer in answers] == [200, 200]
    opened = answers[-1].json()
    assert opened["id"].startswith("cs_")
    assert opened["client_secret"]
    assert [line["key"] for line in opened["lines"]] == ["product:yame-sencha"]
