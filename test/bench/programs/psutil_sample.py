"""What psutil needs for the figures of one sample: `system`, `process <pid>` or `process-full <pid>`.

The protocol is read-files.c's: rounds in, microseconds of CPU time out.
"""

import resource
import sys

import psutil


def cpu_us():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return (usage.ru_utime + usage.ru_stime) * 1e6


def system_sample():
    # It has no pressure; that counts in its favour.
    return (
        psutil.cpu_times(),
        psutil.cpu_times(percpu=True),
        psutil.virtual_memory(),
        psutil.swap_memory(),
        psutil.disk_io_counters(perdisk=True),
        psutil.net_io_counters(pernic=True),
        psutil.getloadavg(),
    )


def process_sampler(pid, full):
    process = psutil.Process(pid)

    def sample():
        with process.oneshot():
            basic = (process.cpu_times(), process.memory_info(), process.io_counters())
            if not full:
                return basic
            return basic + (process.num_threads(), process.num_ctx_switches(), process.num_fds())

    return sample


def main():
    what = sys.argv[1]
    sample = system_sample if what == "system" else process_sampler(int(sys.argv[2]), what == "process-full")
    # As a recording would: every sample is kept.
    kept = []
    for line in sys.stdin:
        before = cpu_us()
        for _ in range(int(line)):
            kept.append(sample())
        print(cpu_us() - before, flush=True)
        kept.clear()


main()
