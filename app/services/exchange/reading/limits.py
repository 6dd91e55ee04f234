"""What the reading process may not do, put on by itself before it sees the first byte of a foreign file.

It gets the file through a pipe and gives rows through a pipe; it needs nothing else, so everything else is taken away.

| | Linux | Windows | elsewhere |
|---|---|---|---|
| memory, 1 GiB | RLIMIT_AS | job object | where the system has RLIMIT_AS |
| CPU time | RLIMIT_CPU | job object | RLIMIT_CPU |
| wall time | the parent ends it | the parent ends it | the parent ends it |
| no network | seccomp: no socket can be made; audit hook | audit hook | audit hook |
| no file written, renamed or removed, its own folder included | seccomp; audit hook; RLIMIT_FSIZE | audit hook | audit hook; RLIMIT_FSIZE |
| no other program | seccomp; audit hook | job object of one process; audit hook | audit hook |
| ends with its parent | its pipe closes | job object | its pipe closes |

seccomp holds below Python, for native code too: on x86-64, arm64 and loongarch64 kernels from 3.17 on. Where it cannot be
put on (another processor, a kernel without it), the audit hook alone holds, which knows Python's own calls only.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from typing import Any

MEMORY = 1 << 30
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

# os.open() and open() raise "open"; the others change files, reach other machines or start programs.
REFUSED = ("socket.", "subprocess.", "shutil.", "tempfile.", "ftplib.", "urllib.")
REFUSED_EVENTS = frozenset(
    f"os.{name}"
    for name in (
        "system exec fork forkpty posix_spawn spawn startfile kill killpg remove rename rmdir mkdir link symlink truncate"
        " chmod chown chflags lchown setxattr removexattr utime"
    ).split()
)


def put_on(cpu_seconds: int) -> None:
    """From here on the process can compute, read its standard input and write to its standard output."""
    if sys.platform == "win32":
        _job_object(cpu_seconds)
    else:
        _resource_limits(cpu_seconds)
    if sys.platform == "linux":
        _system_call_filter()
    sys.dont_write_bytecode = True
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        flags = arguments[2]
        if isinstance(flags, int) and flags & WRITING:
            raise PermissionError(f"{event} {arguments[0]}")
    elif event.startswith(REFUSED) or event in REFUSED_EVENTS:
        raise PermissionError(event)


def _resource_limits(cpu_seconds: int) -> None:
    import resource

    for what, most in (
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_CPU", cpu_seconds),
        ("RLIMIT_FSIZE", 1 << 16),  # what it says on standard error before it dies
        ("RLIMIT_CORE", 0),
    ):
        if hasattr(resource, what):
            try:
                resource.setrlimit(getattr(resource, what), (most, most))
            except (ValueError, OSError):  # a harder limit is in force already, or the system refuses this one
                continue


# Linux: a filter program over the numbers of system calls.

ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | 1  # the call returns EPERM
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, PROCESSOR, FIRST_ARGUMENT = 0, 4, 16
FLAGS = 0x1 | 0x2 | 0x40 | 0x200 | 0x400 | 0x400000  # write, create, truncate, append, unnamed file
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2
SECCOMP_CALL = {"x86_64": 317, "aarch64": 277, "loongarch64": 277}
FULL_SPEED = 4  # older kernels else slow a filtered process down by a tenth, against attacks that need a clock and code

# processor → its mark, calls refused whole, calls refused with FLAGS → place of the flags
GENERIC = (
    *(198, 199, 200, 201, 203),  # socket, socketpair, bind, listen, connect
    *(221, 281, 117, 129, 271, 425, 437),  # execve, execveat, ptrace, kill, process_vm_writev, io_uring, openat2
    *(
        33,
        34,
        35,
        36,
        37,
        38,
        276,
        45,
        46,
        40,
    ),  # mknodat, mkdirat, unlinkat, symlinkat, linkat, renameat/2, truncate, mount
    *(52, 53, 54, 55, 88, 5, 6, 7),  # fchmod, fchmodat, fchownat, fchown, utimensat, setxattr
)
PROCESSORS: dict[str, tuple[int, tuple[int, ...], dict[int, int]]] = {
    "x86_64": (
        0xC000003E,
        (
            *(41, 42, 49, 50, 53),  # socket, connect, bind, listen, socketpair
            *(57, 58, 59, 322, 62, 101, 311, 425, 437),  # fork, vfork, execve, execveat, kill, ptrace, …
            *(76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94),  # truncate … lchown
            *(
                132,
                133,
                165,
                188,
                189,
                190,
                235,
                258,
                259,
                260,
                261,
                263,
                264,
                265,
                266,
                268,
                280,
                316,
            ),  # utime … renameat2
        ),
        {2: 1, 257: 2},
    ),
    "aarch64": (0xC00000B7, GENERIC, {56: 2}),
    "loongarch64": (0xC0000102, GENERIC, {56: 2}),
}


def _system_call_filter() -> None:
    known = PROCESSORS.get(platform.machine())
    if known is None:
        return
    mark, refused, opening = known
    steps = [(LOAD, 0, 0, PROCESSOR), (EQUAL, 1, 0, mark), (RETURN, 0, 0, REFUSE), (LOAD, 0, 0, NUMBER)]
    steps += [(AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, REFUSE)]  # the same calls under other numbers
    for number in refused:
        steps += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE)]
    for number, argument in opening.items():
        steps += [(EQUAL, 0, 4, number), (LOAD, 0, 0, FIRST_ARGUMENT + 8 * argument)]
        steps += [(ANY_BIT, 0, 1, FLAGS), (RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    steps.append((RETURN, 0, 0, ALLOW))
    code = b"".join(struct.pack("HBBI", *step) for step in steps)

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]

    try:
        library = ctypes.CDLL(None)
        change, call = library.prctl, library.syscall
    except (OSError, AttributeError):
        return
    program = ctypes.byref(Program(len(steps), code))
    zero = ctypes.c_ulong(0)
    if change(NO_NEW_PRIVILEGES, ctypes.c_ulong(1), zero, zero, zero) != 0:
        return
    filtering = ctypes.c_long(SECCOMP_CALL[platform.machine()])
    if call(filtering, ctypes.c_ulong(1), ctypes.c_ulong(FULL_SPEED), program) != 0:
        change(SECCOMP, ctypes.c_ulong(FILTER), program, zero, zero)


# Windows: a job of this one process.


def _job_object(cpu_seconds: int) -> None:
    if sys.platform != "win32":
        return
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        _fields_ = [
            ("process_time", ctypes.c_int64),
            ("job_time", ctypes.c_int64),
            ("flags", wintypes.DWORD),
            ("least_working_set", ctypes.c_size_t),
            ("most_working_set", ctypes.c_size_t),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        ]

    class Extended(ctypes.Structure):
        _fields_ = [
            ("basic", Basic),
            ("transfers", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process_memory", ctypes.c_size_t),
            ("peak_job_memory", ctypes.c_size_t),
        ]

    process_time, processes, memory, end_with_job = 0x2, 0x8, 0x100, 0x2000
    extended_information = 9
    limits = Extended()
    limits.basic.process_time = cpu_seconds * 10_000_000
    limits.basic.processes = 1
    limits.basic.flags = process_time | processes | memory | end_with_job
    limits.process_memory = MEMORY
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
    # The handle stays open as long as the process lives; closing it would end the process.
    if job and kernel.SetInformationJobObject(job, extended_information, ctypes.byref(limits), ctypes.sizeof(limits)):
        kernel.AssignProcessToJobObject(job, wintypes.HANDLE(kernel.GetCurrentProcess()))
