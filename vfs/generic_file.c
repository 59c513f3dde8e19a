// SPDX-License-Identifier: GPL-2.0-or-later
// Files whose contents are the page cache: read, write, seek and map (Linux: mm/filemap.c, mm/shmem.c,
// fs/read_write.c). Modes, limits and times are checked before, in vfs/file.c.
#include "abi/errno.h"
#include "abi/stat.h"
#include "vfs/internal.h"

struct address_space *generic_file_mapping(struct file *f) {
    return &f->inode->mapping;
}

static const struct address_space_operations *ops_of(const struct address_space *as) {
    static const struct address_space_operations none = {0};
    return as->ops ? OPS(struct address_space_operations, as->ops) : &none;
}

static size_t page_part(u64 pos, u64 n) {
    size_t room = PAGE_SIZE - (pos & (PAGE_SIZE - 1));
    return n < room ? (size_t)n : room;
}

s64 generic_file_read(struct file *f, struct iov_iter *to, u64 *pos) {
    struct inode *inode = f->inode;
    struct address_space *as = &inode->mapping;
    struct page_pool *pool = inode->sb->vfs->pool;
    s64 done = 0, err = 0;
    while (iov_iter_count(to) > 0 && *pos < inode->size) {
        size_t n = page_part(*pos, min_u64(inode->size - *pos, iov_iter_count(to))), got;
        pfn_t pfn = page_cache_peek(as, *pos >> PAGE_SHIFT);
        if (!pfn && ops_of(as)->read_page) {
            err = page_cache_get(as, *pos >> PAGE_SHIFT, &pfn);
            if (err < 0) break;
        }
        // A hole stays one: reading takes no memory.
        if (pfn)
            got = copy_to_iter(page_data(pool, pfn) + (*pos & (PAGE_SIZE - 1)), n, to);
        else
            got = iov_iter_zero(n, to);
        *pos += got;
        done += (s64)got;
        if (got < n) {
            err = -EFAULT;
            break;
        }
    }
    return done > 0 ? done : err;
}

// The CPU knows this page's code: page_write must see every byte that changes, so it goes by way of a buffer.
static __attribute__((noinline)) size_t copy_to_code_page(struct page_pool *pool, pfn_t pfn, size_t offset, size_t n,
                                                          struct iov_iter *from) {
    u8 buf[PAGE_SIZE];
    size_t got = copy_from_iter(buf, n, from);
    if (got > 0) page_write(pool, pfn, offset, buf, got);
    return got;
}

// fcntl(2), F_ADD_SEALS: a write is refused page by page, so that what fits before is written.
static bool sealed(const struct inode *inode, u64 end) {
    if (inode->seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)) return true;
    return (inode->seals & F_SEAL_GROW) && end > inode->size;
}

s64 generic_file_write(struct file *f, struct iov_iter *from, u64 *pos) {
    struct inode *inode = f->inode;
    struct address_space *as = &inode->mapping;
    struct page_pool *pool = inode->sb->vfs->pool;
    s64 done = 0, err = 0;
    while (iov_iter_count(from) > 0) {
        u64 index = *pos >> PAGE_SHIFT;
        size_t offset = *pos & (PAGE_SIZE - 1), n = page_part(*pos, iov_iter_count(from));
        pfn_t pfn;
        u64 before = as->nr_pages;
        err = inode->seals && sealed(inode, *pos + n) ? -EPERM : page_cache_get(as, index, &pfn);
        if (err < 0) break;
        bool fresh = as->nr_pages != before;
        u8 *window = page_write_window(pool, pfn);
        size_t got =
            window ? copy_from_iter(window + offset, n, from) : copy_to_code_page(pool, pfn, offset, n, from);
        if (got == 0) { // nothing came of it: no page either
            if (fresh) page_cache_punch(as, index, index);
            err = -EFAULT;
            break;
        }
        *pos += got;
        done += (s64)got;
        if (*pos > inode->size) inode->size = *pos;
        if (ops_of(as)->dirty_page) ops_of(as)->dirty_page(inode, index);
        if (got < n) {
            err = -EFAULT;
            break;
        }
    }
    return done > 0 ? done : err;
}

// lseek(2): pages that fallocate made and nobody wrote are holes; so is all beyond the last page.
static s64 seek_data(const struct inode *inode, u64 offset, bool data) {
    if (offset >= inode->size) return -ENXIO;
    if (ops_of(&inode->mapping)->read_page) return data ? (s64)offset : (s64)inode->size; // no holes known
    u64 last = (inode->size - 1) >> PAGE_SHIFT, index = offset >> PAGE_SHIFT;
    u64 next = page_cache_next(&inode->mapping, index);
    if (data) {
        if (next > last) return -ENXIO;
        return next == index ? (s64)offset : (s64)(next << PAGE_SHIFT);
    }
    while (next == index && index <= last) next = page_cache_next(&inode->mapping, ++index);
    if (index > last) return (s64)inode->size;
    return (s64)max_u64(offset, index << PAGE_SHIFT);
}

s64 generic_file_llseek(struct file *f, s64 offset, int whence) {
    switch (whence) {
    case SEEK_SET: break;
    case SEEK_CUR: offset = (s64)(f->pos + (u64)offset); break;
    case SEEK_END: offset = (s64)(f->inode->size + (u64)offset); break;
    case SEEK_DATA:
    case SEEK_HOLE:
        if (offset < 0) return -ENXIO;
        offset = seek_data(f->inode, (u64)offset, whence == SEEK_DATA);
        if (offset < 0) return offset;
        break;
    default: return -EINVAL;
    }
    if (offset < 0) return -EINVAL;
    f->pos = (u64)offset;
    return offset;
}
