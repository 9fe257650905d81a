"""The paper of the house as section properties, and the name of its reference document."""

from __future__ import annotations

from briefing.render.docx.markup import attr, twips
from briefing.render.house import House

FILE = "reference.docx"


def page_setup(house: House, inner: str = "", kind: str = "", title_page: bool = False) -> str:
    """The section properties of the house: paper and margins; ``inner`` holds references to headers and footers."""
    margin = house.page.margin
    return (
        f"<w:sectPr>{inner}{f'<w:type w:val={attr(kind)}/>' if kind else ''}"
        f'<w:pgSz w:w="{twips(house.page.size[0])}" w:h="{twips(house.page.size[1])}"/><w:pgMar w:top="{twips(margin["top"])}" '
        f'w:right="{twips(margin["outer"])}" w:bottom="{twips(margin["bottom"])}" w:left="{twips(margin["inner"])}" '
        f'w:header="{twips(margin["top"]) // 2}" w:footer="{twips(margin["bottom"]) // 2}" w:gutter="0"/>'
        f"{'<w:titlePg/>' if title_page else ''}</w:sectPr>"
    )
