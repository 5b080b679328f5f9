"""How fast a telephone line samples sound: G.711 knows one rate, and everything here counts in it."""

SAMPLE_RATE_HZ = 8000
