"""What the articles of an agreement say."""

from __future__ import annotations

from dataclasses import dataclass

from ..documents.fields import column, text


@dataclass(frozen=True)
class ClauseText:
    """The text of an article, as it stands in the agreement."""

    article: str = column(text)
    text: str = column(text)
