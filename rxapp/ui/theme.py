"""What every page has: a script that comes first, the stylesheets and the two fonts."""

from pathlib import Path

import reflex as rx
import rjsmin

STYLESHEETS = [
    "/css/tokens.css",
    "/css/fonts.css",
    "/css/base.css",
    "/css/shell.css",
    "/css/shelf.css",
    "/css/controls.css",
    "/css/fields.css",
    "/css/payment.css",
    "/css/cart.css",
    "/css/summary.css",
    "/css/plan.css",
    "/css/receipt.css",
    "/css/guide.css",
    "/css/hood.css",
    "/css/print.css",
]


def _font(name: str) -> rx.Component:
    return rx.el.link(
        rel="preload",
        href=f"/fonts/{name}.woff2",
        type="font/woff2",
        cross_origin="anonymous",
        custom_attrs={"as": "font"},
    )


STORAGE = str(rjsmin.jsmin((Path(__file__).parent / "storage.js").read_text("utf-8")))

HEAD: list[rx.Component] = [
    rx.el.script(STORAGE),  # before any other, and without a trip of its own
    _font("fraunces"),
    _font("inter"),
    rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
    rx.el.meta(name="color-scheme", content="light dark"),
]
