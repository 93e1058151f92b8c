# SPDX-License-Identifier: GPL-2.0-only
#
# The modules, for the kernel that runs or that of KDIR. Kbuild says what is built; all else is
# ./run's.

KDIR ?= /lib/modules/$(shell uname -r)/build
KBUILD = $(MAKE) -C $(KDIR) M=$(CURDIR)
FOLDERS = $(wildcard gen9 pgpu device mediator softgpu display virtio model kernel)
MADE = *.o *.ko *.mod *.mod.c .*.cmd .*.d
VERSION = $(shell cat VERSION)
DKMS_SOURCE = $(DESTDIR)/usr/src/facet-$(VERSION)

.PHONY: modules modules_install dkms-source clean help headers

modules: headers
	+$(KBUILD) modules

modules_install: headers
	+$(KBUILD) modules_install

headers:
	@test -e $(KDIR)/Makefile || { \
		echo "facet: no kernel headers in $(KDIR): install them (Debian:" \
			"apt install linux-headers-$$(uname -r))," \
			"or say where they are: make KDIR=/usr/src/linux-headers-..." >&2; \
		exit 1; }

# The sources of the modules where DKMS looks for them, without what a build has left here, and the
# unit that loads the modules at boot.
dkms-source:
	mkdir -p $(DKMS_SOURCE)
	tar -c $(addprefix --exclude=,$(MADE)) Kbuild VERSION LICENSE $(FOLDERS) | \
		tar -x -C $(DKMS_SOURCE)
	install -D -m 644 -t $(DESTDIR)/usr/lib/systemd/system \
		tools/host/systemd/facet-modules.service
	sed 's/@VERSION@/$(VERSION)/' dkms.conf.in >$(DKMS_SOURCE)/dkms.conf

# Not Kbuild's own clean, which takes objects out of all folders: the lab's chroots in out/ would
# lose theirs.
clean:
	find $(FOLDERS) -type f \( -false $(foreach name,$(MADE),-o -name '$(name)') \) -delete
	rm -f $(MADE) .module-common.o modules.order Module.symvers

help:
	@echo 'make                  facet.ko and facet_softgpu.ko, for the kernel that runs'
	@echo 'make modules_install  install them below /lib/modules, as root'
	@echo 'make dkms-source      install the sources in /usr/src for DKMS, as root; then:'
	@echo '                      dkms install facet/$(VERSION); systemctl enable facet-modules'
	@echo 'make clean            remove what was built here; out/ stays'
	@echo 'make KDIR=DIR ...     the same for the kernel whose headers are in DIR'
	@echo './run --help          programs, tests, demos, packages'
