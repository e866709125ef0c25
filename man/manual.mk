# The manual pages, in mdoc(7).
#
#   make install-manual   $(DESTDIR)$(MANDIR): each page, and a link to it for every other name in its NAME section

MANDIR ?= $(PREFIX)/share/man
MANUAL_PAGES := $(wildcard man/*.[1-9])

.PHONY: install-manual
install-manual:
	set -e; for page in $(MANUAL_PAGES); do \
	  section=man$${page##*.}; \
	  install -D -m 644 -t $(DESTDIR)$(MANDIR)/$$section $$page; \
	  for name in $$(sed -n '/^\.Sh NAME/,/^\.Nd/s/^\.Nm \([^ ]*\).*/\1/p' $$page); do \
	    other=$$name.$${page##*.}; [ man/$$other != $$page ] || continue; \
	    echo ".so $$section/$${page##*/}" | install -m 644 /dev/stdin $(DESTDIR)$(MANDIR)/$$section/$$other; \
	  done; \
	done
