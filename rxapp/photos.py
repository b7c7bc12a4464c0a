"""Photos of products: the build makes each into the sizes and formats in which a page loads quickly.

Pillow is loaded where there is one: a store of drawings pays nothing for it.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any

from reflex.utils.prerequisites import get_web_dir
from reflex_base.plugins import Plugin

from rxapp.picture_files import FOLDER, KINDS

if TYPE_CHECKING:
    from PIL.Image import Image as Whole

WIDTHS = (160, 320, 640, 1280)
QUALITY = {"avif": 60, "webp": 80}  # in the order in which a browser is to prefer them
SHARED = (1200, 630)  # what shared links show
CACHED = "/assets"  # what is served from there never changes under its name


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it came, and what is made of it.

    Attributes:
        version: Of its content, so that another photo of the same thing has other addresses.
    """

    file: Path
    width: int
    height: int
    version: str

    @property
    def widths(self) -> tuple[int, ...]:
        """The sizes it is made into: never larger than it is."""
        return (*(width for width in WIDTHS if width < self.width), min(self.width, WIDTHS[-1]))[: len(WIDTHS)]

    def address(self, width: int, kind: str) -> str:
        """Where one of its sizes is."""
        return f"{CACHED}/{self._name(str(width), kind)}"

    def addresses(self, kind: str) -> str:
        """All of its sizes, as `srcset` lists them."""
        return ", ".join(f"{self.address(width, kind)} {width}w" for width in self.widths)

    @property
    def shared(self) -> str:
        """What a shared link shows of it."""
        return f"{CACHED}/{self._name('shared', 'jpg')}"

    def _name(self, size: str, kind: str) -> str:
        return f"{self.file.stem}-{self.version}-{size}.{kind}"

    def make(self, folder: Path) -> list[Path]:
        """Makes all that there isn't yet in a folder; encoding takes seconds, so nothing is made twice."""
        made = [folder / self._name(str(width), kind) for width in self.widths for kind in QUALITY]
        missing = [file for file in (*made, folder / Path(self.shared).name) if not file.exists()]
        if missing:
            from PIL import Image, ImageOps

            folder.mkdir(parents=True, exist_ok=True)
            with Image.open(self.file) as opened:
                whole = ImageOps.exif_transpose(opened).convert("RGBA" if opened.has_transparency_data else "RGB")
            for file in missing:
                _write(whole, file)
        return [*made, folder / Path(self.shared).name]


def _write(whole: "Whole", file: Path) -> None:
    from PIL import Image, ImageOps

    size, kind = file.stem.rpartition("-")[2], file.suffix[1:]
    if size == "shared":
        paper = Image.new("RGB", whole.size, "#fbf8f3")
        paper.paste(whole, mask=whole if whole.mode == "RGBA" else None)
        ImageOps.fit(paper, SHARED, Image.Resampling.LANCZOS).save(file, quality=82, progressive=True)
        return
    height = max(1, round(whole.height * int(size) / whole.width))
    whole.resize((int(size), height), Image.Resampling.LANCZOS).save(file, quality=QUALITY[kind])


@cache
def photo(file: Path) -> Photo:
    """Looks at a photo.

    Raises:
        SystemExit: It is none that can be read; the message is one line that names the file.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    content = file.read_bytes()
    try:
        with Image.open(file) as opened:
            width, height = ImageOps.exif_transpose(opened).size
    except (UnidentifiedImageError, OSError) as error:
        said = f"{file.as_posix()} can't be read as a picture: save it anew as one of {', '.join(KINDS)}."
        raise SystemExit(f"The store cannot start. {said}") from error
    return Photo(file, width, height, sha256(content).hexdigest()[:8])


def photos() -> list[Path]:
    """The files of products' pictures that are photos."""
    return sorted(file for file in FOLDER.glob("*") if file.suffix in KINDS)


class PhotosInSizes(Plugin):
    """Puts what is made of each photo beside the scripts of the build, in place of the photo itself."""

    def pre_compile(self, **_context: Any) -> None:
        """Makes what wasn't made before: with `make dev` they are shown from there."""
        for file in photos():
            photo(file).make(get_web_dir() / "photos")

    def post_build(self, **context: Any) -> None:
        """Makes what the last build hasn't made, and copies all of it."""
        static = Path(context["static_dir"])
        for file in photos():
            for made in photo(file).make(get_web_dir() / "photos"):
                copyfile(made, static / CACHED[1:] / made.name)
            (static / FOLDER.name / file.name).unlink(missing_ok=True)
