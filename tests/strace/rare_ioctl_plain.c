// SPDX-License-Identifier: GPL-2.0-or-later
// The requests of ioctl that have a row of their own in belljar, evdev's and some of the console's, with arguments of several contents.
#include <linux/input.h>
#include <linux/kd.h>
#include <linux/loop.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#define NO_ARGUMENT(request) request
#define GIVEN(request, ...) request
#define READS(request, ...) request
#define WRITES(request, ...) request
#define READS_STRUCT(request, ...) request
#define WRITES_STRUCT(request, ...) request
#define TWICE(request, ...) request
#define RECEIVED(request, ...) request
#define TOLD(request, ...) request
#define FILLED(request, ...) request
static const unsigned requests[] = {
#include "../../trace/ioctl_rows.def"
};
static unsigned char b[65536];
#define I(request, argument) syscall(SYS_ioctl, -1, (unsigned long)(unsigned)(request), argument)

static void fill(int how) {
    memset(b, how == 2 ? 0xff : 0, sizeof b);
    for (int i = 0; i < 4096; i++) {
        if (how == 1) b[i] = i % 4 ? 0 : i / 4 + 1;
        if (how == 3) b[i] = i % 7 ? 0 : i / 7 + 1;
        if (how == 4) b[i] = i == 1 || i == 5 ? 0x12 : 0;
    }
}

static void interfaces(void) {
    static struct ifreq q[40];
    struct ifconf c;
    for (int i = 0; i < 40; i++) {
        struct sockaddr_in *a = (void *)&q[i].ifr_addr;
        strcpy(q[i].ifr_name, "eth0");
        a->sin_family = AF_INET, a->sin_addr.s_addr = 0x100007f;
    }
    static const int lengths[] = {0, 40, 80, 125, 1600, -4};
    for (int i = 0; i < 6; i++)
        c.ifc_len = lengths[i], c.ifc_req = q, I(SIOCGIFCONF, &c), c.ifc_req = 0, I(SIOCGIFCONF, &c);
    c.ifc_len = 80, c.ifc_req = (void *)8, I(SIOCGIFCONF, &c), I(SIOCGIFCONF, 0);
    q[0].ifr_ifindex = 1, I(SIOCBRADDIF, q), I(SIOCBRADDBR, "br0"), I(SIOCSIFENCAP, q), I(SIOCSIFHWBROADCAST, q);
}

static void loops(void) {
    struct loop_config c;
    struct loop_info o;
    memset(&c, 0, sizeof c), memset(&o, 0, sizeof o);
    c.fd = 3, c.block_size = 512, c.info.lo_flags = 5;
    strcpy((char *)c.info.lo_file_name, "file");
    I(LOOP_CONFIGURE, &c);
    c.__reserved[1] = 4, I(LOOP_CONFIGURE, &c);
    o.lo_number = 3, o.lo_device = 0x801, o.lo_flags = 5;
    strcpy(o.lo_name, "name");
    I(LOOP_SET_STATUS, &o), I(LOOP_GET_STATUS, &o);
    o.lo_encrypt_type = 2, o.lo_encrypt_key_size = 4, o.reserved[0] = 1, o.lo_init[0] = 5;
    memset(o.lo_name, 'x', sizeof o.lo_name);
    I(LOOP_SET_STATUS, &o), I(LOOP_SET_STATUS, 8);
}

int main(void) {
    if (!getuid()) return 1;
    for (int how = 0; how < 5; how++) {
        for (unsigned i = 0; i < sizeof requests / sizeof *requests; i++)
            fill(how), I(requests[i], b), I(requests[i], 0);
        for (int event = 0; event < 0x20; event++) fill(how), I(EVIOCGBIT(event, 8), b), I(EVIOCGBIT(event, 96), b);
        fill(how);
        I(EVIOCGKEY(16), b), I(EVIOCGLED(8), b), I(EVIOCGSW(8), b), I(EVIOCGSND(8), b), I(EVIOCGPROP(8), b),
            I(EVIOCGNAME(20), b);
        I(EVIOCGPHYS(20), b), I(EVIOCGUNIQ(4), b), I(EVIOCGMTSLOTS(24), b), I(EVIOCGABS(0), b), I(EVIOCSABS(1), b);
        I(EVIOCGKEYCODE, b), I(EVIOCSKEYCODE, b), I(KDGETKEYCODE, b), I(GIO_SCRNMAP, b), I(PIO_SCRNMAP, b),
            I(GIO_CMAP, b);
    }
    for (long value = 0; value < 10; value++) {
        I(KIOCSOUND, value * 1000), I(KDMKTONE, value << 16 | value * 333), I(KDSKBMODE, value),
            I(KDSIGACCEPT, value), I(KDSKBLED, value * 31);
        I(KDSETLED, value), I(KDSETMODE, value), I(KDSKBMETA, value);
    }
    interfaces(), loops();
    return 0;
}
