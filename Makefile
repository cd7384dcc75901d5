# The few commands of this house; the work is in scripts/.
PREFIX ?= /usr/local
BUILD = swift build --explicit-target-dependency-import-check error

.PHONY: help demo test bench fuzz lint install dist clean

help:
	@echo 'make demo     see the main job done on a simulated AWS; needs no account'
	@echo 'make test     everything: unit tests, moto as AWS, the rules with their cases'
	@echo '                  ROOM=Planning: that room alone; ONLY=Guardrail: those of its tests'
	@echo 'make bench    how fast it is, beside boto3 and Cloud Custodian; BENCH="scan start" runs those parts alone'
	@echo '                  BENCH=traces TRACES=FILE replays real machines: what would be stopped, what work came after'
	@echo 'make fuzz     a million bad inputs for every reader of bytes from outside; COUNT=1000 for fewer'
	@echo 'make lint     formatting, and the checks of this house'
	@echo 'make install  a release build into PREFIX (PREFIX=$(PREFIX)), with man page, completions and units'
	@echo 'make dist     every artifact of a release, in dist/out; then dist/check checks them'
	@echo 'make clean    remove what was built, and the Python environment of the tests'

demo:
	@scripts/setup
	$(BUILD) --product costguard
	.build/debug/costguard demo

test:
	@scripts/setup $(if $(ROOM),,--tests)
	@scripts/test $(ROOM) $(ONLY)

bench:
	@scripts/setup --bench
	@scripts/bench $(BENCH)

fuzz:
	@scripts/setup
	swift build -c release --product Fuzz
	.build/release/Fuzz --count $(or $(COUNT),1000000)

lint:
	swift format lint --strict --parallel --recursive Sources Tests Package.swift
	@scripts/house

install:
	@scripts/setup
	swift build -c release --static-swift-stdlib --product costguard
	strip -o .build/costguard .build/release/costguard
	dist/place .build/costguard '$(DESTDIR)$(PREFIX)' '$(PREFIX)/bin'

dist:
	@dist/all

clean:
	rm -rf .build .venv .venv-bench dist/out
