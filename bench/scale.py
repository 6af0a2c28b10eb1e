#!/usr/bin/env python3
"""How many machines a load needs, from the figures of `cargo xtask bench --store postgres`.

    bench/scale.py RESULT.json [--customers N] [--partners N] [--seed N]

Partners differ: a few have most of the customers (a Zipf law of exponent 1). A customer is asked about (GET) READS times a year
and asks for a qualification (POST) WRITES times a year; a day's traffic falls into its busy hours, and each second of those has
as many requests as chance gives it (Poisson). The simulation draws seconds of a busy hour, puts each request with its partner on
a shard of the database, and looks at the fullest shard: what it would take of one server as measured says what saturates first.
"""

import argparse
import json
import math
import random

READS, WRITES = 24, 2
SECONDS_OF_YEAR = 365 * 86_400
BUSY = 4  # times the mean, in the busy hours
SECONDS = 120
LOAD_MAX = 0.6  # of what was measured: room for a failover and for what is no request
BYTES_A_CUSTOMER, BYTES_A_WRITE = 2_500, 3_000


def figures(file):
    with open(file, encoding="utf-8") as text:
        rows = {row["what"]: row["value"] for row in json.load(text)["rows"]}
    return rows["GET, 1 thousand customers, Qualify"], rows["POST, one partner's writers, Qualify"]


def poisson(chance, mean):
    if mean > 50:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, count, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        count, product = count + 1, product * chance.random()
    return count


def shares(partners):
    weights = [1 / place for place in range(1, partners + 1)]
    whole = sum(weights)
    return [weight / whole for weight in weights]


def fullest(chance, options, reads_a_second, writes_a_second, shards):
    """The part of one server's second that the fullest shard takes: the median second, and the worst."""
    rates = [
        (share * options.customers * READS * BUSY / SECONDS_OF_YEAR, share * options.customers * WRITES * BUSY / SECONDS_OF_YEAR)
        for share in shares(options.partners)
    ]
    # The fullest partner goes to the emptiest shard, one after the other.
    placed = [[0.0, []] for _ in range(shards)]
    for reads, writes in rates:
        emptiest = min(placed, key=lambda shard: shard[0])
        emptiest[0] += reads / reads_a_second + writes / writes_a_second
        emptiest[1].append((reads, writes))
    seconds = []
    for _ in range(SECONDS):
        seconds.append(max(
            poisson(chance, sum(reads for reads, _ in shard)) / reads_a_second
            + poisson(chance, sum(writes for _, writes in shard)) / writes_a_second
            for _, shard in placed
        ))
    seconds.sort()
    return seconds[len(seconds) // 2], seconds[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result")
    parser.add_argument("--customers", type=int, default=100_000_000)
    parser.add_argument("--partners", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    reads_a_second, writes_a_second = figures(options.result)
    chance = random.Random(options.seed)
    mean = options.customers / SECONDS_OF_YEAR
    print(f"one server, as measured: {reads_a_second:.0f} GET/s or {writes_a_second:.0f} POST/s")
    print(f"busy hours: {mean * READS * BUSY:.0f} GET/s and {mean * WRITES * BUSY:.0f} POST/s on average")
    print(f"the largest partner: {shares(options.partners)[0]:.1%} of it")
    for shards in (1, 2, 4, 8):
        middle, worst = fullest(chance, options, reads_a_second, writes_a_second, shards)
        verdict = "enough" if worst <= LOAD_MAX else "too few"
        print(f"{shards} database(s): the fullest takes {middle:.0%} of a server in a usual second, {worst:.0%} in the worst: {verdict}")
    year = options.customers * WRITES * BYTES_A_WRITE
    print(f"rows: {options.customers * BYTES_A_CUSTOMER / 1e9:.0f} GB of customers, {year / 1e9:.0f} GB more a year of trail, events and decisions")


if __name__ == "__main__":
    main()
