"""memory_steps.py NAME: holds as many MB of memory as `hold MB` says, and gives back what it held."""
import mmap
import sys

import told

MB = 2**20
held = []


def hold(megabytes):
    while held:
        held.pop().close()
    memory = mmap.mmap(-1, int(megabytes) * MB)
    for _ in range(int(megabytes)):
        # Only a page that was written to is resident.
        memory.write(b"x" * MB)
    held.append(memory)
    return len(memory)


told.call_yourself(sys.argv[1])
told.do_as_told({"hold": hold})
