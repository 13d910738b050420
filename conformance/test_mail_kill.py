"""Ten thousand notices, or a thousand: sudden death in the midst of sending them."""

import contextlib
import os
import random
import re
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.mail import Mailserver
from harness.programs import Program
from harness.server import Server
from test_mail import outbox, serve, wait_until


def resident(pid: int) -> float:
    """Returns how much memory a process holds, in MiB."""
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1)) / 1024


@contextlib.contextmanager
def watched(pid: int):
    """Looks ten times a second at how much memory a process holds, and hands out what
    it has seen."""
    seen, over = [resident(pid)], threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            seen.append(resident(pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def queue_many(server: Server, count: int) -> None:
    """Queues as many notices as wanted: users become administrators and are made
    ordinary again, by a program of root, and of both somebody is told."""
    root = Program.of_root(server, f"Many{uuid.uuid4().hex[:8]}")
    policy = {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}

    def make(name: str, times: int) -> None:
        iam = root.client("iam")
        iam.create_user(UserName=name)
        for _ in range(times // 2):
            iam.attach_user_policy(UserName=name, **policy)
            iam.detach_user_policy(UserName=name, **policy)

    workers = 4
    with ThreadPoolExecutor(workers) as pool:
        works = [pool.submit(make, f"user{n}", count // workers) for n in range(workers)]
        for work in works:
            work.result()


# As a measure: 10,000, and 20 kills.
MEASURED = "SECONDKEY_MAIL_MEASURE" in os.environ
MANY = int(os.environ.get("SECONDKEY_MAIL_MEASURE", "1000"))
KILLS = max(5, MANY // 500)


@pytest.mark.timeout(MANY)
def test_a_thousand_notices_survive_kills_and_each_arrives_once():
    """The service is killed in the midst of sending, at moments that nobody chose, to a
    server that fails one in ten. Each message arrives, and only what was handed over in
    the very moment of a death may arrive again, with the same id."""
    made, kills = MANY, KILLS
    mail, in_hand, chance = Mailserver(), set(), random.Random()
    mail.handler.every = 10
    with serve(mail) as server:
        with watched(server.pid) as seen:
            queue_many(server, made)
            wait_until(lambda: "mail waits" in server.log())
            # All wait by now; what is tried again and again must not pile up.
            time.sleep(5)
        memory = max(seen)
        assert len(seen) > 50, "memory was not looked at often enough"
        assert memory < 80, f"{memory:.0f} MiB while the mail server is away"
        server.stop()
        server.start()
        with mail:
            began = time.monotonic()
            for number in range(1, kills + 1):
                goal = made * number // (kills + 2)
                wait_until(lambda: len(mail.handler.arrivals) >= goal, 120)
                time.sleep(chance.uniform(0, 0.5))
                server.kill()
                # Nobody sends any more: the last one may have arrived without its sender
                # having noted it, and what it had sent of one may be on its way in.
                seen = -1
                while seen < len(mail.handler.messages):
                    seen = len(mail.handler.messages)
                    time.sleep(1)
                in_hand.add(mail.handler.messages[-1]["Message-ID"])
                server.start()
            # What the dead had in hand was taken up at the next start, not minutes later:
            # only what was refused for now waits for its moment.
            wait_until(lambda: len(mail.handler.arrivals) == made, 400)
            wait_until(lambda: "0 messages wait" in outbox(server), 30)
        twice = {key: times for key, times in mail.handler.arrivals.items() if times > 1}
        seconds = time.monotonic() - began
        print(f"{made} notices in {seconds:.0f} s, {memory:.0f} MiB while the server was away, "
              f"{kills} kills, {mail.handler.count} times refused or taken, {len(mail.handler.messages)} "
              f"times taken, {len(mail.handler.arrivals)} Message-IDs, {len(twice)} of them twice")
        assert twice.keys() <= in_hand, "sent again without a death in its moment"
        assert all(times == 2 for times in twice.values()), twice
        assert len(mail.handler.arrivals) == made
        for message_id in twice:
            same = [m for m in mail.handler.messages if m["Message-ID"] == message_id]
            assert len({m.as_bytes() for m in same}) == 1


@pytest.mark.timeout(MANY)
def test_notices_that_wait_survive_kills_and_arrive_exactly_once():
    """The mail server is away, and the service is killed while the notices wait, five
    times. To a mail server that then fails one in ten, each is handed over once."""
    made, kills = MANY if MEASURED else 200, 5
    mail = Mailserver()
    mail.handler.every = 10
    with serve(mail) as server:
        for _ in range(kills):
            queue_many(server, made // kills)
            wait_until(lambda: "mail waits" in server.log())
            server.kill()
            server.start()
        with mail:
            began = time.monotonic()
            wait_until(lambda: re.search(r"\b0 messages wait", outbox(server)), max(120, made // 5))
            seconds = time.monotonic() - began
        print(f"{made} notices, {kills} kills while they waited: {len(mail.handler.messages)} taken, "
              f"{len(mail.handler.arrivals)} Message-IDs, in {seconds:.0f} s")
        subjects = Counter(re.sub("user[0-9]", "user", m["Subject"]) for m in mail.handler.messages)
        assert len(mail.handler.messages) == len(mail.handler.arrivals) == made, subjects
        assert mail.handler.count > made, "none was refused for now"
