# SPDX-License-Identifier: GPL-2.0-or-later
# The short way in. Everything is CMake's; these targets only name what people want to do.
.PHONY: help setup build run test test-asan check-style tidy format bench install clean

help:
	@echo "make run      install what is missing, build, and run a short tour"
	@echo "make test     install what is missing, build, and run every test, then again under ASan and UBSan"
	@echo "make build    build/release/belljar"
	@echo "make bench    compare with native Linux and qemu-x86_64"
	@echo "make check-style | tidy | format | install | clean"

setup:
	@tools/setup

build: setup
	@cmake --preset release >/dev/null
	@cmake --build --preset release

run: build
	@samples/tour.sh build/release/belljar

test: build check-style
	@ctest --preset release
	@$(MAKE) --no-print-directory tidy
	@$(MAKE) --no-print-directory test-asan

test-asan:
	@cmake --preset asan >/dev/null
	@cmake --build --preset asan
	@ctest --preset asan

check-style:
	@tools/check-style

tidy: build
	@tools/check-style --tidy

format:
	@git ls-files '*.c' '*.h' '*.cc' | xargs clang-format -i

bench: build
	@bench/run build/release/belljar
	@bench/watch build/release/belljar
	@cmake --build --preset release --target bench_snapshot bench_ticks
	@build/release/bench/snapshot build/release/bench/snapshot_guest
	@cd build/release/bench && ./ticks guest/integer_hash 100000000 guest/sort_ints 1000000 guest/double_loop 20000000

install: build
	@cmake --install build/release

clean:
	@cmake -E rm -rf build
