// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on video devices, on a descriptor that is none.
#include <linux/videodev2.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
enum { SIZE = 1 << 14 };
static unsigned char *const b = (void *)0x20000000; // nothing is behind its end
static unsigned *const words = (void *)0x20000000;
#define I(r, a) syscall(SYS_ioctl, -1, (unsigned long)(unsigned)(r), a)
static const unsigned requests[] = {
    VIDIOC_QUERYCAP,    VIDIOC_ENUM_FMT,       VIDIOC_G_FMT,           VIDIOC_S_FMT,
    VIDIOC_REQBUFS,     VIDIOC_QUERYBUF,       VIDIOC_G_FBUF,          VIDIOC_S_FBUF,
    VIDIOC_QBUF,        VIDIOC_DQBUF,          VIDIOC_STREAMON,        VIDIOC_STREAMOFF,
    VIDIOC_G_PARM,      VIDIOC_S_PARM,         VIDIOC_G_STD,           VIDIOC_S_STD,
    VIDIOC_ENUMSTD,     VIDIOC_ENUMINPUT,      VIDIOC_G_CTRL,          VIDIOC_S_CTRL,
    VIDIOC_G_TUNER,     VIDIOC_S_TUNER,        VIDIOC_QUERYCTRL,       VIDIOC_G_INPUT,
    VIDIOC_S_INPUT,     VIDIOC_CROPCAP,        VIDIOC_G_CROP,          VIDIOC_S_CROP,
    VIDIOC_TRY_FMT,     VIDIOC_G_EXT_CTRLS,    VIDIOC_S_EXT_CTRLS,     VIDIOC_TRY_EXT_CTRLS,
    VIDIOC_CREATE_BUFS, VIDIOC_QUERY_EXT_CTRL, VIDIOC_ENUM_FRAMESIZES, VIDIOC_ENUM_FRAMEINTERVALS,
    VIDIOC_OVERLAY,     VIDIOC_EXPBUF,         VIDIOC_QUERYMENU,       VIDIOC_G_SELECTION,
    VIDIOC_G_FREQUENCY,
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

static void formats(void) {
    for (int how = 0; how < 7; how++)
        for (int type = 0; type < 18; type++) {
            fill(how);
            struct v4l2_format *f = (void *)b;
            f->type = type;
            static const unsigned long same[] = {VIDIOC_G_FMT,  VIDIOC_S_FMT,  VIDIOC_TRY_FMT,
                                                 VIDIOC_G_PARM, VIDIOC_S_PARM, VIDIOC_CROPCAP,
                                                 VIDIOC_G_CROP, VIDIOC_S_CROP, VIDIOC_STREAMON};
            for (int i = 0; i < 9; i++) I(same[i], b);
            for (int planes = 0; planes < 10; planes += 3)
                if (type == 9 || type == 10)
                    f->fmt.pix_mp.num_planes = planes, I(VIDIOC_S_FMT, b), I(VIDIOC_G_FMT, b);
            if (type == 3 || type == 8) {
                f->fmt.win.clips = (void *)(b + 1024), f->fmt.win.clipcount = how,
                f->fmt.win.bitmap = (void *)(b + 64);
                for (int i = 0; i < 9; i++) ((struct v4l2_clip *)(b + 1024))[i].next = (void *)(b + 1024);
                I(VIDIOC_S_FMT, b), I(VIDIOC_G_FMT, b), f->fmt.win.clips = (void *)(b + SIZE - 60),
                                                        I(VIDIOC_S_FMT, b);
            }
            struct v4l2_create_buffers *c = (void *)b;
            memmove(b + 512, b, sizeof *f), memcpy(&c->format, b + 512, sizeof *f),
                c->memory = type, c->count = how, c->reserved[1] = type & 1, I(VIDIOC_CREATE_BUFS, b);
            fill(how), words[1] = type, words[2] = how, I(VIDIOC_REQBUFS, b), I(VIDIOC_ENUM_FMT, b);
            words[8] = words[9] = words[10] = type, I(VIDIOC_ENUM_FRAMESIZES, b), words[2] = type,
            I(VIDIOC_ENUM_FRAMESIZES, b), words[4] = type, I(VIDIOC_ENUM_FRAMEINTERVALS, b);
            for (int memory = 0; memory < 6; memory++) {
                struct v4l2_buffer *v = (void *)b;
                fill(how), v->type = type, v->memory = memory, v->flags = 1 << type | 1 << (type + 13),
                           v->length = type, v->m.userptr = (long)(b + 2048), v->timecode.type = how;
                I(VIDIOC_QUERYBUF, b), I(VIDIOC_QBUF, b), I(VIDIOC_DQBUF, b);
            }
        }
    for (int bit = 0; bit < 32; bit++) {
        fill(0);
        for (int i = 0; i < 60; i++) words[i] = 1u << bit;
        each(b), words[0] = 1, each(b), words[1] = 1, each(b);
    }
    for (int value = 0; value < 300; value++) {
        fill(0);
        for (int i = 0; i < 60; i++) words[i] = value;
        I(VIDIOC_ENUMINPUT, b), I(VIDIOC_S_TUNER, b), I(VIDIOC_QUERYCTRL, b), I(VIDIOC_QUERY_EXT_CTRL, b),
            I(VIDIOC_QUERYCAP, b);
        if (value < 40)
            words[0] = 1, I(VIDIOC_S_FMT, b), I(VIDIOC_G_PARM, b), I(VIDIOC_ENUM_FMT, b),
            I(VIDIOC_ENUM_FRAMESIZES, b), I(VIDIOC_ENUM_FRAMEINTERVALS, b);
    }
}

static void controls(void) {
    static const unsigned classes[] = {0,    0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e,
                                       0x9f, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6};
    for (int c = 0; c < 16; c++)
        for (unsigned base = 0; base < 0x3000; base += 0x100)
            for (unsigned low = 0; low < 256; low++) {
                unsigned id = classes[c] << 16 | base | low;
                if (base > 0x200 && (base < 0x900 || base > 0x1100) || low > 0x60 && base != 0x900) continue;
                words[0] = id, words[1] = low, I(VIDIOC_G_CTRL, b);
            }
    for (unsigned flag = 0; flag < 6; flag++) {
        fill(1), words[0] = 0x980900 | flag << 29, I(VIDIOC_QUERYCTRL, b), I(VIDIOC_QUERY_EXT_CTRL, b),
                 words[0] = flag << 30, I(VIDIOC_QUERYCTRL, b), I(VIDIOC_QUERY_EXT_CTRL, b);
    }
    for (unsigned dimensions = 0; dimensions < 8; dimensions++) {
        fill(1);
        struct v4l2_query_ext_ctrl *q = (void *)b;
        q->nr_of_dims = dimensions, memset(q->reserved, 0, sizeof q->reserved), I(VIDIOC_QUERY_EXT_CTRL, b);
        q->nr_of_dims = 1 << dimensions, q->flags = 0x100, I(VIDIOC_QUERY_EXT_CTRL, b);
    }
    for (int count = 0; count < 40; count += count < 4 ? 1 : 12)
        for (int size = 0; size < 3; size++)
            for (int class = 0; class < 4; class ++) {
                fill(0);
                struct v4l2_ext_controls *e = (void *)b;
                struct v4l2_ext_control *x = (void *)(b + 2048);
                e->ctrl_class = class ? 0x980000 + class - 1 + (class == 3) * 0x10000 : 0, e->count = count,
                e->controls = x, e->error_idx = count / 2, e->reserved[0] = class / 3;
                for (int i = 0; i < 40; i++)
                    x[i].id = 0x980900 + i, x[i].size = size * 4, x[i].value64 = i + 5l * (i << 28),
                    x[i].reserved2[0] = class / 3;
                for (int i = 0; i < 40 && size; i++) x[i].string = i % 3 ? (void *)(b + 512 + i) : (void *)8;
                strcpy((char *)b + 512, "a string of characters that is long enough to be cut off"),
                    I(VIDIOC_G_EXT_CTRLS, b), I(VIDIOC_S_EXT_CTRLS, b), I(VIDIOC_TRY_EXT_CTRLS, b);
                e->controls = (void *)(b + SIZE - 50), I(VIDIOC_S_EXT_CTRLS, b), I(VIDIOC_G_EXT_CTRLS, b),
                e->controls = 0, I(VIDIOC_S_EXT_CTRLS, b);
            }
}

int main(void) {
    if (!getuid()) return 1;
    mmap(b, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    each(0), each((void *)8);
    for (int how = 0; how < 7; how++) fill(how), each(b);
    formats(), controls();
    for (int n = 1; n < 500; n += 13) {
        fill(5);
        for (int i = 0; i < n; i++) b[SIZE - n + i] = b[i];
        each(b + SIZE - n);
    }
    return 0;
}
