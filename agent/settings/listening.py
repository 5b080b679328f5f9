"""`[listening]`: how the ear tells voices, machines and nothing at all apart."""

import msgspec


class ListeningSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every number the ear uses that a household may want to change, with the default's reason."""

    speech_above_floor_db: float = 6.0
    """A voice must stand this far above the line's own noise; less is not understood either."""
    quietest_speech_dbov: float = -50.0
    """Quieter than this is never called speech: G.711 callers speak at -36 to -16 dBov."""
    speech_starts_after_seconds: float = 0.10
    """Voice needed before we say that somebody speaks: `oui` lasts 0.2 s, a click 0.02 s."""
    speech_ends_after_seconds: float = 0.50
    """Quiet that ends an utterance: pauses inside one are mostly shorter (ITU-T P.59, mean 0.5 s)."""
    silence_after_seconds: float = 1.6
    """Silence worth telling: people take their turn within 0.7 s and rarely wait twice that."""
