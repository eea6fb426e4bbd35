"""duty_cycle.py NAME SHARE [THREADS]: THREADS threads that together keep SHARE of one core busy.

Says with `cpu` how many seconds of CPU time it has used, by a clock of nanoseconds.
"""
import sys
import threading
import time

import told

PERIOD_SECONDS = 0.04


def work(share):
    begin = time.monotonic()
    used_before = time.thread_time()
    while True:
        # By what is owed since the beginning: a period that was cut short by other programs is made up for.
        owed = (time.monotonic() - begin + PERIOD_SECONDS) * share
        while time.thread_time() - used_before < owed:
            pass
        time.sleep(PERIOD_SECONDS * (1 - share))


told.call_yourself(sys.argv[1])
threads = int(sys.argv[3]) if len(sys.argv) > 3 else 1
for _ in range(threads):
    threading.Thread(target=work, args=(float(sys.argv[2]) / threads,), daemon=True).start()
told.do_as_told({"cpu": time.process_time})
