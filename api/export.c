// SPDX-License-Identifier: GPL-2.0-or-later
// Exports of runs.
#include "api/internal.h"

#include "trace/export.h"

#include <string.h>

int belljar_export_start(struct belljar *jar, enum belljar_export_format format, const char *path) {
    char why[512];
    if (format != BELLJAR_EXPORT_JSON && format != BELLJAR_EXPORT_PERFETTO)
        return jar_fail(jar, BELLJAR_E_ARGUMENT, "export: no such format");
    if (jar->exports[format])
        return jar_fail(jar, BELLJAR_E_STATE, "%s: another file of that format is being written", path);
    jar->exports[format] = export_start(jar->sandbox, format == BELLJAR_EXPORT_JSON ? EXPORT_JSON : EXPORT_PERFETTO,
                                        path, why, sizeof why);
    return jar->exports[format] ? BELLJAR_OK : jar_fail(jar, BELLJAR_E_HOST, "%s", why);
}

int belljar_export_finish(struct belljar *jar) {
    static const char *const names[] = {"JSON", "Perfetto"};
    char why[256];
    int error = BELLJAR_OK;
    for (int i = 0; i < 2; i++) {
        if (jar->exports[i] && !export_finish(jar->exports[i], why, sizeof why))
            error = jar_fail(jar, BELLJAR_E_HOST, "the %s export is not complete: %s", names[i], why);
        jar->exports[i] = NULL;
    }
    return error;
}

void jar_drop_exports(struct belljar *jar) {
    char why[256];
    for (int i = 0; i < 2; i++)
        if (jar->exports[i]) (void)export_finish(jar->exports[i], why, sizeof why);
}
