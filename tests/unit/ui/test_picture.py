"""Pictures of products in every format that the catalogue takes, and what is said where one is missing."""

from io import BytesIO
from pathlib import Path

import pytest
import reflex as rx
from PIL import Image, ImageChops

from rxapp import photos
from rxapp.photos import PhotosInSizes, photo
from rxapp.picture_files import FOLDER, KINDS, file_of
from rxapp.shop.catalog import CATALOG
from rxapp.ui import picture as pictures
from rxapp.ui.picture import illustration, picture, picture_of, shared

PLAIN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle r="9" cx="12" cy="12"/></svg>'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for pictures of its own, as the store has one."""
    monkeypatch.chdir(tmp_path)
    products = tmp_path / FOLDER
    products.mkdir(parents=True)
    photo.cache_clear()
    return products


def take(file: Path, width: int = 800, height: int = 600, mode: str = "RGB") -> Path:
    picture = Image.linear_gradient("L").resize((width, height)).convert(mode)
    picture.save(file)
    return file


def drawn(component: rx.Component) -> str:
    return str(component)


class TestMissing:
    def test_it_says_which_file_and_what_to_do(self, folder: Path):
        with pytest.raises(SystemExit) as ended:
            picture("samovar")
        said = str(ended.value)
        assert "There is no picture of samovar: put it into assets/products/samovar.svg (or .avif, .webp, .jpg" in said
        assert "\n" not in said and "rename" not in said

    @pytest.mark.parametrize("near", ["samovar.jpeg", "samovar.JPG", "Samovar.png", "samowar.svg"])
    def test_it_names_a_file_that_was_probably_meant(self, folder: Path, near: str):
        (folder / near).write_bytes(b"")
        with pytest.raises(SystemExit, match=f"or rename {near}"):
            picture("samovar")

    @pytest.mark.parametrize("content", [b"", b"no picture at all", b"\x89PNG\r\n\x1a\n"])
    def test_a_photo_that_cannot_be_read_is_named(self, folder: Path, content: bytes):
        (folder / "pot.png").write_bytes(content)
        with pytest.raises(SystemExit, match=r"assets/products/pot\.png can't be read"):
            picture("pot")


class TestSeveral:
    @pytest.mark.parametrize("there", [(".svg", *KINDS), KINDS, KINDS[1:], KINDS[2:]])
    def test_of_several_it_is_the_drawing_or_else_the_smallest(self, folder: Path, there: tuple[str, ...]):
        for kind in there[::-1]:
            (folder / f"pot{kind}").touch()
        assert file_of("pot") == FOLDER / f"pot{there[0]}"
        assert KINDS == (".avif", ".webp", ".jpg", ".png")


class TestDrawings:
    def test_a_drawing_of_the_theme_is_a_part_of_the_page(self):
        for product in CATALOG.products:
            assert "<path" in drawn(picture(product.drawing)), product.slug

    def test_any_other_is_shown_as_it_is(self, folder: Path):
        (folder / "pot.svg").write_text(PLAIN)
        page = drawn(picture("pot", alt="A pot"))
        assert '"/products/pot.svg"' in page and '"A pot"' in page and "<circle" not in page

    def test_it_is_hidden_unless_there_is_something_to_say_of_it(self):
        assert '"aria-hidden"' in drawn(picture("yame-sencha"))
        told = drawn(picture("yame-sencha", alt="A tin of green tea"))
        assert '"aria-hidden"' not in told and '"A tin of green tea"' in told and '"img"' in told

    @pytest.mark.parametrize("name", ["pair-of-cups", "kyusu-teapot", "matcha-bowl"])
    def test_the_shops_own_are_there_without_any_product(self, name: str):
        assert "nothing-picture" in drawn(illustration(name))


class TestInACart:
    NAME = rx.Var("line.picture").to(str)

    def test_all_drawings_are_drawn_by_reference_and_nothing_is_sent_besides(self):
        page = drawn(picture_of(self.NAME))
        assert "#drawing" in page and "img" not in page and "yame-sencha" not in page

    def test_others_are_shown_as_they_are(self, folder: Path, monkeypatch: pytest.MonkeyPatch):
        tea, pot, cup = CATALOG.shelf[:3]
        monkeypatch.setattr(pictures, "CATALOG", CATALOG.model_copy(update={"products": (tea, pot, cup), "plans": {}}))
        (folder / f"{tea.slug}.svg").write_text(PLAIN)
        take(folder / f"{pot.slug}.jpg")
        (folder / f"{cup.slug}.svg").write_text(f'<svg viewBox="{pictures.VIEW_BOX}"><g id="drawing"/></svg>')
        either = picture_of(self.NAME)
        [asked] = either.children
        of_another_kind, drawing = map(str, asked.children)
        assert "img" in of_another_kind and "#drawing" in drawing, "which of both is asked of the name"
        page = drawn(either)
        assert f"/products/{tea.slug}.svg" in page
        assert photo(FOLDER / f"{pot.slug}.jpg").address(160, "webp") in page
        assert cup.slug not in page


class TestPhotos:
    @pytest.mark.parametrize("kind", KINDS)
    def test_any_format_is_made_into_modern_ones(self, folder: Path, kind: str):
        take(folder / f"pot{kind}")
        page = drawn(picture("pot", "shelf-picture", "A pot"))
        given = photo(FOLDER / f"pot{kind}")
        assert [given.addresses("avif") in page, given.addresses("webp") in page, '"A pot"' in page] == [True] * 3
        static = Path("static")
        (static / "assets").mkdir(parents=True)
        (static / "products").mkdir()
        (static / "products" / f"pot{kind}").write_bytes(b"as it came")
        PhotosInSizes().post_build(static_dir=static)
        sizes = {file.suffix: set[tuple[int, int]]() for file in (static / "assets").iterdir()}
        for file in (static / "assets").iterdir():
            with Image.open(file) as made:
                sizes[file.suffix].add(made.size)
        small = {(160, 120), (320, 240), (640, 480), (800, 600)}
        assert sizes == {".avif": small, ".webp": small, ".jpg": {photos.SHARED}}
        assert not (static / "products" / f"pot{kind}").exists(), "nobody loads it as it came"
        named = {address.split()[0] for address in given.addresses("avif").split(", ")}
        assert all((static / address[1:]).exists() for address in named)

    def test_a_browser_is_offered_the_smaller_format_first(self, folder: Path):
        take(folder / "pot.jpg")
        page = drawn(picture("pot"))
        assert 0 < page.index("image/avif") < page.index("image/webp")

    def test_a_large_one_is_made_smaller_and_a_small_one_never_larger(self, folder: Path):
        assert photo(take(folder / "wall.jpg", 6000, 4000)).widths == (160, 320, 640, 1280)
        assert photo(take(folder / "stamp.jpg", 100, 90)).widths == (100,)
        assert photo(take(folder / "card.jpg", 320, 200)).widths == (160, 320)

    @pytest.mark.parametrize(("width", "at_first"), [(100, 100), (160, 160), (200, 200), (320, 320), (3000, 320)])
    def test_at_first_the_second_of_its_sizes_is_shown_or_else_its_only_one(
        self, folder: Path, width: int, at_first: int
    ):
        given = photo(take(folder / "pot.jpg", width, 90))
        page = drawn(picture("pot", "product-picture"))
        assert f'src:"{given.address(at_first, "webp")}"' in page
        assert given.addresses("avif") in page and given.addresses("webp") in page

    def test_the_one_that_is_looked_at_is_loaded_first_and_all_others_as_they_come_near(self, folder: Path):
        take(folder / "pot.jpg")
        for name, sizes in pictures.SIZES.items():
            page = drawn(picture("pot", name))
            assert page.count(f'sizes:"{sizes}"') == 2, "which of them is loaded goes by how large it is shown"
            asked = ("fetchPriority" in page, 'loading:"lazy"' in page)
            assert asked == ((True, False) if name == "product-picture" else (False, True))
            assert "css:" not in page, "what Reflex takes for a style is no attribute"
        assert drawn(picture("pot")).count('sizes:"100vw"') == 2

    def test_it_stands_as_the_camera_was_held_and_says_nothing_of_where(self, folder: Path):
        exif = Image.Exif()
        exif[274], exif[271] = 6, "Somebody's telephone"
        Image.new("RGB", (800, 400), "red").save(folder / "pot.jpg", exif=exif)
        seen = photo(folder / "pot.jpg")
        assert (seen.width, seen.height, seen.widths) == (400, 800, (160, 320, 400)), "never larger than it is"
        made = seen.make(folder / "made")
        with Image.open(made[0]) as small:
            assert small.height == 2 * small.width and not small.getexif()
        assert all(b"telephone" not in file.read_bytes() for file in made)

    def test_what_can_be_seen_through_stays_so(self, folder: Path):
        Image.new("RGBA", (300, 200), (0, 0, 0, 0)).save(folder / "glass.png")
        webp = next(one for one in photo(folder / "glass.png").make(folder / "made") if one.suffix == ".webp")
        with Image.open(BytesIO(webp.read_bytes())) as made:
            assert made.convert("RGBA").getpixel((5, 5)) == (0, 0, 0, 0)

    def test_on_a_shared_link_it_stands_on_paper(self, folder: Path):
        Image.new("RGBA", (300, 200), (0, 0, 0, 0)).save(folder / "glass.png")
        [shown] = [one for one in photo(folder / "glass.png").make(folder / "made") if one.suffix == ".jpg"]
        with Image.open(shown) as made:
            paper = Image.new("RGB", made.size, "#fbf8f3")
            apart = ImageChops.difference(made, paper).convert("L")
        assert max(apart.tobytes()) < 6, "what is seen through it is paper"

    def test_nothing_is_made_twice_and_another_photo_has_another_address(self, folder: Path):
        first = photo(take(folder / "pot.jpg"))
        times = [file.stat().st_mtime_ns for file in first.make(folder / "made")]
        assert [file.stat().st_mtime_ns for file in first.make(folder / "made")] == times
        photo.cache_clear()
        assert photo(take(folder / "pot.jpg", 801)).version != first.version

    def test_a_shared_link_shows_it(self, folder: Path):
        given = photo(take(folder / "pot.jpg"))
        assert shared("pot") == f"/assets/pot-{given.version}-shared.jpg"
        (folder / "plain.svg").write_text(PLAIN)
        assert shared("plain") == "/share/shelf.png"


def test_the_shipped_products_are_shared_as_they_were():
    assert shared("yame-sencha") == "/share/yame-sencha.png"
    assert shared("shelf") == "/share/shelf.png"
