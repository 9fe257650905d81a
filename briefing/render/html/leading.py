"""The links of a finished page to the other files of its edition, put in when the edition is put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

_LINKS = re.compile(rb'<nav class="also".*?</nav>\n', re.DOTALL)
_HEAD = b"</header>\n"


def with_links(page: bytes, label: str, links: Sequence[tuple[str, str, str]]) -> bytes:
    """Return a page with these links below its head, in place of those it had; without any, it has none. ``links``: the name
    of a file beside the page, the words, and the BCP 47 tag of its language where that is another; ``label`` is what they
    are called together by who does not see them."""
    bare = _LINKS.sub(b"", page, count=1)
    if not links:
        return bare
    before, head, after = bare.partition(_HEAD)
    items = "".join(f"<li>{_link(*link)}</li>" for link in links)
    nav = f'<nav class="also" aria-label="{escape(label)}"><ul>{items}</ul></nav>\n'
    return before + head + nav.encode() + after


def _link(file: str, words: str, tag: str) -> str:
    spoken = f' hreflang="{escape(tag)}" lang="{escape(tag)}"' if tag else ""
    return f'<a href="{escape(quote(file))}"{spoken}>{escape(words, quote=False)}</a>'
