# `make` alone prints the commands. Each is one line; what is longer lives in scripts/.

JAVA_HOME := $(shell sh .mvn/find-jdk)
export JAVA_HOME
MVN := ./mvnw -B

.DEFAULT_GOAL := help
.PHONY: help demo check test test-long format accept bench clean

help: ## print the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | column -t -s '|'

demo: ## a server on a throw-away data folder, with a sample organization
	@./doorward demo

check: ## everything that CI checks: format, warnings, tests, the README's commands
	@scripts/check

test: ## every test but the long ones
	@$(MVN) -q test

test-long: ## every test, at the sizes that the promises name
	@$(MVN) verify -DexcludedGroups= -Dsurefire.arguments=-Ddoorward.long=true

format: ## lay the code out as the formatter wants it
	@$(MVN) -q spotless:apply

accept: ## rewrite the golden files from what the product does now; read the diff before you commit it
	@$(MVN) -q test -Dtest='WireTest,PolicyTest' -Dsurefire.arguments=-Ddoorward.accept=true

bench: ## measure, beside a floor in the same run
	@bench/run

clean: ## remove what was built
	@rm -rf target
