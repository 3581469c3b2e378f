"""What the contestants in Python share: they answer requests on stdin, as worker.ts does for the engines.

Each line of stdin is a request, {"task": "cnn", "steps": n}; with "fresh" the task starts again from the beginning. The
answer is a line on stdout with the milliseconds of every step and the peak memory, {"wallMs": [...], "cpuMs": [...],
"peakMiB": m}. With "values", the path of a JSON file with initial parameters and a batch, the task trains on those
instead of random numbers and the answer is {"parameters": n, "losses": [...]}. A test compares these with the package's
own."""

import json
import resource
import sys
import time

CLASSES = 71  # as in tasks.ts
END, FIRST_WORD = 2, 4  # the end token, and the first token that is not special


def without(spec, *keys):
    return {key: value for key, value in spec.items() if key not in keys}


def answer(value):
    print(json.dumps(value), flush=True)


def serve(hello, start, losses_of):
    """Greets with `hello`, then answers. `start(task)` returns a function that does one step of a task,
    `losses_of(task, values, steps)` the answer for given values."""
    answer(hello)
    running = {}
    for line in sys.stdin:
        request = json.loads(line)
        task, steps = request["task"], request["steps"]
        if "values" in request:
            with open(request["values"]) as file:
                answer(losses_of(task, json.load(file), steps))
            continue
        if task not in running or request.get("fresh"):
            running[task] = start(task)
        wall, cpu = [], []
        for _ in range(steps):
            began, used = time.perf_counter(), time.process_time()
            running[task]()
            wall.append(1000 * (time.perf_counter() - began))
            cpu.append(1000 * (time.process_time() - used))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        answer({"wallMs": wall, "cpuMs": cpu, "peakMiB": peak})
