#!/usr/bin/env python3
"""Compares two release programs of Qualify, OLD and NEW, in alternating rounds on the same machine: what a change costs.

    compare.py OLD_BIN NEW_BIN --rounds 7 --seconds 8 --out FILE.md

Each program seeds stores of its own over HTTP, once. Every measurement starts a fresh process on a fresh copy of such a
store, old and new right after each other; which of them goes first changes with each round. Standard library only; wrk
and bench/load.lua, as `cargo xtask bench` has them.
"""

import argparse
import datetime
import hashlib
import json
import os
import re
import selectors
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from pathlib import Path

SMALL = 1000
QUALIFIED_EVERY = 3
EXCHANGES = 200
WARM_EXCHANGES = 10
START_LIMIT = 30
STOP_LIMIT = 20
IDLE_AFTER = 3
DELAY_SECONDS = 3600
EDUCATION = json.dumps({"qualification": "Education", "educationSegment": "K12"}).encode()
STATE_OWNED = json.dumps({"qualification": "StateOwnedEntity"}).encode()
SIDES = ("old", "new")

# Key, what it is called, unit, whether more is better.
MEASURES = [
    ("get", "GET qualification, 1,000 customers", "/s", True),
    ("get_p50", "GET, p50", "ms", False),
    ("get_p99", "GET, p99", "ms", False),
    ("post", "durable POST of a qualification", "/s", True),
    ("post_p50", "POST, p50", "ms", False),
    ("post_p99", "POST, p99", "ms", False),
    ("decided", "records decided by the worker", "/s", True),
    ("poll_p50", "long poll, from the POST to the event, p50", "ms", False),
    ("poll_p99", "long poll, from the POST to the event, p99", "ms", False),
    ("first_ready", "ready, first start on an empty folder", "ms", False),
    ("ready", "ready, on the store of 1,000 customers", "ms", False),
    ("rss", "idle memory, VmRSS 3 s after ready", "MiB", False),
]


class OutOfTime(BaseException):
    """The whole run has to end."""


class UsedUp(Exception):
    """A round was faster than there are customers."""


def say(text):
    print(f"{time.strftime('%H:%M:%S', time.gmtime())} {text}", flush=True)


# ---------------------------------------------------------------- HTTP

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def request_bytes(host, authorization, method, path, body=b""):
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    if authorization:
        lines.append(f"Authorization: {authorization}")
    if body or method != "GET":
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def take_answer(buffer):
    """The status and the body of a whole answer at the beginning of the buffer, and its length; or None."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(buffer[: end + 2])
    status = int(head[9:12])
    found = LENGTH.search(head)
    if found:
        size = end + 4 + int(found.group(1))
        return (status, bytes(buffer[end + 4 : size]), size) if len(buffer) >= size else None
    if b"transfer-encoding: chunked" in head.lower():
        body, at = b"", end + 4
        while True:
            line = buffer.find(b"\r\n", at)
            if line < 0:
                return None
            size = int(bytes(buffer[at:line]).split(b";")[0], 16)
            if len(buffer) < line + 4 + size:
                return None
            body += bytes(buffer[line + 2 : line + 2 + size])
            at = line + 4 + size
            if size == 0:
                return status, body, at
    return status, b"", end + 4


class Connection:
    """One keep-alive connection, used for one request after the other."""

    def __init__(self, url, authorization=None):
        self.host = url.removeprefix("http://").rstrip("/")
        name, port = self.host.rsplit(":", 1)
        self.authorization = authorization
        self.socket = socket.create_connection((name, int(port)), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray()

    def write(self, method, path, body=b""):
        self.socket.sendall(request_bytes(self.host, self.authorization, method, path, body))

    def read(self):
        while True:
            answer = take_answer(self.buffer)
            if answer:
                status, body, size = answer
                del self.buffer[:size]
                return status, body
            data = self.socket.recv(65536)
            if not data:
                raise RuntimeError("the connection was closed before its answer")
            self.buffer += data

    def send(self, method, path, body=b"", expect=(200, 201)):
        self.write(method, path, body)
        status, body = self.read()
        if status not in expect:
            raise RuntimeError(f"{method} {path}: {status} {body[:300]!r}")
        return body

    def json(self, method, path, body=b""):
        return json.loads(self.send(method, path, body))

    def close(self):
        self.socket.close()


def swarm(url, authorization, requests, on_answer, connections=64, limit=90):
    """Sends all the requests, (method, path, body) each, over so many connections; every answer has to be a success."""
    host = url.removeprefix("http://")
    deadline = time.monotonic() + limit
    waiting = deque(enumerate(requests))
    selector = selectors.DefaultSelector()
    opened = []

    def next_request(state):
        if not waiting:
            selector.unregister(state["connection"].socket)
            return False
        state["at"], (method, path, body) = waiting.popleft()
        state["connection"].socket.sendall(request_bytes(host, authorization, method, path, body))
        return True

    try:
        under_way = 0
        for _ in range(min(connections, len(waiting))):
            state = {"connection": Connection(url, authorization)}
            opened.append(state["connection"])
            selector.register(state["connection"].socket, selectors.EVENT_READ, state)
            under_way += next_request(state)
        while under_way:
            if time.monotonic() > deadline:
                raise RuntimeError(f"seeding took longer than {limit} s")
            for key, _ in selector.select(1):
                state = key.data
                connection = state["connection"]
                data = connection.socket.recv(65536)
                if not data:
                    raise RuntimeError("a connection was closed while seeding")
                connection.buffer += data
                answer = take_answer(connection.buffer)
                if not answer:
                    continue
                status, body, size = answer
                del connection.buffer[:size]
                if status not in (200, 201):
                    raise RuntimeError(f"seeding was answered {status}: {body[:300]!r}")
                on_answer(state["at"], body)
                under_way -= not next_request(state)
    finally:
        for connection in opened:
            connection.close()
        selector.close()


# ---------------------------------------------------------------- the program

class Server:
    """A sandbox in a process of its own."""

    running = set()

    def __init__(self, binary, data_dir, log, policy="manual", **settings):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("QUALIFY_")}
        environment["QUALIFY_VETTING__POLICY"] = policy
        environment.update(settings)
        ready_file = Path(f"{data_dir}.ready")
        ready_file.unlink(missing_ok=True)
        command = [str(binary), "serve", "--sandbox", "--data-dir", str(data_dir), "--listen", "127.0.0.1:0"]
        command += ["--ready-file", str(ready_file)]
        self.log = log
        with open(log, "wb") as errors:
            started = time.perf_counter()
            self.process = subprocess.Popen(
                command, cwd=Path(data_dir).parent, env=environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=errors,
            )
        Server.running.add(self)
        # A server that hangs before it listens ends here, and with it the reading below.
        guard = threading.Timer(START_LIMIT, self.process.kill)
        guard.daemon = True
        guard.start()
        try:
            for line in self.process.stdout:
                if line.startswith(b"listening on "):
                    self.ready_at = time.perf_counter()
                    self.ready_ms = (self.ready_at - started) * 1e3
                    self.url = line.split()[2].decode().rstrip("/")
                    break
            else:
                self.kill()
                raise RuntimeError(f"{binary} did not listen; its log ends: {self.end_of_log()}")
        finally:
            guard.cancel()
        threading.Thread(target=self.drain, daemon=True).start()

    def drain(self):
        try:
            for _ in self.process.stdout:
                pass
        except (OSError, ValueError):
            pass

    def end_of_log(self):
        try:
            with open(self.log, "rb") as log:
                log.seek(max(0, os.path.getsize(self.log) - 600))
                return log.read().decode(errors="replace")
        except OSError:
            return "?"

    def authorization(self):
        connection = Connection(self.url)
        token = connection.json("POST", "/sandbox/token", b'{"expiresInSeconds": 36000}')["access_token"]
        connection.close()
        return f"Bearer {token}"

    def resident_mebibytes(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) / 1024

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        Server.running.discard(self)

    def stop(self):
        """Asks this very process to stop, so that its database is whole and without a log beside it."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_LIMIT)
            except subprocess.TimeoutExpired:
                self.kill()
                raise RuntimeError("the server did not stop") from None
        Server.running.discard(self)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.stop() if kind is None else self.kill()


def settled_copy(source, target):
    """A copy of a store that is on the disk before anything is measured."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    for path in target.rglob("*"):
        if path.is_file():
            with open(path, "rb") as file:
                os.fsync(file.fileno())


# ---------------------------------------------------------------- seeding

def customer_body(number, email):
    return json.dumps({
        "companyProfile": {"domain": f"cmp-{number}.onmicrosoft.com"},
        "billingProfile": {
            "culture": "en-US", "language": "en", "email": email, "companyName": "Lake School",
            "defaultAddress": {
                "firstName": "Ana", "lastName": "Berg", "addressLine1": "15 Lake St", "city": "Redmond",
                "state": "WA", "postalCode": "98052", "country": "US", "phoneNumber": "4255550100",
            },
        },
    }).encode()


def create_customers(server, authorization, count, email):
    ids = [None] * count
    marker = b'"id":"'

    def on_answer(at, body):
        begin = body.index(marker) + len(marker)
        ids[at] = body[begin : begin + 36].decode()

    requests = (("POST", "/v1/customers", customer_body(number, email(number))) for number in range(count))
    swarm(server.url, authorization, requests, on_answer)
    return ids


def ask_for_education(server, authorization, method, ids, suffix):
    requests = ((method, f"/v1/customers/{customer}/{suffix}", EDUCATION) for customer in ids)
    swarm(server.url, authorization, requests, lambda *_: None)


class Side:
    """One of the two programs with the stores that it made."""

    def __init__(self, name, binary, folder, options):
        self.name = name
        self.binary = binary
        self.folder = folder / name
        self.folder.mkdir()
        self.work = self.folder / "work"
        self.log = self.folder / "server.log"
        self.options = options

    def start(self, data_dir, policy="manual", **settings):
        return Server(self.binary, data_dir, self.log, policy, **settings)

    def fresh(self, store):
        settled_copy(self.folder / store, self.work)
        return self.work

    def ids_file(self, store):
        return self.folder / f"{store}.ids"

    def ids(self, store):
        return self.ids_file(store).read_text().split()

    def seed(self):
        options = self.options
        began = time.monotonic()
        plain = "it@school.example".format
        with self.start(self.folder / "small", "approve_all") as server:
            authorization = server.authorization()
            ids = create_customers(server, authorization, SMALL, plain)
            # A qualification for every third, so that both answers occur.
            ask_for_education(server, authorization, "PUT", ids[::QUALIFIED_EVERY], "qualification")
            self.write_ids("small", ids)
        with self.start(self.folder / "large") as server:
            ids = create_customers(server, server.authorization(), options.post_customers, plain)
            self.write_ids("large", ids)
        # Three in four have a host that a rule approves; one in four goes on to a person.
        email = lambda number: f"it@firm{number}.com" if number % 4 == 3 else f"it@school{number}.k12.wa.us"
        delay = {"QUALIFY_VETTING__DECISION_DELAY_SECONDS": str(DELAY_SECONDS)}
        with self.start(self.folder / "due", "rules", **delay) as server:
            authorization = server.authorization()
            ids = create_customers(server, authorization, options.records, email)
            ask_for_education(server, authorization, "POST", ids, "qualifications")
            self.write_ids("due", ids)
        size = sum(path.stat().st_size for path in self.folder.rglob("*.db")) / 2**20
        say(f"{self.name}: seeded in {time.monotonic() - began:.1f} s, {size:.0f} MiB")

    def write_ids(self, store, ids):
        self.ids_file(store).write_text("".join(f"{customer}\n" for customer in ids))

    # ------------------------------------------------------------ measuring

    def wrk(self, server, authorization, mode, store, count, seconds):
        options = self.options
        threads = "2"
        command = ["wrk", "-t", threads, "-c", str(options.connections), "-d", f"{seconds}s", "--timeout", "10s"]
        command += ["-s", str(options.lua), server.url, "--", mode, authorization, str(self.ids_file(store))]
        command += ["0", str(count), threads]
        output = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 25)
        line = next((line for line in reversed(output.stdout.splitlines()) if line.startswith("{")), None)
        if line is None:
            raise RuntimeError(f"wrk printed no result: {output.stdout[-300:]} {output.stderr[-300:]}")
        result = json.loads(line)
        if result["list_used_up"]:
            raise UsedUp
        bad = {name: result[name] for name in ("bad_status", "connect", "read", "write", "timeout") if result[name]}
        if bad or not result["requests"]:
            raise RuntimeError(f"{mode}: {bad or 'no request was answered'}")
        return result["requests"] * 1e6 / result["duration_us"], result["p50_us"] / 1e3, result["p99_us"] / 1e3

    def measure_get(self):
        ids = self.ids("small")
        with self.start(self.fresh("small")) as server:
            authorization = server.authorization()
            connection = Connection(server.url, authorization)
            for customer, expected in zip(ids, ("education", "none")):
                answer = connection.json("GET", f"/v1/customers/{customer}/qualification")
                if answer != expected:
                    raise RuntimeError(f"a customer has {answer}, not {expected}")
            connection.close()
            # Not counted: it fills caches and verifies the token.
            self.wrk(server, authorization, "get", "small", SMALL, 1)
            values = self.wrk(server, authorization, "get", "small", SMALL, self.options.seconds)
        return dict(zip(("get", "get_p50", "get_p99"), values))

    def measure_post(self):
        with self.start(self.fresh("large")) as server:
            authorization = server.authorization()
            count = self.options.post_customers
            values = self.wrk(server, authorization, "post", "large", count, self.options.post_seconds)
        return dict(zip(("post", "post_p50", "post_p99"), values))

    def measure_poll(self):
        ids = [customer for at, customer in enumerate(self.ids("small")) if at % QUALIFIED_EVERY]
        times = []
        with self.start(self.fresh("small")) as server:
            authorization = server.authorization()
            waiter, writer = (Connection(server.url, authorization) for _ in range(2))
            cursor = waiter.json("GET", "/partner/v1/events?after=latest")["cursor"]
            for customer in ids[: EXCHANGES + WARM_EXCHANGES]:
                waiter.write("GET", f"/partner/v1/events?after={cursor}&waitSeconds=10")
                # Until it really waits.
                time.sleep(0.01)
                began = time.perf_counter()
                writer.write("POST", f"/v1/customers/{customer}/qualifications", STATE_OWNED)
                status, body = waiter.read()
                times.append((time.perf_counter() - began) * 1e3)
                page = json.loads(body)
                if status != 200 or len(page["items"]) != 1:
                    raise RuntimeError(f"the feed: {status} {body[:300]!r}")
                status, body = writer.read()
                if status != 201:
                    raise RuntimeError(f"POST: {status} {body[:300]!r}")
                cursor = page["cursor"]
            waiter.close()
            writer.close()
        times = sorted(times[WARM_EXCHANGES:])
        return {"poll_p50": times[len(times) // 2], "poll_p99": times[len(times) * 99 // 100]}

    def measure_decided(self):
        """The records were asked for with a delay; the clock's move makes all of them due at once."""
        records = self.options.records
        delay = {"QUALIFY_VETTING__DECISION_DELAY_SECONDS": str(DELAY_SECONDS)}
        with self.start(self.fresh("due"), "rules", **delay) as server:
            connection, mover = Connection(server.url), Connection(server.url)
            if decided_so_far(connection):
                raise RuntimeError("records were decided before they were due")
            began = time.perf_counter()
            # Not awaited: a clock that moves may answer only when all that became due is done.
            mover.write("POST", "/sandbox/clock/advance", json.dumps({"seconds": 2 * DELAY_SECONDS}).encode())
            samples = [(began, 0)]
            while samples[-1][1] < records:
                if time.perf_counter() - began > 30:
                    raise RuntimeError(f"only {samples[-1][1]} of {records} were decided in 30 s")
                time.sleep(0.03)
                samples.append((time.perf_counter(), decided_so_far(connection)))
            status, body = mover.read()
            if status not in (200, 201):
                raise RuntimeError(f"the clock: {status} {body[:300]!r}")
            mover.close()
            connection.close()
        # Between two looks while it was at work, so that neither the wake nor the time between looks counts.
        inside = [sample for sample in samples if 0 < sample[1] < records]
        (from_at, from_count), (to_at, to_count) = (inside[0], inside[-1]) if len(inside) > 4 else (samples[0], samples[-1])
        return {"decided": (to_count - from_count) / (to_at - from_at)}

    def measure_first_start(self):
        shutil.rmtree(self.work, ignore_errors=True)
        with self.start(self.work) as server:
            return {"first_ready": server.ready_ms}


def decided_so_far(connection):
    text = connection.send("GET", "/metrics").decode()
    pattern = r'^qualify_vetting_records_total\{[^}]*result="(?:decided|passed_on)"[^}]*\} (\d+)'
    return sum(int(count) for count in re.findall(pattern, text, re.MULTILINE))


# ---------------------------------------------------------------- the run

class Run:
    def __init__(self, options, folder):
        self.options = options
        self.sides = {name: Side(name, binary, folder, options)
                      for name, binary in zip(SIDES, (options.old, options.new))}
        # Of each key the rounds by their numbers, each with a value of old and of new.
        self.rows = {key: {} for key, *_ in MEASURES}
        self.failures = []
        self.notes = []
        self.loads = []
        self.longest = {}
        self.began = time.monotonic()

    def left(self):
        return self.options.budget - (time.monotonic() - self.began)

    def order(self, number):
        return SIDES if number % 2 == 0 else SIDES[::-1]

    def pair(self, what, number, measure):
        """Measures both sides, one right after the other."""
        if self.left() < self.longest.get(what, 0) * 1.15 + 5:
            self.note(f"{what}, round {number + 1}: left out, the time was over")
            return None
        began = time.monotonic()
        values = {}
        for name in self.order(number):
            try:
                values[name] = measure(self.sides[name])
            except UsedUp:
                raise
            except Exception as error:
                self.failures.append(f"{what}, round {number + 1}, {name}: {error}")
                say(f"FAILED: {self.failures[-1]}")
        self.longest[what] = max(self.longest.get(what, 0), time.monotonic() - began)
        for key in sorted({key for side in values.values() for key in side}):
            self.rows[key][number] = {name: values[name][key] for name in SIDES if key in values.get(name, {})}
        texts = [f"{key} {' / '.join(number_text(values[n][key]) if n in values else '-' for n in SIDES)}"
                 for key in (values.get("old") or values.get("new") or {})]
        say(f"{what}, round {number + 1} ({' '.join(self.order(number))}): {', '.join(texts)}")
        return values

    def note(self, text):
        self.notes.append(text)
        say(text)

    def all(self):
        options = self.options
        for side in self.sides.values():
            side.seed()
        self.starts()
        self.write()
        for number in range(options.rounds):
            self.loads.append(os.getloadavg()[0])
            self.pair("GET", number, Side.measure_get)
            self.posts(number)
            self.pair("decisions", number, Side.measure_decided)
            self.pair("long poll", number, Side.measure_poll)
            self.write()

    def posts(self, number):
        while True:
            try:
                return self.pair("POST", number, Side.measure_post)
            except UsedUp:
                if self.options.post_seconds == 1:
                    self.failures.append(f"POST, round {number + 1}: raise --post-customers")
                    return None
                self.options.post_seconds = max(1, self.options.post_seconds * 2 // 3)
                self.note(f"POST: customers were used up; from round {number + 1} on {self.options.post_seconds} s each")

    def starts(self):
        """First starts and starts on a store, each alone; then both wait idle side by side."""
        for side in self.sides.values():
            settled_copy(side.folder / "small", side.folder / "starts")
        for number in range(self.options.starts):
            self.pair("first start", number, Side.measure_first_start)
            servers = {}
            try:
                for name in self.order(number):
                    servers[name] = self.sides[name].start(self.sides[name].folder / "starts")
                self.rows["ready"][number] = {name: server.ready_ms for name, server in servers.items()}
                row = {}
                for name, server in servers.items():
                    time.sleep(max(0, server.ready_at + IDLE_AFTER - time.perf_counter()))
                    row[name] = server.resident_mebibytes()
                self.rows["rss"][number] = row
                texts = (f"{servers[name].ready_ms:.1f} ms, {row[name]:.2f} MiB" for name in SIDES)
                say(f"start {number + 1} ({' '.join(self.order(number))}): {' / '.join(texts)}")
                for server in servers.values():
                    server.stop()
            except Exception as error:
                self.failures.append(f"start {number + 1}: {error}")
                say(f"FAILED: {self.failures[-1]}")
            finally:
                for server in servers.values():
                    server.kill()

    def write(self):
        text = report(self)
        temporary = Path(f"{self.options.out}.part")
        temporary.write_text(text)
        temporary.replace(self.options.out)


# ---------------------------------------------------------------- the report

def number_text(value):
    return f"{value:.0f}" if value >= 1000 else f"{value:.1f}" if value >= 100 else f"{value:.2f}"


def fingerprint(binary):
    digest = hashlib.sha256(Path(binary).read_bytes()).hexdigest()[:12]
    return f"`{binary}`, {os.path.getsize(binary) / 2**20:.1f} MiB, sha256 {digest}"


def report(run):
    options = run.options
    lines = ["# Qualify, old and new", "", f"- old: {options.old_is}", f"- new: {options.new_is}"]
    lines.append(f"- {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, "
                 f"{options.rounds} rounds of {options.seconds} s (POST {options.post_seconds} s), {options.starts} starts, "
                 f"{options.connections} connections, {time.monotonic() - run.began:.0f} s in all")
    if run.loads:
        loads = ", ".join(f"{load:.1f}" for load in run.loads)
        lines.append(f"- load average of the last minute at the beginning of each round (its own load counts in it): {loads}")
    lines += ["", "| measure | better | median old | median new | median of new/old | lowest and highest | new is better in |",
              "|---|---|---|---|---|---|---|"]
    detail = []
    for key, what, unit, more in MEASURES:
        rows = run.rows[key]
        whole = [row for row in rows.values() if len(row) == 2]
        if not whole:
            lines.append(f"| {what} | {'more' if more else 'less'} | - | - | not measured | | |")
            continue
        ratios = [row["new"] / row["old"] if row["old"] else float("nan") for row in whole]
        old, new = (number_text(statistics.median(row[name] for row in whole)) for name in SIDES)
        middle = statistics.median(ratios)
        wins = sum((ratio > 1) == more and ratio != 1 for ratio in ratios)
        lines.append(f"| {what} | {'more' if more else 'less'} | {old} {unit} | {new} {unit} | **{middle:.3f}** "
                     f"| {min(ratios):.3f} to {max(ratios):.3f} | {wins} of {len(ratios)} |")
        cells = []
        for number in range(max(rows) + 1):
            row = rows.get(number, {})
            values = " / ".join(number_text(row[name]) if name in row else "none" for name in SIDES)
            cells.append(f"{values} = {row['new'] / row['old']:.3f}" if len(row) == 2 and row["old"] else values)
        detail.append((f"{what}, {unit}", cells, f"**{middle:.3f}**"))
    for title, wanted in (("Each round: old / new = new/old", False), ("Each start: old / new = new/old", True)):
        is_start = lambda what: what.startswith(("ready", "idle"))
        chosen = [entry for entry in detail if is_start(entry[0]) == wanted]
        if not chosen:
            continue
        columns = max(len(cells) for _, cells, _ in chosen)
        lines += ["", f"## {title}", "", "| measure | " + " | ".join(str(n + 1) for n in range(columns)) + " | median |",
                  "|---" * (columns + 2) + "|"]
        for what, cells, middle in chosen:
            lines.append(f"| {what} | " + " | ".join(cells + [""] * (columns - len(cells))) + f" | {middle} |")
    lines += ["", "Odd rounds measure old first, even ones new. GET and POST: wrk with bench/load.lua, policy manual, request log "
              f"on; POST on {options.post_customers} customers, each once. Decisions: {options.records} records, three in "
              "four approved by rules and the others passed on to a person, made due at once by the sandbox's clock. Long poll: "
              f"{EXCHANGES} exchanges, from the first byte of the POST on."]
    if run.notes:
        lines += ["", "Notes:", ""] + [f"- {note}" for note in run.notes]
    if run.failures:
        lines += ["", "Failures:", ""] + [f"- {' '.join(str(failure).split())}" for failure in run.failures]
    return "\n".join(lines) + "\n"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=8, help="of each GET and POST")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--records", type=int, default=8000, help="that the worker decides about, each round")
    parser.add_argument("--post-customers", type=int, help="in the store of POST; default: 12000 for each second")
    parser.add_argument("--budget", type=int, default=525, help="seconds after which the run ends, with what it has")
    parser.add_argument("--lua", type=Path, default=Path(__file__).with_name("load.lua"))
    options = parser.parse_args()
    for name in ("old", "new", "lua", "out"):
        setattr(options, name, getattr(options, name).absolute())
    for path in (options.old, options.new, options.lua):
        if not path.is_file():
            parser.error(f"there is no {path}")
    if not shutil.which("wrk"):
        parser.error("there is no wrk")
    options.post_customers = options.post_customers or 12_000 * options.seconds
    options.post_seconds = options.seconds
    return options


def main():
    options = arguments()
    over = threading.Event()

    def end(number, _):
        if not over.is_set():
            over.set()
            raise OutOfTime(signal.Signals(number).name)

    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    signal.alarm(options.budget)
    folder = Path(tempfile.mkdtemp(prefix="qualify-compare-", dir="/tmp"))
    in_memory = os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > 2 << 30
    options.logs = Path(tempfile.mkdtemp(prefix="qualify-compare-", dir="/dev/shm")) if in_memory else folder
    failed = True
    try:
        # Programs and script as they are now, whatever is built meanwhile.
        options.old_is, options.new_is = fingerprint(options.old), fingerprint(options.new)
        for name in SIDES:
            copied = shutil.copy2(getattr(options, name), folder / f"qualify-{name}")
            setattr(options, name, Path(copied))
        options.lua = Path(shutil.copy2(options.lua, folder / "load.lua"))
        run = Run(options, folder)
        try:
            run.all()
        except OutOfTime as why:
            run.failures.append(f"the run was ended early ({why}); what it had is above")
        except Exception as error:
            run.failures.append(f"the run was ended by {type(error).__name__}: {error}")
        over.set()
        signal.alarm(0)
        for server in list(Server.running):
            server.kill()
        run.write()
        failed = bool(run.failures)
        print(options.out.read_text())
    finally:
        over.set()
        for server in list(Server.running):
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(options.logs, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
