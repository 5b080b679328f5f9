"""`python -m agent` is the command `tranquille`."""

from agent.cli.main import run

if __name__ == "__main__":
    run()
