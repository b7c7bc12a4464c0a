"""The files of the pictures: `assets/products/<slug>`, with a suffix that says of which kind it is."""

from difflib import get_close_matches
from pathlib import Path

FOLDER = Path("assets/products")
KINDS = (".avif", ".webp", ".jpg", ".png")  # of photos


def file_of(name: str) -> Path:
    """The file of a picture; of several, a drawing, or else the format that is the smallest.

    Raises:
        SystemExit: There is none; the message is one line that names the file.
    """
    found = next((file for kind in (".svg", *KINDS) if (file := FOLDER / f"{name}{kind}").is_file()), None)
    if found is None:
        raise SystemExit(f"The store cannot start. There is no picture of {name}: {_what_to_do(name)}")
    return found


def _what_to_do(name: str) -> str:
    wanted = f"put it into {FOLDER.as_posix()}/{name}.svg (or {', '.join(KINDS)})"
    there = [file.name for file in FOLDER.iterdir()]
    near = next((file for file in there if file.lower().startswith(f"{name}.")), None)
    near = near or next(iter(get_close_matches(f"{name}.svg", there, 1, 0.75)), None)
    return f"{wanted}, or rename {near}." if near else f"{wanted}."
