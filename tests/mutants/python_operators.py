"""The mistakes that a tired person makes in Python."""

import ast
import re
from collections.abc import Iterator, Sequence

from tests.mutants.mutant import Mutant

Span = tuple[int, int]  # in bytes
Change = tuple[Span, str, str]  # instead of what, which text, and the kind of mistake

COMPARISONS: dict[type[ast.cmpop], tuple[tuple[str, str], ...]] = {
    ast.Lt: (("<", "<="), ("<", ">")),
    ast.LtE: (("<=", "<"), ("<=", ">=")),
    ast.Gt: ((">", ">="), (">", "<")),
    ast.GtE: ((">=", ">"), (">=", "<=")),
    ast.Eq: (("==", "!="),),
    ast.NotEq: (("!=", "=="),),
    ast.In: (("in", "not in"),),
    ast.NotIn: (("not in", "in"),),
    ast.Is: (("is", "is not"),),
    ast.IsNot: (("is not", "is"),),
}
ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "+"),
    ast.FloorDiv: ("//", "*"),
    ast.Div: ("/", "*"),
    ast.Mod: ("%", "//"),
    ast.BitOr: ("|", "&"),
    ast.BitAnd: ("&", "|"),
}
FUNCTIONS = {"min": "max", "max": "min", "any": "all", "all": "any"}
COMMUTATIVE = frozenset(("min", "max", "gather", "where", "and_", "or_", "union", "percent_of", "suppress"))
METHODS = {"startswith": "endswith", "endswith": "startswith"}
CLEANERS = frozenset(("strip", "lstrip", "rstrip", "lower", "upper", "casefold"))

# Without any of these nothing works at all, or nothing changes.
DECORATORS = frozenset(
    "abstractmethod asynccontextmanager cache cached_property classmethod contextmanager dataclass event "
    "field_validator lru_cache memo model_validator overload override property staticmethod total_ordering "
    "validator var wraps".split()
)
UNSEEN = ("dataclass", "event", "lru_cache", "var")  # how many answers are kept shows in time alone
NAME_FOR_PEOPLE = re.compile(r"[A-Z][a-z]+$")  # such as a country's
LOGGERS = frozenset(("logger", "logging", "log", "warnings"))
NAMERS = frozenset(("TypeVar", "ContextVar", "getLogger", "NewType", "ParamSpec", "namedtuple", "dataclass", "cast"))
WORDS_FOR_PEOPLE = frozenset(("description", "summary", "title", "examples", "tags", "doc", "detail", "message"))
TYPES = frozenset(
    "Literal Callable Annotated Mapped dict list tuple set type Awaitable Mapping Sequence Iterable Iterator".split()
)
UNREAD = frozenset(("__all__", "__tablename__", "__slots__", "model_config", "__table_args__"))


def mutants(file: str, source: str) -> list[Mutant]:
    """Every mistake that can be made in a file, each once. Some leave no Python: see `is_a_change`."""
    found: dict[tuple[int, int, str], Mutant] = {}
    for (start, end), text, kind in _Finder(source).changes():
        line = source.encode()[:start].count(b"\n") + 1
        found.setdefault((start, end, text), Mutant(file, line, start, end, text, kind))
    return sorted(found.values())


def is_a_change(mutant: Mutant, source: str) -> bool:
    """Whether it is still Python, and not the same as before."""
    try:
        return ast.dump(ast.parse(mutant.applied_to(source))) != ast.dump(ast.parse(source))
    except SyntaxError:
        return False


def _name(node: ast.AST) -> str:
    """The last word of what is called or decorated with."""
    match node:
        case ast.Call(func=called):
            return _name(called)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _is_nothing(node: ast.expr) -> bool:
    """None, or what is as good as none wherever it is only asked whether there is something."""
    match node:
        case ast.Constant(value=value):
            return not value
        case ast.Tuple(elts=[]) | ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
    return False


def _is_log(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name))):
            return name in LOGGERS
        case ast.Call(func=ast.Name(id="print" | "bind" | "bind_request")):  # of what the log's next lines are
            return True
    return False


class _Finder:
    """Walks through a file and gathers what could be wrong in it."""

    def __init__(self, source: str) -> None:
        self._bytes = source.encode()
        self._tree = ast.parse(source)
        self._lines = [0]  # where each line begins
        for line in self._bytes.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def changes(self) -> Iterator[Change]:
        yield from self._block(self._tree.body)

    def _at(self, node: ast.stmt | ast.expr | ast.keyword) -> Span:
        begin, end = self._lines[node.lineno - 1], self._lines[(node.end_lineno or node.lineno) - 1]
        return begin + node.col_offset, end + (node.end_col_offset or 0)

    def _text(self, node: ast.stmt | ast.expr | ast.keyword) -> str:
        return self._between(self._at(node))

    def _between(self, span: Span) -> str:
        return self._bytes[span[0] : span[1]].decode()

    # Statements.

    def _block(self, body: Sequence[ast.stmt]) -> Iterator[Change]:
        for statement in body:
            yield from self._statement(statement)

    def _statement(self, node: ast.stmt) -> Iterator[Change]:
        match node:
            case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.Assert():
                return
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from self._function(node)
            case ast.ClassDef():
                if not any(_name(base) in ("Protocol", "TypedDict") for base in node.bases):
                    yield from self._block(node.body)
            case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
                return
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                yield from self._assignment(node)
            case ast.Return(value=value) if value is not None:
                if not _is_nothing(value):
                    yield self._at(node), "return None", "answer dropped"
                yield from self._expression(value)
            case ast.Raise():
                yield self._at(node), "pass", "raise removed"
                if node.exc:
                    yield from self._expression(node.exc)
            case ast.Expr(value=value):
                if not _is_log(value):
                    if not isinstance(value, ast.Yield):
                        yield self._at(node), "pass", "call removed"
                    yield from self._expression(value)
            case ast.Delete():
                yield self._at(node), "pass", "deletion removed"
            case ast.Continue():
                yield self._at(node), "break", "loop control"
            case ast.Break():
                yield self._at(node), "continue", "loop control"
            case _:
                yield from self._compound(node)

    def _compound(self, node: ast.stmt) -> Iterator[Change]:
        """If, loops, with, try, match: what they ask, and what stands in them."""
        match node:
            case ast.If(test=test):
                yield self._at(test), "True", "condition forced"
                yield self._at(test), "False", "condition forced"
            case ast.While(test=test):
                yield self._at(test), "False", "condition forced"
        for child in ast.iter_child_nodes(node):
            match child:
                case ast.stmt():
                    yield from self._statement(child)
                case ast.expr():
                    yield from self._expression(child)
                case ast.ExceptHandler():
                    yield from self._handler(child)
                case ast.match_case():
                    yield from self._case(child)
                case ast.withitem(context_expr=opened):
                    yield from self._expression(opened)

    def _handler(self, node: ast.ExceptHandler) -> Iterator[Change]:
        match node.type:
            case ast.Tuple(elts=types) as kinds:
                for kept in types:
                    yield self._at(kinds), self._text(kept), "exception type"
            case ast.expr() as kind:
                yield self._at(kind), "ZeroDivisionError", "exception type"
        yield from self._block(node.body)

    def _case(self, node: ast.match_case) -> Iterator[Change]:
        if node.guard:
            yield self._at(node.guard), "True", "condition forced"
            yield self._at(node.guard), "False", "condition forced"
            yield from self._expression(node.guard)
        yield from self._block(node.body)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Change]:
        for decorator in node.decorator_list:
            if _name(decorator) not in DECORATORS and "." not in self._text(decorator):
                yield self._at(decorator), "(lambda undecorated: undecorated)", "decorator removed"
            if _name(decorator) not in UNSEEN:
                yield from self._expression(decorator)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                yield from self._expression(default)
        yield from self._block(node.body)

    def _assignment(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> Iterator[Change]:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(_name(target) in UNREAD for target in targets):
            return
        touches_others = any(isinstance(target, ast.Attribute | ast.Subscript) for target in targets)
        if touches_others or isinstance(node, ast.AugAssign):
            yield self._at(node), "pass", "assignment removed"
        if isinstance(node, ast.AugAssign) and (swap := ARITHMETIC.get(type(node.op))):
            old, new = swap
            changed = self._text(node).replace(f"{old}=", f"{new}=", 1)
            yield self._at(node), changed, "arithmetic"
        match targets, node.value:
            case [ast.Tuple()], ast.Tuple(elts=values):  # one name each: none can be left out
                for value in values:
                    yield from self._expression(value)
            case _, ast.expr() as value if not self._is_type(node):
                yield from self._expression(value)

    def _is_type(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> bool:
        """Whether it names a type, such as `Mode = Literal["local", "live"]`."""
        match node.value:
            case ast.Subscript(value=kind):
                return _name(kind) in TYPES
        return False

    # Expressions.

    def _expression(self, node: ast.expr) -> Iterator[Change]:
        match node:
            case ast.Constant():
                yield from self._constant(node)
            case ast.JoinedStr():
                yield from self._formatted(node)
            case ast.Call():
                yield from self._call(node)
            case ast.Lambda(body=body):
                yield from self._expression(body)
            case ast.Subscript(value=kind) if _name(kind) in TYPES:
                return
            case _:
                yield from self._operation(node)
                yield from self._beneath(node)

    def _beneath(self, node: ast.expr) -> Iterator[Change]:
        for child in ast.iter_child_nodes(node):
            match child:
                case ast.expr():
                    yield from self._expression(child)
                case ast.comprehension(iter=source, ifs=conditions):
                    yield from self._expression(source)
                    for condition in conditions:
                        yield self._at(condition), "True", "condition forced"
                        yield from self._expression(condition)

    def _operation(self, node: ast.expr) -> Iterator[Change]:
        match node:
            case ast.Compare():
                yield from self._comparison(node)
            case ast.BoolOp():
                yield from self._junction(node)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield self._at(node), self._operand(operand), "not dropped"
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                yield self._at(node), self._operand(operand), "sign dropped"
            case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
                yield from self._sign(left, right, *ARITHMETIC[type(op)], "arithmetic")
            case ast.IfExp(test=test):
                yield self._at(test), "True", "condition forced"
                yield self._at(test), "False", "condition forced"
            case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
                yield from self._cut([self._at(one) for one in elements], "element dropped")
            case ast.Dict(keys=keys) if None not in keys:
                yield from self._cut(self._entries(node), "entry dropped")
            case ast.Subscript(value=value, slice=ast.Slice()):
                yield self._at(node), self._text(value), "slice dropped"

    def _sign(self, left: ast.expr, right: ast.expr, old: str, new: str, kind: str) -> Iterator[Change]:
        """Changes the sign between two operands and leaves the rest as it is written."""
        gap = self._at(left)[1], self._at(right)[0]
        text = self._between(gap)
        if old in text and "#" not in text:
            yield gap, text.replace(old, new, 1), kind

    def _comparison(self, node: ast.Compare) -> Iterator[Change]:
        operands = [node.left, *node.comparators]
        for left, op, right in zip(operands, node.ops, operands[1:], strict=False):
            for old, new in COMPARISONS[type(op)]:
                yield from self._sign(left, right, old, new, "comparison")

    def _junction(self, node: ast.BoolOp) -> Iterator[Change]:
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            yield from self._sign(left, right, old, new, "and/or")
        for dropped in node.values:
            kept = [self._operand(value) for value in node.values if value is not dropped]
            yield self._at(node), f" {old} ".join(kept), "operand dropped"

    def _operand(self, node: ast.expr) -> str:
        simple = isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Constant | ast.Subscript | ast.Compare)
        return self._text(node) if simple else f"({self._text(node)})"

    def _cut(self, spans: list[Span], kind: str) -> Iterator[Change]:
        """Takes out one of several that stand in a row, with the comma that parts it from its neighbour."""
        if len(spans) < 2:
            return
        for index, (start, end) in enumerate(spans):
            last = index == len(spans) - 1
            yield (spans[index - 1][1], end) if last else (start, spans[index + 1][0]), "", kind

    def _entries(self, node: ast.Dict) -> list[Span]:
        return [
            (self._at(key)[0], self._at(value)[1])
            for key, value in zip(node.keys, node.values, strict=True)
            if key is not None
        ]

    def _constant(self, node: ast.Constant) -> Iterator[Change]:
        match node.value:
            case bool() as value:
                yield self._at(node), str(not value), "constant"
            case int() | float() as value:
                yield self._at(node), repr(value + 1), "constant"
                if value:
                    yield self._at(node), repr(value - 1), "constant"
            case str() as value if not (any(map(str.isspace, value)) or NAME_FOR_PEOPLE.match(value)):
                yield self._at(node), repr(f"{value}x"), "constant"

    def _formatted(self, node: ast.JoinedStr) -> Iterator[Change]:
        """A key or an address made of parts, without one of them; not a sentence for people."""
        texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
        if any(str.isspace(sign) for text in texts for sign in str(text)):
            return
        for dropped in node.values:
            if isinstance(dropped, ast.FormattedValue):
                kept = [part for part in node.values if part is not dropped]
                yield self._at(node), ast.unparse(ast.JoinedStr(kept)), "part of a key dropped"

    def _call(self, node: ast.Call) -> Iterator[Change]:
        name = _name(node.func)
        if name in NAMERS or _is_log(node):
            return
        yield from self._called(node, name)
        yield from self._expression(node.func) if not isinstance(node.func, ast.Name) else ()
        match node.args:
            case [ast.expr() as first, ast.expr() as second, *_]:
                if (
                    name not in COMMUTATIVE
                    and not isinstance(first, ast.Starred)
                    and not isinstance(second, ast.Starred)
                ):
                    yield from self._swapped(first, second)
        for argument in node.args:
            yield from self._expression(argument)
        if name == "zip":
            return  # `strict` is an assertion
        if name[:1].islower() or _name(node.func) == "Field":
            yield from self._without_keywords(node)
        for keyword in node.keywords:
            if keyword.arg not in WORDS_FOR_PEOPLE:
                yield from self._expression(keyword.value)

    def _called(self, node: ast.Call, name: str) -> Iterator[Change]:
        match node.func:
            case ast.Name(id=name) if name in FUNCTIONS:
                yield self._at(node.func), FUNCTIONS[name], "function"
            case ast.Attribute(value=receiver) if name in METHODS:
                yield self._at(node.func), f"{self._text(receiver)}.{METHODS[name]}", "function"
            case ast.Attribute(value=receiver) if name in CLEANERS:
                yield self._at(node), self._text(receiver), "cleaning dropped"

    def _swapped(self, first: ast.expr, second: ast.expr) -> Iterator[Change]:
        span = self._at(first)[0], self._at(second)[1]
        gap = self._between((self._at(first)[1], self._at(second)[0]))
        if self._text(first) != self._text(second):
            yield span, f"{self._text(second)}{gap}{self._text(first)}", "arguments swapped"

    def _without_keywords(self, node: ast.Call) -> Iterator[Change]:
        """One argument dropped that was given by name, so that its default holds."""
        before = [self._at(argument) for argument in node.args]
        spans = [*before, *map(self._at, node.keywords)]
        cuts = [(spans[0], "", "argument dropped")] if len(spans) == 1 else list(self._cut(spans, "argument dropped"))
        for keyword, cut in zip(node.keywords, cuts[len(before) :], strict=True):
            if keyword.arg not in WORDS_FOR_PEOPLE:
                yield cut
