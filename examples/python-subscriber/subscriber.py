#!/usr/bin/env python3
"""Copies all orders of a Chasqui shop into a PostgreSQL database of its own.

Each event takes effect exactly once, whatever dies and whatever Redis forgets: the offset is a row beside the copies, and
moves in their transaction. What is in Redis is a hint that is checked against it. So this program may be killed at any
time. docs/guides.md ("Subscribe from another language") says how to let it in.

REDIS_URL names Redis and the user, PGHOST, PGDATABASE and so on the database. The option --rebuild begins anew.
"""

import json
import logging
import os
import re
import sys
import time
from pathlib import Path

import psycopg
import redis
from psycopg.types.json import Jsonb

NAME = "order-archive"
LIST = f"evt:{{2.orders.0.{NAME}}}:q"
CONFIRMED = f"evt:{{2.orders.0.{NAME}}}:a"
BATCH = 100

# States the offset in Redis and drops what is applied, in one step.
SCRIPTS = "libs/messaging/src/main/resources/org/chasqui/messaging/queue"
SYNC = (Path(__file__).resolve().parents[2] / SCRIPTS / "sync.lua").read_text()

# position:eventId:previousPosition:previousEventId|envelope
ENTRY = re.compile(r"(0|[1-9]\d{0,14}):([^:|]*):(0|[1-9]\d{0,14}):([^:|]*)\|(.*)", re.ASCII | re.DOTALL)

CHANGES = ("placed", "completed", "failed", "cancel-requested", "cancelled", "reminded")
TYPES = {f"order.{change}.{version}" for change in CHANGES for version in ("v1", "v2")}  # of one line, of several

TABLES = """
CREATE TABLE IF NOT EXISTS subscription (stream text PRIMARY KEY, position bigint NOT NULL, event_id text NOT NULL);
INSERT INTO subscription VALUES ('orders', 0, '') ON CONFLICT DO NOTHING;
CREATE TABLE IF NOT EXISTS archived_order (
  id bigint PRIMARY KEY, version bigint NOT NULL, user_id bigint NOT NULL, product_id bigint,
  quantity int, lines jsonb, -- of several
  total bigint NOT NULL, state text NOT NULL, placed_at timestamptz NOT NULL,
  events bigint NOT NULL -- that have been applied
);
"""
REBUILD = "TRUNCATE archived_order; UPDATE subscription SET position = 0, event_id = ''"
OFFSET = "SELECT position, event_id FROM subscription WHERE stream = 'orders'"
ADVANCE = """
UPDATE subscription SET position = %s, event_id = %s WHERE stream = 'orders' AND position = %s AND event_id = %s
"""
PUT = """
INSERT INTO archived_order
VALUES (%(id)s, %(version)s, %(user)s, %(product)s, %(quantity)s, %(lines)s, %(total)s, %(state)s, %(placedAt)s, 1)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, events = archived_order.events + 1
"""

log = logging.getLogger(NAME)


class Wait(Exception):
    """Nothing is wrong with the subscriber's data; it tries again."""


def run_after(offset, elements):
    """The entries that continue the offset without a hole, as pairs of offset and envelope.

    Entries up to the offset came before and are passed over. A hole, garbage, or the right position with another id,
    which is of another history, ends the run.
    """
    run = []
    for element in elements:
        entry = ENTRY.fullmatch(element)
        if not entry:
            break
        position, event_id, previous, previous_id, envelope = entry.groups()
        here, before = (int(position), event_id), (int(previous), previous_id)
        if any(other[0] == offset[0] and other != offset for other in (here, before)):
            break
        if here[0] <= offset[0]:
            continue
        if before[0] > offset[0]:
            break
        run.append((here, envelope))
        offset = here
    return run


def known(run):
    """The beginning of the run that this program understands. To skip an event would be to lose it."""
    understood = []
    for offset, envelope in run:
        event = json.loads(envelope)
        if event["type"] not in TYPES:
            if not understood:
                raise Wait(f"this program does not know {event['type']}, the event at {offset}")
            break
        understood.append((offset, event))
    return understood


def row_of(data):
    """An order has a product and a quantity, or lines."""
    lines = Jsonb(data["lines"]) if "lines" in data else None
    return {"product": None, "quantity": None, **data, "lines": lines}


def apply(database, offset, events):
    """One transaction. Its first statement moves the offset, so a second instance, or a second time, changes nothing."""
    with database.transaction():
        if database.execute(ADVANCE, (*events[-1][0], *offset)).rowcount != 1:
            raise Wait("another instance has moved the offset")
        for _, event in events:
            database.execute(PUT, {**row_of(event["data"]), "version": int(event["aggregateversion"])})
    return events[-1][0]


def sync(server, offset):
    server.eval(SYNC, 2, LIST, CONFIRMED, *offset)


def follow(server, database):
    resyncs = 0
    while True:
        offset = database.execute(OFFSET).fetchone()
        confirmed, elements = server.get(CONFIRMED), server.lrange(LIST, 0, BATCH - 1)
        run = run_after(offset, elements)
        if run:
            resyncs = 0
            events = known(run)
            sync(server, apply(database, offset, events))
            log.info("applied %d events, up to %s", len(events), events[-1][0])
        elif elements or confirmed != "%d:%s" % offset:
            if elements and resyncs > 0:
                server.delete(LIST)  # to state the offset has not helped
            sync(server, offset)  # the publisher fills the list from here
            resyncs += 1
            log.info("asks for what follows %s", offset)
            time.sleep(0.1)
        else:
            resyncs = 0
            server.blmove(LIST, LIST, 1, "LEFT", "LEFT")  # waits a second for an entry, and moves nothing


def main():
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    server = redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True, socket_timeout=5)
    rebuild = "--rebuild" in sys.argv
    while True:
        try:
            with psycopg.connect(autocommit=True) as database:
                database.execute(TABLES)
                if rebuild:
                    database.execute(REBUILD)
                    rebuild = False
                follow(server, database)
        except (psycopg.Error, redis.RedisError, ValueError, KeyError, Wait) as failure:
            log.warning("waits: %s", failure)
            time.sleep(1)


main()
