"""Only a failed check is a reason; no check at all is how most calls arrive."""

import pytest

from agent.decide.rules.failed_attestation import FailedAttestation
from tests.decide.some_facts import a_caller, facts


@pytest.mark.parametrize(
    ("attestation", "is_found"), [("failed", True), ("passed", False), ("none", False), ("", False)]
)
def test_failed_attestation(attestation: str, is_found: bool) -> None:
    finding = FailedAttestation().look_at(facts(a_caller(attestation=attestation)))
    assert (finding is not None) is is_found
