// SPDX-License-Identifier: GPL-2.0-or-later
// What epoll.c and epoll_nesting.c share.
#ifndef VFS_EPOLL_INTERNAL_H
#define VFS_EPOLL_INTERNAL_H

#include "base/tree.h"
#include "vfs/epoll.h"

struct epoll_item {
    RB_ENTRY(epoll_item) node; // in ep->items, by file and descriptor
    struct epoll *ep;
    struct file *file; // not held
    s32 fd;
    struct abi_epoll_event event;
    struct list ready;     // in ep->ready while it may have something
    struct list file_link; // in file->epoll_items
    struct list watches;   // struct epoll_watch
};
RB_HEAD(epoll_tree, epoll_item);

struct epoll {
    struct file *file;
    struct epoll_tree items;
    u32 count;
    struct list ready;
    struct waitq wait; // of those in epoll_wait, and of those that poll the epoll itself
    // For one walk of epoll_nesting.c.
    bool visited;
    int depth;
    struct epoll *visited_next;
};

struct epoll_item *epoll_first_item(struct epoll *ep);
struct epoll_item *epoll_next_item(struct epoll_item *item);

// May `ep` watch `target`? -ELOOP: it would come round to itself, or epolls would be nested too deep.
int epoll_check_loop(struct epoll *ep, struct epoll *target);
// With a new item on `target`: could one event there wake too many? -EINVAL.
int epoll_check_paths(struct file *target);

#endif
