"""The mistakes that a tired person makes in JavaScript and JSX."""

from collections.abc import Iterator
from functools import cache

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser, Tree

from tests.mutants.mutant import Mutant

Span = tuple[int, int]
Change = tuple[Span, str, str]  # instead of what, which text, and the kind of mistake

SIGNS = {
    "<": ("<=", ">"),
    "<=": ("<", ">="),
    ">": (">=", "<"),
    ">=": (">", "<="),
    "===": ("!==",),
    "!==": ("===",),
    "&&": ("||",),
    "||": ("&&",),
    "+": ("-",),
    "-": ("+",),
    "*": ("+",),
    "/": ("*",),
}
JUNCTIONS = frozenset(("&&", "||", "??"))
PROPERTIES = {"some": "every", "every": "some", "startsWith": "endsWith", "endsWith": "startsWith"}

# What is read by people and machines of other kinds: a look, an import, a word of HTML.
LEFT_ALONE = frozenset(("import_statement", "comment", "jsx_text", "property_identifier", "export_clause"))
LOOKS = frozenset(("className", "style", "key", "htmlFor", "autoComplete", "d", "viewBox"))
KEPT_BY_REACT = frozenset(("useEffect", "useLayoutEffect", "useCallback", "useMemo"))
PLAIN_TAGS = frozenset(("span", "div"))  # an element of an unknown name is like one of these


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_javascript.language()))


def _parsed(source: str) -> Tree:
    return _parser().parse(source.encode())


def mutants(file: str, source: str) -> list[Mutant]:
    """Every mistake that can be made in a file, each once."""
    found: dict[tuple[int, int, str], Mutant] = {}
    for (start, end), text, kind in _changes(_parsed(source).root_node):
        line = source.encode()[:start].count(b"\n") + 1
        found.setdefault((start, end, text), Mutant(file, line, start, end, text, kind))
    return sorted(found.values())


def is_a_change(mutant: Mutant, source: str) -> bool:
    """Whether it is still JavaScript, and not the same as before."""
    return mutant.applied_to(source) != source and not _parsed(mutant.applied_to(source)).root_node.has_error


def _changes(node: Node) -> Iterator[Change]:
    if node.type in LEFT_ALONE or _is_look(node):
        return
    yield from _statement(node)
    yield from _operation(node)
    yield from _value(node)
    yield from _list(node)
    for child in node.named_children:
        yield from _changes(child)


def _is_look(node: Node) -> bool:
    """A class, and what else only the eye or the browser reads."""
    return node.type in ("jsx_attribute", "pair") and _text(node.named_children[0]) in LOOKS


def _text(node: Node) -> str:
    return (node.text or b"").decode()


def _at(node: Node) -> Span:
    return node.start_byte, node.end_byte


def _statement(node: Node) -> Iterator[Change]:
    match node.type:
        case "expression_statement" if not _is_log(node):
            yield _at(node), ";", "statement removed"
        case "throw_statement":
            yield _at(node), ";", "throw removed"
        case "return_statement" if node.named_children and _text(node.named_children[0]) != "null":
            yield _at(node), "return undefined;", "answer dropped"
        case "return_statement" if not node.named_children:
            yield _at(node), ";", "return removed"
        case "if_statement" | "while_statement" | "ternary_expression":
            condition = node.child_by_field_name("condition")
            for forced in ("true", "false") if condition and node.type != "while_statement" else ("false",):
                yield _at(condition or node), f"({forced})", "condition forced"
        case "arrow_function":
            body = node.child_by_field_name("body")
            if body and body.type != "statement_block":
                yield _at(body), "undefined", "answer dropped"


def _is_log(node: Node) -> bool:
    return _text(node).startswith(("console.", "'use ", '"use '))


def _operation(node: Node) -> Iterator[Change]:
    match node.type:
        case "binary_expression":
            yield from _binary(node)
        case "unary_expression" if _text(node.children[0]) in ("!", "-"):
            yield _at(node), _text(node.children[1]), "not dropped"
        case "update_expression":
            for sign in node.children:
                if _text(sign) in ("++", "--"):
                    yield _at(sign), "--" if _text(sign) == "++" else "++", "arithmetic"
        case "augmented_assignment_expression":
            sign = node.child_by_field_name("operator")
            if sign and _text(sign) in ("+=", "-="):
                yield _at(sign), "-=" if _text(sign) == "+=" else "+=", "arithmetic"
        case "await_expression":
            yield _at(node), _text(node.named_children[0]), "await dropped"
        case "member_expression" | "call_expression":
            yield from _member(node)


def _binary(node: Node) -> Iterator[Change]:
    left, sign, right = (node.child_by_field_name(name) for name in ("left", "operator", "right"))
    if not (left and sign and right):
        return
    for other in SIGNS.get(_text(sign), ()):
        yield _at(sign), other, "sign"
    if _text(sign) in JUNCTIONS:
        yield _at(node), _text(left), "operand dropped"
        yield _at(node), _text(right), "operand dropped"


def _member(node: Node) -> Iterator[Change]:
    for child in node.children:
        if child.type == "optional_chain":
            yield _at(child), "." if node.type == "member_expression" else "", "question dropped"
    last = node.child_by_field_name("property")
    if last and _text(last) in PROPERTIES:
        yield _at(last), PROPERTIES[_text(last)], "function"
    called = node.child_by_field_name("function")
    method = called.child_by_field_name("property") if called else None
    if called and method and _text(method) in ("trim", "toLowerCase", "toUpperCase", "catch", "filter"):
        yield _at(node), _text(called.named_children[0]), "step dropped"


def _value(node: Node) -> Iterator[Change]:
    match node.type:
        case "true" | "false":
            yield _at(node), "false" if node.type == "true" else "true", "constant"
        case "number" if _text(node).replace("_", "").isdecimal():
            value = int(_text(node).replace("_", ""))
            yield _at(node), str(value + 1), "constant"
            if value:
                yield _at(node), str(value - 1), "constant"
        case "string" if not any(map(str.isspace, _text(node))) and _text(node)[1:-1] not in PLAIN_TAGS:
            text = _text(node)
            yield _at(node), f"{text[:-1]}x{text[-1]}", "constant"
        case "template_string" if not any(map(str.isspace, _text(node))):
            for part in node.named_children:
                if part.type == "template_substitution":
                    yield _at(part), "", "part of a key dropped"


def _list(node: Node) -> Iterator[Change]:
    """Arguments, elements, entries and attributes, each without one; the first two arguments the other way round."""
    parts = [child for child in node.named_children if child.type != "comment"]
    match node.type:
        case "arguments":
            if len(parts) > 1:
                gap = (node.text or b"")[parts[0].end_byte - node.start_byte : parts[1].start_byte - node.start_byte]
                swapped = f"{_text(parts[1])}{gap.decode()}{_text(parts[0])}"
                yield (parts[0].start_byte, parts[1].end_byte), swapped, "arguments swapped"
            if parts and not _changes_nothing(node, parts[-1]):
                yield list(_cut(parts, "argument dropped"))[-1]
        case "array":
            yield from _cut(parts, "element dropped")
        case "object":
            yield from (
                change for part, change in zip(parts, _cut(parts, "entry dropped"), strict=True) if not _is_look(part)
            )
        case "jsx_self_closing_element" | "jsx_opening_element":
            for part in parts[1:]:
                if part.type == "jsx_attribute" and not _is_look(part):
                    yield _at(part), "", "attribute dropped"


def _changes_nothing(arguments: Node, last: Node) -> bool:
    """Whether React does the same without it: a ref begins with nothing; without its list an effect runs more often."""
    called = arguments.parent and arguments.parent.child_by_field_name("function")
    if not called:
        return False
    nothing_yet = _text(called) == "useRef" and _text(last) == "null"
    return nothing_yet or (_text(called) in KEPT_BY_REACT and last.type == "array")


def _cut(parts: list[Node], kind: str) -> Iterator[Change]:
    """Takes out one, with the comma that parts it from its neighbour."""
    for index, part in enumerate(parts):
        if len(parts) == 1:
            yield _at(part), "", kind
        elif index < len(parts) - 1:
            yield (part.start_byte, parts[index + 1].start_byte), "", kind
        else:
            yield (parts[index - 1].end_byte, part.end_byte), "", kind
