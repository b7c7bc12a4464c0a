"""What the local Stripe says to buyers: each sentence has a name, is said somewhere, and is there in every language."""

import json
import re
from string import Formatter

import httpx
import pytest
from babel import Locale

from rxapp.sandbox.browser import files, words
from rxapp.sandbox.browser.words import Sentence, language_for, sentences
from rxapp.sandbox.rules import cards
from tests.unit.sandbox.caller import Caller

ENGLISH = sentences("en")
OTHERS = [language for language in words.LANGUAGES if language != "en"]
SOURCES = {
    path.relative_to(files.FOLDER).as_posix(): path.read_text("utf-8")
    for path in sorted(files.FOLDER.rglob("*"))
    if path.suffix in (".js", ".html") and path.parent.name != "words"
}
SCRIPTS = {name: re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL) for name, text in SOURCES.items()}
# What is nobody's language, and the names of what isn't translated.
SAME_EVERYWHERE = {"ways.amazon_pay", "address.eircode", "price.often", "estimate.between"}
NO_WORDS = re.compile(r"\{\w+\}")


def texts(sentence: Sentence) -> list[str]:
    return [sentence] if isinstance(sentence, str) else list(sentence.values())


def places(sentence: Sentence) -> list[set[str]]:
    return [{place for _, place, _, _ in Formatter().parse(text) if place} for text in texts(sentence)]


def named() -> set[str]:
    return {name for text in SOURCES.values() for name in re.findall(r'"([a-z]+\.\w+)"', text)}


class TestEachSentence:
    def test_is_said_somewhere(self):
        rooms = {room for text in SCRIPTS.values() for room in re.findall(r"`(\w+)\.\$\{", text)}
        assert [name for name in ENGLISH if name not in named() and name.partition(".")[0] not in rooms] == []

    def test_is_there_when_it_is_said(self):
        rooms = {name.partition(".")[0] for name in ENGLISH}
        meant = {name for name in named() if name.partition(".")[0] in rooms and not name.endswith(".js")}
        assert sorted(meant - set(ENGLISH)) == []

    def test_gets_what_belongs_into_its_places(self):
        said = re.compile(r'say\("([\w.]+)"(?:, \{([^{}]*)\})?\)')
        for file, text in SCRIPTS.items():
            for name, given in said.findall(text):
                filled = {part.split(":")[0].strip() for part in given.split(",") if part.strip()}
                wanted = set[str]().union(*places(ENGLISH[name]))
                assert wanted <= filled or "..." in given, (file, name)


@pytest.mark.parametrize("language", OTHERS)
class TestEachLanguage:
    def test_says_all_of_it_and_no_more(self, language: str):
        assert list(sentences(language)) == list(ENGLISH)

    def test_has_the_same_places(self, language: str):
        for name, sentence in sentences(language).items():
            assert set[str]().union(*places(sentence)) <= set[str]().union(*places(ENGLISH[name])), name
            assert places(sentence)[-1] == places(ENGLISH[name])[-1], name

    def test_is_translated(self, language: str):
        same = {
            name
            for name, sentence in sentences(language).items()
            if sentence == ENGLISH[name] and re.search("[a-z]{2}", NO_WORDS.sub("", "".join(texts(sentence))))
        }
        assert same <= SAME_EVERYWHERE

    def test_has_the_forms_that_it_tells_apart(self, language: str):
        told_apart = {*Locale(language).plural_form.tags, "other"}
        for name, sentence in sentences(language).items():
            assert isinstance(sentence, str) == isinstance(ENGLISH[name], str), name
            assert isinstance(sentence, str) or set(sentence) - {"single"} == told_apart, name


SENTENCE = re.compile(r"""["`]([A-Z]?[a-z’']+,? [^"`\n]*[a-z]{2}[^"`\n]*|[A-Z][a-z]{2,})["`]""")
FOR_WHOEVER_BUILDS_THE_PAGE = re.compile(r"(IntegrationError|notHere|console\.warn)\([^;]*;", re.DOTALL)
# Keys of a keyboard, headers, names of businesses and of fields, and how a shop's page is asked to look.
NOT_SAID = re.compile(
    r'"(Escape|Enter|Backspace|ArrowLeft|ArrowRight|Content-Type|Local Stripe|Jenny Rosen|Error|IntegrationError|'
    r'StripeFailure|Discount|billing [a-z-]+|allow-[a-z -]+|use strict|no_elements)"|'
    r"className = [^;]*;|selectInput\([^\n]*|classList[^\n]*|@[^\n]*|"
    r"(?:className|fontFamily|\w*[bB]order|\w*Shadow|width|height|autocomplete|background|iconColor|color\w+): "
    r"(?:(?P<quote>[\"'`]).*?(?P=quote)|[^\n]* \? [^\n]*)|"
    r"regions\(.*?\);|= \(\s*\"A[FE] .*?\)\.split",
    re.DOTALL,
)


def said_by_itself(code: str) -> list[str]:
    """Sentences that stand in a script instead of among the words."""
    return SENTENCE.findall(NOT_SAID.sub("", FOR_WHOEVER_BUILDS_THE_PAGE.sub("", code)))


@pytest.mark.parametrize("file", [name for name in SCRIPTS if name.startswith(("frame/", "checkout/", "shared/"))])
def test_no_script_says_what_is_not_among_the_words(file: str):
    assert said_by_itself(SCRIPTS[file]) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('node("h2", { textContent: "Shipping address" })', ["Shipping address"]),
        ("problem.textContent = `The total is ${amount} now.`", ["The total is ${amount} now."]),
        ('node("button", { textContent: "Apply" })', ["Apply"]),
        ('node("button", { className: "Small", textContent: "Apply" })', ["Apply"]),
        ('node("h2", { className: "Small quiet", textContent: say("form.contact") })', []),
        ('throw new IntegrationError("This is for the developer.");', []),
    ],
)
def test_a_sentence_in_a_script_is_found(code: str, found: list[str]):
    assert said_by_itself(code) == found


@pytest.mark.parametrize("file", [name for name in SOURCES if name.endswith(".html")])
def test_each_text_of_a_document_has_a_name(file: str):
    text = re.sub(r"<script[^>]*></script>", "", SOURCES[file])
    unnamed = re.findall(r"<([^>]*)>([^<]*[A-Za-z]{2}[^<]*)<", text)
    assert [said for tag, said in unnamed if "data-say=" not in tag] == []
    for name, said in re.findall(r'data-say="([\w.]+)"[^>]*>([^<]*)', text):
        assert ENGLISH[name] == said


@pytest.mark.parametrize("reason", ["generic_decline", "lost_card", *sorted(cards._MESSAGES)])  # pyright: ignore[reportPrivateUsage]
def test_english_says_of_a_declined_card_what_the_api_says(reason: str):
    body = cards.decline(reason).body
    name = next(code for code in (body.get("decline_code"), body["code"]) if f"refusals.{code}" in ENGLISH)
    assert ENGLISH[f"refusals.{name}"] == body["message"]


@pytest.mark.parametrize(
    ("locale", "accepted", "language"),
    [
        ("de", "", "de"),
        ("ja", "de", "ja"),
        ("de-AT", "en", "de"),
        ("DE", "en", "de"),
        ("de_CH", "en", "de"),
        ("fr", "de", "en"),
        ("en-GB", "de", "en"),
        ("../../etc", "de", "en"),
        ("auto", "de-DE,de;q=0.9,en;q=0.8", "de"),
        ("", "ja;q=0.9", "ja"),
        (None, "fr-FR, de;q=0.5", "de"),
        (None, "fr,nl", "en"),
        (None, "*", "en"),
        (None, "", "en"),
    ],
)
def test_a_locale_is_answered_in_the_nearest_language(locale: str | None, accepted: str, language: str):
    assert language_for(locale, accepted) == language


DOCUMENTS = ["elements/elements-inner-payment.html", "three_d_secure/x", "redirect/x"]


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_a_document_speaks_the_language_that_is_asked_for(caller: Caller, path: str, language: str):
    asked = await caller.http.get(f"/_sandbox/{path}?locale={language}", headers={"accept-language": "fr"})
    preferred = await caller.http.get(f"/_sandbox/{path}", headers={"accept-language": f"{language}-XX,en"})
    for answer in (asked, preferred):
        assert f'<html lang="{language}">' in answer.text
        assert f".js?locale={language}" in answer.text
        assert "accept-language" in answer.headers["vary"]
    titles = {"elements": "titles.payment", "three_d_secure": "titles.bank", "redirect": "titles.amazon_pay"}
    assert f">{sentences(language)[titles[path.partition('/')[0]]]}</title>" in asked.text


async def test_a_hosted_page_speaks_as_its_session_says(caller: Caller):
    form = "mode=setup&currency=usd&success_url=https://shop.example/done&locale={}"
    for locale, language in (("de", "de"), ("auto", "ja"), ("fr", "en")):
        session = await caller.made("/v1/checkout/sessions", form.format(locale))
        page = await caller.http.get(session["url"], headers={"accept-language": "ja"})
        assert f'<html lang="{language}">' in page.text


def brought_by(script: str) -> dict[str, dict[str, Sentence]]:
    """The sentences that a script has, by language."""
    found, _ = json.JSONDecoder().raw_decode(script.partition("const WORDS=")[2])
    return found


@pytest.mark.parametrize("script", ["payment.js", "address.js", "checkout_page.js", "three_d_secure.js"])
async def test_a_script_brings_one_language_and_only_what_it_says(caller: Caller, script: str):
    sizes: dict[str, int] = {}
    for language in words.LANGUAGES:
        answer: httpx.Response = await caller.http.get(f"/_sandbox/elements/{script}?locale={language}")
        said = brought_by(answer.text)
        assert set(said) == {language}
        sizes[language] = len(json.dumps(said, ensure_ascii=False))
    assert max(sizes.values()) < 12_000
    assert "ending.expired" not in (await caller.http.get("/_sandbox/elements/payment.js")).text


@pytest.mark.parametrize(
    ("script", "named", "in_rooms"),
    [
        ("payment.js", "card.number", ["problems.incomplete_cvc", "ways.us_bank_account", "refusals.card_declined"]),
        ("address.js", "address.region", ["address.prefecture", "problems.incomplete_address"]),
        ("portal_page.js", "portal.renew", ["reasons.unused", "often.month", "refusals.card_declined"]),
    ],
)
async def test_a_script_brings_what_it_says_by_name_and_what_it_puts_together(
    caller: Caller, script: str, named: str, in_rooms: list[str]
):
    said = brought_by((await caller.http.get(f"/_sandbox/elements/{script}")).text)["en"]
    assert {named, *in_rooms} <= set(said)


async def test_stripe_js_brings_its_few_sentences_in_all_languages(caller: Caller):
    answer = await caller.http.get("/endive/stripe.js")
    said = brought_by(answer.text)
    assert {language: said[language]["titles.payment"] for language in said} == {
        language: sentences(language)["titles.payment"] for language in words.LANGUAGES
    }
    assert not any("card.number" in known for known in said.values())
