// SPDX-License-Identifier: GPL-2.0-or-later
// The requests of ioctl that have a row of their own in belljar, evdev's and some of the console's, with arguments of several contents.
#include <linux/bsg.h>
#include <linux/input.h>
#include <linux/kd.h>
#include <linux/loop.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <scsi/sg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#define NO_ARGUMENT(request) request
#define TELLS(request) request
#define GIVEN(request, ...) request
#define READS(request, ...) request
#define WRITES(request, ...) request
#define READS_STRUCT(request, ...) request
#define WRITES_STRUCT(request, ...) request
#define TWICE(request, ...) request
#define RECEIVED(request, ...) request
#define TOLD(request, ...) request
#define FILLED_MORE(request, ...) request
#define FILLED(request, ...) request
static const unsigned requests[] = {
#include "../../trace/ioctl_rows.def"
};
enum { SIZE = 1 << 16 };
static unsigned char *const b = (void *)0x20000000; // nothing is behind its end
#define I(request, argument) syscall(SYS_ioctl, -1, (unsigned long)(unsigned)(request), argument)

static void fill(int how) {
    memset(b, how == 2 ? 0xff : 0, SIZE);
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

static void disks(void) {
    static unsigned char command[16] = {0x12, 0, 0, 0, 96, 0}, data[96] = "data from the disk",
                         sense[32] = {0x70, 0, 5};
    struct sg_io_hdr h = {.interface_id = 'S',
                          .cmd_len = 6,
                          .mx_sb_len = 32,
                          .dxfer_len = 96,
                          .timeout = 20000,
                          .flags = 1,
                          .pack_id = 5};
    struct sg_iovec parts[2] = {{data, 4}, {data + 4, 5}};
    struct sg_io_v4 w = {.guard = 'Q',
                         .request_len = 6,
                         .request_tag = 17,
                         .request_attr = 18,
                         .request_priority = 19,
                         .request_extra = 20,
                         .dout_xfer_len = 5,
                         .din_xfer_len = 4,
                         .max_response_len = 32,
                         .response_len = 8,
                         .timeout = 3,
                         .flags = 0x31,
                         .usr_ptr = 16,
                         .spare_in = 18,
                         .driver_status = 19,
                         .transport_status = 20,
                         .device_status = 21,
                         .retry_delay = 22,
                         .info = 3,
                         .duration = 2,
                         .din_resid = 1,
                         .dout_resid = 17,
                         .generated_tag = 99,
                         .spare_out = 33};
    h.dxferp = data, h.cmdp = command, h.sbp = sense, h.usr_ptr = (void *)9;
    for (int i = -6; i < 1; i++) h.dxfer_direction = i, I(SG_IO, &h);
    h.flags = 0xf0037, h.status = 2, h.masked_status = 1, h.msg_status = 3, h.sb_len_wr = 8, h.host_status = 16,
    h.driver_status = 18, h.resid = 10, h.duration = 44, h.info = 0xf;
    for (int i = -6; i < 1; i++) h.dxfer_direction = i, I(SG_IO, &h);
    h.iovec_count = 2, h.dxferp = parts;
    for (int i = -6; i < 1; i++) h.dxfer_direction = i, I(SG_IO, &h);
    h.iovec_count = 0, h.sb_len_wr = 0, h.dxferp = h.cmdp = h.sbp = 0, h.dxfer_direction = -3, I(SG_IO, &h);
    h.interface_id = 'X', I(SG_IO, &h), I(SG_IO, 0), I(SG_IO, 8);
    w.request = (long)command, w.dout_xferp = w.din_xferp = (long)data, w.response = (long)sense;
    I(SG_IO, &w);
    w.protocol = 1, w.subprotocol = 1, w.dout_iovec_count = 2, w.dout_xferp = (long)parts, w.dout_xfer_len = 9,
    I(SG_IO, &w);
    for (int i = 0; i < 12; i++) command[0] = i % 6, command[1] = i / 6, I(SG_SCSI_RESET, command);
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
    mmap(b, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
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
    fill(3), memset(b, 0, 8), b[0] = 1, b[4] = 128, I(0x4008240b, b), I(0x4008240b, 8);
    interfaces(), loops(), disks();
    return 0;
}
