# SPDX-License-Identifier: GPL-2.0-or-later
# One Makefile, read top to bottom: settings, rooms, programs, tests, install.

# What a packager sets.
CC         ?= cc
CFLAGS     ?= -O2 -g
PREFIX     ?= /usr
BINDIR     ?= $(PREFIX)/bin
SBINDIR    ?= $(PREFIX)/sbin
LIBEXECDIR ?= $(PREFIX)/libexec
MANDIR     ?= $(PREFIX)/share/man
DOCDIR     ?= $(PREFIX)/share/doc/gaussha
COMPDIR    ?= $(PREFIX)/share/bash-completion/completions
OCFDIR     ?= $(PREFIX)/lib/ocf/resource.d
UNITDIR    ?= $(PREFIX)/lib/systemd/system
PRESETDIR  ?= $(PREFIX)/lib/systemd/system-preset
TMPFILESD  ?= $(PREFIX)/lib/tmpfiles.d
STATEDIR   ?= /var/lib/gaussha
DESTDIR    ?=

# make V=1 shows commands; WERROR=1 (CI) refuses warnings; SAN=1 builds with
# the address and undefined-behaviour sanitizers, into a tree of its own.
BUILD    := build$(if $(SAN),-san)
Q        := $(if $(V),,@)
comma    := ,
VERSION  := $(shell cat VERSION)
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wconversion -Wswitch-enum -Wformat=2 -Wvla $(if $(WERROR),-Werror)
# A packager's level of _FORTIFY_SOURCE is left as it is.
HARDEN   := -fstack-protector-strong -fPIE \
            $(if $(findstring FORTIFY,$(CPPFLAGS) $(CFLAGS)),,-D_FORTIFY_SOURCE=2)
SANITIZE := $(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover,$(HARDEN))
# Asked when a source is compiled, not when this file is read: `make deps` may
# have to install pkg-config first.
LIBRARIES = $(shell pkg-config --cflags libqb libpq libxml-2.0)
DEFINES  := -D_GNU_SOURCE -DGAUSSHA_VERSION='"$(VERSION)"' \
            -DHAND_PROGRAM='"$(LIBEXECDIR)/gaussha/gausshad-hand"' \
            -DCOURIER_PROGRAM='"$(LIBEXECDIR)/gaussha/gausshad-courier"' \
            -DVIP_PROGRAM='"$(OCFDIR)/gaussha/vip"'
ALL_CFLAGS = -std=gnu11 $(DEFINES) -I. \
             -MMD -MP $(WARNINGS) $(CPPFLAGS) $(CFLAGS) $(SANITIZE)
ALL_LDFLAGS = $(LDFLAGS) $(if $(SAN),$(SANITIZE),-pie -Wl$(comma)-z$(comma)relro$(comma)-z$(comma)now) -Wl,--as-needed

# What is installed.  A new program is one word here, one line of each kind in
# tests/packaging/files.txt, and what its kind asks for:
#   an agent     main.c below agents/; its manual page is generated
#   a daemon     in SBINDIR; packaging/systemd/NAME.service, doc/man/NAME.8; a
#                word in the spec's list of daemons
#   a helper     in LIBEXECDIR, for a daemon to start
#   a fence agent  in SBINDIR; doc/man/NAME.8
#   a command    in BINDIR; doc/man/NAME.1, packaging/completion/NAME
AGENTS   := opengauss vip
DAEMONS  := gausshad gaussha-quorumd
HELPERS  := gausshad-hand gausshad-courier
FENCES   := fence_gaussha
COMMANDS := gaussha
# By a timer: a NAME.service and a NAME.timer, without a page of their own.
TIMERS   := gaussha-metrics
DOCS     := README.md $(addprefix doc/,failures.md deployments.md metadatabase.md troubleshooting.md coming-from.md \
            quick-start-pair.md quick-start-three.md fencing.md)
MONITOR  := $(addprefix doc/monitoring/,README.md dashboard.json gaussha.rules.yml gaussha.rules.test.yml)
FAULTS   := $(sort $(wildcard doc/faults/*.md))

all: $(addprefix $(BUILD)/,$(AGENTS) $(DAEMONS) $(HELPERS) $(FENCES) $(COMMANDS)) \
     $(AGENTS:%=$(BUILD)/man/ocf_gaussha_%.7)

## Rooms: a folder is a room, and all its sources but main.c are one archive.

ROOMS := ocf gauss cpg cpg/keeper cpg/hand cpg/courier cpg/quorum agents/opengauss agents/vip fencing cli tests/writer tests/chaos/client
archive = $(BUILD)/$(subst /,-,$(1)).a
objects = $(patsubst %.c,$(BUILD)/%.o,$(filter-out %/main.c,$(wildcard $(1)/*.c)))
define room
$(call archive,$(1)): $(call objects,$(1))
	$(Q)rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(LIBRARIES) -c $< -o $@

## Programs.

# An agent's meta-data and manual page are made from its own table when it is
# built: a monitor does not pay for libxml2.
define agent
$(BUILD)/generate-$(1): $(BUILD)/generate-$(1).o $(call archive,agents/$(1)) $(call archive,cpg) $(call archive,gauss) $(call archive,ocf)
	$(Q)$(CC) $(ALL_LDFLAGS) $$^ -o $$@ -lxml2 -lpq -lqb
$(BUILD)/generate-$(1).o: packaging/generate.c
	@mkdir -p $$(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $$(LIBRARIES) -DAGENT=$(1)_agent -c $$< -o $$@
$(BUILD)/$(1)_metadata.c: $(BUILD)/generate-$(1)
	$(Q)$$< metadata-c >$$@.new && mv $$@.new $$@
$(BUILD)/$(1)_metadata.o: $(BUILD)/$(1)_metadata.c
	$(Q)$(CC) $(ALL_CFLAGS) -c $$< -o $$@
$(BUILD)/man/ocf_gaussha_$(1).7: $(BUILD)/generate-$(1)
	@mkdir -p $$(@D)
	$(Q)$$< man >$$@.new && mv $$@.new $$@
$(BUILD)/$(1): $(BUILD)/agents/$(1)/main.o $(BUILD)/$(1)_metadata.o $(call archive,agents/$(1)) $(call archive,cpg) $(call archive,gauss) $(call archive,ocf)
	$(Q)$(CC) $(ALL_LDFLAGS) $$^ -o $$@ -lpq -lqb
endef
$(foreach a,$(AGENTS),$(eval $(call agent,$(a))))

# The client that writes, and the judge of what it wrote.
$(BUILD)/writer: $(BUILD)/tests/writer/main.o $(call archive,tests/writer)
	$(Q)$(CC) $(ALL_LDFLAGS) $^ -o $@ -lpq

# A client of the chaos test, and keepers and a quorum device that it must find out.
$(BUILD)/chaos-client: $(BUILD)/tests/chaos/client/main.o $(call archive,tests/chaos/client) $(call archive,tests/writer)
	$(Q)$(CC) $(ALL_LDFLAGS) $^ -o $@ -lpq
BROKEN := $(addprefix $(BUILD)/broken/,GRANT BARRIER NAMES)
$(BROKEN): $(BUILD)/broken/%: tests/chaos/broken.c tests/chaos/broken.flags $(BUILD)/cpg/keeper/main.o $(call archive,cpg/keeper) $(call archive,cpg) $(call archive,gauss) $(call archive,ocf)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -DLEFT_OUT=$* @tests/chaos/broken.flags $(filter-out %.flags,$^) -o $@ -lqb -lcpg -lquorum -lvotequorum -lcmap -lcorosync_common
$(BUILD)/broken/SILENCE: tests/chaos/broken_vote.c $(BUILD)/cpg/quorum/main.o $(call archive,cpg/quorum) $(call archive,cpg) $(call archive,gauss) $(call archive,ocf)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -Wl,--wrap=decide_tie_living $^ -o $@ -lqb -lvotequorum -lcmap -lcfg -lcorosync_common

# The simulator of small worlds links the keeper's own decisions and record,
# compiled with small bounds; the seams leave one rule out at a time.
SIM := $(wildcard tests/sim/*.c) gauss/lsn.c ocf/why.c \
       $(addprefix cpg/keeper/,record.c rule.c view.c promotion.c rule_change.c \
         $(addprefix decide_,build.c names.c promotion.c refusal.c view.c))
$(BUILD)/small/%.o: %.c tests/sim/bounds.flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -fno-lto @tests/sim/bounds.flags -c $< -o $@
$(BUILD)/sim: $(SIM:%.c=$(BUILD)/small/%.o)
	$(Q)$(CC) $(ALL_LDFLAGS) -fno-lto @tests/sim/seams.flags $^ -o $@

# What the same parts cost with 32 nodes: build/scale, a table.
SCALE := tests/bench/scale.c cpg/wire.c gauss/lsn.c gauss/role.c gauss/db_state.c \
         gauss/detail.c ocf/why.c ocf/moment.c \
         $(addprefix cpg/keeper/,board.c history.c message_code.c record.c record_code.c \
           report.c rule.c view.c $(addprefix decide_,promotion.c reach.c refusal.c score.c view.c))
$(BUILD)/scale: $(SCALE)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -DRECORD_NODES_MAX=32 -DRULE_MEMBERS_MAX=31 $(SCALE) -o $@

# make scale-plot: measured anew, and drawn.
scale-plot: $(BUILD)/scale
	$(Q)$(BUILD)/scale | tests/bench/plot >doc/scale.svg

# The same for the quorum device's votes.
VOTESIM := $(wildcard tests/votesim/*.c) $(wildcard cpg/quorum/decide_*.c) ocf/moment.c
$(BUILD)/votes/%.o: %.c tests/votesim/bounds.flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -fno-lto @tests/votesim/bounds.flags -c $< -o $@
$(BUILD)/votesim: $(VOTESIM:%.c=$(BUILD)/votes/%.o) tests/votesim/seams.flags
	$(Q)$(CC) $(ALL_LDFLAGS) -fno-lto @tests/votesim/seams.flags $(filter %.o,$^) -o $@

# The keeper, and the program by which it touches a database: libpq and what it
# drags in are in that one only.
$(BUILD)/gausshad: $(BUILD)/cpg/keeper/main.o $(call archive,cpg/keeper) $(call archive,cpg) $(call archive,gauss) $(call archive,ocf)
	$(Q)$(CC) $(ALL_LDFLAGS) $^ -o $@ -lqb -lcpg -lquorum -lvotequorum -lcmap -lcorosync_common
$(BUILD)/gausshad-hand: $(BUILD)/cpg/hand/main.o $(call archive,cpg/hand) $(call archive,gauss) $(call archive,ocf)
	$(Q)$(CC) $(ALL_LDFLAGS) $^ -o $@ -lpq -lqb

# The program by which the keeper tells the metadatabase.
$(BUILD)/gausshad-courier: $(BUILD)/cpg/courier/main.o $(call archive,cpg/courier) $(call archive,gauss) $(call archive,ocf)
	$(Q)$(CC) $(ALL_LDFLAGS) $^ -o $@ -lpq -lqb

$(BUILD)/fence_gaussha: $(BUILD)/fencing/main.o $(call archive,fencing) $(call archive,cpg) $(call archive,ocf)
	$(Q)$(CC) $(ALL_LDFLAGS) $^ -o $@ -lqb

$(BUILD)/gaussha: $(BUILD)/cli/main.o $(call archive,cli) $(call archive,cpg/quorum) $(call archive,cpg) $(call archive,gauss) $(call archive,ocf)
	$(Q)$(CC) $(ALL_LDFLAGS) $^ -o $@ -lxml2 -lqb

# Stands in for the keeper where an agent is tried without corosync.
$(BUILD)/keeper_double: $(BUILD)/tests/agent/keeper_double.o $(call archive,cpg/keeper) $(call archive,cpg) $(call archive,gauss) $(call archive,ocf)
	$(Q)$(CC) $(ALL_LDFLAGS) $^ -o $@ -lpq -lqb

# The quorum device.
$(BUILD)/gaussha-quorumd: $(BUILD)/cpg/quorum/main.o $(call archive,cpg/quorum) $(call archive,cpg) $(call archive,gauss) $(call archive,ocf)
	$(Q)$(CC) $(ALL_LDFLAGS) $^ -o $@ -lqb -lvotequorum -lcmap -lcfg -lcorosync_common

# The database of the tests, an openGauss face over PostgreSQL.
$(BUILD)/double/installed: $(shell find tests/double -type f ! -name '*.md' ! -path '*/captures/*' ! -name 'test_*' 2>/dev/null)
	$(Q)tests/double/install $(BUILD)/double
	$(Q)touch $@
double: $(BUILD)/double/installed

# The lab's nodes have what the Debian package has: what it lacks is missed
# there.  Its unit tests are run elsewhere.
$(BUILD)/root/installed: FORCE
	$(Q)packaging/make-deb nocheck
	$(Q)tests/lab/unpack $(BUILD)
lab: $(BUILD)/root/installed $(BUILD)/double/installed $(BUILD)/writer $(BUILD)/chaos-client
	$(Q)tests/lab/build

## Tests, what fails fast first.

UNIT   := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
SUITES  = $(foreach r,$(ROOMS),$(call archive,$(r)))
$(UNIT): $(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(SUITES)
	$(Q)$(CC) $(ALL_LDFLAGS) $< -Wl,--start-group $(SUITES) -Wl,--end-group -o $@ -lxml2 -lpq -lqb -lcpg -lquorum -lvotequorum -lcmap -lcfg -lcorosync_common

unit: $(UNIT)

# What a package runs when it is built; who is not root may not write to /run.
TESTS := $(if $(filter 0,$(shell id -u)),$(UNIT),$(filter-out %/test_gs_ctl,$(UNIT)))
test: unit
	$(Q)tests/run $(TESTS)

check: deps
	$(Q)$(MAKE) --no-print-directory -j2 all unit double lab $(BUILD)/sim $(BUILD)/keeper_double $(BUILD)/votesim WERROR=1
	$(Q)$(MAKE) --no-print-directory -j2 all unit SAN=1 WERROR=1
	$(Q)tests/run tests/lint/lint $(UNIT) $(UNIT:$(BUILD)/%=build-san/%) $(CHECKS)

# What takes long, or is still being built: `make more` runs them.
MORE   := $(addprefix tests/cluster/test_,cascade.py daemons.py fence.py heal.py import.py lease.py lite.py \
            metadatabase.py multihost.py nine.py quorum.py quorum_pair.py removal.py watchdog.py \
            zones.py) \
          tests/pages/test_quick_start.py
CHECKS := $(sort $(wildcard tests/writer/test_*.py tests/demo/test_*.py)) \
          tests/chaos/test_checker.py tests/chaos/test_report.py \
          '$(BUILD)/sim --seed 1 --seconds 2' '$(BUILD)/votesim --seed 1 --seconds 2' \
          $(sort $(wildcard tests/agent/test_*.py)) \
          'env VIP=build-san/vip tests/agent/test_vip.py' \
          tests/double/test_captures.py tests/double/test_behaviour.py \
          $(sort $(wildcard tests/packaging/test_*.py)) \
          $(sort $(wildcard tests/lab/test_*.py)) \
          $(filter-out $(MORE),$(sort $(wildcard tests/pages/test_*.py))) \
          $(filter-out $(MORE),$(sort $(wildcard tests/cluster/test_*.py))) \
          tests/chaos/test_chaos.py

more: deps
	$(Q)$(MAKE) --no-print-directory -j2 all lab double
	$(Q)tests/run $(MORE)

demo: deps
	$(Q)$(MAKE) --no-print-directory -j2 lab
	$(Q)tests/demo/demo

# make chaos [DURATION=seconds] [SEED=n] [NODES=3..5]: faults at random, the
# clients' histories judged; make chaos-broken: products that it must find out.
DURATION ?= 300
SEED     ?= 1
chaos: deps
	$(Q)$(MAKE) --no-print-directory -j2 lab
	$(Q)tests/chaos/chaos $(DURATION) $(SEED) $(NODES)
chaos-broken: deps
	$(Q)$(MAKE) --no-print-directory -j2 lab $(BROKEN) $(BUILD)/broken/SILENCE
	$(Q)tests/chaos/broken_test

# make bench [ONLY=name] [RUNS=n]
bench: deps
	$(Q)$(MAKE) --no-print-directory -j2 lab
	$(Q)ONLY="$(ONLY)" RUNS="$(RUNS)" tests/bench/bench

# make heal [ONLY=words]: what heals in minutes; tests/heal/README.md.
heal: deps
	$(Q)$(MAKE) --no-print-directory -j2 lab
	$(Q)tests/heal/heal $(ONLY)

lint:
	$(Q)$(MAKE) --no-print-directory -j2 all unit
	$(Q)tests/lint/lint

format:
	$(Q)clang-format -i $$(git ls-files '*.[ch]')

# make fuzz [FOR=seconds]: every parser of foreign bytes, one after the other.
FOR  ?= 30
FUZZ := $(patsubst tests/fuzz/%.c,build-fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_FLAGS := -g -O1 -std=gnu11 $(DEFINES) -I. \
              -fsanitize=fuzzer-no-link,address,undefined
FUZZED := $(patsubst %.c,build-fuzz/%.o,$(filter-out %/main.c,$(wildcard ocf/*.c gauss/*.c cpg/*.c cpg/keeper/*.c cpg/hand/*.c cpg/courier/*.c cpg/quorum/*.c agents/vip/*.c fencing/*.c cli/*.c)))
build-fuzz/%.o: %.c
	@mkdir -p $(@D)
	$(Q)clang $(FUZZ_FLAGS) $(LIBRARIES) -c $< -o $@
build-fuzz/all.a: $(FUZZED)
	$(Q)rm -f $@ && ar rcs $@ $^
build-fuzz/fuzz_%: tests/fuzz/fuzz_%.c build-fuzz/all.a
	$(Q)clang $(FUZZ_FLAGS) -fsanitize=fuzzer $(LIBRARIES) $^ -o $@ \
	    -lxml2 -lpq -lqb -lcpg -lquorum -lvotequorum -lcmap -lcfg -lcorosync_common
fuzz: deps $(FUZZ)
	$(Q)tests/fuzz/run $(FOR) $(FUZZ)

deps:
	$(Q)packaging/deps

## Install, and packages: build/rpm, build/deb.

# $(call put,mode,files,directory); nothing of an empty list.
put = $(if $(strip $(2)),$(Q)install -d $(DESTDIR)$(3) && \
      install -p -m $(1) $(2) $(DESTDIR)$(3))
page = $(foreach name,$(2),doc/man/$(name).$(1))
install: all
	$(call put,755,$(AGENTS:%=$(BUILD)/%),$(OCFDIR)/gaussha)
	$(call put,755,$(addprefix $(BUILD)/,$(DAEMONS) $(FENCES)),$(SBINDIR))
	$(call put,755,$(HELPERS:%=$(BUILD)/%),$(LIBEXECDIR)/gaussha)
	$(call put,755,$(COMMANDS:%=$(BUILD)/%),$(BINDIR))
	$(call put,644,$(COMMANDS:%=packaging/completion/%),$(COMPDIR))
	$(call put,644,$(call page,1,$(COMMANDS)),$(MANDIR)/man1)
	$(call put,644,$(AGENTS:%=$(BUILD)/man/ocf_gaussha_%.7) $(call page,7,gaussha),$(MANDIR)/man7)
	$(call put,644,$(call page,8,$(DAEMONS) $(FENCES)),$(MANDIR)/man8)
	$(call put,644,$(DAEMONS:%=packaging/systemd/%.service),$(UNITDIR))
	$(call put,644,$(TIMERS:%=packaging/systemd/%.service) $(TIMERS:%=packaging/systemd/%.timer),$(UNITDIR))
	$(Q)sed -i 's|@SBINDIR@|$(SBINDIR)|;s|@BINDIR@|$(BINDIR)|' $(patsubst %,$(DESTDIR)$(UNITDIR)/%.service,$(DAEMONS) $(TIMERS))
	$(call put,644,packaging/systemd/90-gaussha.preset,$(PRESETDIR))
	$(call put,644,packaging/systemd/gaussha.conf,$(TMPFILESD))
	$(call put,644,$(DOCS),$(DOCDIR))
	$(call put,644,$(FAULTS),$(DOCDIR)/faults)
	$(call put,644,$(MONITOR),$(DOCDIR)/monitoring)
	$(Q)install -d -m 700 $(DESTDIR)$(STATEDIR)

rpm:
	$(Q)packaging/make-rpm
deb:
	$(Q)packaging/make-deb

clean:
	rm -rf build build-san build-fuzz

.PHONY: all double lab unit test check more demo bench scale-plot heal chaos chaos-broken lint format fuzz deps install rpm deb clean FORCE
.SECONDARY:
-include $(shell find build build-san -name '*.d' -type f ! -path '*/root/*' ! -path '*/deb/*' ! -path '*/rpm/*' 2>/dev/null)
