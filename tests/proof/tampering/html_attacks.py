"""Attacks on web pages: a pattern, and what takes the place of its first match."""

from __future__ import annotations

_VALUE = r'(<p class="value"><data[^>]*>)'
_CELL = r"(<tbody>\s*<tr><th[^>]*>.*?</th>)<td"


def _css(rules: str) -> tuple[str, str]:
    return r"</style>", rules.replace("\\", "\\\\") + "</style>"


HTML: dict[str, tuple[str, str]] = {
    # what is read as another number
    "mark of direction in a span of years": (r"(20\d\d)(–)(20\d\d)", "\\g<1>\u200f\\g<2>\u200f\\g<3>"),
    "raised digits": (_VALUE + r"([^<]*)(\.\d)", r"\g<1>\g<2><sup>\g<3></sup>"),
    "a raised count": (_VALUE, r"\g<1><sup>14</sup>"),
    "way back in the cover": (r"(<p class=\"subtitle\">)", r'\g<1><a role="doc-backlink" class="back" href="#contents">97</a>'),
    "number class inside a link": (r"(<a class=\"source\"[^>]*>)", r'\g<1><span class="number">97</span>'),
    "entry of the contents to another place": (r'(<nav .*?<a[^>]*href=")#[^"]*', r"\g<1>#sources"),
    "link to a foreign address": (r'(<nav class="also".*?href=")[^"]*', r"\g<1>https://example.org/"),
    "link to a file that the edition lacks": (r'(<nav class="also".*?href=")[^"]*', r"\g<1>lacking.pdf"),
    "words among the links to other files": (r'(<nav class="also"[^>]*><ul>)', r"\g<1><li>up a third</li>"),
    "source link to another source": (r'(<a class="source" href="#)source-[^"]*', r"\g<1>contents"),
    "a cell over two columns": (_CELL, r'\g<1><td colspan="2"'),
    "a cell over two rows": (_CELL, r'\g<1><td rowspan="2"'),
    "a value over two rows": (r'(<td class="align-end")', r'\g<1> rowspan="2"'),
    "escaped property": _css('data::before{c\\6fntent:"1"}'),
    "space before the colon": _css('data::before{content :"1"}'),
    "property in capitals": _css('data::before{CONTENT:"1"}'),
    "marker before figures": _css('data{display:list-item;list-style:"1" inside}'),
    "counter style": _css("@counter-style x{system:cyclic;symbols:'9'} ul{list-style-type:x}"),
    "digits backwards": _css("data{unicode-bidi:bidi-override;direction:rtl}"),
    "rows reversed": _css("tbody tr{display:flex;flex-direction:row-reverse}"),
    "columns mirrored": _css("tbody{direction:rtl}"),
    "tiles exchanged": _css(".tile:first-child .value{position:relative;left:14em}"),
    # what is hidden, struck out or added
    "hidden, space before the colon": _css(".callout{display :none}"),
    "hidden, capitals": _css(".callout{DISPLAY:NONE}"),
    "hidden, line break": _css(".callout{display:\nnone}"),
    "hidden, escape": _css(".callout{displa\\79:none}"),
    "hidden, with the link that skips": _css(".callout, .skip{display:none}"),
    "no height": _css(".callout{max-height:0;overflow:hidden}"),
    "transparent, short": _css(".callout{opacity:.0}"),
    "transparent ink": _css(".callout{color:rgba(0,0,0,0)}"),
    "white ink": _css(".callout{color:#ffffff}"),
    "moved off": _css(".callout{transform:translate(-9999px)}"),
    "put off": _css(".callout{position:absolute;top:-9999px}"),
    "scaled to nothing": _css(".callout{scale:0}"),
    "filtered": _css(".callout{filter:opacity(0)}"),
    "struck, capitals": _css("data{TEXT-DECORATION:LINE-THROUGH}"),
    "struck by a picture": _css("data{background-image:linear-gradient(red,red)}"),
    "clamped": _css("p{-webkit-line-clamp:1;overflow:hidden}"),
    "hyphen that says something": _css('p{hyphens:auto;hyphenate-character:" not "}'),
    "marker that says something": _css('li{list-style-type:"not "}'),
    "letters too small": _css(".callout{font-size:.01px}"),
    "own class that hides, a box": (r'<div class="key-figures', '<div class="skip key-figures'),
    "own class that hides, a paragraph": (r"(<section[^>]*>\s*<h2.*?</h2>\s*<p)", r'\g<1> class="skip"'),
    "folded away": (r"(<section[^>]*>.*?)(<p[ >].*?</p>)", r"\g<1><details>\g<2></details>"),
    "a stamp of words": (r"(<main>)", r'\g<1><p class="stamp">Audited and guaranteed by the State Council.</p>'),
    "words with the mark of a stamp": (r"(<section[^>]*>\s*<h2.*?</h2>)", r"\g<1><p data-stamp>Audited by the state.</p>"),
    "a foot of words": (r"(</main>)", r"\g<1><footer>Returns are guaranteed.</footer>"),
    "words before the cover": (r"(<header class=\"cover\")", r"<p>Returns are guaranteed.</p>\g<1>"),
    "words as a way back": (r"(<p class=\"subtitle\">)",
                            r'\g<1><a role="doc-backlink" class="back" href="#contents">Guaranteed.</a>'),
    "words as a number": (r"(<a class=\"source\"[^>]*>)", r'\g<1><span class="number">guaranteed</span>'),
    "figure drawn as outlines": (r"(<svg class=\"art\"[^>]*>)", r'\g<1><path d="M9 9h9v9h-9zM29 9h9l-5 9"/>'),
    "icon over a value": (_VALUE, '<svg class="icon" viewBox="0 0 9 9" width="99" height="15" aria-hidden="true">'
                                  r'<rect width="9" height="9" fill="#fff"/></svg>\g<1>'),
    "label given to a box": (r'<div class="key-figures', '<div aria-label="Guaranteed" class="key-figures'),
    "title exchanged": (r"<title>[^<]*", "<title>Targets and actuals"),
    "read in another encoding": (r'charset="utf-8"', 'charset="gbk"'),
    "name of a term": (r'data-term="[^"]*"', 'data-term="x"'),
    "fact of a date": (r"<time datetime", '<time data-fact="deposits@2025-12-31" datetime'),
}  # fmt: skip
