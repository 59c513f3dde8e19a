// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on devices of many kinds, on a descriptor that is none: old disks, consoles, pins, flash memory, trusted execution, virtual machines.
#include <asm/kvm.h>
#include <linux/counter.h>
#include <linux/fs.h>
#include <linux/gpio.h>
#include <linux/input.h>
#include <linux/kvm.h>
#include <linux/lirc.h>
#include <linux/perf_event.h>
#include <linux/sockios.h>
#include <linux/tee.h>
#include <linux/userfaultfd.h>
#include <mtd/mtd-user.h>
#include <mtd/ubi-user.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
enum { SIZE = 1 << 14 };
static unsigned char *const b = (void *)0x20000000; // nothing is behind its end
#define I(r, a) syscall(SYS_ioctl, -1, (unsigned long)(unsigned)(r), a)
static const unsigned requests[] = {
    GPIO_V2_LINE_GET_VALUES_IOCTL, GPIO_V2_LINE_SET_VALUES_IOCTL, GPIO_GET_LINEEVENT_IOCTL,
    GPIOHANDLE_SET_CONFIG_IOCTL, GPIO_V2_GET_LINEINFO_IOCTL, GPIO_V2_GET_LINEINFO_WATCH_IOCTL,
    GPIO_V2_LINE_SET_CONFIG_IOCTL, GPIO_GET_LINEHANDLE_IOCTL, GPIO_V2_GET_LINE_IOCTL, TEE_IOC_VERSION,
    TEE_IOC_OPEN_SESSION, TEE_IOC_INVOKE, TEE_IOC_SUPPL_RECV, TEE_IOC_SUPPL_SEND, UBI_IOCATT, UBI_IOCMKVOL,
    UBI_IOCRNVOL, EVIOCSFF, COUNTER_ADD_WATCH_IOCTL, LIRC_GET_FEATURES, PERF_EVENT_IOC_QUERY_BPF, KVM_SET_CPUID2,
    KVM_GET_SUPPORTED_CPUID, KVM_GET_EMULATED_CPUID, KVM_GET_CPUID2, MEMGETOOBSEL, ECCGETLAYOUT,
    // HDIO_OBSOLETE_IDENTITY, HDIO_GET_IDENTITY, HDIO_DRIVE_RESET, HDIO_DRIVE_CMD, HDIO_SCAN_HWIF, HDIO_DRIVE_TASK, HDIO_DRIVE_TASKFILE
    0x307, 0x30d, 0x31c, 0x31f, 0x328, 0x31e, 0x31d,
    // KDGKBENT to KDSKBDIACR, GIO_UNIMAP, PIO_UNIMAP, KDFONTOP, KDGKBDIACRUC, KDSKBDIACRUC, GIO_FONTX, PIO_FONTX
    0x4b46, 0x4b47, 0x4b48, 0x4b49, 0x4b4a, 0x4b4b, 0x4b66, 0x4b67, 0x4b72, 0x4bfa, 0x4bfb, 0x4b6b, 0x4b6c,
    0xab0a, // NBD_SET_FLAGS
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
        if (how == 7) b[i] = i % 2 ? 0 : i / 2;
    }
}

static void pins(void) {
    for (unsigned n = 0; n < 70; n += n < 12 ? 1 : 25) {
        for (int first = 0; first < 5; first++) {
            fill(0);
            struct gpio_v2_line_info *f = (void *)b;
            for (int i = 0; i < 10; i++)
                f->attrs[i].id = (first + i) % 5, f->attrs[i].flags = 0x109 + i, f->attrs[i].padding = first / 4;
            f->num_attrs = n, strcpy(f->name, "name"), strcpy(f->consumer, "consumer"), f->padding[0] = first / 3;
            I(GPIO_V2_GET_LINEINFO_IOCTL, b), I(GPIO_V2_GET_LINEINFO_WATCH_IOCTL, b);
            fill(0);
            struct gpio_v2_line_request *q = (void *)b;
            for (int i = 0; i < 64; i++) q->offsets[i] = i;
            for (int i = 0; i < 10; i++)
                q->config.attrs[i].attr.id = (first + i) % 5, q->config.attrs[i].attr.values = 0x109 + i,
                q->config.attrs[i].mask = i;
            q->config.num_attrs = n, q->num_lines = n, q->event_buffer_size = n / 2, q->fd = n,
            q->padding[2] = first / 3, q->config.padding[1] = first / 4;
            I(GPIO_V2_GET_LINE_IOCTL, b), I(GPIO_V2_LINE_SET_CONFIG_IOCTL, &q->config);
        }
        fill(0);
        struct gpiohandle_request *h = (void *)b;
        h->lines = n, h->fd = n, h->flags = n, strcpy(h->consumer_label, "label"), I(GPIO_GET_LINEHANDLE_IOCTL, b);
        h->flags = 2, I(GPIO_GET_LINEHANDLE_IOCTL, b), I(GPIOHANDLE_SET_CONFIG_IOCTL, &h->flags);
    }
    for (int bit = 0; bit < 32; bit++) {
        fill(0), ((unsigned *)b)[0] = ((unsigned *)b)[1] = ((unsigned *)b)[2] = 1u << bit;
        I(GPIOHANDLE_SET_CONFIG_IOCTL, b), I(GPIO_GET_LINEEVENT_IOCTL, b), I(GPIO_V2_LINE_SET_CONFIG_IOCTL, b),
            I(LIRC_GET_FEATURES, b);
        I(TEE_IOC_VERSION, b), ((unsigned *)b)[0] = 1, I(TEE_IOC_VERSION, b), ((unsigned *)b)[0] = 2,
                                          I(TEE_IOC_VERSION, b);
    }
}

static void trusted(void) {
    static const unsigned sizes[] = {16 + 16 + 24, 24, 8, 8};
    static const unsigned session[] = {TEE_IOC_OPEN_SESSION, TEE_IOC_INVOKE, TEE_IOC_SUPPL_RECV, TEE_IOC_SUPPL_SEND};
    for (int kind = 0; kind < 4; kind++)
        for (unsigned n = 0; n < 36; n += n < 4 ? 1 : 10)
            for (unsigned type = 0; type < 10; type++)
                for (int more = -8; more < 16; more += 8) {
                    fill(type % 2 ? 0 : 1);
                    struct tee_ioctl_buf_data *d = (void *)(b + 8192);
                    struct tee_ioctl_param *p = (void *)(b + sizes[kind]);
                    d->buf_ptr = (long)b, d->buf_len = sizes[kind] + n * 32 + more;
                    ((unsigned *)b)[sizes[kind] / 4 - 1] = n;
                    if (kind == 0) ((unsigned *)b)[8] = type - 1;
                    if (type == 9) memset(b, 0, 32), ((unsigned *)b)[8] = 0x80000000 + n;
                    for (int i = 0; i < 36; i++)
                        p[i].attr = (type + i) % 10 | (i == 2) << 8, p[i].a = i, p[i].b = 3, p[i].c = 0x10000 + i;
                    I(session[kind], d);
                }
    struct tee_ioctl_buf_data *d = (void *)(b + 8192);
    for (int kind = 0; kind < 4; kind++)
        for (int length = 0; length < 300; length += 7) {
            fill(length % 3), d->buf_len = length, d->buf_ptr = (long)(b + SIZE - length), I(session[kind], d);
            d->buf_ptr = (long)(b + SIZE - length / 2), I(session[kind], d), d->buf_ptr = 0, I(session[kind], d);
        }
}

static void flash(void) {
    for (int n = -1; n < 40; n += n < 4 ? 1 : 14) {
        fill(0);
        struct ubi_rnvol_req *r = (void *)b;
        r->count = n;
        for (int i = 0; i < 32; i++)
            r->ents[i].vol_id = i, r->ents[i].name_len = 4 + i, strcpy(r->ents[i].name, "name of a volume");
        I(UBI_IOCRNVOL, b);
        fill(0);
        struct ubi_mkvol_req *m = (void *)b;
        m->vol_id = 3, m->alignment = 4, m->bytes = -5, m->vol_type = n, m->flags = n, m->name_len = n,
        strcpy(m->name, "a name"), I(UBI_IOCMKVOL, b);
        m->name_len = 200, memset(m->name, 'x', 128), I(UBI_IOCMKVOL, b);
        struct ubi_attach_req *a = (void *)b;
        fill(0), a->ubi_num = n, a->disable_fm = n, a->padding[3] = n & 4, I(UBI_IOCATT, b);
    }
}

static void effects(void) {
    for (int type = 0x4f; type < 0x60; type++) {
        for (int how = 0; how < 8; how += how ? 3 : 1) {
            fill(how);
            struct ff_effect *e = (void *)b;
            e->type = type, I(EVIOCSFF, b);
            if (type == FF_PERIODIC)
                for (int wave = 0x57; wave < 0x60; wave++)
                    e->u.periodic.waveform = wave, e->u.periodic.custom_len = 3,
                    e->u.periodic.custom_data = (void *)(b + 64), I(EVIOCSFF, b);
        }
    }
}

static void others(void) {
    for (unsigned n = 0; n < 300; n++) {
        fill(0);
        struct counter_watch *w = (void *)b;
        w->component.type = n, w->component.scope = n / 2, w->component.parent = n / 3, w->component.id = n,
        w->event = n, w->channel = n;
        I(COUNTER_ADD_WATCH_IOCTL, b), I(MEMGETOOBSEL, b);
        fill(1);
        struct perf_event_query_bpf *q = (void *)b;
        q->ids_len = n / 2, q->prog_cnt = n / 3;
        if (n < 40) I(PERF_EVENT_IOC_QUERY_BPF, b), q->prog_cnt = n, I(PERF_EVENT_IOC_QUERY_BPF, b);
        if (n < 40)
            ((unsigned *)b)[0] = n, ((unsigned *)b)[4] = n, I(KVM_SET_CPUID2, b), I(KVM_GET_SUPPORTED_CPUID, b);
        if (n < 16) ((unsigned *)b)[0] = ((unsigned *)b)[1] = 1u << n, I(0xab0a, ((unsigned long)1 << n));
        fill(0), b[0] = n, b[3] = n & 3, I(0x31f, b);
        fill(0), b[0] = n, strcpy((char *)b + 1, "string"), I(0x4b48, b), I(0x4b49, b);
        fill(0), b[0] = n, I(0x4b46, b), I(0x4b47, b);
        fill(1), *(unsigned *)b = n, I(0x4b72, b), I(0x4b4a, b), I(0x4b4b, b), I(0x4bfa, b), I(0x4bfb, b);
        if (n < 6) *(unsigned *)b = 0, *(unsigned *)(b + 4) = 1u << n | n >> 2 << 31, I(0x4b72, b);
        fill(4), *(unsigned *)b = n, I(0x4b4a, b);
        *(unsigned short *)b = n, *(long *)(b + 8) = (long)(b + 64), I(0x4b66, b), I(0x4b67, b);
        *(long *)(b + 8) = (long)(b + SIZE - n), I(0x4b67, b), I(0x4b6c, b), I(0x4b6b, b);
    }
    for (unsigned n = 0; n < 60; n++) {
        fill(4);
        unsigned *words = (unsigned *)b;
        words[0] = n % 5, words[1] = n / 5 % 3, words[2] = n % 9, words[3] = n % 7 ? n % 7 : 33, words[4] = n % 11,
        *(long *)(b + 24) = (long)(b + 64), I(0x4b72, b);
        memset(b + 64, 0, 64), strcpy((char *)b + 64, "a-font"), I(0x4b72, b), *(long *)(b + 24) = n % 2 * 8,
                                                                                             I(0x4b72, b);
    }
    for (unsigned value = 0; value < 0x1100; value++) fill(0), b[2] = value, b[3] = value >> 8, I(0x4b47, b);
}

static void strings(void) {
    for (int n = 1; n < 700; n += 30) {
        fill(6), memset(b + SIZE - n, 'z', n), I(0x4b48, b + SIZE - n), I(0x4b49, b + SIZE - n);
        b[SIZE - 1 - n / 3] = 0, I(0x4b48, b + SIZE - n), I(0x4b49, b + SIZE - n);
    }
}

static void flags(void) {
    for (int bit = 0; bit < 32; bit++) {
        fill(0), *(unsigned *)b = 1u << bit | 1u << bit / 2, I(FS_IOC_GETFLAGS, b), I(FS_IOC_SETFLAGS, b);
        ((unsigned *)b)[6] = 1u << bit, I(UFFDIO_COPY, b);
    }
    for (int kind = 0; kind < 1100; kind++) {
        struct ifreq *q = (void *)b;
        fill(0), q->ifr_hwaddr.sa_family = kind < 1000 ? kind : kind + 64436, I(SIOCSIFHWADDR, b);
    }
    for (int first = 0xee00; first < 0xf400; first += 0x100) {
        for (int i = 0; i < 256; i++) ((unsigned short *)b)[i] = first + i;
        I(0x4b69, b), I(0x4b6a, b); // GIO_UNISCRNMAP, PIO_UNISCRNMAP
    }
}

int main(void) {
    if (!getuid()) return 1;
    mmap(b, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    each(0), each((void *)8);
    for (int how = 0; how < 8; how++) fill(how), each(b);
    pins(), trusted(), flash(), effects(), others(), flags(), strings();
    for (int n = 1; n < 5000; n += n < 200 ? 13 : 300) {
        fill(5);
        for (int i = 0; i < n; i++) b[SIZE - n + i] = b[i];
        each(b + SIZE - n);
    }
    return 0;
}
