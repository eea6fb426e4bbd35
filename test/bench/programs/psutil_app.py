"""The answer of real_time made with psutil at every request, as the original agent made it; for uwsgi."""

import json
import os
import platform
import socket
import time

import psutil

GB = 2**30
MB = 2**20

# What does not change is asked once, as ours does.
PLATFORM = {
    "version": platform.version(),
    "hostname": socket.gethostname(),
    "system": platform.system(),
    "release": platform.release(),
    "distribution": platform.freedesktop_os_release()["PRETTY_NAME"],
}
CORES = os.cpu_count()
psutil.cpu_percent()
psutil.cpu_percent(percpu=True)


DISKS_KEPT_SECONDS = 10
disks_kept = (-DISKS_KEPT_SECONDS, [])


def disks():
    """As ours, asked every ten seconds and not at every request."""
    global disks_kept
    asked, rows = disks_kept
    if time.monotonic() - asked < DISKS_KEPT_SECONDS:
        return rows
    rows = []
    for partition in psutil.disk_partitions():
        usage = psutil.disk_usage(partition.mountpoint)
        rows.append(
            {
                "mountPoint": partition.mountpoint,
                "device": partition.device,
                "fsType": partition.fstype,
                "total": usage.total / GB,
                "used": usage.used / GB,
                "free": usage.free / GB,
                "percent": usage.percent,
            }
        )
    disks_kept = (time.monotonic(), rows)
    return rows


def sample():
    memory = psutil.virtual_memory()
    io = psutil.disk_io_counters()
    return {
        "result": "succeeded",
        "units": {"memory": "GB", "io": "MB", "disk": "GB"},
        "timestamps": [int(time.time() * 1000)],
        "system": {
            "cpu": {
                "percent": [psutil.cpu_percent()],
                "coreNum": CORES,
                "corePercent": [psutil.cpu_percent(percpu=True)],
                "architecture": platform.machine(),
                "model": "Unknown",
                "MHz": "Unknown",
            },
            "memory": {
                "percent": [(memory.total - memory.available) * 100 / memory.total],
                "used": [(memory.total - memory.available) / GB],
                "free": [memory.free / GB],
                "total": memory.total / GB,
            },
            "io": {
                "readSize": [io.read_bytes / MB],
                "writeSize": [io.write_bytes / MB],
                "readCount": [io.read_count],
                "writeCount": [io.write_count],
            },
            "disk": disks(),
            "platform": PLATFORM,
        },
    }


def application(environ, start_response):
    body = json.dumps(sample()).encode()
    start_response(
        "200 OK",
        [("Content-Type", "application/json; charset=utf-8"), ("Content-Length", str(len(body)))],
    )
    return [body]
