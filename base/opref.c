// SPDX-License-Identifier: GPL-2.0-or-later
// The fixed point that references to constant tables are measured from (base/opref.h).
#include "base/opref.h"

const char opref_anchor[1] = {0};
