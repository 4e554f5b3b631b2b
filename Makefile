# Every target sets up first; set-up takes a moment when nothing changed.
PYTHON3 ?= $(shell for name in python3 /usr/bin/python3 python; do \
	if $$name -c '' 2>/dev/null; then echo $$name; break; fi; done)
BIN = .venv/bin
export OPENBLAS_NUM_THREADS = 1

# Folder of the benchmarks that `make quality` measures on; see tests/quality.
DATA ?= ../shared/bench

.PHONY: setup spark demo test crashes check quality bench soak exports format lock clean

setup:
	@$(or $(PYTHON3),$(error no python3 found: install Python 3.12 or 3.13)) .setup.py

# Apache Spark, for `kg build --engine spark` and its tests: 460 MB, so no part of the set-up.
spark: setup
	$(BIN)/python -m pip install --quiet --no-build-isolation --require-hashes -r .spark.lock

demo: setup
	$(BIN)/kg build kg/samples --out out/demo --store out/demo/store
	$(BIN)/kg show out/demo/store

test: setup
	$(BIN)/pytest

# Kills work on a store at fifty moments by chance; `make test` does so ten times.
crashes: setup
	KG_KILLS=50 $(BIN)/pytest tests/store/test_crashes.py

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

quality: setup
	$(BIN)/python -m tests.quality all --data $(DATA) --floors

# Ratios of times beside their targets, all of them (an hour); OPTIONS="--rows queries" takes one group of rows,
# OPTIONS="--articles news.jsonl --limit 200" your articles.
bench: setup
	$(BIN)/python -m tests.bench $(if $(findstring --rows,$(OPTIONS)),,--all) $(OPTIONS)

# A hundred clients at once on a server for a minute; fails on an error or when memory grows.
soak: setup
	$(BIN)/python tests/serve/soak.py --seconds 60 $(OPTIONS)

# What is committed so that one can see it without running anything: the sample article's files, the README's output.
exports: setup
	$(BIN)/kg build kg/samples/interview.txt --out exports
	$(BIN)/python -m tests.readme
	@command -v chromium >/dev/null || { echo 'no chromium here: exports/graph.png stays as it was'; exit 0; }; \
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1280,800 \
		--virtual-time-budget=8000 --screenshot=exports/graph.png file://$(CURDIR)/exports/graph.html 2>/dev/null

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Keeps the versions that are locked; `make lock UPGRADE=--upgrade` takes newer ones.
lock: setup
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.12 $(UPGRADE) \
		pyproject.toml --group dev -o requirements.lock
	printf '%s\n' 'pyspark>=4,<5' 'pandas>=2.2,<3' | $(BIN)/uv pip compile --quiet --universal --generate-hashes \
		--no-header --no-annotate --python-version 3.12 $(UPGRADE) -c requirements.lock -o .spark.lock -
	@! grep -n '://' requirements.lock .spark.lock || (echo 'a lock names a registry: see CONTRIBUTING.md'; exit 1)

clean:
	rm -rf out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
