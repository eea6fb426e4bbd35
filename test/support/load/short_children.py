"""short_children.py NAME: `raise COUNT MS` has COUNT children, one after another, that each use MS of CPU and end.

Answers with the CPU seconds of the parent and of the children it has waited for, as getrusage knows them.
The children go by another name: only their descent tells whose they are.
"""
import os
import resource
import sys
import time

import told


def cpu_seconds(who):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def live(milliseconds):
    told.call_yourself("short-lived")
    while time.process_time() * 1000 < milliseconds:
        pass
    os._exit(0)


def raise_children(count, milliseconds):
    for _ in range(int(count)):
        child = os.fork()
        if child == 0:
            live(int(milliseconds))
        os.waitpid(child, 0)
    return {"own": cpu_seconds(resource.RUSAGE_SELF), "children": cpu_seconds(resource.RUSAGE_CHILDREN)}


told.call_yourself(sys.argv[1])
told.do_as_told({"raise": raise_children})
