"""What a reader does with the pages, in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Open = Callable[..., Page]

PAGES = (
    "/",
    "/?q=harbour",
    "/?q=harbour&source=Northern+Wire&source=Tidemarks&per_page=3&page=2",
    "/?q=harbour+zzzz",
    "/?q=%22harbour",
    "/?q=balloonists&collapse=story",
    "/?sort=x",
    "/concordance",
    "/concordance?q=harbour&sort=left",
    "/articles/harbour-2024-11-storm?q=harbour",
    "/articles/none",
    "/docs",
    "/docs/errors",
    "/docs/errors/not_found",
)


#: Every rule is tried; to tell what passes as well would take most of the time.
_ALL_RULES = {"resultTypes": ["violations"]}
#: The rules that colours decide.
_COLOURS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}


def _has_no_failure(page: Page, options: dict[str, Any] = _ALL_RULES) -> None:
    results = Axe().run(page, options=options)
    assert results.violations_count == 0, results.generate_report()


# A dark page is the same page in other colours.
@pytest.mark.parametrize(
    ("scheme", "rules"), [("light", _ALL_RULES), ("dark", _COLOURS)]
)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(
    open_page: Open, site: str, path: str, scheme: str, rules: dict[str, Any]
) -> None:
    # The browser complains of the pages that answer 400 and 404.
    page = open_page(site + path, color_scheme=scheme, may_complain=True)
    _has_no_failure(page, rules)


def test_axe_finds_what_is_wrong(open_page: Open, site: str) -> None:
    page = open_page(site, color_scheme="dark")
    page.evaluate("document.querySelector('.name a').style.color = '#222'")
    for rules in (_ALL_RULES, _COLOURS):
        with pytest.raises(AssertionError, match="color-contrast"):
            _has_no_failure(page, rules)


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_shows_pages_without_scrolling_sideways(
    open_page: Open, site: str, path: str
) -> None:
    phone = {"width": 390, "height": 844}
    page = open_page(site + path, viewport=phone, may_complain=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    if path in ("/?q=harbour", "/concordance?q=harbour&sort=left"):
        _has_no_failure(page)


def test_dark_pages_are_dark(open_page: Open, site: str) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    seen = [
        open_page(site, color_scheme=scheme).evaluate(colour)
        for scheme in ("light", "dark")
    ]
    assert seen == ["rgb(253, 252, 249)", "rgb(25, 26, 28)"]


@pytest.mark.parametrize("scripted", [True, False])
def test_a_search_leads_to_an_article_and_back(
    open_page: Open, site: str, scripted: bool
) -> None:
    page = open_page(site, java_script_enabled=scripted)
    page.get_by_label("Search the archive").fill('"harbour wall"')
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("article")
    assert page.locator(".hits mark").count() > 0
    first = page.locator(".hits h2 a").first
    title = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert page.locator(".text mark").count() > 0
    page.get_by_role("link", name="Back to the results").click()
    expect(page.locator(".hits h2 a").first).to_have_text(title)


@pytest.mark.parametrize("scripted", [True, False])
def test_several_values_of_a_facet_can_be_chosen_and_taken_back(
    open_page: Open, site: str, scripted: bool
) -> None:
    page = open_page(f"{site}/?q=harbour", java_script_enabled=scripted)
    aside = page.get_by_role("complementary")

    def total() -> int:
        return int(page.get_by_role("heading", level=1).inner_text().split()[0])

    counts = {}
    for name in ("Northern Wire", "Skellerby Courier"):
        line = aside.get_by_role("listitem").filter(has_text=name)
        counts[name] = int(line.locator(".count").inner_text())
    everything = total()
    aside.get_by_role("link", name="Northern Wire").click()
    expect(aside.locator("[aria-current=true]")).to_have_count(1)
    assert total() == counts["Northern Wire"]
    # The others can still be seen, and chosen as well.
    aside.get_by_role("link", name="Skellerby Courier").click()
    expect(aside.locator("[aria-current=true]")).to_have_count(2)
    assert total() == sum(counts.values())
    for name in counts:
        aside.get_by_role("link", name=name, exact=True).click()
        expect(aside.get_by_role("link", name=name, exact=True)).not_to_have_attribute(
            "aria-current", "true"
        )
    assert total() == everything


@pytest.mark.parametrize("scripted", [True, False])
def test_a_click_on_the_chart_narrows_the_dates(
    open_page: Open, site: str, scripted: bool
) -> None:
    page = open_page(f"{site}/?q=harbour", java_script_enabled=scripted)
    bar = page.locator(".chart a", has_text="1987:")
    count = int(bar.locator("title").text_content().split()[1])
    box = bar.locator(".ground").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_label("From")).to_have_value("1987-01-01")
    expect(page.get_by_label("to", exact=True)).to_have_value("1987-12-31")
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(count))


def test_dragging_over_the_chart_narrows_the_dates_to_a_range(
    open_page: Open, site: str
) -> None:
    page = open_page(f"{site}/?q=harbour")
    bars = page.locator(".chart a")
    low, high = (bars.nth(at).locator(".ground").bounding_box() for at in (2, 6))
    wanted = [bars.nth(2).get_attribute("data-first")]
    wanted.append(bars.nth(6).get_attribute("data-last"))
    page.mouse.move(high["x"] + high["width"] / 2, high["y"] + 10)
    page.mouse.down()
    page.mouse.move(low["x"] + low["width"] / 2, low["y"] + 12, steps=4)
    page.mouse.up()
    expect(page.get_by_label("From")).to_have_value(wanted[0])
    expect(page.get_by_label("to", exact=True)).to_have_value(wanted[1])
    assert "date_from=" in page.url


def test_the_chart_is_a_table_too(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/?q=harbour")
    page.get_by_text("Narrow by year").click()
    row = page.get_by_role("row").filter(has_text="1987")
    row.get_by_role("link").click()
    expect(page.get_by_label("From")).to_have_value("1987-01-01")


def test_pages_follow_each_other(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/?q=harbour&per_page=5")
    titles = page.locator(".hits h2").all_inner_texts()
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("[aria-current=page]")).to_have_text("Page 2 of 5")
    assert not set(titles) & set(page.locator(".hits h2").all_inner_texts())
    page.get_by_role("link", name="Previous page").click()
    assert page.locator(".hits h2").all_inner_texts() == titles


@pytest.mark.parametrize("scripted", [True, False])
def test_a_concordance_leads_to_each_place(
    open_page: Open, site: str, scripted: bool
) -> None:
    page = open_page(f"{site}/?q=harbour", java_script_enabled=scripted)
    page.get_by_role("link", name="Every place of the words").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("places")
    for order in ("By the words before", "By the words behind"):
        page.get_by_role("link", name=order).click()
        expect(page.locator(".tools [aria-current=true]")).to_have_text(order)
    rows = page.locator(".places tbody tr")
    right = [text.lower() for text in rows.locator(".right").all_inner_texts()]
    firsts = ["".join(re.findall(r"\w+", text)[:1]) for text in right]
    assert firsts == sorted(firsts)
    row = rows.nth(4)
    behind = row.locator(".right").inner_text().split()[0]
    row.locator(".keyword a").click()
    target = page.locator("mark:target")
    expect(target).to_be_in_viewport()
    text = page.locator("article").inner_text()
    assert f"{target.inner_text()} {behind}" in text.replace("\n", " ")


@pytest.mark.parametrize("scripted", [True, False])
def test_matches_lead_to_each_other(open_page: Open, site: str, scripted: bool) -> None:
    address = f"{site}/articles/harbour-2024-11-storm?q=harbour"
    page = open_page(address, java_script_enabled=scripted)
    names = [each.get_attribute("id") for each in page.locator("mark[id]").all()]
    assert len(names) > 2
    page.get_by_role("link", name="to the first").click()
    for name in names[1:]:
        page.get_by_role("link", name="Next match").click()
        assert page.url.endswith(f"#{name}")
    page.get_by_role("link", name="Previous match").click()
    assert page.url.endswith(f"#{names[-2]}")


def test_the_keyboard_is_enough(open_page: Open, site: str) -> None:
    page = open_page(site)
    keys = page.keyboard
    keys.press("/")
    expect(page.get_by_label("Search the archive")).to_be_focused()
    keys.type("harbour")
    keys.press("Enter")
    page.wait_for_url("**/?q=harbour*")
    links = page.locator(".hits h2 a")
    keys.press("j")
    expect(links.nth(0)).to_be_focused()
    keys.press("j")
    expect(links.nth(1)).to_be_focused()
    keys.press("k")
    expect(links.nth(0)).to_be_focused()
    keys.press("n")
    expect(page.locator("[aria-current=page]")).to_contain_text("Page 2")
    keys.press("p")
    expect(page.locator("[aria-current=page]")).to_contain_text("Page 1")
    keys.press("j")
    keys.press("Enter")
    page.wait_for_url("**/articles/**")
    marks = page.locator("mark[id]")
    keys.press("n")
    assert page.url.endswith(f"#{marks.nth(0).get_attribute('id')}")
    expect(page.locator("#match-count")).to_contain_text("Match 1 of")
    keys.press("p")
    assert page.url.endswith(f"#{marks.last.get_attribute('id')}")


def test_the_tab_key_reaches_everything_with_a_visible_focus(
    open_page: Open, site: str
) -> None:
    page = open_page(f"{site}/?q=balloonists")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    seen = set()
    for _ in range(60):
        outline, name = page.evaluate(
            "[getComputedStyle(document.activeElement).outlineStyle,"
            " document.activeElement.id || document.activeElement.textContent.trim()]"
        )
        if page.evaluate("document.activeElement === document.body"):
            break
        assert outline != "none", name
        seen.add(name)
        page.keyboard.press("Tab")
    assert {"q", "date_from", "sort", "Search", "Feed", "One hit a story"} <= seen


def test_keys_can_be_switched_off_and_stay_off(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/?q=harbour")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    _has_no_failure(page)
    dialog.get_by_label("Use these keys").uncheck()
    dialog.get_by_role("button", name="Close").click()
    page.reload()
    page.keyboard.press("/")
    expect(page.get_by_label("Search the archive")).not_to_be_focused()
    page.keyboard.press("?")
    dialog.get_by_label("Use these keys").check()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_label("Search the archive")).to_be_focused()


def test_what_is_typed_is_completed(open_page: Open, site: str) -> None:
    page = open_page(site)
    field = page.get_by_label("Search the archive")
    field.press_sequentially("harb")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("harbour")
    expect(field).to_have_attribute("aria-expanded", "true")
    _has_no_failure(page)
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    page.wait_for_url("**/?q=harbour*")
    assert page.locator(".hits li").count() > 0


@pytest.mark.parametrize("width", [390, 1280])
def test_completions_stand_below_what_is_typed(
    open_page: Open, site: str, width: int
) -> None:
    page = open_page(site, viewport={"width": width, "height": 844})
    field = page.get_by_label("Search the archive")
    field.press_sequentially("harb")
    first = page.get_by_role("option").first
    expect(first).to_be_visible()
    typed, listed = field.bounding_box(), first.bounding_box()
    assert typed is not None
    assert listed is not None
    assert typed["x"] <= listed["x"]
    assert typed["y"] + typed["height"] <= listed["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_title_that_is_offered_leads_to_its_article(
    open_page: Open, site: str
) -> None:
    page = open_page(site)
    page.get_by_label("Search the archive").press_sequentially("harbour wall holds")
    option = page.get_by_role("option").filter(has_text="record November storm")
    option.click()
    page.wait_for_url("**/articles?id=harbour-2024-11-storm")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Harbour wall holds")


def test_one_hit_a_story_tells_of_the_others(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/?q=balloonists")
    count = page.locator(".hits > li").count()
    page.get_by_role("link", name="One hit a story").click()
    expect(page.locator(".hits > li")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 story")
    expect(page.locator(".story")).to_contain_text("also in 2 sources")
    page.locator(".story a").click()
    expect(page.locator(".hits > li")).to_have_count(count)


def test_print_leaves_out_what_paper_cannot_do(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/?q=harbour")
    page.emulate_media(media="print")
    for hidden in ("form.search", ".tools", "aside"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".hits").first).to_be_visible()


def test_on_paper_no_heading_of_places_is_broken(open_page: Open, site: str) -> None:
    sheet = {"width": 700, "height": 1000}
    page = open_page(f"{site}/concordance?q=sea", viewport=sheet)
    page.emulate_media(media="print")
    headings = page.locator(".places th")
    line = headings.first.evaluate(
        "each => parseFloat(getComputedStyle(each).lineHeight)"
    )
    heights = headings.evaluate_all("all => all.map(each => each.clientHeight)")
    assert len(heights) == 4
    assert max(heights) < 2 * line


def test_under_a_prefix_every_link_stays_inside(
    open_page: Open, mounted_site: str
) -> None:
    page = open_page(f"{mounted_site}/?q=harbour")
    prefix = "/news/archive/"
    for path in ("/?q=harbour", "/concordance?q=harbour", "/docs", "/docs/errors"):
        page.goto(mounted_site + path)
        hrefs = page.eval_on_selector_all(
            "a[href]", "all => all.map(each => each.getAttribute('href'))"
        )
        inside = [href for href in hrefs if href.startswith("/")]
        assert inside or path.startswith("/docs/errors")
        assert all(href.startswith(prefix) for href in inside), path
    page.goto(f"{mounted_site}/?q=harb")
    page.get_by_label("Search the archive").press("End")
    page.get_by_label("Search the archive").press_sequentially("o")
    expect(page.get_by_role("option").first).to_contain_text("harbo")
