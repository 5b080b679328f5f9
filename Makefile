# Every target sets up .venv by itself: `make demo` on a machine with Python 3.11 or 3.12 and make is enough.
PYTHON ?= $(shell for p in python3.11 python3.12 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null && echo $$p && break; done)
# `make check LATEST=1` (or any other target) tries the newest versions instead of the locked ones, in a
# folder of its own.
VENV := $(if $(LATEST),.venv-latest,.venv)
RUN := $(VENV)/bin/python
TESTS = $(RUN) -m pytest --numprocesses 3 --dist loadfile
NEEDS_PYTHON = test -n "$(PYTHON)" || \
	{ echo "Tranquille needs Python 3.11 or 3.12: install one, or say make PYTHON=/path/to/it"; exit 2; }
PEERS := sip-tester baresip-core baresip-ffmpeg kamailio kamailio-extra-modules kamailio-utils-modules \
	kamailio-sqlite-modules linphone-cli espeak-ng sox flite festival festvox-us-slt-hts \
	festvox-kallpc16k asterisk-core-sounds-fr-wav asterisk-core-sounds-en-wav asterisk-moh-opsound-wav

.PHONY: demo test check bench drills mutants lock newest prompts words peers clean

demo: $(VENV)/.installed
	$(RUN) -m agent demo

test: $(VENV)/.installed peers
	$(TESTS)

check: $(VENV)/.installed peers
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(TESTS)

bench: $(VENV)/.installed peers
	$(RUN) -m tests.benchmarks

# Numbers and files as the world writes them, by the million: make drills INPUTS=10000000 (an hour on two cores).
INPUTS ?= 1000000
drills: $(VENV)/.installed
	$(RUN) -m tests.drills $(INPUTS)

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

# Renews requirements.lock: the newest of everything, with the hashes of every file of each.  uv, because it writes
# one file for all Pythons and machines at once (pip-tools writes one for the Python it runs under).
lock:
	@$(NEEDS_PYTHON)
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet uv
	.venv-lock/bin/uv --no-config pip compile --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-annotate \
		--custom-compile-command "make lock" --group dev --group bench --group build \
		--output-file requirements.lock pyproject.toml
	rm -rf .venv-lock

# All groups at once: those of demo and bench differ by 8 MB.
$(VENV)/.installed: pyproject.toml $(if $(LATEST),newest,requirements.lock)
	@$(NEEDS_PYTHON)
	$(PYTHON) -m venv $(VENV)
ifdef LATEST
	$(RUN) -m pip install --quiet --upgrade pip
	$(RUN) -m pip install --quiet --upgrade --upgrade-strategy eager --group dev --group bench --editable .
else
	$(RUN) -m pip install --quiet --require-hashes --requirement requirements.lock
	$(RUN) -m pip install --quiet --no-deps --no-build-isolation --editable .
endif
	@touch $@

clean:
	rm -rf .venv .venv-latest .venv-lock build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
