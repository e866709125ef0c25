# zirq's front door.
#
#   make demo      build, run the daemon with simulated devices, see packets arrive and be acknowledged
#   make test      every test, the hardware lab included; ends with "N passed, N failed"
#   make test-system  the packages, installed and used on a Debian with systemd, in QEMU
#   make conformance  docs/conformance.md, from a run of the tests that hold the calls against Zircon's rules
#   make model     random sequences of calls, by the million, on the objects and on a naive model of them, and through
#                  the C library; STEPS=, LIBRARY_STEPS=, SEED=
#   make fuzz      random bytes, guided by what they reach, as a client's frames, as control requests and as configuration
#                  files; FUZZ_SECONDS=60, for all of them together
#   make bench     the figures of the README's performance table, measured now
#   make install   PREFIX=/usr/local DESTDIR=; make uninstall, with the same, takes it away again
#   make deb       packages for Debian, in build/deb
#   make tsan      the tests but for the lab, under the thread sanitizer
#   make format    lay the sources out; make lint checks that they are
#   make swift-docs  the documentation of the Swift client, a DocC archive
#
# Each target installs what it is missing, with apt.

PREFIX ?= /usr/local
# Where the system looks below PREFIX; a distribution may say something else.
SYSTEMDDIR ?= $(PREFIX)/lib/systemd
UDEVDIR ?= $(PREFIX)/lib/udev
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
SWIFT ?= swift
VENV := build/venv
RELEASE := build/release
PROGRAMS := zirqd zirqctl zirq-bench

# Runnable on a machine with no Swift: the runtime is inside, and no path of the builder's is.
RELEASE_FLAGS := -c release --scratch-path .build-release --static-swift-stdlib --disable-local-rpath \
	-Xlinker -z -Xlinker relro -Xlinker -z -Xlinker now

FUZZERS := frames requests configuration

.PHONY: all demo test test-system conformance model fuzz bench install uninstall deb tsan format lint clean
.PHONY: build-packages test-packages package-packages release lab

all: release library

include Sources/CZircon/library.mk
include Sources/Zirq/package.mk
include man/manual.mk

build-packages:
	@tools/apt-need build-essential pkg-config libudev-dev libsystemd-dev libinih-dev

test-packages: build-packages package-packages
	@tools/apt-need python3-venv systemd valgrind umockdev gir1.2-umockdev-1.0 python3-gi lintian shellcheck \
	  man-db mandoc zsh fish

package-packages: build-packages
	@tools/apt-need debhelper

release: build-packages
	set -e; for program in $(PROGRAMS); do $(SWIFT) build $(RELEASE_FLAGS) --product $$program; done
	@mkdir -p $(RELEASE)
	cd .build-release/release && install -m 755 $(PROGRAMS) $(CURDIR)/$(RELEASE)/

demo: release
	@Examples/demo $(RELEASE)

# Its python is a link to the system's, whose age says nothing.
$(VENV)/ready: Tests/requirements.txt | test-packages
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

test: test-packages $(VENV)/ready release library
	@Tests/run

test-system: test-packages deb library
	Tests/SystemLab/run

# To see a failure again, with the seed and the steps that it told: make model SEED= STEPS=
model: build-packages
	$(SWIFT) build $(RELEASE_FLAGS) --product zirq-model
	.build-release/release/zirq-model objects $(or $(STEPS),5000000) $(or $(SEED),1)
	.build-release/release/zirq-model library $(or $(LIBRARY_STEPS),500000) $(or $(SEED),1)

fuzz: build-packages
	@Tests/Fuzz/run $(or $(FUZZ_SECONDS),60) $(FUZZERS)

bench: release
	@tools/apt-need strace
	@$(RELEASE)/zirq-bench --zirqd $(RELEASE)/zirqd

# As in `make test`, the rules of all targets are on the page.
conformance: test-packages
	@mkdir -p build/log
	status=0; SWIFT_BACKTRACE=enable=no $(SWIFT) test --filter 'ConformanceTests|ZirconObjectsTests' \
	  --event-stream-output-path build/log/swift-test.jsonl --event-stream-version 6.3 || status=$$?; \
	  tools/conformance-page build/log/swift-test.jsonl docs/conformance.md && exit $$status

# The thousands of lines of a failed run are in the log; what failed is said last.
tsan: test-packages $(VENV)/ready library
	@mkdir -p build/log
	TSAN_OPTIONS="halt_on_error=1 second_deadlock_stack=1 suppressions=$(CURDIR)/Tests/thread-sanitizer.supp" \
	  SWIFT_BACKTRACE=enable=no timeout 1200 $(SWIFT) test --sanitize=thread --scratch-path .build-tsan \
	  -Xswiftc -DTHREAD_SANITIZER > build/log/tsan.log 2>&1 || \
	  { tail -n 20 build/log/tsan.log; grep -E 'error:|recorded an issue|Sanitizer|^. Test .* failed after' \
	    build/log/tsan.log | tail -n 40; exit 1; }
	@tail -n 1 build/log/tsan.log

lab: release library
	Tests/HardwareLab/run

# Copies what `make` has built, so that root needs no Swift.
$(addprefix $(RELEASE)/,$(PROGRAMS)):
	$(MAKE) release

install: $(addprefix $(RELEASE)/,$(PROGRAMS)) install-library install-swift install-manual
	install -D -m 755 -s $(RELEASE)/zirqctl $(DESTDIR)$(PREFIX)/bin/zirqctl
	install -D -m 755 -s $(RELEASE)/zirqd $(DESTDIR)$(PREFIX)/sbin/zirqd
	set -e; for unit in $(notdir $(wildcard systemd/*.service systemd/*.socket systemd/*.timer)); do \
	  sed 's|@SBINDIR@|$(PREFIX)/sbin|; s|@BINDIR@|$(PREFIX)/bin|' systemd/$$unit \
	    | install -D -m 644 /dev/stdin $(DESTDIR)$(SYSTEMDDIR)/system/$$unit; \
	done
	install -D -m 644 systemd/zirq.preset $(DESTDIR)$(SYSTEMDDIR)/system-preset/80-zirq.preset
	install -D -m 644 systemd/zirq.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/zirq.conf
	set -e; for name in $(basename $(notdir $(wildcard systemd/*.tmpfiles))); do \
	  install -D -m 644 systemd/$$name.tmpfiles $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/$$name.conf; \
	done
	install -D -m 644 -t $(DESTDIR)$(UDEVDIR)/rules.d udev-rules/70-zirq.rules
	install -D -m 644 docs/zirqd.conf $(DESTDIR)$(PREFIX)/share/doc/zirq/zirqd.conf.example
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/zirq systemd/vfio-only.conf \
	  systemd/z-interrupt-affinity.conf docs/journal-and-metrics.md docs/grafana-dashboard.json docs/zircon.md \
	  docs/conformance.md docs/zirqctl-list.schema.json
	set -e; for program in zirqd zirqctl; do \
	  completion() { \
	    $(RELEASE)/$$program --generate-completion-script $$1 | sed '1{/^#!/d}' \
	      | install -D -m 644 /dev/stdin $(DESTDIR)$$2; \
	  }; \
	  completion bash $(PREFIX)/share/bash-completion/completions/$$program; \
	  completion zsh $(ZSHDIR)/_$$program; \
	  completion fish $(PREFIX)/share/fish/vendor_completions.d/$$program.fish; \
	done
	[ -n "$(DESTDIR)" ] || ldconfig

# What install puts there is what install puts into an empty directory, so there is no second list. The configuration
# and the system's own directories stay.
uninstall:
	set -e; all=$$(mktemp -d); trap 'rm -rf "$$all"' EXIT; \
	$(MAKE) --silent install DESTDIR="$$all"; \
	cd "$$all"; \
	find . ! -type d -print0 | (cd "$(abspath $(DESTDIR))/" && xargs -0 rm -f); \
	find . -depth -type d \( -name zirq -o -path '*/zirq/*' \) | while read -r folder; do \
	  folder="$(abspath $(DESTDIR))/$$folder"; [ ! -d "$$folder" ] || rmdir --ignore-fail-on-non-empty "$$folder"; \
	done
	[ -n "$(DESTDIR)" ] || ldconfig

# The packages zirq, libzirq0 and libzirq-dev for Debian, in build/deb. Built in a copy of debian/, which stays clean.
DEB_TREE = build/deb/zirq-$(LIBZIRQ_VERSION)
deb: package-packages release library
	rm -rf build/deb
	mkdir -p $(DEB_TREE)
	cp -r debian $(DEB_TREE)
	cd $(DEB_TREE) && ZIRQ=$(CURDIR) dpkg-buildpackage --build=binary --no-sign
	@ls build/deb/*.deb

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

clean:
	rm -rf build .build .build-release .build-tsan .build-fuzz
