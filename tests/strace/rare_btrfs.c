// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on btrfs, on a descriptor that is none.
#include <linux/btrfs.h>
#include <linux/btrfs_tree.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
enum { SIZE = 1 << 14 };
static unsigned char *const b = (void *)0x20000000; // nothing is behind its end
static unsigned long *const words = (void *)b;
#define I(r, a) syscall(SYS_ioctl, -1, (unsigned long)(unsigned)(r), a)
static const unsigned requests[] = {
    BTRFS_IOC_SNAP_CREATE_V2,
    BTRFS_IOC_SUBVOL_CREATE_V2,
    BTRFS_IOC_SUBVOL_GETFLAGS,
    BTRFS_IOC_SUBVOL_SETFLAGS,
    BTRFS_IOC_SCRUB,
    BTRFS_IOC_SCRUB_PROGRESS,
    BTRFS_IOC_DEV_INFO,
    BTRFS_IOC_BALANCE_V2,
    BTRFS_IOC_BALANCE_PROGRESS,
    BTRFS_IOC_INO_PATHS,
    BTRFS_IOC_LOGICAL_INO,
    BTRFS_IOC_SET_RECEIVED_SUBVOL,
    BTRFS_IOC_SEND,
    BTRFS_IOC_DEVICES_READY,
    BTRFS_IOC_QUOTA_CTL,
    BTRFS_IOC_QGROUP_LIMIT,
    BTRFS_IOC_GET_DEV_STATS,
    BTRFS_IOC_DEV_REPLACE,
    BTRFS_IOC_GET_FEATURES,
    BTRFS_IOC_SET_FEATURES,
    BTRFS_IOC_GET_SUPPORTED_FEATURES,
    BTRFS_IOC_RM_DEV_V2,
    BTRFS_IOC_LOGICAL_INO_V2,
    BTRFS_IOC_GET_SUBVOL_INFO,
    BTRFS_IOC_GET_SUBVOL_ROOTREF,
    BTRFS_IOC_INO_LOOKUP_USER,
    BTRFS_IOC_SNAP_DESTROY_V2,
    BTRFS_IOC_FORGET_DEV,
    BTRFS_IOC_TREE_SEARCH,
    BTRFS_IOC_INO_LOOKUP,
    BTRFS_IOC_SPACE_INFO,
    BTRFS_IOC_FS_INFO,
    BTRFS_IOC_TRANS_START,
    BTRFS_IOC_TRANS_END,
    BTRFS_IOC_SYNC,
    BTRFS_IOC_SCRUB_CANCEL,
    BTRFS_IOC_QUOTA_RESCAN_WAIT,
    BTRFS_IOC_BALANCE_CTL,
    BTRFS_IOC_DEFAULT_SUBVOL,
    BTRFS_IOC_WAIT_SYNC,
    BTRFS_IOC_QGROUP_CREATE,
    BTRFS_IOC_QGROUP_ASSIGN,
    BTRFS_IOC_DEFRAG_RANGE,
    BTRFS_IOC_QUOTA_RESCAN,
    BTRFS_IOC_SNAP_CREATE,
    BTRFS_IOC_DEFRAG,
    BTRFS_IOC_RESIZE,
    BTRFS_IOC_SCAN_DEV,
    BTRFS_IOC_ADD_DEV,
    BTRFS_IOC_RM_DEV,
    BTRFS_IOC_BALANCE,
    BTRFS_IOC_SUBVOL_CREATE,
    BTRFS_IOC_SNAP_DESTROY,
    BTRFS_IOC_START_SYNC,
    BTRFS_IOC_QUOTA_RESCAN_STATUS,
};
enum { REQUESTS = sizeof requests / sizeof *requests };

static void each(void *at) {
    for (int i = 0; i < REQUESTS; i++) I(requests[i], at);
}

static void fill(int how) {
    memset(b, how == 2 ? 0xff : 0, SIZE);
    for (int i = 0; i < 4096; i++) {
        if (how == 1) b[i] = i % 4 ? 0 : i / 4 + 1;
        if (how == 3) b[i] = i % 7 ? 0 : i / 7 + 1;
        if (how == 4) b[i] = i * 37 + 11;
        if (how == 5) b[i] = i % 8 ? 0 : i / 8;
        if (how == 6) b[i] = 'a' + i % 23;
    }
}

static void found(unsigned at, int count, unsigned length) {
    for (int i = 0; i < count && at < SIZE - sizeof(struct btrfs_ioctl_search_header); i++) {
        struct btrfs_ioctl_search_header *h = (void *)(b + at);
        h->transid = 5, h->objectid = i % 3 ? i : i - 12, h->offset = 7 + i, h->type = i % 2 ? 12 * i : i % 256,
        h->len = length;
        at += sizeof *h + length;
    }
}

static void searches(void) {
    for (long n = 0; n < 40; n++) {
        fill(0);
        struct btrfs_ioctl_search_args_v2 *s = (void *)b;
        struct btrfs_ioctl_search_key *k = &s->key;
        k->tree_id = n < 20 ? n : n - 40, k->min_objectid = n * 3, k->max_objectid = n - 20, k->min_offset = n,
        k->max_offset = -n;
        k->min_transid = n, k->max_transid = -n, k->min_type = n * 7, k->max_type = n ? n * 5 : -1, k->nr_items = n;
        if (n & 4) k->unused = 1, k->unused1 = 2, k->unused2 = n, k->unused3 = 4, k->unused4 = 5;
        s->buf_size = n * 100;
        found(sizeof *k, n, n * 5), I(BTRFS_IOC_TREE_SEARCH, b);
        found(sizeof *s, n, n * 5), I(BTRFS_IOC_TREE_SEARCH_V2, b);
        s->buf_size = 65536, I(BTRFS_IOC_TREE_SEARCH_V2, b);
        if (n == 12) k->nr_items = -1, I(BTRFS_IOC_TREE_SEARCH_V2, b), I(BTRFS_IOC_TREE_SEARCH, b);
        k->nr_items = n, found(sizeof *s, n, -1), I(BTRFS_IOC_TREE_SEARCH_V2, b), found(sizeof *k, n, -20),
        I(BTRFS_IOC_TREE_SEARCH, b);
    }
    for (long type = 0; type < 256; type++) {
        fill(0);
        struct btrfs_ioctl_search_key *k = (void *)b;
        for (int sign = -1; sign < 2; sign += 2) {
            k->tree_id = k->min_objectid = k->min_type = k->max_type = sign * type, k->max_objectid = ~0ul;
            k->min_offset = k->tree_id, k->min_transid = ~0ul, k->max_offset = k->max_transid = ~0ul, k->nr_items = 1;
            found(sizeof *k, 1, 3), ((struct btrfs_ioctl_search_header *)(k + 1))->type = sign * type;
            ((struct btrfs_ioctl_search_header *)(k + 1))->objectid = sign * type;
            I(BTRFS_IOC_TREE_SEARCH, b);
            if (type < 20) words[0] = words[1] = sign * type, I(BTRFS_IOC_INO_LOOKUP, b);
        }
    }
}

static void containers(void) {
    struct btrfs_data_container *c = (void *)(b + 8192);
    static const unsigned counts[] = {0, 1, 2, 3, 6, 7, 8, 40, 99, 300, -1};
    for (int k = 0; k < 11; k++)
        for (unsigned long size = 0; size < 4097; size = size * 4 + 8) {
            fill(0);
            struct btrfs_ioctl_logical_ino_args *l = (void *)b;
            l->logical = 7, l->size = size, l->inodes = (long)c;
            c->bytes_left = 3, c->bytes_missing = 4, c->elem_cnt = counts[k], c->elem_missed = 6;
            for (int i = 0; i < 300; i++) c->val[i] = k & 1 ? 2400 - 5 * i : i;
            I(BTRFS_IOC_LOGICAL_INO, b), I(BTRFS_IOC_LOGICAL_INO_V2, b);
            strcpy((char *)c->val + 2400 - 5 * 299, "some/path"), I(BTRFS_IOC_INO_PATHS, b);
            for (int i = 0; i < 300; i++) c->val[i] = 2000;
            strcpy((char *)c->val + 2000, "some/path"), I(BTRFS_IOC_INO_PATHS, b);
            words[7 - 1] = 8, I(BTRFS_IOC_LOGICAL_INO, b), I(BTRFS_IOC_INO_PATHS, b);
        }
    for (int bit = 0; bit < 64; bit++)
        words[5] = 1ul << bit, I(BTRFS_IOC_LOGICAL_INO, b), I(BTRFS_IOC_LOGICAL_INO_V2, b);
}

static void inherits(void) {
    for (long n = 0; n < 50; n++) {
        fill(0);
        struct btrfs_ioctl_vol_args_v2 *v = (void *)b;
        struct btrfs_qgroup_inherit *q = (void *)(b + 8192);
        v->flags = 4 | n % 4, v->size = n * 8, v->qgroup_inherit = q;
        q->flags = n % 3, q->num_qgroups = n / 4, q->num_ref_copies = n / 5, q->num_excl_copies = n / 6;
        q->lim.flags = n, q->lim.max_rfer = 5, q->lim.max_excl = 6, q->lim.rsv_rfer = 7, q->lim.rsv_excl = n - 8;
        for (int i = 0; i < 40; i++) q->qgroups[i] = 100 + i;
        strcpy(v->name, "name"), I(BTRFS_IOC_SUBVOL_CREATE_V2, b);
        if (n < 12) I(BTRFS_IOC_SNAP_CREATE_V2, b);
        v->size = 72 + 8 * q->num_qgroups, I(BTRFS_IOC_SNAP_CREATE_V2, b);
        q->num_ref_copies = -1, I(BTRFS_IOC_SNAP_CREATE_V2, b), q->num_qgroups = -1, I(BTRFS_IOC_SNAP_CREATE_V2, b);
        v->size = 4096, q->num_qgroups = n, q->num_ref_copies = 1, q->num_excl_copies = 1,
        I(BTRFS_IOC_SNAP_CREATE_V2, b);
        v->qgroup_inherit = 0, I(BTRFS_IOC_SNAP_CREATE_V2, b), v->qgroup_inherit = (void *)8,
        I(BTRFS_IOC_SNAP_CREATE_V2, b);
    }
}

int main(void) {
    if (!getuid()) return 1;
    mmap(b, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    unsigned char *page = mmap(0, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(page + 8192, 4096);
    each(0), each((void *)8);
    for (int how = 0; how < 7; how++) fill(how), each(b);
    // The first words: commands, flags, counts
    for (int word = 0; word < 18; word++)
        for (int bit = 0; bit < 14; bit++) {
            fill(0);
            words[word] = bit;
            for (int i = 0; i < REQUESTS; i++)
                if (bit < 6 || word == 1 || word == 2) I(requests[i], b);
            words[word] = 1ul << bit, I(BTRFS_IOC_BALANCE_V2, b), I(BTRFS_IOC_QGROUP_LIMIT, b);
        }
    for (int bit = 0; bit < 64; bit++) {
        fill(0), words[0] = words[1] = words[2] = words[4] = 1ul << bit;
        I(BTRFS_IOC_BALANCE_V2, b), I(BTRFS_IOC_GET_FEATURES, b),
            words[2] = 0, I(BTRFS_IOC_SEND, b), I(BTRFS_IOC_QGROUP_LIMIT, b), I(BTRFS_IOC_SUBVOL_SETFLAGS, b);
        words[0] = words[1] = 1, I(BTRFS_IOC_SPACE_INFO, b);
        // One set of balance arguments with every of its flags
        for (int set = 0; set < 3; set++)
            fill(5), words[0] = 1ul << set, words[2 + 17 * set + 8] = 1ul << bit, words[2 + 17 * set] = 1ul << bit,
                     I(BTRFS_IOC_BALANCE_V2, b);
    }
    for (long slots = 0; slots < 40; slots = 2 * slots + 1)
        for (long all = 0; all < 50; all = 3 * all + 1)
            fill(5), words[0] = slots, words[1] = all, I(BTRFS_IOC_SPACE_INFO, b);
    for (long items = 0; items < 9; items++)
        fill(5), words[1] = items, words[2] = items & 1, I(BTRFS_IOC_GET_DEV_STATS, b);
    for (long command = 0; command < 4; command++)
        for (long result = 0; result < 6; result++)
            fill(5), words[0] = command, words[1] = result, words[2] = result, words[3] = result & 1,
                     strcpy((char *)b + 32, "source"), strcpy((char *)b + 32 + 1025, "target"),
                     I(BTRFS_IOC_DEV_REPLACE, b), words[2] = 0, I(BTRFS_IOC_DEV_REPLACE, b), words[4] = 1700000000,
                     I(BTRFS_IOC_DEV_REPLACE, b);
    for (long seconds = -1; seconds < 2000000000; seconds += 1000000000)
        fill(0), words[4] = words[6] = seconds, I(BTRFS_IOC_SET_RECEIVED_SUBVOL, b);
    fill(0), words[1] = 3, words[2] = (long)(b + 4096), words[512] = 7, words[513] = -9, words[514] = 5,
             I(BTRFS_IOC_SEND, b);
    words[1] = 1000, I(BTRFS_IOC_SEND, b), words[1] = 0, I(BTRFS_IOC_SEND, b), words[2] = (long)(page + 8192 - 16),
    words[1] = 5, I(BTRFS_IOC_SEND, b);
    searches(), containers(), inherits();
    fill(1);
    for (int n = 8; n < 4096; n += n < 200 ? 40 : 504) memcpy(page + 8192 - n, b, n), each(page + 8192 - n);
    return 0;
}
