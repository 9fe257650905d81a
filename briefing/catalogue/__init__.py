"""Translation catalogues: what is to be translated, what has been, and whether a translation is sound.

The source language of templates and content is Chinese; every other language lives in ``i18n/<tag>/<domain>.po``.
A domain is one pack's template, ``house`` (shared templates and furniture) or ``content`` (labels, names, notes).
"""

#: The language in which templates and content are written.
SOURCE_TAG = "zh"

#: The catalogue domains shared by all packs.
HOUSE, CONTENT = "house", "content"

#: The context of furniture messages.
FURNITURE = "furniture"
