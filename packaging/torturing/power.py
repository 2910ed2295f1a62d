"""A power cut: the worker is stopped, the image of its disk is copied as it lies there, and the copy is opened.

What the system still held in memory is not in the image, as after a real cut; the file system's own journal is replayed
when the copy is mounted. Root only: it needs loop devices.
"""

import os
import random
import select
import shutil
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

from models.sealing import ring
from torturing.machine import mounted
from torturing.work import ACTS, Home, Worker, allowed_after, judge, longest_s, piped

_IMAGE_MB = 96


def power(folder: Path, most: int, seed: int, end_s: float) -> Counter[str]:
    """Cuts the power so often; returns what was counted."""
    counted, draw = Counter[str](), random.Random(seed)
    folder.mkdir(parents=True)
    image, copy = folder / "disk.img", folder / "cut.img"
    pattern = Home(folder / "pattern" / "data")
    pattern.fill()
    while counted["cuts"] < most and time.monotonic() < end_s:
        with image.open("wb") as file:
            file.truncate(_IMAGE_MB << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True, capture_output=True)
        with mounted(folder / "disk", "-o", "loop", str(image)) as drive:
            place = Home(Path(shutil.copytree(pattern.folder.parent, drive / "home")) / "data")
            subprocess.run(["sync", "-f", drive], check=True)
            for _cut in range(min(20, most - counted["cuts"])):
                if time.monotonic() > end_s:
                    break
                first = draw.choice([act for act in ACTS if act != "sign"])
                said = _cut_off(place, first, draw, image, copy)
                counted["cuts"] += 1
                with mounted(folder / "cut", "-o", "loop", str(copy)) as cut:
                    judge(Home(cut / "home" / "data"), allowed_after(said), counted, f"cut {counted['cuts']} ({first})")
                ring.forget()
    return counted


def _cut_off(place: Home, first: str, draw: random.Random, image: Path, copy: Path) -> bytes:
    """Lets a worker go on for a while, stops it, copies the image, and ends it; returns what it had said by then."""
    ring.forget()
    seed, life_s = draw.randrange(1 << 30), 0.3 + draw.random() * longest_s(first)
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        try:
            Worker(place, seed, piped(theirs)).go_on(first)
        finally:
            os._exit(1)
    os.close(theirs)
    said = b""
    end_s = time.monotonic() + life_s
    with os.fdopen(ours, "rb", buffering=0) as pipe:
        while (left := end_s - time.monotonic()) > 0:
            if select.select([pipe], [], [], left)[0]:
                piece = pipe.read(65536)
                said += piece
                if not piece:
                    break
        os.kill(child, signal.SIGSTOP)
        while select.select([pipe], [], [], 0)[0] and (piece := pipe.read(65536)):
            said += piece
        subprocess.run(["cp", "--sparse=always", image, copy], check=True)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return said
