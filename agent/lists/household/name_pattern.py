"""Names compared the way people mean them: capitals, accents and extra spaces make no difference."""

import unicodedata


def folded(name: str) -> str:
    """`  Énergie  PLUS ` as `energie plus`: what is compared, never what is shown."""
    # Compatibility forms first: some networks send full-width or ligature letters.
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    bare = (c for c in unicodedata.normalize("NFKD", decomposed) if not unicodedata.combining(c))
    return " ".join("".join(c for c in bare if unicodedata.category(c) not in ("Cf", "Cs")).split())


def name_matches(pattern: str, name: str) -> bool:
    """True when the whole of `name` fits; `*` stands for any text and `?` for any one character.

    Both come from `folded`.  The time grows with the product of both lengths at worst, whatever
    a stranger puts into a name.
    """
    at_pattern = at_name = 0
    # Where the last `*` stands, and how much of the name it has swallowed so far.
    star, swallowed_to = -1, 0
    while at_name < len(name):
        wanted = pattern[at_pattern : at_pattern + 1]
        if wanted == "*":
            star, swallowed_to = at_pattern, at_name
            at_pattern += 1
        elif wanted and wanted in ("?", name[at_name]):
            at_pattern += 1
            at_name += 1
        elif star >= 0:
            swallowed_to += 1
            at_pattern, at_name = star + 1, swallowed_to
        else:
            return False
    return not pattern[at_pattern:].strip("*")
