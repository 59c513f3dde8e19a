// SPDX-License-Identifier: GPL-2.0-or-later
// For bench/ticks.c alone: a CPU that counts no ticks. Of its own file, because the engine's headers and the guest's have names in common.
#include "bench/uncounted.h"

#include "emu/engine.h"

bool cpu_count_nothing(struct cpu *cpu) {
    cpu->rehooking = true;
    const bool ok = uc_hook_del(cpu->uc, cpu->block_hook) == UC_ERR_OK;
    cpu->rehooking = false;
    cpu_forget_blocks(cpu);
    return ok;
}
