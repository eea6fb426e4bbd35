"""direct_io.py NAME DIRECTORY: writes and reads a file there whose name is gone as soon as it is open.

`write MB` replaces what it holds, past the page cache. `read` is cold: the page cache holds nothing of the file;
`reread` is warm.
"""
import mmap
import os
import sys
import tempfile

import told

MB = 2**20
name, directory = sys.argv[1:]
descriptor, path = tempfile.mkstemp(dir=directory)
direct = os.open(path, os.O_WRONLY | os.O_DIRECT)
os.unlink(path)


def write(megabytes):
    # O_DIRECT takes memory that begins at a page only.
    block = mmap.mmap(-1, MB)
    block.write(b"x" * MB)
    os.ftruncate(direct, 0)
    os.lseek(direct, 0, os.SEEK_SET)
    written = sum(os.write(direct, block) for _ in range(int(megabytes)))
    os.fsync(direct)
    return written


def reread():
    size = os.fstat(descriptor).st_size
    return sum(len(os.pread(descriptor, MB, offset)) for offset in range(0, size, MB))


def read():
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    return reread()


told.call_yourself(name)
told.do_as_told({"write": write, "read": read, "reread": reread})
