// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on terminals: termios and termio.
#include "abi/ioctl.h"
#include "abi/termios.h"
#include "trace/print_ioctl.h"

LOCAL_NAMES(input, NULL, NAME(IGNBRK), NAME(BRKINT), NAME(IGNPAR), NAME(PARMRK), NAME(INPCK), NAME(ISTRIP),
            NAME(INLCR), NAME(IGNCR), NAME(ICRNL), NAME(IUCLC), NAME(IXON), NAME(IXANY), NAME(IXOFF), NAME(IMAXBEL),
            NAME(IUTF8));
LOCAL_NAMES(output, NULL, NAME(OPOST), NAME(OLCUC), NAME(ONLCR), NAME(OCRNL), NAME(ONOCR), NAME(ONLRET), NAME(OFILL),
            NAME(OFDEL));
LOCAL_NAMES(control, NULL, NAME(CSTOPB), NAME(CREAD), NAME(PARENB), NAME(PARODD), NAME(HUPCL), NAME(CLOCAL),
            NAME(CMSPAR), NAME(CRTSCTS));
LOCAL_NAMES(local, NULL, NAME(ISIG), NAME(ICANON), NAME(XCASE), NAME(ECHO), NAME(ECHOE), NAME(ECHOK), NAME(ECHONL),
            NAME(NOFLSH), NAME(IEXTEN), NAME(ECHOCTL), NAME(ECHOPRT), NAME(ECHOKE), NAME(FLUSHO), NAME(PENDIN),
            NAME(TOSTOP), NAME(EXTPROC));
LOCAL_NAMES(new_lines, NULL, NAME(NL0), NAME(NL1));
LOCAL_NAMES(returns, NULL, NAME(CR0), NAME(CR1), NAME(CR2), NAME(CR3));
LOCAL_NAMES(tabs, NULL, NAME(TAB0), NAME(TAB1), NAME(TAB2), NAME(XTABS));
LOCAL_NAMES(backspaces, NULL, NAME(BS0), NAME(BS1));
LOCAL_NAMES(vertical_tabs, NULL, NAME(VT0), NAME(VT1));
LOCAL_NAMES(form_feeds, NULL, NAME(FF0), NAME(FF1));
LOCAL_NAMES(sizes, NULL, NAME(CS5), NAME(CS6), NAME(CS7), NAME(CS8));
LOCAL_NAMES(shifts, NULL, NAME(IBSHIFT));
LOCAL_NAMES(speeds, NULL, NAME(B0), NAME(B50), NAME(B75), NAME(B110), NAME(B134), NAME(B150), NAME(B200), NAME(B300),
            NAME(B600), NAME(B1200), NAME(B1800), NAME(B2400), NAME(B4800), NAME(B9600), NAME(B19200), NAME(B38400),
            NAME(BOTHER), NAME(B57600), NAME(B115200), NAME(B230400), NAME(B460800), NAME(B500000), NAME(B576000),
            NAME(B921600), NAME(B1000000), NAME(B1152000), NAME(B1500000), NAME(B2000000), NAME(B2500000),
            NAME(B3000000), NAME(B3500000), NAME(B4000000));
LOCAL_NAMES(disciplines, "N_???", {0, "N_TTY"}, {1, "N_SLIP"}, {2, "N_MOUSE"}, {3, "N_PPP"}, {4, "N_STRIP"},
            {5, "N_AX25"}, {6, "N_X25"}, {7, "N_6PACK"}, {8, "N_MASC"}, {9, "N_R3964"}, {10, "N_PROFIBUS_FDL"},
            {11, "N_IRDA"}, {12, "N_SMSBLOCK"}, {13, "N_HDLC"}, {14, "N_SYNC_PPP"}, {15, "N_HCI"},
            {16, "N_GIGASET_M101"}, {17, "N_SLCAN"}, {18, "N_PPS"}, {19, "N_V253"}, {20, "N_CAIF"}, {21, "N_GSM0710"},
            {22, "N_TI_WL"}, {23, "N_TRACESINK"}, {24, "N_TRACEROUTER"}, {25, "N_NCI"}, {26, "N_SPEAKUP"},
            {27, "N_NULL"});
LOCAL_NAMES(modem_lines, "TIOCM_???", NAME(TIOCM_LE), NAME(TIOCM_DTR), NAME(TIOCM_RTS), NAME(TIOCM_ST),
            NAME(TIOCM_SR), NAME(TIOCM_CTS), NAME(TIOCM_CAR), NAME(TIOCM_RNG), NAME(TIOCM_DSR), NAME(TIOCM_OUT1),
            NAME(TIOCM_OUT2), NAME(TIOCM_LOOP));

// Flags that are nothing at all when none is set, as strace has them here.
static void print_bits(struct decode *d, const struct name_table *names, u64 value) {
    if (value) print_flags(d, names, value);
}
static void print_part(struct decode *d, const struct name_table *names, u64 value) {
    print_choice(d, names, value);
    text_char(d->out, '|');
}

// The common head of the structs; `letters` are the `count` of c_cc.
static void print_modes(struct decode *d, const struct abi_termios2 *t, u32 count) {
    static const char *const letters[] = {"VINTR",    "VQUIT",    "VERASE",  "VKILL",  "VEOF",  "VTIME",
                                          "VMIN",     "VSWTC",    "VSTART",  "VSTOP",  "VSUSP", "VEOL",
                                          "VREPRINT", "VDISCARD", "VWERASE", "VLNEXT", "VEOL2"};
    print_field(d, "c_iflag");
    print_bits(d, &names_input, t->c_iflag);
    print_field(d, "c_oflag");
    print_part(d, &names_new_lines, t->c_oflag & NLDLY);
    print_part(d, &names_returns, t->c_oflag & CRDLY);
    print_part(d, &names_tabs, t->c_oflag & TABDLY);
    print_part(d, &names_backspaces, t->c_oflag & BSDLY);
    print_part(d, &names_vertical_tabs, t->c_oflag & VTDLY);
    print_part(d, &names_form_feeds, t->c_oflag & FFDLY);
    print_bits(d, &names_output, t->c_oflag & ~(u32)(NLDLY | CRDLY | TABDLY | BSDLY | VTDLY | FFDLY));
    print_field(d, "c_cflag");
    print_part(d, &names_speeds, t->c_cflag & CBAUD);
    u32 input_speed = t->c_cflag >> IBSHIFT & CBAUD;
    if (input_speed) {
        print_choice(d, &names_speeds, input_speed);
        text_puts(d->out, "<<");
        print_choice(d, &names_shifts, IBSHIFT);
        text_char(d->out, '|');
    }
    print_part(d, &names_sizes, t->c_cflag & CSIZE);
    print_bits(d, &names_control, t->c_cflag & ~(u32)(CBAUD | CIBAUD | CSIZE));
    print_field(d, "c_lflag");
    print_bits(d, &names_local, t->c_lflag);
    if (d->abbrev) {
        print_more(d);
        return;
    }
    print_field(d, "c_line");
    print_choice(d, &names_disciplines, t->c_line);
    print_field(d, "c_cc");
    print_open(d, '[');
    for (u32 i = 0; i < count; i++) {
        print_item(d);
        if (i < sizeof letters / sizeof letters[0])
            text_printf(d->out, "[%s]=", letters[i]);
        else
            text_printf(d->out, "[%u]=", i);
        print_hex(d, t->c_cc[i]);
    }
    print_close(d, ']');
}

static void termios_fields(struct decode *d, const void *record) {
    struct abi_termios2 t = {0};
    memcpy(&t, record, sizeof(struct abi_termios));
    print_modes(d, &t, NCCS);
}

static void termios2_fields(struct decode *d, const void *record) {
    const struct abi_termios2 *t = record;
    print_modes(d, t, NCCS);
    if (d->abbrev) return;
    print_field_udec(d, "c_ispeed", t->c_ispeed);
    print_field_udec(d, "c_ospeed", t->c_ospeed);
}

static void termio_fields(struct decode *d, const void *record) {
    const struct abi_termio *old = record;
    struct abi_termios2 t = {.c_iflag = old->c_iflag,
                             .c_oflag = old->c_oflag,
                             .c_cflag = old->c_cflag,
                             .c_lflag = old->c_lflag,
                             .c_line = old->c_line};
    memcpy(t.c_cc, old->c_cc, NCC);
    print_modes(d, &t, NCC);
}

bool print_ioctl_tty(struct decode *d, u32 arg, enum print_result *result) {
    union {
        struct abi_termios termios;
        struct abi_termios2 termios2;
        struct abi_termio termio;
    } u;
    bool out = false;
    switch ((u32)d->args[arg - 1]) {
    case TCGETS:
    case TIOCGLCKTRMIOS: out = true; // fall through
    case TCSETS:
    case TCSETSW:
    case TCSETSF:
    case TIOCSLCKTRMIOS:
        *result = print_record(d, arg, out, &u.termios, sizeof u.termios, termios_fields);
        return true;
    case TCGETS2: out = true; // fall through
    case TCSETS2:
    case TCSETSW2:
    case TCSETSF2: *result = print_record(d, arg, out, &u.termios2, sizeof u.termios2, termios2_fields); return true;
    case TCGETA: out = true; // fall through
    case TCSETA:
    case TCSETAW:
    case TCSETAF: *result = print_record(d, arg, out, &u.termio, sizeof u.termio, termio_fields); return true;
    case TIOCMGET: out = true; // fall through
    case TIOCMSET:
    case TIOCMBIS:
    case TIOCMBIC: *result = print_ioctl_number(d, arg, out, &names_modem_lines); return true;
    default: return false;
    }
}
