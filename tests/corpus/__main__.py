"""Writes the corpus as WAV files with a label for each: `python -m tests.corpus OUT_DIR`."""

import argparse
import json
import struct
from pathlib import Path

import numpy as np

from tests.corpus.calls import SEED, calls
from tests.corpus.conversation import Outcome, house_words, screen
from tests.corpus.judges import OurEar
from tests.corpus.line import encode_a_law


def main() -> None:
    """Read the arguments, write the files."""
    words = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    words.add_argument("out_dir", type=Path)
    words.add_argument("--calls", type=int, default=400, help="calls of each split (default 400)")
    words.add_argument("--seed", type=int, default=SEED)
    asked = words.parse_args()
    asked.out_dir.mkdir(parents=True, exist_ok=True)
    with (asked.out_dir / "labels.jsonl").open("w") as labels:
        for split in ("tune", "test"):
            for call in calls(split, asked.calls, asked.seed):
                outcome = screen(call, OurEar())
                name = f"{call.name}.wav"
                write_stereo(asked.out_dir / name, outcome)
                label = {"file": name, **call.label(), "house_spoke": outcome.house_spoke}
                labels.write(json.dumps(label, ensure_ascii=False) + "\n")
            print(f"{asked.calls} calls of the {split} split")


def write_stereo(path: Path, outcome: Outcome) -> None:
    """A-law, 8 kHz: the caller left, the house right."""
    caller = np.frombuffer(b"".join(outcome.pcm), "<i2")
    house = np.zeros(len(caller), np.int16)
    for start, end in outcome.house_spoke:
        words = np.round(house_words(end - start) * 32767).astype(np.int16)
        place = house[round(start * 8000) :][: len(words)]
        place[:] = words[: len(place)]
    body = encode_a_law(np.column_stack([caller, house]).ravel())
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + len(body),
        b"WAVE",
        b"fmt ",
        16,
        6,
        2,
        8000,
        16000,
        2,
        8,
        b"data",
        len(body),
    )
    path.write_bytes(head + body)


if __name__ == "__main__":
    main()
