# `make` or `make help` shows what there is. Every target builds what it needs first.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help omgeving demo demo-leeg test test-snel test-chaos lint format lock vendor

help: ## toon deze lijst
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r doel uitleg; do printf '%-18s %s\n' "$$doel" "$$uitleg"; done

omgeving: ## maak .venv/ klaar (alle Python-pakketten, ook die voor de tests)
	@scripts/omgeving.sh alles

demo: ## start de demo op http://127.0.0.1:8000 (andere poort: make demo PORT=8001)
	@scripts/demo.sh

demo-leeg: ## gooi de gegevens van de demo weg en start opnieuw
	@scripts/demo.sh --leeg

test: ## draai alle tests en controles (SQLite, PostgreSQL + Redis, browser)
	@scripts/test.sh alles

test-snel: ## draai de snelle tests en controles (SQLite)
	@scripts/test.sh snel

test-chaos: ## draai de lange proeven: 300 keer kill -9, 2.000 geschiedenissen, mutanten van de regels (een uur of meer)
	@scripts/test.sh chaos

lint: ## controleer stijl, sjablonen, importregels en typen
	@scripts/test.sh lint

format: ## maak de code netjes op
	@scripts/omgeving.sh alles
	@.venv/bin/python -m ruff check --fix-only --quiet .
	@.venv/bin/python -m ruff format .

lock: ## leg de versies opnieuw vast na een wijziging in pyproject.toml
	@scripts/vastleggen.sh

vendor: ## zet de bestanden van anderen (css, js, letters) opnieuw in static/vendor/
	@cd assets && npm ci --ignore-scripts && ../.venv/bin/python vendor.py
