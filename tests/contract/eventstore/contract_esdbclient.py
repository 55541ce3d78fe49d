"""The event log's contract through Python's esdbclient (PyPI). Run by python-client.spec.ts, or alone:

    python3 contract_esdbclient.py esdb://127.0.0.1:2113?tls=false
"""

import sys
import time
import unittest
from uuid import uuid4

from esdbclient import EventStoreDBClient, NewEvent, StreamState
from esdbclient.exceptions import (
    AlreadyExists,
    MaximumSubscriptionsReached,
    NotFound,
    StreamIsDeleted,
    WrongCurrentVersion,
)
from esdbclient.streams import CaughtUp, Checkpoint

URL = "esdb://127.0.0.1:2113?tls=false"


def new_stream(category="python"):
    return f"{category}-{uuid4()}"


def events(count, event_type="Counted"):
    return [NewEvent(type=event_type, data=b'{"n":%d}' % n, metadata=b'{"m":1}') for n in range(count)]


class Contract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = EventStoreDBClient(URL)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()

    def test_appends_reads_and_positions(self):
        stream = new_stream()
        first = self.client.append_to_stream(stream, current_version=StreamState.NO_STREAM, events=events(3))
        second = self.client.append_to_stream(stream, current_version=2, events=events(1))
        self.assertGreater(second, first)
        read = self.client.get_stream(stream)
        self.assertEqual([e.stream_position for e in read], [0, 1, 2, 3])
        self.assertEqual(read[-1].commit_position, second)
        self.assertEqual(self.client.get_commit_position(), second)
        self.assertEqual(self.client.get_current_version(stream), 3)
        self.assertEqual((read[0].type, read[0].data, read[0].metadata), ("Counted", b'{"n":0}', b'{"m":1}'))
        backwards = self.client.get_stream(stream, backwards=True, limit=2)
        self.assertEqual([e.stream_position for e in backwards], [3, 2])

    def test_wrong_version_is_refused_and_a_repeat_is_not(self):
        stream = new_stream()
        batch = events(2)
        first = self.client.append_to_stream(stream, current_version=StreamState.NO_STREAM, events=batch)
        again = self.client.append_to_stream(stream, current_version=StreamState.NO_STREAM, events=batch)
        self.assertEqual(first, again)
        for version in (StreamState.NO_STREAM, 0, 5):
            with self.assertRaises(WrongCurrentVersion):
                self.client.append_to_stream(stream, current_version=version, events=events(1))

    def test_missing_deleted_and_tombstoned_streams(self):
        stream = new_stream()
        with self.assertRaises(NotFound):
            self.client.get_stream(stream)
        self.client.append_to_stream(stream, current_version=StreamState.NO_STREAM, events=events(2))
        self.client.delete_stream(stream, current_version=1)
        with self.assertRaises(NotFound):
            self.client.get_stream(stream)
        self.client.append_to_stream(stream, current_version=StreamState.NO_STREAM, events=events(1))
        self.assertEqual([e.stream_position for e in self.client.get_stream(stream)], [2])
        self.client.tombstone_stream(stream, current_version=2)
        with self.assertRaises(StreamIsDeleted):
            self.client.get_stream(stream)
        with self.assertRaises(StreamIsDeleted):
            self.client.append_to_stream(stream, current_version=StreamState.ANY, events=events(1))

    def test_metadata(self):
        stream = new_stream()
        self.client.append_to_stream(stream, current_version=StreamState.NO_STREAM, events=events(5))
        self.assertEqual(self.client.get_stream_metadata(stream), ({}, StreamState.NO_STREAM))
        self.client.set_stream_metadata(stream, metadata={"$maxCount": 2, "owner": "me"}, current_version=StreamState.NO_STREAM)
        self.assertEqual(self.client.get_stream_metadata(stream), ({"$maxCount": 2, "owner": "me"}, 0))
        self.assertEqual([e.stream_position for e in self.client.get_stream(stream)], [3, 4])

    def test_filtered_reads_of_all(self):
        kind = f"Kind{uuid4().hex}"
        stream = new_stream()
        self.client.append_to_stream(stream, current_version=StreamState.NO_STREAM, events=events(100, kind))
        by_type = list(self.client.read_all(filter_include=[kind]))
        self.assertEqual(len(by_type), 100)
        by_stream = list(self.client.read_all(filter_include=[stream], filter_by_stream_name=True))
        self.assertEqual(len(by_stream), 100)
        without = list(self.client.read_all(filter_exclude=[kind]))
        self.assertNotIn(kind, [e.type for e in without])
        newest = list(self.client.read_all(backwards=True, limit=3, filter_include=[kind]))
        self.assertEqual([e.stream_position for e in newest], [99, 98, 97])

    def test_catch_up_subscription(self):
        kind = f"Kind{uuid4().hex}"
        stream = new_stream()
        self.client.append_to_stream(stream, current_version=StreamState.NO_STREAM, events=events(5, kind))
        subscription = self.client.subscribe_to_all(
            filter_include=[kind], include_caught_up=True, include_checkpoints=True
        )
        seen = []
        for event in subscription:
            if isinstance(event, CaughtUp):
                seen.append("caught up")
                self.client.append_to_stream(stream, current_version=4, events=events(1, kind))
            elif not isinstance(event, Checkpoint):
                seen.append(event.stream_position)
                if event.stream_position == 5:
                    break
        subscription.stop()
        self.assertEqual(seen, [0, 1, 2, 3, 4, "caught up", 5])

    def test_persistent_subscription(self):
        stream = new_stream()
        self.client.append_to_stream(stream, current_version=StreamState.NO_STREAM, events=events(5))
        self.client.create_subscription_to_stream("group", stream, from_end=False, max_subscriber_count=1)
        with self.assertRaises(AlreadyExists):
            self.client.create_subscription_to_stream("group", stream)
        subscription = self.client.read_subscription_to_stream("group", stream)
        other = EventStoreDBClient(URL)
        with self.assertRaises(MaximumSubscriptionsReached):
            list(other.read_subscription_to_stream("group", stream))
        other.close()
        parked = 0
        seen = []
        for event in subscription:
            seen.append(event.stream_position)
            if event.stream_position == 2 and parked == 0:
                parked += 1
                subscription.nack(event, "park")
            else:
                subscription.ack(event)
            if len(seen) == 5:
                # The client sends its answers in the background: wait until the server has parked the event.
                for _attempt in range(200):
                    if self.client.get_subscription_info("group", stream).parked_message_count == 1:
                        break
                    time.sleep(0.05)
                self.client.replay_parked_events("group", stream)
            if len(seen) == 6:
                break
        subscription.stop()
        self.assertEqual(seen, [0, 1, 2, 3, 4, 2])
        info = self.client.get_subscription_info("group", stream)
        self.assertEqual((info.group_name, info.max_subscriber_count), ("group", 1))
        self.client.delete_subscription("group", stream)
        with self.assertRaises(NotFound):
            self.client.get_subscription_info("group", stream)

    def test_persistent_subscription_to_all(self):
        stream = new_stream()
        group = f"group-{uuid4()}"
        self.client.create_subscription_to_all(group, filter_include=[stream], filter_by_stream_name=True)
        self.client.append_to_stream(stream, current_version=StreamState.NO_STREAM, events=events(3))
        subscription = self.client.read_subscription_to_all(group)
        seen = []
        for event in subscription:
            seen.append(event.stream_position)
            subscription.ack(event)
            if len(seen) == 3:
                break
        subscription.stop()
        self.assertEqual(seen, [0, 1, 2])
        self.assertIn(group, [info.group_name for info in self.client.list_subscriptions()])
        self.client.delete_subscription(group)

    def test_gossip_and_discovery(self):
        members = self.client.read_gossip()
        self.assertEqual([m.state for m in members], ["NODE_STATE_LEADER"])


if __name__ == "__main__":
    URL = sys.argv.pop(1) if len(sys.argv) > 1 and "://" in sys.argv[1] else URL
    unittest.main(verbosity=2)
