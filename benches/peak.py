#!/usr/bin/env python3
"""Runs a command and prints the most memory that it takes with all its processes: peak.py COMMAND…

Looked at five times a second in /proc (Linux): `own` is what the processes have each for itself (RssAnon), `all` counts
in also the pages of files, such as the program and the fonts inside it, shared ones once (Pss). MiB."""
import os, re, subprocess, sys, time


def processes(of):
    yield of
    for task in os.listdir(f"/proc/{of}/task"):
        for child in open(f"/proc/{of}/task/{task}/children").read().split():
            yield from processes(int(child))


def taken(process):
    own = re.search(r"RssAnon:\s+(\d+)", open(f"/proc/{process}/status").read())
    pss = re.search(r"Pss:\s+(\d+)", open(f"/proc/{process}/smaps_rollup").read())
    return int(own[1]), int(pss[1])


started, peak = time.time(), (0, 0)
command = subprocess.Popen(sys.argv[1:])
while True:
    try:
        command.wait(0.2)
        break
    except subprocess.TimeoutExpired:
        pass
    try:
        now = [sum(each) for each in zip(*map(taken, list(processes(command.pid))))]
        peak = tuple(map(max, peak, now))
    except (OSError, TypeError):
        pass  # one of them has just ended
print(f"own {peak[0] >> 10} MiB, all {peak[1] >> 10} MiB, {time.time() - started:.1f} s", file=sys.stderr)
sys.exit(command.returncode)
