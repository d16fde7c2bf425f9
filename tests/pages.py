"""Opening our pages in Debian's Chromium with the network cut, and what must not happen there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Counts what must not happen; set before any script of the page runs.
_WATCH = """
window.seen = [];
for (const name of ["alert", "confirm", "prompt", "open"]) window[name] = (text) => seen.push(`${name} ${text}`);
document.addEventListener("securitypolicyviolation", (event) => seen.push(`policy ${event.violatedDirective}`));
"""


@dataclass
class Visit:
    """An open page, what it asked for, what of that reached the network, and its complaints."""

    page: Page
    requests: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def node(self, kind: str) -> dict[str, Any]:
        found: dict[str, Any] = next(node for node in self.page.evaluate("data.nodes") if node["kind"] == kind)
        return found

    def click(self, node: dict[str, Any]) -> None:
        at = self.page.evaluate("(at) => network.canvasToDOM(at)", {"x": node["x"], "y": node["y"]})
        self.page.locator("#picture").click(position=at)

    def selected(self) -> str | None:
        return self.page.get_attribute("#picture", "data-selected")

    def still(self) -> None:
        """Nothing went elsewhere, nothing was refused, nothing ran that should not."""
        assert self.page.evaluate("seen") == []
        assert self.complaints == []
        assert self.sent == []

    def quiet(self, files: int = 1) -> None:
        """As :meth:`still`, and so many ``files`` were read."""
        self.still()
        assert [url.partition(":")[0] for url in self.requests] == ["file"] * files


def visit(
    browser: Browser, path: Path, scheme: str = "light", width: int = 1280, ready: str = "body", hash_: str = ""
) -> Visit:
    """Opens a page from the file system at ``hash_``, cut off from the network, and waits for ``ready``."""
    return _open(browser, path.as_uri() + hash_, "file:", ready, scheme, width, offline=True)


def visit_server(
    browser: Browser, server: str, path: str, scheme: str = "light", width: int = 1280, **options: Any
) -> Visit:
    """Opens a page of a server of ours; nothing else can be reached."""
    return _open(browser, server + path, f"{server}/", "body", scheme, width, **options)


def _open(browser: Browser, address: str, allowed: str, ready: str, scheme: str, width: int, **options: Any) -> Visit:
    shown: Any = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, **options}
    context = browser.new_context(**shown)
    context.add_init_script(_WATCH)
    page = context.new_page()
    found = Visit(page)

    def refuse(route: Route) -> None:
        found.sent.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith(allowed), refuse)
    page.on("request", lambda request: found.requests.append(request.url))
    page.on("console", lambda message: found.complaints.append(message.text))
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.on("dialog", lambda dialog: found.complaints.append(dialog.message))
    page.goto(address)
    page.wait_for_selector(ready)
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        reason = "Chromium is not installed"
        if os.environ.get("EVIGRAPH_NO_SKIP") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        yield started
        started.close()


_LOOKS = ("color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "meta-viewport")
"""Rules whose outcome depends on the colors and the width of a page, not on its elements alone."""


def violations(page: Page, scheme: str = "light") -> list[str]:
    """What axe finds against WCAG 2.2 A and AA and good practice: rule and element.

    In the dark only what colors and width can change is looked at: the elements are those of the light page.
    """
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    only = {"type": "tag", "values": tags} if scheme == "light" else {"type": "rule", "values": list(_LOOKS)}
    found = Axe().run(page, options={"runOnly": only, "resultTypes": ["violations"]}).response
    looked = {rule["id"] for kind in ("passes", "incomplete", "violations") for rule in found[kind]}
    assert len(looked) > 10 or (scheme != "light" and "color-contrast" in looked), "axe looked"
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]


def compare(page: Page, name: str, regenerate: bool, most: float = 3.0) -> None:
    """The first screen looks as in ``golden/pictures/<name>.png``, blurred: letters and their edges apart.

    ``most`` is the mean difference of 255.  Everything 4 pixels to the right makes about 1,
    everything 16 pixels lower 10, another picture 8.
    """
    import io

    from PIL import Image, ImageChops, ImageFilter, ImageStat

    golden = Path(__file__).parent / "golden" / "pictures" / f"{name}.png"
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB").resize((640, 400))
    if regenerate:
        golden.parent.mkdir(parents=True, exist_ok=True)
        shot.quantize(64).save(golden, optimize=True)
    if not golden.exists():
        pytest.fail(f"{golden.name} is not there: run with --regenerate and look at it before you commit it")
    assert golden.stat().st_size < 150_000
    soft = [image.filter(ImageFilter.GaussianBlur(2)) for image in (shot, Image.open(golden).convert("RGB"))]
    different = sum(ImageStat.Stat(ImageChops.difference(*soft)).mean) / 3
    assert different < most, f"{different:.1f} of 255 between the page and {golden.name}"
