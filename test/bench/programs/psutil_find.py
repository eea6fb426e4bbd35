"""Finds processes by name with psutil, as its documentation says it is done fastest.

Its arguments are where procfs is, the name, and how many processes have it. The protocol is read-files.c's: ticks in, microseconds of CPU time out.
"""

import resource
import sys

import psutil


def cpu_us():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return (usage.ru_utime + usage.ru_stime) * 1e6


def main():
    psutil.PROCFS_PATH, name, count = sys.argv[1:]
    expected = int(count)
    for line in sys.stdin:
        before = cpu_us()
        for _ in range(int(line)):
            found = [process for process in psutil.process_iter(["name"]) if process.info["name"] == name]
        took = cpu_us() - before
        if len(found) != expected:
            sys.exit(f"found {len(found)} processes called {name}, not {expected}")
        print(took, flush=True)


main()
