"""“What would happen if this number called?”, asked with the lists as they are on the disk now."""

from datetime import UTC, datetime

from agent.service.judging.explain import Explainer, Explanation
from agent.service.lists.index import index_for_calls
from agent.settings.settings import Settings

__all__ = ["Explanation", "explain", "open_explainer"]


def open_explainer(settings: Settings) -> Explainer:
    """Whoever answers many such questions; nothing is written.  Raises UserError for settings that cannot work."""
    return Explainer(settings, index_for_calls(settings, datetime.now(UTC).date(), leave_no_trace=True))


def explain(
    settings: Settings,
    number: str = "",
    *,
    at: datetime,
    name: str = "",
    withheld: bool = False,
    line: str | None = None,
) -> Explanation:
    """One question; see `Explainer.explain`."""
    explainer = open_explainer(settings)
    try:
        return explainer.explain(number, at=at, name=name, withheld=withheld, line=line)
    finally:
        explainer.close()
