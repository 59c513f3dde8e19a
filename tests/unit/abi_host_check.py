#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Compares include/abi, name by name and struct by struct, with the headers of the host it runs on.
#
# Every constant and every struct member is printed by a program that includes ours and by one that includes
# the host's; the kernel's own headers come first, the C library's where the kernel exports none. What the
# host's headers lack is listed and skipped. The exit status is 1 if anything differs, 77 if this is no
# x86-64 Linux.

import os
import platform
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ABI = os.path.join(ROOT, "include", "abi")
CC = os.environ.get("CC", "cc")

KERNEL = """
linux/types.h asm/errno.h linux/fcntl.h linux/falloc.h linux/openat2.h linux/stat.h asm/stat.h asm/statfs.h
linux/mman.h linux/memfd.h linux/signal.h asm/sigcontext.h asm/ucontext.h linux/signalfd.h linux/time.h
linux/time_types.h linux/timex.h linux/timerfd.h linux/times.h linux/sched.h linux/sched/types.h linux/wait.h
linux/resource.h linux/ioprio.h linux/uio.h linux/fs.h linux/fiemap.h linux/poll.h linux/eventpoll.h
asm/ioctls.h asm/termbits.h asm/termios.h linux/sockios.h linux/random.h linux/blkpg.h linux/hdreg.h
linux/tty.h linux/kd.h linux/vt.h linux/utsname.h linux/sysinfo.h stddef.h linux/sysctl.h linux/prctl.h asm/prctl.h linux/auxvec.h
asm/hwcap2.h linux/futex.h linux/inotify.h linux/fanotify.h linux/mount.h linux/capability.h
linux/securebits.h
linux/socket.h asm/socket.h linux/net.h linux/un.h linux/in.h linux/in6.h linux/if_packet.h linux/netlink.h linux/tcp.h
linux/udp.h linux/ipc.h asm/ipcbuf.h linux/shm.h linux/sem.h linux/msg.h linux/mqueue.h linux/seccomp.h
linux/filter.h linux/audit.h linux/ptrace.h asm/ldt.h linux/rseq.h linux/membarrier.h linux/keyctl.h
linux/limits.h linux/magic.h linux/xattr.h linux/close_range.h linux/fadvise.h linux/kcmp.h linux/landlock.h
linux/pidfd.h linux/mempolicy.h linux/aio_abi.h linux/personality.h linux/reboot.h linux/elf.h linux/nsfs.h
asm/unistd_64.h
""".split()

LIBC = """
sys/types.h errno.h sys/socket.h netinet/in.h netinet/tcp.h netinet/udp.h sys/un.h sys/epoll.h sys/eventfd.h
dirent.h sys/wait.h fcntl.h sys/statvfs.h sys/mount.h sys/personality.h sys/file.h sched.h signal.h sys/mman.h
sys/ioctl.h sys/ptrace.h sys/user.h sys/time.h utime.h time.h sys/resource.h sys/select.h poll.h sys/ipc.h
sys/shm.h sys/sem.h sys/msg.h sys/prctl.h sys/inotify.h unistd.h limits.h sys/stat.h sys/sysmacros.h elf.h
""".split()

# Not comparable, and why.
EXCEPT = {
    "RWF_SUPPORTED": "grows with each kernel",
    "SCHED_FLAG_ALL": "grows with each kernel",
    "NR_LDISCS": "grows with each kernel",
    "SECURE_ALL_BITS": "grows with each kernel",
    "SECURE_ALL_LOCKS": "grows with each kernel",
    "AF_MAX": "grows with each kernel",
    "CAP_LAST_CAP": "grows with each kernel",
    "SIGSTKSZ": "a run-time value in new C libraries",
    "MINSIGSTKSZ": "a run-time value in new C libraries",
    "NSIG": "the C library counts one more",
    "F_GETLK64": "the C library's name for F_GETLK",
    "F_SETLK64": "the C library's name for F_SETLK",
    "F_SETLKW64": "the C library's name for F_SETLKW",
    "PAGE_SIZE": "not a constant to programs",
}

# Function-like macros: the same expression must mean the same there.
EXPRESSIONS = [
    *(f"{m}({s})" for s in ("0x0", "0x100", "0x7f00", "0x9", "0x8b", "0x137f", "0xffff")
      for m in ("WIFEXITED", "WIFSIGNALED", "WIFSTOPPED", "WIFCONTINUED")),
    "WEXITSTATUS(0x2a00)", "WTERMSIG(0x8b)", "WSTOPSIG(0x137f)",
    "WCOREDUMP(0x8b) != 0", "WCOREDUMP(0x0b) != 0",
    "W_EXITCODE(3, 0)", "W_EXITCODE(0, 9)", "W_STOPCODE(19)",
    *(f"{m}({s})" for s in ("0100644", "040755", "0120777", "020666", "060660", "010600", "0140755")
      for m in ("S_ISREG", "S_ISDIR", "S_ISLNK", "S_ISCHR", "S_ISBLK", "S_ISFIFO", "S_ISSOCK")),
    "_IO('f', 9)", "_IOR('T', 0x30, unsigned int)", "_IOW('T', 0x31, int)", "_IOWR(0x94, 54, long)",
    "_IOC_DIR(0x80045430)", "_IOC_TYPE(0x80045430)", "_IOC_NR(0x80045430)", "_IOC_SIZE(0x80045430)",
    "CMSG_SPACE(4)", "CMSG_LEN(4)", "CMSG_ALIGN(13)",
    "IOPRIO_PRIO_VALUE(2, 4)", "IOPRIO_PRIO_CLASS(0x4004)", "IOPRIO_PRIO_DATA(0x4004)",
    "BPF_CLASS(0x35)", "BPF_SIZE(0x28)", "BPF_MODE(0x20)", "BPF_OP(0x15)", "BPF_SRC(0x0c)", "BPF_RVAL(0x06)",
    "BPF_MISCOP(0x87)",
]
PAIRS = [  # ours, theirs
    ("abi_makedev(8, 300)", "makedev(8, 300)"),
    ("abi_major(0x12c8fe)", "major(0x12c8fe)"),
    ("abi_minor(0x12c8fe)", "minor(0x12c8fe)"),
]

# Our struct: the host's type, then the members that go by another name there. GROWS: later kernels add to the
# end, so the sizes may differ. OPEN: one ends with an array of any length, so only the offsets count.
GROWS, OPEN = "grows", "open"
STRUCTS = {
    "open_how": ("struct open_how", {}, GROWS),
    "flock": ("struct flock", {}),
    "f_owner_ex": ("struct f_owner_ex", {}),
    "file_handle": ("struct file_handle", {}),
    "stat": ("struct stat", {}),
    "statx_timestamp": ("struct statx_timestamp", {}),
    "statx": ("struct statx", {}),
    "statfs": ("struct statfs", {}),
    "cachestat_range": ("struct cachestat_range", {}),
    "cachestat": ("struct cachestat", {}),
    "sigaction": ("struct sigaction", {"handler": "sa_handler", "flags": "sa_flags",
                                       "restorer": "sa_restorer", "mask": "sa_mask"}),
    "stack": ("stack_t", {}),
    "siginfo": ("siginfo_t", {
        "kill.pid": "si_pid", "kill.uid": "si_uid", "timer.tid": "si_tid", "timer.overrun": "si_overrun",
        "timer.value": "si_value", "timer.sys_private": "si_sys_private", "rt.pid": "_sifields._rt._pid",
        "rt.uid": "_sifields._rt._uid", "rt.value": "_sifields._rt._sigval",
        "chld.pid": "_sifields._sigchld._pid", "chld.uid": "_sifields._sigchld._uid",
        "chld.status": "si_status", "chld.utime": "si_utime", "chld.stime": "si_stime",
        "fault.addr": "si_addr", "fault.trapno": "si_trapno",
        "fault.addr_lsb": "si_addr_lsb", "fault.bounds.lower": "si_lower", "fault.bounds.upper": "si_upper",
        "fault.pkey.pkey": "si_pkey", "fault.perf.data": "si_perf_data", "fault.perf.type": "si_perf_type",
        "fault.perf.flags": "si_perf_flags", "poll.band": "si_band", "poll.fd": "si_fd",
        "sys.call_addr": "si_call_addr", "sys.syscall": "si_syscall", "sys.arch": "si_arch"}),
    "fpx_sw_bytes": ("struct _fpx_sw_bytes", {}),
    "fpstate": ("struct _fpstate_64", {}),
    "xstate_header": ("struct _header", {}),
    "xstate": ("struct _xstate", {"ymmh_space": "ymmh"}),
    "sigcontext": ("struct sigcontext", {"ss": "__pad0"}),
    "ucontext": ("struct ucontext", {}),
    "sigevent": ("struct sigevent", {"sigev_notify_thread_id": "_sigev_un._tid",
                                     "sigev_thread.function": "_sigev_un._sigev_thread._function",
                                     "sigev_thread.attributes": "_sigev_un._sigev_thread._attribute"}),
    "signalfd_siginfo": ("struct signalfd_siginfo", {}),
    "timespec": ("struct __kernel_timespec", {}),
    "timeval": ("struct timeval", {}),
    "timezone": ("struct timezone", {}),
    "itimerspec": ("struct __kernel_itimerspec", {}),
    "itimerval": ("struct itimerval", {}),
    "utimbuf": ("struct utimbuf", {}),
    "tms": ("struct tms", {}),
    "timex": ("struct __kernel_timex", {}),
    "clone_args": ("struct clone_args", {}, GROWS),
    "sched_param": ("struct sched_param", {}),
    "sched_attr": ("struct sched_attr", {}, GROWS),
    "rlimit64": ("struct rlimit64", {}),
    "rusage": ("struct rusage", {}),
    "iovec": ("struct iovec", {}),
    "pollfd": ("struct pollfd", {}),
    "fd_set": ("fd_set", {"bits": "fds_bits"}),
    "epoll_event": ("struct epoll_event", {}),
    "fsxattr": ("struct fsxattr", {}),
    "file_clone_range": ("struct file_clone_range", {}),
    "file_dedupe_range_info": ("struct file_dedupe_range_info", {}),
    "file_dedupe_range": ("struct file_dedupe_range", {}),
    "fstrim_range": ("struct fstrim_range", {}),
    "fiemap_extent": ("struct fiemap_extent", {}),
    "fiemap": ("struct fiemap", {}),
    "termios": ("struct termios", {}),
    "termios2": ("struct termios2", {}),
    "termio": ("struct termio", {}),
    "winsize": ("struct winsize", {}),
    "utsname": ("struct new_utsname", {}),
    "sysinfo": ("struct sysinfo", {}),
    "ip_mreq": ("struct ip_mreq", {}),
    "ipv6_mreq": ("struct ipv6_mreq", {"ipv6mr_interface": "ipv6mr_ifindex"}),
    "packet_mreq": ("struct packet_mreq", {}),
    "tpacket_req": ("struct tpacket_req", {}),
    "kcmp_epoll_slot": ("struct kcmp_epoll_slot", {}),
    "sysctl_args": ("struct __sysctl_args", {"unused": "__unused"}),
    "prctl_mm_map": ("struct prctl_mm_map", {}),
    "auxv": ("Elf64_auxv_t", {"a_val": "a_un.a_val"}),
    "robust_list": ("struct robust_list", {}),
    "robust_list_head": ("struct robust_list_head", {}),
    "futex_waitv": ("struct futex_waitv", {}),
    "inotify_event": ("struct inotify_event", {}),
    "fanotify_event_metadata": ("struct fanotify_event_metadata", {}),
    "linux_dirent64": ("struct dirent64", {}, OPEN),
    "mount_attr": ("struct mount_attr", {}, GROWS),
    "mnt_id_req": ("struct mnt_id_req", {}, GROWS),
    "statmount": ("struct statmount", {}),
    "cap_user_header": ("struct __user_cap_header_struct", {}),
    "cap_user_data": ("struct __user_cap_data_struct", {}),
    "sockaddr": ("struct sockaddr", {}),
    "sockaddr_storage": ("struct __kernel_sockaddr_storage", {}),
    "sockaddr_un": ("struct sockaddr_un", {}),
    "in_addr": ("struct in_addr", {}),
    "sockaddr_in": ("struct sockaddr_in", {}),
    "in6_addr": ("struct in6_addr", {}),
    "sockaddr_in6": ("struct sockaddr_in6", {}),
    "sockaddr_nl": ("struct sockaddr_nl", {}),
    "msghdr": ("struct msghdr", {}),
    "mmsghdr": ("struct mmsghdr", {}),
    "cmsghdr": ("struct cmsghdr", {}),
    "ucred": ("struct ucred", {}),
    "linger": ("struct linger", {}),
    "ipc_perm": ("struct ipc64_perm", {}),
    "shmid_ds": ("struct shmid64_ds", {}),
    "shminfo": ("struct shminfo64", {}),
    "shm_info": ("struct shm_info", {}),
    "sembuf": ("struct sembuf", {}),
    "semid_ds": ("struct semid64_ds", {}),
    "seminfo": ("struct seminfo", {}),
    "msgbuf": ("struct msgbuf", {}, OPEN),
    "msqid_ds": ("struct msqid64_ds", {}),
    "msginfo": ("struct msginfo", {}),
    "mq_attr": ("struct mq_attr", {}),
    "seccomp_data": ("struct seccomp_data", {}),
    "seccomp_notif_sizes": ("struct seccomp_notif_sizes", {}),
    "seccomp_notif": ("struct seccomp_notif", {}),
    "seccomp_notif_resp": ("struct seccomp_notif_resp", {}),
    "seccomp_notif_addfd": ("struct seccomp_notif_addfd", {}),
    "sock_filter": ("struct sock_filter", {}),
    "sock_fprog": ("struct sock_fprog", {}),
    "user_regs_struct": ("struct user_regs_struct", {}),
    "ptrace_syscall_info": ("struct ptrace_syscall_info", {
        m: m for m in ("entry.nr", "entry.args", "exit.rval", "exit.is_error", "seccomp.nr", "seccomp.args",
                       "seccomp.ret_data")}),
    "rseq": ("struct rseq", {}, GROWS),
    "rseq_cs": ("struct rseq_cs", {}),
    "landlock_ruleset_attr": ("struct landlock_ruleset_attr", {}, GROWS),
    "landlock_path_beneath_attr": ("struct landlock_path_beneath_attr", {}),
    "io_event": ("struct io_event", {}),
    "iocb": ("struct iocb", {}),
    "user_desc": ("struct user_desc", {}),
}

# Layouts that only the kernel itself ever names; nothing to compare with.
UNEXPORTED = {"ustat", "sigset_argpack", "rt_sigframe", "linux_dirent"}


def our_headers():
    return sorted(f for f in os.listdir(ABI) if f.endswith(".h"))


def our_names():
    names = []
    for header in our_headers():
        with open(os.path.join(ABI, header), encoding="utf-8") as f:
            names += re.findall(r"^#define ([A-Za-z_]\w*) \S", f.read(), re.M)
    return list(dict.fromkeys(n for n in names if not n.startswith("ABI_") and n != "PAGE_MASK"))


def our_calls():
    with open(os.path.join(ROOT, "syscalls", "syscalls.def"), encoding="utf-8") as f:
        return re.findall(r"^(?:SYSCALL|NOSYS|STUB)\s*\(\d+,\s*(\w+),", f.read(), re.M)


def our_structs():
    """Each struct abi_NAME with its members that are not padding."""
    structs = {}
    for header in our_headers():
        with open(os.path.join(ABI, header), encoding="utf-8") as f:
            text = re.sub(r" *//.*", "", f.read())
        for m in re.finditer(r"^struct abi_(\w+) \{\n(.*?)^\}", text, re.M | re.S):
            top = re.findall(r"^    (?=\w)[\w ]+?(\w+)(?:\[[^;]*\])?;$", m.group(2), re.M)
            structs[m.group(1)] = [x for x in top if not x.startswith("__")]
    return structs


def run(cmd, text):
    return subprocess.run(cmd, input=text, capture_output=True, text=True, check=False)


def evaluate(prelude, flags, exprs):
    """Prints each expression; those that do not compile are left out of the answer."""
    exprs = list(dict.fromkeys(exprs))
    expanded = run([CC, *flags, "-E", "-P", "-x", "c", "-"],
                   prelude + "".join(f"\nQ{i}Q {e}" for i, e in enumerate(exprs)) + "\n").stdout
    strings = {exprs[int(m.group(1))] for m in re.finditer(r'Q(\d+)Q ((?:"[^"\n]*"\s*)+)$', expanded, re.M)}
    head = prelude + "\nextern int printf(const char *, ...);\nint main(void) {\n"
    first = head.count("\n") + 1
    while True:
        lines = [f'printf("%d s%s\\n", {i}, ({e}));' if e in strings else
                 f'printf("%d n%lld\\n", {i}, (long long)({e}));' for i, e in enumerate(exprs)]
        with tempfile.TemporaryDirectory() as tmp:
            program = os.path.join(tmp, "program")
            built = run([CC, *flags, "-Werror=implicit-function-declaration", "-x", "c", "-", "-o", program],
                        head + "\n".join(lines) + "\nreturn 0;}\n")
            if built.returncode == 0:
                out = run([program], "").stdout
                break
        bad = {int(n) - first for n in re.findall(r"^<stdin>:(\d+):\d+: error", built.stderr, re.M)}
        kept = [e for i, e in enumerate(exprs) if i not in bad]
        if len(kept) == len(exprs):
            sys.exit(f"abi_host_check: cannot compile:\n{built.stderr[:2000]}")
        exprs = kept
    answer = {}
    for line in out.splitlines():
        index, value = line.split(" ", 1)
        answer[exprs[int(index)]] = value[1:] if value[0] == "s" else int(value[1:])
    return answer


def same(a, b):
    """Equal as numbers, or as the same 32 bits with another sign."""
    if a == b or isinstance(a, str) or isinstance(b, str):
        return a == b
    small = all(-2**31 <= x < 2**32 for x in (a, b))
    return small and (a - b) % 2**32 == 0


def includes(headers):
    return "#define _GNU_SOURCE\n" + "".join(
        f"#if __has_include(<{h}>)\n#include <{h}>\n#endif\n" for h in headers) + "#include <stddef.h>\n"


def main():
    if platform.machine() != "x86_64" or platform.system() != "Linux":
        print("abi_host_check: skipped: this host is not x86-64 Linux")
        return 77

    wanted = []  # (label, our expression, their expression, may ours be larger)
    for name in our_names():
        if name not in EXCEPT:
            wanted.append((name, name, name, None))
    wanted += [(e, e, e, None) for e in EXPRESSIONS]
    wanted += [(ours, ours, theirs, None) for ours, theirs in PAIRS]
    wanted += [(f"NR_{c}", f"NR_{c}", f"__NR_{c}", None) for c in our_calls()]

    structs = our_structs()
    failed = False
    for name in sorted(structs.keys() - STRUCTS.keys() - UNEXPORTED):
        print(f"NOT COMPARED: struct abi_{name} is missing from STRUCTS")
        failed = True
    for name, (theirs, renamed, *how) in STRUCTS.items():
        ours = f"struct abi_{name}"
        if name not in structs:
            print(f"GONE: {ours} is in STRUCTS only")
            failed = True
            continue
        if OPEN not in how:
            wanted.append((f"sizeof({ours})", f"sizeof({ours})", f"sizeof({theirs})", GROWS in how))
        for member in dict.fromkeys([*structs[name], *renamed]):
            other = renamed.get(member, member)
            wanted.append((f"{ours}.{member}", f"offsetof({ours}, {member})",
                           f"offsetof({theirs}, {other})", None))
            wanted.append((f"sizeof {ours}.{member}", f"sizeof(((({ours} *)0)->{member}))",
                           f"sizeof(((({theirs} *)0)->{other}))", None))

    ours = evaluate("".join(f'#include "abi/{h}"\n' for h in our_headers()),
                    ["-std=c17", "-I", os.path.join(ROOT, "include")], [w[1] for w in wanted])
    asked = [w[2] for w in wanted]
    kernel = evaluate(includes(KERNEL), [], asked)
    libc = evaluate(includes(LIBC), [], [e for e in asked if e not in kernel])

    agree, lacking = 0, []
    for label, our, their, larger in wanted:
        if our not in ours:
            if not label.startswith("sizeof struct"):  # an array of any length has no size
                print(f"BROKEN: {our} does not compile with include/abi")
                failed = True
            continue
        value = kernel.get(their, libc.get(their))
        if value is None:
            lacking.append(label)
        elif same(ours[our], value) or (larger and ours[our] > value):
            agree += 1
        else:
            print(f"DIFFERS: {label}: ours {ours[our]}, the host's {value}")
            failed = True

    print(f"abi_host_check: {agree} agree, {len(lacking)} unknown to this host's headers and skipped:")
    for label in lacking:
        print(f"    {label}")
    for name, why in EXCEPT.items():
        print(f"    {name} (not compared: {why})")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
