"""The theme part of the reference document, so that an officer who restyles a chart finds the house's colours and fonts."""

from __future__ import annotations

from briefing.render.docx.styles import DECLARATION, A, attr, hexa
from briefing.render.theme import Theme


def theme_xml(theme: Theme) -> str:
    """``word/theme/theme1.xml``: the house's colours in the order Word offers them, its fonts, and plain fills and lines."""
    named = theme.colour.named
    colours = {
        "dk1": named["ink"],
        "lt1": named["paper"],
        "dk2": named["brand"],
        "lt2": named["ground"],
        **{f"accent{at}": colour for at, colour in enumerate(theme.colour.series[:6], 1)},
        "hlink": named["brand"],
        "folHlink": named["quiet"],
    }
    scheme = "".join(f'<a:{name}><a:srgbClr val="{hexa(colour)}"/></a:{name}>' for name, colour in colours.items())
    fonts = next(iter(theme.fonts.values()))
    faces = "".join(
        f'<a:{kind}Font><a:latin typeface={attr(latin)}/><a:ea typeface={attr(han)}/><a:cs typeface=""/></a:{kind}Font>'
        for kind, latin, han in (
            ("major", fonts.latin_head, fonts.word_head),
            ("minor", fonts.latin_text, fonts.word_text),
        )
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{DECLARATION}<a:theme xmlns:a="{A}" name="House"><a:themeElements><a:clrScheme name="House">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="House">{faces}</a:fontScheme><a:fmtScheme name="House">'
        f"<a:fillStyleLst>{fill * 3}</a:fillStyleLst>"
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst><a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}"
        "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
