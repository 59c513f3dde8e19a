// SPDX-License-Identifier: GPL-2.0-or-later
// Epolls that watch epolls: no loops, at most a few levels, and a bound on how many wake-ups one event can cause (Linux:
// fs/eventpoll.c, ep_loop_check and reverse_path_check; epoll_ctl(2), ELOOP and EINVAL).
#include "vfs/epoll_internal.h"

#include "abi/errno.h"

#define NESTS_MAX 4

// Every epoll is looked at once in a walk: otherwise a lattice of them would take exponential time.
struct nest_walk {
    struct epoll *visited;
    const struct epoll *forbidden; // coming to it means a loop
};

static void walk_visit(struct nest_walk *w, struct epoll *ep) {
    ep->visited = true;
    ep->visited_next = w->visited;
    w->visited = ep;
}

static void walk_end(struct nest_walk *w) {
    struct epoll *next;
    for (struct epoll *ep = w->visited; ep; ep = next) {
        next = ep->visited_next;
        ep->visited = false;
        ep->visited_next = NULL;
    }
}

// Levels of epolls below `ep`; more than NESTS_MAX: too many, or a loop.
static int depth_below(struct nest_walk *w, struct epoll *ep, int level) {
    if (ep == w->forbidden || level > NESTS_MAX) return NESTS_MAX + 1;
    if (ep->visited) return ep->depth;
    walk_visit(w, ep);
    int depth = 0;
    for (struct epoll_item *item = epoll_first_item(ep); item; item = epoll_next_item(item)) {
        if (!file_is_epoll(item->file)) continue;
        int below = depth_below(w, item->file->private, level + 1) + 1;
        if (below > depth) depth = below;
        if (depth > NESTS_MAX) break;
    }
    ep->depth = depth;
    return depth;
}

static int depth_above(struct nest_walk *w, struct epoll *ep, int level) {
    if (level > NESTS_MAX) return NESTS_MAX + 1;
    if (ep->visited) return ep->depth;
    walk_visit(w, ep);
    int depth = 0;
    const struct epoll_item *item;
    list_for_each(item, &ep->file->epoll_items, file_link) {
        int above = depth_above(w, item->ep, level + 1) + 1;
        if (above > depth) depth = above;
        if (depth > NESTS_MAX) break;
    }
    ep->depth = depth;
    return depth;
}

int epoll_check_loop(struct epoll *ep, struct epoll *target) {
    struct nest_walk down = {.forbidden = ep}, up = {.forbidden = NULL};
    int below = depth_below(&down, target, 0);
    walk_end(&down);
    if (below > NESTS_MAX) return -ELOOP;
    int above = depth_above(&up, ep, 0);
    walk_end(&up);
    return below + 1 + above > NESTS_MAX ? -ELOOP : 0;
}

// How many ways of each length an event may take from a file up to an epoll that nobody watches. The direct ones are free.
static const u32 paths_max[NESTS_MAX + 1] = {UINT32_MAX, 500, 100, 50, 10};

static int count_paths(const struct list *items, u32 level, u32 *count) {
    const struct epoll_item *item;
    if (level > NESTS_MAX) return -EINVAL;
    list_for_each(item, items, file_link) {
        const struct list *above = &item->ep->file->epoll_items;
        if (list_empty(above)) {
            if (++count[level] > paths_max[level]) return -EINVAL;
            continue;
        }
        int err = count_paths(above, level + 1, count);
        if (err) return err;
    }
    return 0;
}

static int check_paths_of(struct file *f) {
    u32 count[NESTS_MAX + 1] = {0};
    return count_paths(&f->epoll_items, 0, count);
}

// The files that `ep` watches, however indirectly.
static int check_paths_below(struct nest_walk *w, struct epoll *ep) {
    if (ep->visited) return 0;
    walk_visit(w, ep);
    for (struct epoll_item *item = epoll_first_item(ep); item; item = epoll_next_item(item)) {
        int err = file_is_epoll(item->file) ? check_paths_below(w, item->file->private) : check_paths_of(item->file);
        if (err) return err;
    }
    return 0;
}

int epoll_check_paths(struct file *target) {
    if (!file_is_epoll(target)) return check_paths_of(target);
    struct nest_walk w = {.visited = NULL};
    int err = check_paths_below(&w, target->private);
    walk_end(&w);
    return err;
}
