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
// The loops walk nodes and form a pointer to the owner only of those that have one: the head is no member of anything.
#define LIST_NAME_(a, line) a##line
#define LIST_NAME(a, line) LIST_NAME_(a, line)
#define list_for_each_named(pos, it, head, member)                                                                   \
    for (struct list *pos = (head)->next;                                                                            \
         pos != (head) && ((it) = list_entry(pos, __typeof__(*(it)), member), true); pos = pos->next)
#define list_for_each(it, head, member) list_for_each_named(LIST_NAME(list_pos_, __LINE__), it, head, member)
// `it` may be removed or freed in the body; no other node may be. `tmp` is a pointer of the same type, for the loop's use.
#define list_for_each_safe_named(pos, following, it, tmp, head, member)                                              \
    for (struct list *pos = (head)->next, *following = pos->next;                                                    \
         pos != (head) && ((it) = list_entry(pos, __typeof__(*(it)), member), (tmp) = (it), (void)(tmp), true);      \
         pos = following, following = pos->next)
#define list_for_each_safe(it, tmp, head, member)                                                                    \
    list_for_each_safe_named(LIST_NAME(list_pos_, __LINE__), LIST_NAME(list_following_, __LINE__), it, tmp, head,    \
                             member)

#endif
