# Every target sets up .venv by itself: `make demo` on a machine with Python 3.11 or 3.12 and make is enough.
PYTHON ?= $(shell for p in python3.11 python3.12 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
RUN := $(VENV)/bin/python
PEERS := sip-tester baresip-core baresip-ffmpeg kamailio kamailio-extra-modules kamailio-utils-modules \
	kamailio-sqlite-modules linphone-cli espeak-ng sox flite festival festvox-us-slt-hts \
	festvox-kallpc16k asterisk-core-sounds-fr-wav asterisk-core-sounds-en-wav asterisk-moh-opsound-wav

.PHONY: demo test check bench mutants prompts words peers clean

demo: $(VENV)/.installed
	$(RUN) -m agent demo

test: $(VENV)/.installed peers
	$(RUN) -m pytest --numprocesses 3 --dist loadfile --reruns 2

check: $(VENV)/.installed
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(MAKE) test

bench: $(VENV)/.installed-bench peers
	$(RUN) -m tests.benchmarks

# Changes one thing at a time and shows what no test notices: make mutants ROOM=treat FILE=screening.py
mutants: $(VENV)/.installed
	$(RUN) -m tests.mutants "$(ROOM)" "$(FILE)"

# Speaks every prompt anew; only needed after a text has changed.
prompts: $(VENV)/.installed
	$(RUN) -m agent.prompts.render

# Collects what the house writes, and compiles its translations; names what has none yet.
words: $(VENV)/.installed
	$(RUN) -m tests.translations

# The strangers on the line: SIP programs of other people that the tests call and are called by.
peers:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		! { command -v sipp && command -v kamailio && command -v baresip && command -v linphonec \
		&& command -v festival && command -v sox; } >/dev/null 2>&1; then \
		apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
			--no-install-recommends $(PEERS) >/dev/null; \
	fi

$(VENV)/.installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Tranquille needs Python 3.11 or 3.12: install one, or say make PYTHON=/path/to/it"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --upgrade pip
	$(RUN) -m pip install --quiet --editable . --group dev
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed
	$(RUN) -m pip install --quiet --group bench
	@touch $@

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
