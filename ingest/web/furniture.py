"""What on a web page is not its text: menus, banners, breadcrumbs, feedback boxes, links to other pages, hidden words.

A part that holds most of the page's words is never furniture, whatever it is called: whole council pages stand inside
a <form>, and GOV.UK puts its text inside <div id="contents">.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

_MAIN = ("main", "[role=main]", "article", "#main-content", "#maincontent", "#content", "#main")
_NEVER = "script, style, noscript, template, svg, iframe, object, canvas, audio, video, nav, input, select, textarea"
_STRUCK = "del, s, strike, [role=deletion]"
_UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|text-decoration(?:-line)?\s*:[^;]{0,100}line-through",
    re.IGNORECASE,
)
_OUTSIDE = "header, footer, aside, [role=banner], [role=contentinfo], [role=complementary]"
_HIDDEN = "[aria-hidden=true], [hidden], dialog"
_BACK_LINKS = "a[role=doc-backlink], .reversefootnote, .footnote-back, .footnote-backref, a[rev=footnote]"
_MAYBE = "form, button, footer, [role=navigation], [role=search], [role=alert], [role=dialog], [role=contentinfo]"
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:cookies?|breadcrumbs?|skip[\s_-]?(?:link|to)s?|related[\s_-](?:links?|pages?|content|items?|nav\w*)|"
    r"share[\s_-]?(?:links?|buttons?|this|page|bar)|social[\s_-]?(?:media|links?|share)|addthis|gem-c-feedback|page[\s_-]feedback|feedback[\s_-]form|page[\s_-]useful|was[\s_-]this|"
    r"print[\s_-](?:link|page|button|this)|contents[\s_-]list__title|back[\s_-]to[\s_-]top|top[\s_-]link|"
    r"devolved[\s_-]nations|global[\s_-]banner|organisation[\s_-]logos|pagination|pager|side[\s_-]?bar|side[\s_-]?nav|"
    r"site[\s_-](?:header|footer|nav)|main[\s_-]?menu|navbar|"
    r"caption-xl|meta-data--display-print|site[\s_-]search|search[\s_-](?:form|box)|a-z[\s_-]list|"
    r"newsletter|subscribe|chat[\s_-]?bot|live[\s_-]?chat|alert[\s_-]banner)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NAMED_HIDDEN = re.compile(
    r"(?:^|[\s_-])(?:visually[\s_-]hidden|sr[\s_-]only|screen[\s_-]reader\w*)(?:$|[\s_-])", re.IGNORECASE
)
_NAMED_ID = re.compile(
    r"(?:global-)?cookie[s_-]*(?:banner|message|consent|notice|policy)?|breadcrumbs?|skip-?links?|side-?bar|"
    r"site-(?:header|footer|nav|search)|related-(?:links|content|pages)|page-feedback|feedback-form|back-to-top|"
    r"share-(?:links|buttons|this)|pagination|toolbar|global-banner",
    re.IGNORECASE,
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_SILENT = frozenset(["script", "style", "noscript", "template"])
_SMALL = "a, p, div, li, span, h2, h3"
_LONGEST_SMALL = 100
_LONGEST_NAME = 1_000
_SMALL_WORDS = re.compile(
    r"(?:print (?:this|page)(?: this)?(?: page)?|skip to (?:main )?content|back to (?:the )?top|share this page|"
    r"is this page useful\??|was this page helpful\??|hide this message|contents list|listen|menu|search|close)\W*",
    re.IGNORECASE,
)


class Lengths:
    """How many letters each part of a page shows, white space, scripts and styles apart; counted once, in one walk."""

    def __init__(self, root: LexborNode) -> None:
        self._of: dict[int, int] = {}
        waiting: list[tuple[LexborNode, bool]] = [(root, False)]
        while waiting:
            node, is_counted = waiting.pop()
            below = list(node.iter(include_text=True))
            if node.tag == "-text":
                self._of[node.mem_id] = len("".join((node.text_content or "").split()))
            elif node.tag in _SILENT:
                self._of[node.mem_id] = 0
            elif is_counted:
                self._of[node.mem_id] = sum(self._of[child.mem_id] for child in below)
            else:
                waiting.append((node, True))
                waiting.extend((child, False) for child in below)

    def of(self, node: LexborNode) -> int:
        """The letters in a part as they were when the page was counted."""
        return self._of.get(node.mem_id, 0)


def main_part(tree: LexborHTMLParser) -> LexborNode | None:
    """The part of a page that holds its text: the one marked as main, else the whole body without the site's frame.

    None where the page has no body.
    """
    body = tree.body
    if body is None:
        return None
    lengths = Lengths(body)
    for selector in _MAIN:
        found = [node for node in tree.css(selector) if lengths.of(node) > 0]
        if found:
            return max(found, key=lengths.of)
    take_out(body, _OUTSIDE, lambda node: 2 * lengths.of(node) <= lengths.of(body))
    return body


def strip_furniture(part: LexborNode) -> None:
    """Takes out of `part` everything that a reader of its text does not see, or would skip."""
    take_out(part, f"{_NEVER}, {_BACK_LINKS}", lambda node: True)
    strip_unseen(part)
    lengths = Lengths(part)

    def is_most(node: LexborNode) -> bool:
        return 2 * lengths.of(node) > lengths.of(part)

    take_out(part, _MAYBE, lambda node: not is_most(node) and not _is_heading_button(node))
    take_out(part, "[class], [id]", lambda node: _is_named_furniture(node) and not is_most(node))
    take_out(part, _SMALL, lambda node: lengths.of(node) <= _LONGEST_SMALL and _is_small_words(node))


def strip_unseen(part: LexborNode) -> None:
    """Takes out of `part` what its page hides, and what it shows struck out: words that no longer stand."""
    take_out(part, _STRUCK, lambda node: True)
    take_out(part, _HIDDEN, lambda node: (node.attributes.get("hidden") or "") != "until-found")
    take_out(part, "[style]", lambda node: _UNSEEN_STYLE.search(node.attributes.get("style") or "") is not None)


def is_contents_list(node: LexborNode) -> bool:
    """Whether a list has three items or more and every one is nothing but a link to a place on its own page."""
    items = [child for child in node.iter() if child.tag == "li"]
    return len(items) > 2 and all(_is_inner_link(item) for item in items)


def _is_named_furniture(node: LexborNode) -> bool:
    """Whether a class or an id says so, an id only as a whole; of a heading only that it is not shown."""
    name = (node.attributes.get("class") or "")[:_LONGEST_NAME]
    if _NAMED_HIDDEN.search(name) is not None or node.tag in _HEADINGS:
        return _NAMED_HIDDEN.search(name) is not None
    return (
        _NAMED.search(name) is not None
        or _NAMED_ID.fullmatch((node.attributes.get("id") or "")[:_LONGEST_NAME]) is not None
    )


def _is_small_words(node: LexborNode) -> bool:
    return _SMALL_WORDS.fullmatch(_folded(node)) is not None


def _is_heading_button(node: LexborNode) -> bool:
    parent = node.parent
    return node.tag == "button" and parent is not None and parent.tag in _HEADINGS


def take_out(part: LexborNode, selector: str, is_unwanted: Callable[[LexborNode], bool]) -> None:
    """Takes out what the selector finds below `part`, where it is unwanted.

    A node inside one that has been taken out is freed memory, so that the ids of all such are kept and passed over.
    """
    gone = {part.mem_id}
    for node in part.css(selector):
        if node.mem_id not in gone and is_unwanted(node):
            gone.update(inner.mem_id for inner in node.traverse(include_text=True))
            node.decompose()


def _folded(node: LexborNode) -> str:
    return " ".join(node.text().split())


def _is_inner_link(item: LexborNode) -> bool:
    link = item.css_first("a[href*='#']")
    if link is None:
        return False
    links = item.css("a")
    inner = all("#" in (link.attributes.get("href") or "") for link in links)
    return inner and _folded(item) == " ".join(_folded(link) for link in links)
