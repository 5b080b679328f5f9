"""What other programs may rely on in the database: three views that keep their columns when our tables change.

The handbook (`data.md`) names every column; a test holds the two together.  Times are ISO 8601 in UTC,
everything else is plain text and numbers.  To change a view: change it here and the handbook, and add a step
without statements to `migrations.py`, with its reason; every step makes the views anew.
"""

VIEWS = {
    "calls_view": """
        SELECT
            received_at,
            ended_at,
            round((julianday(ended_at) - julianday(received_at)) * 86400, 1) AS lasted_seconds,
            line,
            caller_key AS number,
            display_name AS name,
            withheld,
            region,
            carrier,
            attestation,
            treatment,
            rule,
            CASE not_judged_because WHEN '' THEN because ELSE not_judged_because END AS because,
            done,
            heard,
            ended_by,
            message_version,
            seconds_played,
            call_id
        FROM calls
    """,
    "callers_view": """
        SELECT
            caller_key AS number,
            ifnull((
                SELECT display_name FROM calls AS named
                WHERE named.caller_key = calls.caller_key AND display_name <> ''
                ORDER BY received_at DESC LIMIT 1
            ), '') AS name,
            (
                SELECT region FROM calls AS latest
                WHERE latest.caller_key = calls.caller_key ORDER BY received_at DESC LIMIT 1
            ) AS region,
            count(*) AS calls,
            min(received_at) AS first_call_at,
            max(received_at) AS last_call_at,
            sum(treatment = 'let-ring') AS let_ring,
            sum(treatment = 'announce') AS announced,
            sum(treatment = 'screen') AS screened,
            sum(treatment = 'reject') AS rejected,
            sum(treatment = 'take-message') AS message_taken
        FROM calls WHERE caller_key <> '' GROUP BY caller_key
    """,
    # A list is known here by the calls it decided; what it holds stands in files of its own.
    "lists_view": """
        SELECT
            json_extract(pair.value, '$[1]') AS list,
            count(DISTINCT calls.id) AS calls,
            count(DISTINCT nullif(caller_key, '')) AS callers,
            min(received_at) AS first_call_at,
            max(received_at) AS last_call_at
        FROM calls, json_each(CASE WHEN json_valid(evidence) THEN evidence ELSE '[]' END) AS pair
        WHERE json_extract(pair.value, '$[0]') = 'list' GROUP BY 1
    """,
}
"""By name, what each selects."""

MAKE_VIEWS = tuple(
    statement
    for name, selected in VIEWS.items()
    for statement in (f"DROP VIEW IF EXISTS {name}", f"CREATE VIEW {name} AS {selected}")
)
"""Statements that bring the views of any file to what stands above; tables are not touched."""
