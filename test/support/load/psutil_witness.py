"""psutil_witness.py PID…: what psutil says of the system and of these processes, at the moments it is told.

`look MS…` takes the moments, in milliseconds of the epoch, and answers with one look for each. Percentages are
psutil's own, since the look before. `usage PATH` tells of the filesystem there.
"""
import sys
import time

import psutil

import told

processes = [psutil.Process(int(pid)) for pid in sys.argv[1:]]


def system():
    memory = psutil.virtual_memory()
    disks = psutil.disk_io_counters(perdisk=True)
    return {
        "cpuPercent": psutil.cpu_percent(),
        "corePercent": psutil.cpu_percent(percpu=True),
        "usedBytes": memory.total - memory.available,
        "usedPercent": memory.percent,
        "freeBytes": memory.free,
        "totalBytes": memory.total,
        "disks": {name: io(counters) for name, counters in disks.items()},
    }


def io(counters):
    return {
        "readSize": counters.read_bytes,
        "writeSize": counters.write_bytes,
        "readCount": counters.read_count,
        "writeCount": counters.write_count,
    }


def process(watched):
    with watched.oneshot():
        times = watched.cpu_times()
        return {
            "cpuPercent": watched.cpu_percent(),
            "ownSeconds": times.user + times.system,
            "childrenSeconds": times.children_user + times.children_system,
            "residentBytes": watched.memory_info().rss,
            "threads": watched.num_threads(),
            "threadsSeconds": sum(thread.user_time + thread.system_time for thread in watched.threads()),
            "openFiles": watched.num_fds(),
            "contextSwitches": sum(watched.num_ctx_switches()),
            "io": io(watched.io_counters()),
        }


def look(*moments):
    looks = []
    for moment in moments:
        time.sleep(max(0, int(moment) / 1000 - time.time()))
        looks.append({"system": system(), "processes": [process(watched) for watched in processes]})
    return looks


def usage(path):
    return psutil.disk_usage(path)._asdict()


told.do_as_told({"look": look, "usage": usage})
