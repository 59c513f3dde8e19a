// SPDX-License-Identifier: GPL-2.0-or-later
// The state of a task as text, and what differs between two such states. How files are named and what is told of them is in
// explain_files.c.
#include "trace/explain_internal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

json_t *explain_text_of(const char *s, size_t n) {
    json_t *text = json_stringn(s, n);
    if (text) return text;
    struct text clean = {0};
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)s[i] < 0x80)
            text_char(&clean, s[i]);
        else
            text_puts(&clean, "\xef\xbf\xbd");
    }
    text = json_stringn(clean.data ? clean.data : "", clean.size);
    text_free(&clean);
    return text;
}

static json_t *object_of(struct state *s, const char *object) {
    json_t *o = json_object_get(s->all, object);
    if (o) return o;
    o = json_object();
    (void)json_object_set_new(s->all, object, o); // a lack of memory shows as something missing
    return json_object_get(s->all, object);
}

void state_put(struct state *s, const char *object, const char *property, const char *format, ...) {
    char text[PATH_MAX + 256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    json_t *name = explain_text_of(object, strlen(object));
    if (name)
        (void)json_object_set_new(object_of(s, json_string_value(name)), property,
                                  explain_text_of(text, strlen(text)));
    json_decref(name);
}

// --- The task, its process, its signals
static const char *sigset_text(struct state *s, sigset set, struct text *out) {
    text_clear(out);
    struct decode d = {.out = out, .opt = s->d->opt, .task = s->t};
    print_sigset(&d, set);
    text_char(out, '\0');
    return out->data ? out->data : "";
}

static void put_task(struct state *s) {
    const struct task *t = s->t;
    struct text set = {0};
    char name[32];
    snprintf(name, sizeof name, "task %d", t->tid);
    state_put(s, name, "command", "%.16s", t->comm);
    state_put(s, name, "blocked signals", "%s", sigset_text(s, t->blocked, &set));
    state_put(s, name, "pending signals", "%s", sigset_text(s, t->pending.set | t->process->pending.set, &set));
    if (t->nice) state_put(s, name, "nice", "%d", t->nice);
    if (t->altstack.ss_size)
        state_put(s, name, "alternate stack", "%#" PRIx64 ", %" PRIu64 " bytes", t->altstack.ss_sp,
                  t->altstack.ss_size);
    text_free(&set);
}

static void put_process(struct state *s) {
    const struct process *p = s->t->process;
    const struct cred *c = s->t->cred;
    char name[32], path[PATH_MAX];
    snprintf(name, sizeof name, "process %d", p->pid);
    if (s->t->fs) {
        const char *cwd = path_name(&s->t->fs->cwd, &s->t->fs->root, path, sizeof path);
        state_put(s, name, "working directory", "%s", cwd ? cwd : "?");
        state_put(s, name, "umask", "%03o", s->t->fs->umask);
    }
    state_put(s, name, "user", "%u (real), %u (effective), %u (saved)", c->uid, c->euid, c->suid);
    state_put(s, name, "group", "%u (real), %u (effective), %u (saved)", c->gid, c->egid, c->sgid);
    state_put(s, name, "process group", "%d", p->pgid);
    state_put(s, name, "session", "%d", p->sid);
    state_put(s, name, "threads", "%u", p->thread_count);
    struct text children = {0};
    const struct process *child;
    list_for_each(child, &p->children, sibling) {
        if (children.size > 200) {
            text_puts(&children, " ...");
            break;
        }
        text_printf(&children, "%s%d%s", children.size ? " " : "", child->pid, child->zombie ? " (zombie)" : "");
    }
    if (children.size) state_put(s, name, "children", "%.*s", (int)children.size, children.data);
    text_free(&children);
}

static void put_handlers(struct state *s) {
    const struct sighand *h = s->t->sighand;
    for (s32 n = 1; h && n <= NSIG; n++) {
        const struct abi_sigaction *a = &h->action[n - 1];
        const char *name = signal_name(n);
        if (!a->handler || !name) continue; // SIG_DFL
        if (a->handler == 1)
            state_put(s, "signal handlers", name, "ignored");
        else
            state_put(s, "signal handlers", name, "handler at %#" PRIx64, a->handler);
    }
}

// --- Memory
enum { VMAS_TOLD = 512 };

static void put_memory(struct state *s) {
    struct mm *mm = s->t->mm;
    if (!mm) return;
    char object[48], range[64], name[PATH_MAX];
    snprintf(object, sizeof object, "memory of process %d", s->t->process->pid);
    state_put(s, object, "program break", "%#" PRIx64, mm->brk);
    state_put(s, object, "mapped", "%" PRIu64 " pages", mm->total_vm);
    state_put(s, object, "resident", "%" PRIu64 " pages", mm_rss(mm));
    u32 told = 0;
    for (struct vma *v = mm_first(mm); v && told < VMAS_TOLD; v = vma_next(v), told++) {
        snprintf(range, sizeof range, "%#" PRIx64 "-%#" PRIx64, v->start, v->end);
        state_put(s, object, range, "%c%c%c%c %s", v->prot & PROT_READ ? 'r' : '-', v->prot & PROT_WRITE ? 'w' : '-',
                  v->prot & PROT_EXEC ? 'x' : '-', v->flags & VMA_SHARED ? 's' : 'p', vma_name(v, name, sizeof name));
    }
}

// --- All of it, and what differs
json_t *explain_state(struct decode *d, json_t *chains) {
    struct state s = {.d = d, .t = d->task, .all = json_object(), .chains = chains};
    if (!s.all) return NULL;
    put_task(&s);
    put_process(&s);
    put_handlers(&s);
    put_memory(&s);
    state_put_files(&s);
    return s.all;
}

static void add_change(json_t *list, const char *object, const char *property, json_t *before, json_t *after) {
    json_t *change = json_object();
    (void)json_object_set_new(change, "object", json_string(object));
    (void)json_object_set_new(change, "property", json_string(property));
    (void)json_object_set(change, "before", before ? before : json_null());
    (void)json_object_set(change, "after", after ? after : json_null());
    (void)json_array_append_new(list, change);
}

json_t *explain_changes(const json_t *before, const json_t *after) {
    json_t *list = json_array();
    const char *object, *property;
    json_t *then, *now, *value;
    json_object_foreach((json_t *)before, object, then) {
        now = json_object_get(after, object);
        json_object_foreach(then, property, value) {
            json_t *other = json_object_get(now, property);
            if (!other || !json_equal(value, other)) add_change(list, object, property, value, other);
        }
    }
    json_object_foreach((json_t *)after, object, now) {
        then = json_object_get(before, object);
        json_object_foreach(now, property, value) {
            if (!json_object_get(then, property)) add_change(list, object, property, NULL, value);
        }
    }
    return list;
}
