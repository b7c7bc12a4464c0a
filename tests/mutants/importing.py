"""Who imports whom, as it is written: for what runs at the import, and so is seen by no test while it runs."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path


class Imports:
    """What files of Python import: the modules that each names, and what may be a module of a package that it names."""

    def __init__(self, root: Path, files: Iterable[str]) -> None:
        self._root = root
        self._modules = {file: set(self._named(file)) for file in files}

    def importing(self, file: str) -> set[str]:
        """The files that import this one."""
        module = _module(file)
        return {other for other, named in self._modules.items() if module in named}

    def _named(self, file: str) -> Iterator[str]:
        package = _module(file).split(".")[: None if file.endswith("__init__.py") else -1]
        for node in ast.walk(ast.parse((self._root / file).read_text())):
            match node:
                case ast.Import(names=names):
                    yield from (one.name for one in names)
                case ast.ImportFrom(module=module, names=names, level=level):
                    above = package[: len(package) - level + 1] if level else []
                    whole = ".".join([*above, *([module] if module else [])])
                    yield whole
                    yield from (f"{whole}.{one.name}" for one in names)


def _module(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
