"""How a test speaks with a Python program that it runs: a line of words in, a line of JSON out."""
import json
import sys


def call_yourself(name):
    """The name that `server=` looks for; the kernel keeps 15 bytes of it."""
    with open("/proc/self/comm", "w") as comm:
        comm.write(name)


def do_as_told(commands):
    """Until the test closes the input, or ends and so closes it."""
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        command, *words = line.split()
        print(json.dumps(commands[command](*words)), flush=True)
