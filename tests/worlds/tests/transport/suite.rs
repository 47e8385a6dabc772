//! The contract, clause by clause. No clause is decided by a clock: time limits only end a test that hangs.

use crate::envelopes::{assorted, huge, inbox, numbered, region, secret, signed};
use engine::wire::{Ed25519, KeyedHash, ReplayWindow, Scheme};
use engine::{Envelope, Message, NodeId, Topic};
use node::transport::{Arrival, CHUNK_BYTES_MAX, Counters, DataSender, SendError};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Rounds of sending again before a test gives up.
const ROUNDS_MAX: usize = 20;

/// A network of one kind under test.
pub trait Harness {
    /// Its name, for what is printed.
    fn name(&self) -> String;
    /// Id of the network, different in each test.
    fn network(&self) -> u64;
    /// Whether a link that holds delivers in the order of sending.
    fn keeps_order(&self) -> bool {
        true
    }
    /// Connects a node whose driver lets `room` arrivals wait.
    fn connect(&mut self, node: u32, room: usize);
    /// Sends from the envelope's sender.
    fn send(&mut self, envelope: Envelope);
    /// Subscribes a node.
    fn subscribe(&mut self, node: u32, topic: Topic);
    /// Its next arrival; waits, and says `None` if nothing comes.
    fn next(&mut self, node: u32) -> Option<Arrival>;
    /// Cuts its link.
    fn cut(&mut self, node: u32);
    /// Brings its link back.
    fn restore(&mut self, node: u32);
    /// Its counters, where there are any.
    fn counters(&self, node: u32) -> Option<Counters>;
    /// Sends on the data plane and waits for room; `None` where there is none.
    fn data(&self, node: u32) -> Option<Arc<dyn DataSender>>;
}

/// Sends and returns a numbered envelope.
pub fn say(h: &mut dyn Harness, sender: u32, to: Topic, sequence: u64) -> Envelope {
    let envelope = numbered(h.network(), sender, to, sequence);
    h.send(envelope.clone());
    envelope
}

/// The next envelope that is not a probe.
pub fn read(h: &mut dyn Harness, node: u32) -> Option<Envelope> {
    loop {
        match h.next(node)? {
            Arrival::Envelope(envelope) if envelope.message != Message::Announce => return Some(*envelope),
            Arrival::Malformed { bytes } => panic!("{bytes} bytes arrived that are no envelope"),
            _ => {}
        }
    }
}

/// Connects `node` and subscribes it to `topics`; returns when the subscriptions are in force.
pub fn join(h: &mut dyn Harness, node: u32, room: usize, topics: &[Topic]) {
    h.connect(node, room);
    for (at, topic) in topics.iter().enumerate() {
        h.subscribe(node, *topic);
        let network = h.network();
        let probe = signed(&KeyedHash, network, node, *topic, at as u64, Message::Announce);
        let arrived = (0..ROUNDS_MAX).any(|_| {
            h.send(probe.clone());
            std::iter::from_fn(|| h.next(node)).any(|arrival| arrival == Arrival::Envelope(Box::new(probe.clone())))
        });
        assert!(arrived, "{}: the subscription of {node} to {topic:?} never held", h.name());
    }
}

/// Reads at `node` until everything in `sent` has come, sending again what is missing; returns how many were sent again.
pub fn make_good(h: &mut dyn Harness, node: u32, sent: &[Envelope], mut got: BTreeSet<u64>) -> usize {
    let mut repeated = 0;
    for _ in 0..ROUNDS_MAX {
        let missing: Vec<&Envelope> = sent.iter().filter(|envelope| !got.contains(&envelope.sequence)).collect();
        if missing.is_empty() {
            return repeated;
        }
        repeated += missing.len();
        for few in missing.chunks(200) {
            few.iter().for_each(|envelope| h.send((*envelope).clone()));
            let mut awaited: BTreeSet<u64> = few.iter().map(|envelope| envelope.sequence).collect();
            while let Some(envelope) = if awaited.is_empty() { None } else { read(h, node) } {
                awaited.remove(&envelope.sequence);
                got.insert(envelope.sequence);
            }
        }
    }
    panic!("{}: {} of {} never arrived at {node}", h.name(), sent.len() - got.len(), sent.len());
}

pub fn every_subscriber_gets_a_copy_and_nobody_else(h: &mut dyn Harness) {
    for node in 1..=3 {
        join(h, node, 64, &[region(5)]);
    }
    join(h, 4, 64, &[inbox(4), region(6)]);
    let envelope = say(h, 1, region(5), 1);
    for node in 1..=3 {
        assert_eq!(read(h, node).as_ref(), Some(&envelope), "{}: subscriber {node}", h.name());
    }
    let marker = say(h, 1, inbox(4), 2);
    assert_eq!(read(h, 4).as_ref(), Some(&marker), "{}: the first thing that a bystander hears", h.name());
    let marker = say(h, 4, region(5), 3);
    for node in 1..=3 {
        assert_eq!(read(h, node).as_ref(), Some(&marker), "{}: one copy each, before the next", h.name());
    }
}

pub fn nothing_is_altered(h: &mut dyn Harness) {
    join(h, 1, 64, &[]);
    join(h, 2, 64, &[inbox(2)]);
    let (network, schemes) = (h.network(), [&Ed25519 as &dyn Scheme, &KeyedHash]);
    for (sequence, message) in assorted().into_iter().enumerate() {
        for scheme in schemes {
            let sent = signed(scheme, network, 1, inbox(2), sequence as u64, message.clone());
            h.send(sent.clone());
            let came = read(h, 2).expect("an envelope");
            assert_eq!(came.encode(), sent.encode(), "{}", h.name());
            let key = scheme.public_key(&secret(1));
            assert!(scheme.verify(&key, &came.unsigned(network), &came.signature, &mut Vec::new()), "{}", h.name());
        }
    }
}

pub fn a_repeated_envelope_arrives_and_is_admitted_once(h: &mut dyn Harness) {
    join(h, 1, 64, &[]);
    join(h, 2, 64, &[inbox(2)]);
    let (repeated, last) = (numbered(h.network(), 1, inbox(2), 7), numbered(h.network(), 1, inbox(2), 8));
    for envelope in [&repeated, &repeated, &last] {
        h.send((*envelope).clone());
    }
    let (mut window, mut admitted) = (ReplayWindow::default(), Vec::new());
    while admitted.len() < 2 {
        let envelope = read(h, 2).expect("both numbers");
        if window.admit(envelope.sequence) {
            admitted.push(envelope.sequence);
        }
    }
    h.send(repeated.clone());
    say(h, 1, inbox(2), 9);
    while !admitted.contains(&9) {
        let envelope = read(h, 2).expect("the last number");
        if window.admit(envelope.sequence) {
            admitted.push(envelope.sequence);
        }
    }
    admitted.sort_unstable();
    assert_eq!(admitted, [7, 8, 9], "{}", h.name());
}

/// In general a transport promises only that what is sent again and again arrives. Links that keep order promise it.
pub fn links_that_hold_keep_order(h: &mut dyn Harness) {
    join(h, 1, 64, &[]);
    join(h, 2, 64, &[inbox(2)]);
    let sent: Vec<Envelope> = (1..=1_000).map(|n| numbered(h.network(), 1, inbox(2), n)).collect();
    sent.iter().for_each(|envelope| h.send((*envelope).clone()));
    let mut order = Vec::new();
    while order.len() < sent.len() {
        match read(h, 2) {
            Some(envelope) => order.push(envelope.sequence),
            None => break,
        }
    }
    if h.keeps_order() {
        assert!(order.is_sorted(), "{}: {order:?}", h.name());
    }
    make_good(h, 2, &sent, order.into_iter().collect());
}

pub fn subscriptions_outlive_a_cut_link(h: &mut dyn Harness) {
    join(h, 1, 64, &[inbox(1)]);
    join(h, 2, 64, &[inbox(2), region(1)]);
    h.cut(2);
    if h.counters(2).is_some() {
        while h.next(2).expect("the loss is told") != Arrival::Down {}
    }
    // Lost or kept for later: both are allowed. What matters is that neither sender waits.
    say(h, 1, inbox(2), 1);
    say(h, 2, inbox(1), 1);
    h.restore(2);
    if h.counters(2).is_some() {
        while h.next(2).expect("the return is told") != Arrival::Up {}
        assert!(h.counters(2).is_some_and(|counters| counters.reconnects >= 1), "{}", h.name());
    }
    for (sender, to, receiver) in [(1, inbox(2), 2), (1, region(1), 2), (2, inbox(1), 1)] {
        let later: Vec<Envelope> = (2..=20).map(|n| numbered(h.network(), sender, to, n)).collect();
        make_good(h, receiver, &later, BTreeSet::new());
    }
}

pub fn four_mebibytes_pass(h: &mut dyn Harness) {
    join(h, 1, 64, &[inbox(1)]);
    join(h, 2, 64, &[inbox(2)]);
    for (sender, receiver) in [(1, 2), (2, 1)] {
        let envelope = huge(h.network(), sender, inbox(receiver), 4 << 20);
        assert!(envelope.encoded_len() >= 4 << 20);
        h.send(envelope.clone());
        let came = (0..ROUNDS_MAX).find_map(|_| read(h, receiver)).expect("the large envelope");
        assert!(came == envelope, "{}: {} bytes came of {}", h.name(), came.encoded_len(), envelope.encoded_len());
    }
}

/// The slow one reads nothing until all is sent; its driver has room for 64.
pub fn a_slow_subscriber_holds_nobody_up(h: &mut dyn Harness) {
    slow_subscriber(h, 20_000);
}

/// Returns how many of `count` messages the slow subscriber lost on first sending.
pub fn slow_subscriber(h: &mut dyn Harness, count: u64) -> usize {
    let (fast, slow) = (2, 3);
    join(h, 1, 64, &[]);
    join(h, fast, 1_024, &[region(1)]);
    join(h, slow, 64, &[region(1)]);
    let sent: Vec<Envelope> = (1..=count).map(|n| numbered(h.network(), 1, region(1), n)).collect();
    for batch in sent.chunks(500) {
        batch.iter().for_each(|envelope| h.send((*envelope).clone()));
        let mut awaited: BTreeSet<u64> = batch.iter().map(|envelope| envelope.sequence).collect();
        for _ in 0..ROUNDS_MAX {
            while let Some(envelope) = if awaited.is_empty() { None } else { read(h, fast) } {
                awaited.remove(&envelope.sequence);
            }
            batch.iter().filter(|envelope| awaited.contains(&envelope.sequence)).for_each(|envelope| h.send((*envelope).clone()));
        }
        assert!(awaited.is_empty(), "{}: the slow subscriber holds up another", h.name());
    }
    let mut got = BTreeSet::new();
    while let Some(envelope) = if got.contains(&count) { None } else { read(h, slow) } {
        got.insert(envelope.sequence);
    }
    let lost = sent.len() - got.len();
    let repeated = make_good(h, slow, &sent, got);
    println!("{}: a slow subscriber lost {lost} of {count} messages; {repeated} sent again made it good", h.name());
    lost
}

pub fn chunks_of_the_data_plane_arrive(h: &mut dyn Harness) {
    join(h, 1, 64, &[]);
    join(h, 2, 64, &[inbox(2)]);
    let sender = h.data(1).expect("a data plane");
    assert_eq!(sender.try_send(NodeId(2), vec![0; CHUNK_BYTES_MAX + 1]), Err(SendError::TooLong(CHUNK_BYTES_MAX + 1)));
    let chunk = |n: u8| (0..CHUNK_BYTES_MAX).map(|at| (at % 251) as u8 ^ n).collect::<Vec<u8>>();
    for n in 0..40 {
        sender.try_send(NodeId(2), chunk(n)).expect("room for 64");
    }
    say(h, 1, inbox(2), 1);
    let (mut chunks, mut envelopes) = (Vec::new(), 0);
    while chunks.len() < 40 || envelopes == 0 {
        match h.next(2).expect("all chunks and the envelope") {
            Arrival::Data(bytes) => chunks.push(bytes),
            Arrival::Envelope(_) => envelopes += 1,
            _ => {}
        }
    }
    assert!((0..40).all(|n| chunks[usize::from(n)] == chunk(n)), "{}: a chunk was altered or out of order", h.name());
}
