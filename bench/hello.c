// SPDX-License-Identifier: GPL-2.0-or-later
// A whole process: nothing is subtracted here.
#include "programs.h"

int main(void) {
    return puts("Hello World") < 0;
}
