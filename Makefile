# What can be done here. Maven runs on JDK 25 or later, wherever that is on this machine.
MAVEN = JAVA_HOME=$$(.mvn/find-jdk) && export JAVA_HOME && ./mvnw -B -ntp

.PHONY: help check test test-long format accept bench demo dist clean

help:      ## Print these commands
	@sed -n 's/^\([a-z-]*:\) *## /  make \1 /p' Makefile | sed 's/: /\t/' | expand -t 20
check:     ## Build and test everything, then try what the README says; what CI runs
	@scripts/check
test:      ## Run the tests; one class with TEST=InvitesTest
	@$(MAVEN) test $(if $(TEST),-Dtest=$(TEST))
test-long: ## Run every test at full size
	@$(MAVEN) verify -Ddoorward.long=true -Djunit.jupiter.execution.timeout.default=1h
format:    ## Format the code as the build wants it
	@$(MAVEN) -q spotless:apply
accept:    ## Rewrite the golden files from what the product does now
	@$(MAVEN) test -Dtest="Wire*Test,PolicyTest" -Ddoorward.accept=true
bench:     ## Measure, against a floor taken in the same run
	@bench/run
demo:      ## Run a server with a sample organization
	@./doorward demo
dist:      ## Make what a release consists of, in target/dist; the image too with IMAGE=yes
	@scripts/dist
clean:     ## Remove everything that was built
	@$(MAVEN) -q clean
