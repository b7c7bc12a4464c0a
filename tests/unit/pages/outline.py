"""A page as lines, from top to end: the words on it, what it shows of a state, and what it asks when it is used."""

import json
import re
from collections.abc import Iterator

from reflex.event import EventChain, EventHandler, EventSpec
from reflex_base.components.component import BaseComponent, Component
from reflex_base.vars.base import Var
from reflex_components_core.base.bare import Bare
from reflex_components_core.core.cond import Cond

_OF_STATE = re.compile(r"reflex___state____state__\w+____(\w+?)\.(\w+?)_rx_state_")
_OF_ITEM = re.compile(r'(\w+?)_rx_state_\?\.\["(\w+)"\]')
_CALLED = re.compile(r"reflex___state____state\.\w+____(\w+)\.(\w+)")
_STATE = "_rx_state_"


def outline(component: BaseComponent) -> list[str]:
    """All lines of a page. What a state has stands in braces, what is asked behind an arrow, both by their names."""
    return list(_lines(component))


def conditions(component: BaseComponent) -> Iterator[tuple[str, str, str]]:
    """Each condition of a page, with the first line of what is drawn if it holds, and of what is drawn otherwise."""
    if isinstance(component, Cond):
        holds, otherwise = [*component.children, None][:2]
        yield _plainly(str(component.cond)), _first(holds), _first(otherwise)
    for child in component.children:
        yield from conditions(child)


def seen(lines: list[str]) -> list[str]:
    """Without what is only looked at, such as a key."""
    return [line for line in lines if not re.match(r"(key|class_name|width|aria-|data-|default_value|href)", line)]


def asked(event: EventHandler | EventSpec | Var | object) -> str:
    """What an event asks, such as `SalesState.choose(paid)`."""
    if isinstance(event, EventHandler):
        return f"{event.fn.__qualname__}()"
    if isinstance(event, EventSpec):
        given = ", ".join(_short(str(value)) for _, value in event.args)
        return f"{event.handler.fn.__qualname__}({given})"
    return str(event)


def _lines(component: BaseComponent) -> Iterator[str]:
    if isinstance(component, Bare):
        yield said(component.contents)
    elif isinstance(component, Cond):
        yield f"if {_short(str(component.cond))}"
    elif isinstance(component, Component):
        yield from _given(component)
        yield from _asks(component)
    for child in component.children:
        yield from _lines(child)


def _given(component: Component) -> Iterator[str]:
    """What is handed to a component of what a state has; the one of an amount is what stands there."""
    named = {name: getattr(component, name, None) for name in (*sorted(component.get_props()), "key", "class_name")}
    for name, value in {**named, **component.custom_attrs}.items():
        if isinstance(value, Var | str) and _STATE in str(value):
            yield said(value) if name == "text" else f"{name}: {said(value)}"


def _asks(component: Component) -> Iterator[str]:
    for name, chain in component.event_triggers.items():
        if isinstance(chain, EventChain):
            yield from (f"{name} → {asked(event)}" for event in chain.events)
        else:
            data = chain._get_all_var_data()
            hooks = " ".join(data.hooks if data else ())
            yield from (f"{name} → {_camel(state)}.{handler}()" for state, handler in _CALLED.findall(hooks))


def _first(component: BaseComponent | None) -> str:
    return _plainly(next(iter(seen(outline(component))), "")) if component else ""


def _plainly(written: str) -> str:
    """A condition as it would be said in Python."""
    short = _short(written).replace("?.valueOf?.()", "")
    short = re.sub(r"\(isTrue\((.+?)\?\.(\[.+?\])\) \? .+? : \"\"\)", r"\1\2", short)
    short = re.sub(
        r"py(And|Or)\((.*), \(\) => \((.*)\)\)", lambda found: f"{found[2]} {found[1].lower()} {found[3]}", short
    )
    return re.sub(r"(?<!\w)\(([^()]+)\)", r"\1", re.sub(r"!\(\((.+?) === (.+?)\)\)", r"\1 != \2", short)).replace(
        "===", "=="
    )


def said(value: Var | str) -> str:
    """A text as it is, and what a state has in braces."""
    text = str(value)
    if _STATE in text:
        return f"{{{_short(text)}}}"
    try:
        return str(json.loads(text))
    except ValueError:
        return text


def _short(said: str) -> str:
    short = _OF_ITEM.sub(r"\1.\2", _OF_STATE.sub(r"\1.\2", said))
    return short.replace(_STATE, "")


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
