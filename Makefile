# statusd: `make help` lists what can be made.

B ?= build
VERSION := 0.1.0
PREFIX ?= /usr/local
LISTEN ?= http://127.0.0.1:8080

CC ?= cc
CFLAGS ?= -O2 -g -flto=auto
PKGS := libmicrohttpd libcjson gnutls expat
PKG_CONFIG ?= pkg-config
WARN := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wvla
STD := -std=gnu17 -D_GNU_SOURCE -DSTATUSD_VERSION='"$(VERSION)"' -Isrc -I.
# Asked once, and not before a recipe needs it: deps on the same command line may have to install it first.
PKG_CFLAGS = $(eval PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS)))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $(shell $(PKG_CONFIG) --libs $(PKGS)))$(PKG_LIBS)
ALL_CFLAGS = $(STD) $(WARN) $(if $(CI),-Werror) $(PKG_CFLAGS) -pthread -MMD -MP $(CFLAGS)
LIBS = $(PKG_LIBS) -lwslay -ldl -pthread
# What is made is said in a word; V=1 shows the commands.
say = @mkdir -p $(@D)$(if $(V),, && echo '  $(1) $@')
run = $(if $(V),,@)

SRC := $(wildcard src/*.c src/*/*.c src/*/*/*.c)
OBJ := $(SRC:%.c=$(B)/%.o)
LIB_OBJ := $(filter-out $(B)/src/main.o,$(OBJ))
TEST_SRC := tests/check.c $(wildcard $(addsuffix /*.c,$(addprefix tests/,kit facts unit wire program)))
TEST_OBJ := $(TEST_SRC:%.c=$(B)/%.o)
FUZZ := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
BENCH := floor idle start
FUZZ_SOCKET := bystander compose crowd fuzz_socket fuzzer heads mutate plan seeds
ABUSE := abuse acts bystander crowd halfclose heads holders leaving readers trial uploads
ASAN := B=build/asan CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all'
TSAN := B=build/tsan CFLAGS='-O1 -g -fsanitize=thread'
SPACE := $() $()

# What deps installs comes before all else that is asked for on the same command line, also with -j.
BEFORE := $(filter deps,$(MAKECMDGOALS))
GOALS := $(filter-out deps,$(MAKECMDGOALS))

TARGETS := all objects run check check-tls check-browser check-debian check-front check-image asan tsan lint \
    readme format cover \
    fuzz fuzz-each fuzz-socket fuzz-socket-tsan fuzz-running failing failing-each load bench abuse install uninstall \
    clean help

.PHONY: deps $(TARGETS)
.DELETE_ON_ERROR:

all: $(B)/statusd ## build build/statusd

deps: ## install what building needs, and the goals beside it: make deps check (apt-get; as root or with sudo)
	@tests/tools/deps $(GOALS)

$(filter $(TARGETS),$(GOALS)): | $(BEFORE)

run: all ## build, and serve on http://127.0.0.1:8080 (LISTEN=… for elsewhere)
	$(B)/statusd --listen $(LISTEN)

check: $(B)/statusd $(B)/check ## build, and run the tests
	STATUSD=$(B)/statusd $(B)/check
	tests/tools/readme $(B)/statusd
	tests/tools/pasted $(B)/statusd
	$(MAKE) -s install DESTDIR= PREFIX=$(abspath $(B)/installed)
	tests/tools/completion $(B)/installed

check-tls: $(B)/statusd $(B)/check ## run the tests on the wire over TLS
	OVER=tls STATUSD=$(B)/statusd $(B)/check

check-browser: $(B)/statusd $(B)/browser/node_modules ## try the explorer in Chromium, also with axe; pictures are in build/browser/screenshots
	cp tests/browser/*.js $(B)/browser
	tests/browser/run $(B)/statusd $(B)/browser

check-debian: ## run the tests, or GOAL, in a bare Debian: SUITE=trixie (13, the default) or forky (testing); as root or with sudo
	tests/tools/debian $(or $(SUITE),trixie) '$(or $(GOAL),check)'

check-front: $(B)/statusd ## put nghttpx and HAProxy in front, as docker/ has them, and look what comes through
	tests/front/run $(B)/statusd

check-image: $(B)/check ## build the image of docker/Dockerfile with buildah, look at it and run the tests on it; as root or with sudo
	tests/docker/run $(B)/check

asan: ## run the tests with AddressSanitizer and UndefinedBehaviorSanitizer
	ASAN_OPTIONS=detect_leaks=1 CK_FORK=no $(MAKE) check $(ASAN)

tsan: ## run the tests with ThreadSanitizer
	TSAN_OPTIONS=halt_on_error=1:exitcode=66 CK_FORK=no $(MAKE) check $(TSAN)

objects: $(OBJ)

cover: ## run the tests and print the line coverage of src
	rm -rf build/cover
	$(MAKE) check B=build/cover CFLAGS='-O0 -g --coverage -fprofile-update=atomic'
	gcovr --root . --filter src/ --object-directory build/cover --print-summary --exclude-unreachable-branches

lint: ## check the floors, the format and what static analysis finds
	tests/tools/lint

readme: $(B)/statusd ## put what the program says into README and the manual page
	tests/tools/readme $(B)/statusd --write

format: ## put the sources into the project's format
	clang-format -i $(wildcard src/*.[ch] src/*/*.[ch] src/*/*/*.[ch] tests/*.[ch] tests/*/*.[ch])

fuzz: ## fuzz every parser for SECONDS (30) each; what breaks one is kept in tests/corpus (needs clang)
	$(MAKE) fuzz-each B=build/fuzz CC=clang CFLAGS='-O1 -g -fno-omit-frame-pointer \
	    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all'

fuzz-each: $(FUZZ:%=$(B)/%)
	failed=0; for target in $(FUZZ); do mkdir -p $(B)/corpus/$$target; \
	    $(B)/$$target -max_total_time=$(or $(SECONDS),30) -max_len=4096 -timeout=10 -verbosity=0 \
	        -artifact_prefix=tests/corpus/$$target/ $(B)/corpus/$$target tests/corpus/$$target || failed=1; \
	done; exit $$failed

failing: ## make calls of the system fail, each in turn, and look whether statusd copes; with AddressSanitizer too
	failed=0; $(MAKE) failing-each SHIMS='calls memory' || failed=1; \
	    $(MAKE) failing-each SHIMS=calls $(ASAN) || failed=1; exit $$failed

failing-each: $(B)/statusd $(B)/failing/run $(SHIMS:%=$(B)/failing/%.so)
	$(B)/failing/run $(B)/statusd $(subst $(SPACE),:,$(SHIMS:%=$(CURDIR)/$(B)/failing/%.so)) $(CALL) $(KIND)

fuzz-socket: ## send mutated requests, with bad manners, to a statusd with ASan and UBSan (SECONDS=60 REQUESTS=… SEED=… FIRST=…)
	ASAN_OPTIONS=detect_leaks=1 $(MAKE) fuzz-running $(ASAN)

fuzz-socket-tsan: ## the same with ThreadSanitizer, 20,000 requests (REQUESTS=…)
	TSAN_OPTIONS=halt_on_error=1:exitcode=66 $(MAKE) fuzz-running $(TSAN) REQUESTS=$(or $(REQUESTS),20000) \
	    SECONDS=$(or $(SECONDS),600)

fuzz-running: $(B)/statusd $(B)/fuzz_socket
	$(B)/fuzz_socket $(SEED:%=--seed %) $(FIRST:%=--first %) $(REQUESTS:%=--requests %) $(SECONDS:%=--seconds %) \
	    $(ROUNDS:%=--rounds %) --keep $(B)/fuzz-socket $(B)/statusd README.md

load: $(B)/statusd $(B)/bench/load ## measure how exactly 10,000 answers wait at once
	$(B)/bench/load $(B)/statusd

bench: $(B)/statusd $(BENCH:%=$(B)/bench/%) ## measure against nginx and a bare epoll loop (needs two cores)
	tests/bench/run $(B)/statusd $(BENCH:%=$(B)/bench/%)

abuse: $(B)/statusd $(B)/abuse ## do to it what attackers do, and see what becomes of it (ONLY=… for one, ROUNDS=500)
	$(B)/abuse --rounds $(or $(ROUNDS),500) $(B)/statusd $(ONLY)

install: all $(B)/completion.bash $(B)/completion.zsh ## install to PREFIX (/usr/local), with the manual page and completions
	install -D -m 755 $(B)/statusd $(DESTDIR)$(PREFIX)/bin/statusd
	install -D -m 644 static/statusd.1 $(DESTDIR)$(PREFIX)/share/man/man1/statusd.1
	install -D -m 644 $(B)/completion.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/statusd
	install -D -m 644 $(B)/completion.zsh $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_statusd

uninstall: ## remove what install installed
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/statusd share/man/man1/statusd.1 \
	    share/bash-completion/completions/statusd share/zsh/site-functions/_statusd)

clean: ## remove build
	rm -rf --one-file-system build

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' Makefile

$(B)/statusd: $(OBJ)
	$(call say,LD)
	$(run)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/completion.%: $(B)/statusd
	$(call say,SAY)
	$(run)$(B)/statusd --completion $* > $@

$(B)/check: $(TEST_OBJ) $(LIB_OBJ)
	$(call say,LD)
	$(run)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs check) $(LIBS)

$(FUZZ:%=$(B)/%): $(B)/%: $(B)/tests/fuzz/%.o $(LIB_OBJ)
	$(call say,LD)
	$(run)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIBS)

# Programs that measure are optimized, whatever statusd is built with.
KIT := tests/bench/measure.c tests/bench/subject.c src/base/arena.c src/base/clock.c src/base/text.c
TOOL = $(run)$(CC) $(STD) $(WARN) $(if $(CI),-Werror) -O2 -g -pthread -o $@ $(filter %.c,$^)

$(B)/bench/%: tests/bench/%.c $(KIT) $(KIT:.c=.h) | $(BEFORE)
	$(call say,CC)
	$(TOOL)

# Neither what makes calls fail nor what looks on is itself under a sanitizer.
$(B)/failing/run: $(filter-out %/calls.c %/memory.c %/strike.c,$(wildcard tests/failing/*.c)) $(wildcard tests/failing/*.h) | $(BEFORE)
	$(call say,CC)
	$(run)$(CC) $(STD) $(WARN) -O2 -g -o $@ $(filter %.c,$^)

$(B)/failing/%.so: tests/failing/%.c tests/failing/strike.c $(wildcard tests/failing/*.h) | $(BEFORE)
	$(call say,CC)
	$(run)$(CC) $(STD) $(WARN) -O2 -g -fPIC -shared -fvisibility=hidden -fno-builtin -o $@ $(filter %.c,$^) -ldl

$(B)/fuzz_socket: $(addprefix tests/abuse/,$(FUZZ_SOCKET:=.c)) $(KIT) src/base/buffer.c src/base/random.c $(wildcard tests/abuse/*.h) | $(BEFORE)
	$(call say,CC)
	$(TOOL) $(shell $(PKG_CONFIG) --cflags --libs libcjson)

$(B)/abuse: $(addprefix tests/abuse/,$(ABUSE:=.c)) $(KIT) src/base/buffer.c src/base/random.c $(wildcard tests/abuse/*.h) | $(BEFORE)
	$(call say,CC)
	$(TOOL)

# Installed here, so that nothing of it comes into the tree.
$(B)/browser/node_modules: tests/browser/package.json tests/browser/package-lock.json | $(BEFORE)
	mkdir -p $(@D) && cp $^ $(@D)
	npm ci --prefix $(@D) --no-audit --no-fund && touch $@

$(B)/%.o: %.c Makefile | $(BEFORE)
	$(call say,CC)
	$(run)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(B)/src/site/asset.o: $(wildcard static/*)

-include $(OBJ:.o=.d) $(TEST_OBJ:.o=.d) $(FUZZ:%=$(B)/tests/fuzz/%.d)
