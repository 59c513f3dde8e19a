// SPDX-License-Identifier: GPL-2.0-or-later
// What a checkpoint keeps of the host's side: standard streams as plain values, and which build this is.
#include "host/internal.h"

#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int host_stream_get(const struct host *host, int stream, struct host_stream_state *out) {
    if (stream < 0 || stream > 2) return guest_error_of(GUEST_EINVAL);
    const struct stream *s = &host->stream[stream];
    *out = (struct host_stream_state){.kind = HOST_STREAM_NULL};
    switch (s->kind) {
    case STREAM_NULL:
    case STREAM_ABSENT: break;
    case STREAM_FD:
        out->kind = s->regular ? HOST_STREAM_FILE : HOST_STREAM_OTHER;
        if (s->regular) out->position = (u64)lseek(s->fd, 0, SEEK_CUR);
        break;
    case STREAM_BUFFER:
        out->kind = HOST_STREAM_BUFFER;
        out->position = s->position;
        out->data = s->data;
        out->size = s->size;
        if (stream != 0) out->data = host_stream_output(host, stream, &out->size);
        break;
    }
    return 0;
}

int host_stream_set_position(struct host *host, int stream, u64 position) {
    struct stream *s = &host->stream[stream == 0 ? 0 : stream];
    if (s->kind == STREAM_BUFFER) {
        if (position > s->size) return guest_error_of(GUEST_EINVAL);
        s->position = (size_t)position;
        return 0;
    }
    if (s->kind != STREAM_FD || !s->regular) return guest_error_of(GUEST_ESPIPE);
    return lseek(s->fd, (off_t)position, SEEK_SET) < 0 ? host_error() : 0;
}

int host_stream_resume(struct host *host, int stream, const void *data, size_t size) {
    int err = host_stream_buffer(host, stream, NULL, 0);
    if (err < 0 || stream == 0) return err;
    s64 put = size ? host_stream_write(host, stream, data, size) : 0;
    return put < 0 ? (int)put : 0;
}

// The note that the linker makes (--build-id) in whatever holds this function.
static int find_note(struct dl_phdr_info *info, size_t size, void *out) {
    (void)size;
    bool mine = false;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        const uintptr_t start = info->dlpi_addr + p->p_vaddr;
        if (p->p_type == PT_LOAD && (uintptr_t)find_note >= start && (uintptr_t)find_note - start < p->p_memsz)
            mine = true;
    }
    for (int i = 0; mine && i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type != PT_NOTE) continue;
        const u8 *at = (const u8 *)(uintptr_t)(info->dlpi_addr + p->p_vaddr), *end = at + p->p_memsz;
        while (at + sizeof(ElfW(Nhdr)) <= end) {
            ElfW(Nhdr) note;
            memcpy(&note, at, sizeof note);
            const u8 *name = at + sizeof note, *text = name + ((note.n_namesz + 3u) & ~3u);
            if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && memcmp(name, "GNU", 4) == 0 &&
                note.n_descsz <= 32) {
                for (u32 k = 0; k < note.n_descsz; k++) snprintf((char *)out + 2 * k, 3, "%02x", text[k]);
                return 1;
            }
            at = text + ((note.n_descsz + 3u) & ~3u);
        }
    }
    return mine;
}

const char *host_build_id(void) {
    static _Thread_local char id[65];
    if (!id[0]) dl_iterate_phdr(find_note, id);
    return id[0] ? id : NULL;
}
