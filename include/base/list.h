// SPDX-License-Identifier: GPL-2.0-or-later
// Intrusive doubly linked lists: a head is a node that points to itself when empty.
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include "base/types.h"

struct list {
    struct list *next, *prev;
};

static inline void list_init(struct list *l) {
    l->next = l->prev = l;
}
static inline bool list_empty(const struct list *l) {
    return l->next == l;
}
static inline void list_insert_between(struct list *n, struct list *prev, struct list *next) {
    n->prev = prev;
    n->next = next;
    prev->next = n;
    next->prev = n;
}
static inline void list_push_front(struct list *head, struct list *n) {
    list_insert_between(n, head, head->next);
}
static inline void list_push_back(struct list *head, struct list *n) {
    list_insert_between(n, head->prev, head);
}
// Leaves the node pointing at itself, so that removing it again does no harm.
static inline void list_del(struct list *n) {
    n->prev->next = n->next;
    n->next->prev = n->prev;
    list_init(n);
}

#define list_entry(node, type, member) container_of(node, type, member)
#define list_first(head, type, member) list_entry((head)->next, type, member)
#define list_for_each(it, head, member)                                                                              \
    for ((it) = list_entry((head)->next, __typeof__(*(it)), member); &(it)->member != (head);                        \
         (it) = list_entry((it)->member.next, __typeof__(*(it)), member))
// `it` may be removed or freed in the body; no other node may be.
#define list_for_each_safe(it, tmp, head, member)                                                                    \
    for ((it) = list_entry((head)->next, __typeof__(*(it)), member),                                                 \
        (tmp) = list_entry((it)->member.next, __typeof__(*(it)), member);                                            \
         &(it)->member != (head);                                                                                    \
         (it) = (tmp), (tmp) = list_entry((tmp)->member.next, __typeof__(*(it)), member))

#endif
