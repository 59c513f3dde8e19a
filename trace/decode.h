// SPDX-License-Identifier: GPL-2.0-or-later
// Decoding a system call as strace prints it, driven by the rows of syscalls.def and the kinds of arg_kinds.def.
//
// A call is printed in two steps: decode_enter when it begins, decode_exit when it is finished, and then its result. Each argument has
// a printer by its kind. On entry the printers run from the first argument on; the first that answers PRINT_LATER ends the text of
// that step (what it printed itself stays), and the printers from it on run again on exit. A printer that prints nothing gets no
// comma. What a printer must remember from entry (the length a buffer had) it keeps in d->kept[arg]; for that, printers of OUT and
// INOUT arguments behind a PRINT_LATER are called on entry too, their text thrown away.
#ifndef TRACE_DECODE_H
#define TRACE_DECODE_H

#include "abi/signal.h"
#include "abi/time.h"
#include "kernel/task.h"
#include "syscalls/kinds.h"
#include "trace/names.h"
#include "trace/text.h"

enum name_style { NAMES_ABBREV, NAMES_VERBOSE, NAMES_RAW }; // -X: NAME, 0x1 /* NAME */, 0x1

// strace's -e decode-fds
enum { FDS_PATH = 1, FDS_DEV = 2, FDS_SOCKET = 4, FDS_PIDFD = 8 };

struct decode_options {
    u32 string_limit; // -s; 32
    u32 hex_strings; // -x: 1, strings with unprintable bytes; -xx: 2, all strings; 3: only the unprintable bytes (--strings-in-hex=non-ascii-chars)
    enum name_style style;
    u32 fds;             // FDS_*: what to say of descriptors
    bool pid_namespaces; // -Y: the command's name behind each pid
    bool secontext;      // not used: belljar has no security labels
};

struct decode {
    struct text *out;
    const struct decode_options *opt;
    struct task *task;            // who makes the call; its memory is read
    const struct call_kinds *row; // NULL: no such call
    u64 nr;
    u64 args[6];
    s64 result;      // on exit: as the program gets it, or -ERESTART*
    bool exiting;    // which of the two steps
    bool failed;     // on exit: result is an error; set by decode_exit
    bool raw;        // -e raw: arguments and result are plain hexadecimal numbers
    bool abbrev;     // -e abbrev: structs and long lists are shortened (strace's default; -v: never)
    bool verbose;    // -e verbose: structs are looked into at all; false: their address
    u64 kept[6];     // by argument: the printer's own between the two steps
    u64 fields;      // a bit for each open bracket, the innermost lowest: something stands in it already
    u32 later;       // the argument that stopped the first step; arity when none did
    u64 previous;    // the number of the task's call before, for restart_syscall; U64_MAX: not known
    bool is_value;   // the result is one even where it looks like an error: a tracer that put it there said so
    bool in_comment; // of a number: its name is being said
    bool answered;   // injected: the handler did not run, and the result says so
};

enum print_result { PRINT_DONE, PRINT_LATER };

// One printer a kind of PRINT_RECORD, PRINT_COMMAND, PRINT_OWN (arguments and results: all that is printed) and PRINT_AUX (results: what
// stands in parentheses behind the number, without them; nothing printed: none). `arg` is the index. The macros below write prototype
// and head; a kind whose printer or table of names (names.h) is missing does not link.
#define ARG_PRINTER(kind)                                                                                            \
    enum print_result print_##kind(struct decode *d, u32 arg);                                                       \
    enum print_result print_##kind(struct decode *d, u32 arg)
#define RET_PRINTER(kind)                                                                                            \
    void print_##kind(struct decode *d);                                                                             \
    void print_##kind(struct decode *d)

// --- Reading the caller's memory. False: not all of it is there. Never faults pages in, never changes the guest.
bool decode_read(struct decode *d, uaddr_t from, void *to, size_t n);
size_t decode_peek(struct decode *d, uaddr_t from, void *to, size_t n); // as far as it is there; bytes read

// --- Small values
void print_addr(struct decode *d, u64 value); // 0x..., NULL for zero
void print_hex(struct decode *d, u64 value);  // 0x..., 0 for zero
void print_dec(struct decode *d, s64 value);
void print_udec(struct decode *d, u64 value);
void print_octal(struct decode *d, u64 value);                                      // 0..., at least as 0644
void print_choice(struct decode *d, const struct name_table *names, u64 value);     // one name, or 0x.. /* X_??? */
void print_choice_dec(struct decode *d, const struct name_table *names, u64 value); // an unknown one as decimal
void print_flags(struct decode *d, const struct name_table *names,
                 u64 value); // A|B|0x80; unknown alone: 0x80 /* X_??? */
// The rest of what began with something else: |A|B|0x80; nothing for 0.
void print_flags_behind(struct decode *d, const struct name_table *names, u64 value);
// By -X: what `names` prints of it, 0x1 /* that */, or 0x1.
void print_named(struct decode *d, u64 value, void (*names)(struct decode *d, u64 value));
void print_names_only(struct decode *d, u64 value, void (*names)(struct decode *d, u64 value)); // whatever -X says
// The same of bytes: "\x00\x50" where a number is shown.
void print_named_bytes(struct decode *d, const void *bytes, size_t n,
                       void (*names)(struct decode *d, const void *bytes));
void print_open_flags(struct decode *d, u64 flags);     // O_RDONLY|O_CLOEXEC
void print_fd(struct decode *d, s32 fd);                // with what -y asks for
void print_dirfd(struct decode *d, s32 fd);             // or AT_FDCWD
void print_pid(struct decode *d, s32 pid);              // with what -Y asks for
void print_uid(struct decode *d, u32 id);               // -1 as such
void print_dev(struct decode *d, u64 dev);              // makedev(0x8, 0x1)
void print_mode(struct decode *d, u32 mode);            // S_IFREG|0644
void print_errno(struct decode *d, s64 error);          // ENOENT (No such file or directory) from -ENOENT
void print_negative_error(struct decode *d, s64 value); // -ENOENT, or a number that is none
void print_error_number(struct decode *d, u32 error);   // ENOENT, or a number that is none
const char *errno_name(u32 error);                      // "ENOENT"; NULL: no such
const char *signal_name(s32 signo);                     // "SIGINT", "SIGRT_5"... as strace; NULL: no such
void print_signum(struct decode *d, s32 signo);
void print_sigset(struct decode *d, sigset set);                      // [INT TERM], ~[KILL STOP]
void print_siginfo(struct decode *d, const struct abi_siginfo *info); // {si_signo=SIGINT, si_code=SI_USER, ...}
void print_signal_frame(struct decode *d);                            // of rt_sigreturn: {mask=[]}
void print_timespec(struct decode *d, const struct abi_timespec *ts); // {tv_sec=1, tv_nsec=0}
void print_timeval(struct decode *d, const struct abi_timeval *tv);
// " /* 2023-11-14T22:13:20.000005+0000 */", with a fraction of 0, 6 or 9 digits where it is not 0; nothing for 0 and what is no time.
void print_date(struct decode *d, s64 seconds, u64 fraction, u32 digits);
void print_date_text(struct decode *d, s64 seconds);                  // 2023-11-14T22:13:20
void print_capability(struct decode *d, u64 value);                   // CAP_CHOWN
void print_io_priority(struct decode *d, u32 value);                  // IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 3)
void print_bpf_instructions(struct decode *d, uaddr_t at, u64 count); // of classic BPF
void print_cpus(struct decode *d, uaddr_t at, u64 all);               // of a set: [0 1 5]
void print_seccomp_filter_flags(struct decode *d, u64 flags);
void print_seccomp_action(struct decode *d, u64 value); // SECCOMP_RET_ALLOW
void print_packet_filter(struct decode *d, uaddr_t at); // a struct sock_fprog of a socket
void print_packet_filter_code(struct decode *d, uaddr_t at, u64 count);
void print_call_number(struct decode *d, u64 nr);     // __NR_write
void print_bpf_program(struct decode *d, uaddr_t at); // a struct sock_fprog
void print_sockaddr(struct decode *d, uaddr_t addr, u64 length);
void print_control(struct decode *d, uaddr_t at, u64 length);             // msg_control: [{cmsg_len=..., ...}, ...]
void print_sockaddr_bytes(struct decode *d, const void *bytes, size_t n); // of ours, at least a family

void print_ipv4(struct decode *d, const void *bytes);                         // inet_addr("127.0.0.1")
void print_ipv6_field(struct decode *d, const char *name, const void *bytes); // inet_pton(AF_INET6, "::1", &name)

// --- Strings
void print_quoted(struct decode *d, const void *bytes, size_t n, u32 how); // of ours, in memory
enum {
    QUOTE_CUT = 1,    // at -s, with "..." behind
    QUOTE_STRING = 2, // ends at the first NUL byte
    QUOTE_HEX = 8,    // every byte as \xNN
    QUOTE_ANGLES = 4, // < and > are escaped, and there are no quotes around it: what stands in <...>
};
void print_path(
    struct decode *d,
    uaddr_t path); // "..." whole; NULL; the address where it cannot be read; a path too long: cut as strace
void print_path_bytes(struct decode *d, uaddr_t path,
                      u64 n); // the same of at most n bytes; "..." when there is no NUL behind them
void print_string(struct decode *d, uaddr_t string); // NUL-terminated, cut at -s
void print_string_within(struct decode *d, uaddr_t string,
                         u64 n); // the same of at most n bytes; "..." when there is no NUL among them
void print_bytes(struct decode *d, uaddr_t from, u64 n);     // n bytes, cut at -s
void print_hex_bytes(struct decode *d, uaddr_t from, u64 n); // the same as \xNN
void print_iov(struct decode *d, uaddr_t iov, u64 count, u64 bytes,
               bool with_data); // at most `bytes` of data (a result)

// --- Structs and lists: {name=..., name=...}, [a, b]
void print_open(struct decode *d, char bracket); // '{' or '['; may be nested
void print_close(struct decode *d, char bracket);
// Of a struct whose end is told on exit: as PRINT_LATER is answered, and when the printer is called again. Brackets that are open stay open.
void print_suspend(struct decode *d);
void print_resume(struct decode *d);
void print_arrow(struct decode *d); // " => " instead of the comma before the next field
void print_field_udec(struct decode *d, const char *name, u64 value);
void print_field_hex(struct decode *d, const char *name, u64 value);
void print_field(struct decode *d, const char *name); // ", " where one is due, then name=
void print_item(struct decode *d);                    // ", " where one is due
void print_more(struct decode *d);                    // ", ..." of something shortened
void print_more_at(struct decode *d, uaddr_t at); // ", ... /* 0x7f.. */" of something that cannot be read from there
void print_comment(struct decode *d, const char *text); // " /* text */"
enum { ARRAY_ELEMENT_MAX = 512 };
// The text of a call is as long as no program of good will makes it, nor -s: lists end here ("..."), whatever lies in them. What a
// program gives may refer to the same memory over and over, in lists of lists.
static inline bool text_is_long(const struct decode *d) {
    return d->out->size > (4 << 20) + 64ull * d->opt->string_limit;
}
// How many elements of a list are shown: as many as -s says; with -v, more than any program of good will has. Asked for each element.
static inline u64 elements_shown(const struct decode *d) {
    if (text_is_long(d)) return 0;
    return d->abbrev ? d->opt->string_limit : 1 << 16;
}
// `count` elements of `size` bytes (at most ARRAY_ELEMENT_MAX) at `from`, each by `one`; at most as many as -s unless -v; NULL, addresses that cannot be read and an unreadable end as
// strace prints them ([1, 2, ... /* 0x7f.. */]).
void print_array(struct decode *d, uaddr_t from, u64 count, size_t size,
                 void (*one)(struct decode *d, const void *element));
// The same, with a limit of its own.
void print_array_part(struct decode *d, uaddr_t from, u64 count, u64 most, size_t size,
                      void (*one)(struct decode *d, const void *element));

// What a newer struct has behind the `known` bytes of `size`, unless it is all zeroes: /* bytes 24..39 */ "\x00..."
void print_rest(struct decode *d, uaddr_t at, u64 known, u64 size);

// --- Records: an argument that is a pointer to a struct. IN records are printed on entry, OUT on exit; where the address is NULL or cannot be
// read, where the call failed (OUT) or -e verbose=!call says so, the address is printed instead. `fields` prints what stands between the braces.
enum print_result print_record(struct decode *d, u32 arg, bool out, void *buffer, size_t size,
                               void (*fields)(struct decode *d, const void *record));

// --- The two steps: trace/decode.c
// One after the other with the same struct decode, or with one whose kept[] and later were carried over.
// For the call that `t` begins: everything but `raw`, `abbrev`, `verbose` as strace has them when it is told nothing.
void decode_begin(struct decode *d, struct task *t, const struct decode_options *opt, struct text *out);
#define DECODE_STRING_LIMIT 32       // decode_options.string_limit of strace
void decode_enter(struct decode *d); // "read(3, "
void decode_exit(struct decode *d);  // "\"abc\", 10)"
void decode_result(
    struct decode
        *d); // "3", "-1 EBADF (Bad file descriptor)", "?": what stands behind "= "; " (INJECTED)" if answered
// Does this result of the call tell that it failed?
bool decode_failed(const struct decode *d, s64 result);
bool decode_restarts(s64 result); // the call was broken off by a signal and may be made again
// Before decode_enter: is `path`, as the caller wrote it, or the file of that name among its arguments?
bool decode_touches(struct decode *d, const char *path);

#endif
