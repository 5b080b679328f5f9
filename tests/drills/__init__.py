"""Long runs of what the tests try for a moment: `make drills INPUTS=10000000`."""
