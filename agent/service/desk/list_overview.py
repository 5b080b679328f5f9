"""All lists of the house in one table: where each comes from, how old it is, and what good or harm it did."""

from dataclasses import replace
from datetime import datetime

from agent.call.list_entry import Match
from agent.lists.household.household_lists import HouseholdLists
from agent.service.desk.what_if import explain
from agent.service.lists.index import plans_of
from agent.service.lists.list_rows import ListKind as ListKind
from agent.service.lists.list_rows import ListOverview as ListOverview
from agent.service.lists.list_rows import list_rows
from agent.service.lists.mistakes import hits_and_wrong
from agent.service.lists.sources import check_names
from agent.settings.settings import Settings


def list_overview(settings: Settings) -> list[ListOverview]:
    """Every list: the household's, the shipped ones, the shared ones.  Raises UserError."""
    check_names(settings)
    plan = plans_of(settings)[0]
    lists = HouseholdLists(settings.allow_path, settings.deny_path, plan)
    lists.load()
    hits, wrong = hits_and_wrong(settings, lists)
    return [
        replace(row, hits=hits.get(row.name, 0), wrong=wrong.get(row.name, 0))
        for row in list_rows(settings, lists)
    ]


def who_knows(settings: Settings, typed: str, now: datetime) -> tuple[str, tuple[Match, ...]]:
    """The number as it is understood, and every entry of every list that knows it.  Raises UserError."""
    told = explain(settings, typed, at=now)
    caller = told.caller
    return caller.number_e164 or caller.short_number or caller.internal, told.facts.matches
