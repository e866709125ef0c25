# libzirq: the client library in plain C, which needs libc only.
#
#   make library          build/lib: libzirq.so with its SONAME's links, libzirq.a, zirq.pc
#   make install-library  the same and the headers, C and C++, under $(DESTDIR)$(PREFIX)
#
# The top level's Makefile includes this file; `make -f Sources/CZircon/library.mk` from there works too. SwiftPM
# compiles the same sources as the target CZircon.

CC ?= cc
AR ?= ar
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include

# The SONAME's number goes up when a symbol or a structure that programs were built against changes or goes.
LIBZIRQ_SOVERSION := 0
LIBZIRQ_VERSION := $(shell sed -n 's/^.define ZIRQ_VERSION "\(.*\)"/\1/p' Sources/CZircon/include/zirq/zirq.h)

LIBZIRQ_SO := build/lib/libzirq.so.$(LIBZIRQ_VERSION)
LIBZIRQ_SONAME := libzirq.so.$(LIBZIRQ_SOVERSION)
LIBZIRQ_OBJECTS := $(patsubst Sources/CZircon/%.c,build/libzirq/%.o,$(wildcard Sources/CZircon/*.c))
LIBZIRQ_HEADERS := $(patsubst Sources/CZircon/include/%,%,$(shell find Sources/CZircon/include -name '*.h'))

LIBZIRQ_CFLAGS := -std=gnu11 -Wall -Wextra -Werror -D_GNU_SOURCE -fPIC -fvisibility=hidden -pthread \
	-ISources/CZircon/include -ISources/CWire/include
# nodelete: each thread calls back into the library when it ends, which may be after a dlclose().
LIBZIRQ_LDFLAGS := -shared -pthread -Wl,-soname,$(LIBZIRQ_SONAME) -Wl,--version-script,Sources/CZircon/libzirq.map \
	-Wl,-z,defs,-z,relro,-z,now,-z,nodelete

.PHONY: library install-library

library: $(LIBZIRQ_SO) build/lib/libzirq.a build/lib/zirq.pc

build/libzirq/%.o: Sources/CZircon/%.c Sources/CZircon/library.mk
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LIBZIRQ_CFLAGS) -MMD -MP -c -o $@ $<

$(LIBZIRQ_SO): $(LIBZIRQ_OBJECTS) Sources/CZircon/libzirq.map
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) $(LIBZIRQ_LDFLAGS) -o $@ $(LIBZIRQ_OBJECTS)
	ln -sf $(@F) $(@D)/$(LIBZIRQ_SONAME)
	ln -sf $(LIBZIRQ_SONAME) $(@D)/libzirq.so

build/lib/libzirq.a: $(LIBZIRQ_OBJECTS)
	@mkdir -p $(@D)
	rm -f $@
	$(AR) rcs $@ $(LIBZIRQ_OBJECTS)

# Always made again: the paths are this call's.
.PHONY: build/lib/zirq.pc
build/lib/zirq.pc: Sources/CZircon/zirq.pc.in
	@mkdir -p $(@D)
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' \
	  -e 's|@VERSION@|$(LIBZIRQ_VERSION)|' $< > $@

install-library: library
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig
	install -m 755 $(LIBZIRQ_SO) $(DESTDIR)$(LIBDIR)
	ln -sf $(notdir $(LIBZIRQ_SO)) $(DESTDIR)$(LIBDIR)/$(LIBZIRQ_SONAME)
	ln -sf $(LIBZIRQ_SONAME) $(DESTDIR)$(LIBDIR)/libzirq.so
	install -m 644 build/lib/libzirq.a $(DESTDIR)$(LIBDIR)
	install -m 644 build/lib/zirq.pc $(DESTDIR)$(LIBDIR)/pkgconfig
	for header in $(LIBZIRQ_HEADERS); do \
	  install -D -m 644 Sources/CZircon/include/$$header $(DESTDIR)$(INCLUDEDIR)/zirq/$$header || exit 1; \
	done

-include $(LIBZIRQ_OBJECTS:.o=.d)
