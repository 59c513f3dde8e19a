#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A thousand sub-shells, one after another, and fifty at once.
sum=0
for ((i = 0; i < 1000; i++)); do sum=$((sum + $(echo $((i % 7))))); done
echo $sum
for ((i = 0; i < 50; i++)); do (exit $((i % 5))) & pids[i]=$!; done
bad=0
for p in "${pids[@]}"; do wait "$p"; bad=$((bad + $?)); done
echo $bad
