"""Sorting in small pieces gives what sorting at once would give."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.lists.index.sort import SEQ_BITS, KeySort


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.integers(0, 300) | st.integers(0, 2**58), max_size=300),
    st.integers(1, 50),
    st.integers(1, 50),
)
def test_pieces_come_out_in_order_and_never_split_a_key(
    tmp_path: Path, keys: list[int], run_entries: int, piece_entries: int
) -> None:
    sort = KeySort(tmp_path, lambda seqs: seqs, run_entries=run_entries, piece_entries=piece_entries)
    for seq, key in enumerate(keys):
        sort.waiting.append(key << SEQ_BITS | seq)
        sort.settle()
    sorted_pairs: list[tuple[int, int]] = []
    for piece_keys, piece_seqs in sort.pieces():
        assert not {key for key, _ in sorted_pairs} & set(piece_keys)
        sorted_pairs += zip(piece_keys, piece_seqs, strict=True)
    sort.close()
    assert sorted_pairs == sorted((key, seq) for seq, key in enumerate(keys))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.integers(0, 9), max_size=200), st.integers(1, 50))
def test_repeats_are_thinned_out_within_and_across_runs(
    tmp_path: Path, keys: list[int], run_entries: int
) -> None:
    sort = KeySort(tmp_path, lambda seqs: [min(seqs)], run_entries=run_entries, piece_entries=10)
    for seq, key in enumerate(keys):
        sort.waiting.append(key << SEQ_BITS | seq)
        sort.settle()
    sorted_pairs = [pair for piece in sort.pieces() for pair in zip(*piece, strict=True)]
    sort.close()
    assert sorted_pairs == sorted((key, keys.index(key)) for key in set(keys))
