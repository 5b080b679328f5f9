"""`make words`: bring the translations up to date with the code and compile them."""

import sys

from tests.translations.collecting import bring_up_to_date, po_files


def main() -> int:
    """Exit code 1 names what still has no translation."""
    missing = [f"{path.parts[-3]}: {text}" for path in po_files() for text in bring_up_to_date(path)]
    print("\n".join(missing) or "every sentence has its translation")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
