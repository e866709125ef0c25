# The Swift client as a package for other people's packages, over the installed library.
#
#   make install-swift    $(DESTDIR)$(PREFIX)/share/zirq/swift: Package.swift, the sources of the module Zirq, and the
#                         module CZircon of the installed headers
#
# Theirs says .package(path: "$(PREFIX)/share/zirq/swift") and builds with PKG_CONFIG_PATH alone.

DATADIR ?= $(PREFIX)/share
SWIFT_PACKAGE := $(DATADIR)/zirq/swift
SWIFT_PACKAGE_SOURCES := $(wildcard Sources/Zirq/*.swift)
SWIFT_PACKAGE_ARTICLES := $(wildcard Sources/Zirq/Zirq.docc/*.md)

.PHONY: install-swift

# In a build of this package the module's headers lie beside their module map; installed, they lie where pkg-config says,
# so that the module is one header which includes them.
install-swift:
	rm -rf $(DESTDIR)$(SWIFT_PACKAGE)/Sources
	install -d $(DESTDIR)$(SWIFT_PACKAGE)/Sources/CZircon $(DESTDIR)$(SWIFT_PACKAGE)/Sources/Zirq/Zirq.docc
	sed 's|@VERSION@|$(LIBZIRQ_VERSION)|' Sources/Zirq/Package.swift.in \
	  | install -m 644 /dev/stdin $(DESTDIR)$(SWIFT_PACKAGE)/Package.swift
	install -m 644 $(SWIFT_PACKAGE_SOURCES) $(DESTDIR)$(SWIFT_PACKAGE)/Sources/Zirq
	install -m 644 $(SWIFT_PACKAGE_ARTICLES) $(DESTDIR)$(SWIFT_PACKAGE)/Sources/Zirq/Zirq.docc
	sed -n 's|^ *header "\(.*\)"|#include <\1>|p' Sources/CZircon/include/module.modulemap \
	  | install -m 644 /dev/stdin $(DESTDIR)$(SWIFT_PACKAGE)/Sources/CZircon/CZircon.h
	printf 'module CZircon {\n  header "CZircon.h"\n  link "zirq"\n  export *\n}\n' \
	  | install -m 644 /dev/stdin $(DESTDIR)$(SWIFT_PACKAGE)/Sources/CZircon/module.modulemap

SCRATCH ?= .build

# The documentation as a DocC archive, build/Zirq.doccarchive; a warning is an error.
.PHONY: swift-docs
swift-docs:
	$(SWIFT) build --scratch-path $(SCRATCH) --target Zirq
	rm -rf build/symbols build/Zirq.doccarchive
	mkdir -p build/symbols
	$(SWIFT) symbolgraph-extract -module-name Zirq -minimum-access-level public -output-dir build/symbols \
	  -target $$($(SWIFT) -print-target-info | sed -n 's/^ *"triple": "\(.*\)",/\1/p' | head -n 1) \
	  -I $(SCRATCH)/debug/Modules -Xcc -ISources/CZircon/include
	docc convert Sources/Zirq/Zirq.docc --additional-symbol-graph-dir build/symbols --fallback-display-name Zirq \
	  --fallback-bundle-identifier io.zirq.Zirq --warnings-as-errors --output-path build/Zirq.doccarchive
