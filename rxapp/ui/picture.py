"""The pictures: one per product or plan in `assets/products`, and the shop's own drawings in `assets/illustrations`.

An SVG that is drawn as the shipped ones are, with its parts in `<g id="drawing">`, takes the colours of the theme. Any
other is shown as it is, and so is a photo, of which the build makes sizes.
"""

from pathlib import Path

import reflex as rx

from rxapp.photos import QUALITY, Photo, photo
from rxapp.picture_files import FOLDER, KINDS, file_of
from rxapp.shop.catalog import CATALOG
from rxapp.shop.plans import slug

OWN = Path("assets/illustrations")
VIEW_BOX = "12 26 216 178"  # of every drawing: the same size, standing on the same line
SIZES = {
    "product-picture": "(min-width: 960px) 560px, 100vw",
    "shelf-picture": "(min-width: 720px) 240px, 42vw",
    "nothing-picture": "280px",
    "plan-picture": "120px",
    "line-picture": "72px",
}


def illustration(name: str, class_name: str = "nothing-picture") -> rx.Component:
    """A drawing of the shop's own, for a page with nothing on it."""
    return _drawing((OWN / f"{name}.svg").read_text("utf-8"), class_name)


def picture(name: str, class_name: str = "", alt: str = "") -> rx.Component:
    """A picture that is known when the page is built.

    Args:
        alt: What is to be seen on it, for whoever can't; without it, the name beside says enough.

    Raises:
        SystemExit: There is none; the message is one line that names the file.
    """
    file = file_of(name)
    if file.suffix != ".svg":
        return _photo(photo(file), class_name, alt)
    text = file.read_text("utf-8")
    if _takes_colours(text):
        return _drawing(text, class_name, alt)
    return rx.el.span(rx.el.img(src=_address(file), alt=alt), class_name=_classes(class_name))


def picture_of(name: rx.Var[str], class_name: str = "") -> rx.Component:
    """A picture that is known when the page is shown: beside the name of what it shows."""
    drawing = rx.el.span(
        rx.el.svg(rx.el.svg.use(href=f"/{FOLDER.name}/{name}.svg#drawing"), view_box=VIEW_BOX),
        class_name=_classes(class_name),
        aria_hidden="true",
    )
    others = other_than_drawings()
    if not others:
        return drawing
    address = rx.Var.create(others).to(dict[str, str]).get(name, "")
    image = rx.el.span(rx.el.img(src=address, alt="", loading="lazy"), class_name=_classes(class_name))
    return rx.cond(address != "", image, drawing)


def shared(name: str) -> str:
    """The address of what a shared link shows: drawn beforehand, or made of a photo, or the whole shelf."""
    if (FOLDER.parent / "share" / f"{name}.png").exists():
        return f"/share/{name}.png"
    file = file_of(name)
    return photo(file).shared if file.suffix in KINDS else "/share/shelf.png"


def _drawing(text: str, class_name: str, alt: str = "") -> rx.Component:
    seen = {"role": "img", "aria_label": alt} if alt else {"aria_hidden": "true"}
    return rx.html(text, class_name=_classes(class_name), **seen)


def _photo(of: Photo, class_name: str, alt: str) -> rx.Component:
    sizes = SIZES.get(class_name, "100vw")
    first = class_name == "product-picture"
    # an attribute that Reflex doesn't know would become a style, unless it is a custom one
    how = {"custom_attrs": {"fetchPriority": "high"}} if first else {"loading": "lazy"}
    middle = of.widths[min(1, len(of.widths) - 1)]
    return rx.el.picture(
        *(rx.el.source(type=f"image/{kind}", src_set=of.addresses(kind), sizes=sizes) for kind in QUALITY),
        rx.el.img(src=of.address(middle, "webp"), alt=alt, decoding="async", **how),
        class_name=_classes(class_name),
    )


def _takes_colours(svg: str) -> bool:
    return 'id="drawing"' in svg and f'viewBox="{VIEW_BOX}"' in svg


def other_than_drawings() -> dict[str, str]:
    """Where the small pictures are that a page can't draw by reference."""
    names = {*(product.drawing for product in CATALOG.products), *map(slug, CATALOG.plans)}
    return {name: small for name in sorted(names) if (small := _small(file_of(name)))}


def _small(file: Path) -> str:
    if file.suffix != ".svg":
        return photo(file).address(photo(file).widths[0], "webp")
    return "" if _takes_colours(file.read_text("utf-8")) else _address(file)


def _address(file: Path) -> str:
    return f"/{FOLDER.name}/{file.name}"


def _classes(class_name: str) -> str:
    return f"illustration {class_name}"
