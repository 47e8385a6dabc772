//! One envelope for each message, every field of it filled: any bit that changes breaks the signature, under either scheme.

use engine::job::{JobSpec, JobState, Stage, TaskSpec};
use engine::units::{MilliGflop, MilliGflops};
use engine::wire::{
    Assignment, Capability, Digest, Ed25519, EpochEntry, JobStatus, KeyedHash, Message, PublicKey, Scheme, SecretKey, Signature,
    Submission, TaskOutput, Transaction, TransactionError, WIRE_VERSION, WorkResult,
};
use engine::{Amount, Envelope, JobId, NodeId, RegionId, TaskId, Time, Topic};

const SECRET: SecretKey = SecretKey([7; 32]);

fn messages() -> Vec<Message> {
    let job = JobId { requester: NodeId(3), number: 9 };
    let task = TaskId { job, task: 4, attempt: 2 };
    let spec = TaskSpec {
        stage: Stage::Map,
        work: MilliGflop(100),
        input_bytes: 30,
        output_bytes: 40,
        memory_mib: 5,
        gpu_memory_mib: 6,
        checkpoint_every: engine::Span(8),
        checkpoint_bytes: 9,
        replica: engine::job::Replica::ONE,
        privacy: engine::job::Privacy::Open,
        near_bytes: 12,
    };
    let output = Digest::of(b"output");
    let checkpoint = engine::wire::Checkpoint { done: MilliGflop(50), state: output };
    let outputs = vec![TaskOutput { task: 1, output }, TaskOutput { task: 2, output: Digest::NONE }];
    let submission = Submission { job, spec: JobSpec::map_reduce(2, spec, 1, MilliGflop(7)), budget: Amount(u128::MAX / 3) };
    let (paid, refunded, reason) = (Amount(1 << 80), Amount(12), String::from("for a reason"));
    let status = JobStatus { job, state: JobState::Settled, paid, refunded, reason, outputs: outputs.clone() };
    let entry = EpochEntry { node: NodeId(8), power_mgflops: -5, available_s: 77 };
    let transactions = [
        Transaction::Lock { job, amount: Amount(5) },
        Transaction::Close { job, payouts: vec![(NodeId(2), Amount(3)), (NodeId(4), Amount(1 << 100))], burned: Amount(1) },
        Transaction::Report { epoch: 3, entries: vec![entry, entry].into() },
    ];
    let capability =
        Capability { speed: MilliGflops(9), memory_mib: 8, gpu_memory_mib: 7, slots: 2, micro_usd_per_hour: 6, trusted: true };
    let mut messages = vec![
        Message::Locate { key: PublicKey([5; 32]) },
        Message::Located,
        Message::Announce,
        Message::Register { incarnation: 3, capability },
        Message::Welcome { incarnation: 3, tasks: vec![task, TaskId::default()] },
        Message::Heartbeat { incarnation: 3 },
        Message::Inventory { incarnation: 3, digest: 1 << 60 },
        Message::Progress { task, checkpoint },
        Message::Assign(Box::new(Assignment { task, spec, manifest: output, inputs: outputs, from: checkpoint, here_bytes: 11 })),
        Message::Accept { task },
        Message::Reject { task },
        Message::Done { task, result: WorkResult { output, output_bytes: 40 } },
        Message::DoneAck { task },
        Message::Cancel { task },
        Message::Submit(Box::new(submission)),
        Message::Status(Box::new(status)),
        Message::Receipt { number: 4, outcome: Ok(()) },
        Message::Receipt { number: 4, outcome: Err(TransactionError::Payouts) },
    ];
    let transact = |transaction| Message::Transact { number: 4, answered_below: 2, transaction: Box::new(transaction) };
    messages.extend(transactions.map(transact));
    messages
}

/// Envelopes of all messages to all kinds of topics, signed.
fn envelopes(scheme: &dyn Scheme) -> impl Iterator<Item = Envelope> {
    let topics = [Topic::Node(NodeId(2)), Topic::Region(RegionId(2)), Topic::Validators(RegionId(2))];
    messages().into_iter().zip(topics.into_iter().cycle()).map(|(message, to)| {
        let (version, sender, sequence, expires) = (WIRE_VERSION, NodeId(1), 5, Time(100));
        let mut envelope = Envelope { version, sender, to, sequence, expires, message, signature: Signature([0; 64]) };
        envelope.sign(9, scheme, &SECRET, &mut Vec::new());
        envelope
    })
}

/// Every envelope that one changed bit makes of this one, if it reads as one at all.
fn altered(envelope: &Envelope) -> impl Iterator<Item = Envelope> {
    let bytes = envelope.encode();
    (0..8 * bytes.len()).filter_map(move |bit| {
        let mut bytes = bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        Envelope::decode(&bytes)
    })
}

#[test]
fn every_bit_of_every_message_counts() {
    let key = KeyedHash.public_key(&SECRET);
    let holds = |envelope: &Envelope| KeyedHash.verify(&key, &envelope.unsigned(9), &envelope.signature, &mut Vec::new());
    for envelope in envelopes(&KeyedHash) {
        assert!(holds(&envelope), "{envelope:?}");
        let mut count = 0;
        for bad in altered(&envelope) {
            assert!(!holds(&bad), "{bad:?}");
            count += 1;
        }
        assert!(count > 8 * 64, "the signature alone has as many");
    }
}

#[test]
fn ed25519_signs_the_bytes() {
    let key = Ed25519.public_key(&SECRET);
    let mut scratch = vec![1, 2, 3];
    for envelope in envelopes(&Ed25519) {
        let unsigned = envelope.unsigned(9);
        assert_eq!(unsigned.bytes(&mut scratch), envelope.signed_bytes(9));
        let encoded = envelope.encode();
        let bytes = [&9_u64.to_le_bytes()[..], &encoded[..encoded.len() - 64]].concat();
        assert_eq!(envelope.signed_bytes(9), bytes, "network id, then all that travels but the signature");
        assert!(Ed25519.verify(&key, &unsigned, &envelope.signature, &mut scratch));
        for bad in altered(&envelope).step_by(97) {
            assert!(!Ed25519.verify(&key, &bad.unsigned(9), &bad.signature, &mut scratch), "{bad:?}");
        }
    }
}

#[test]
fn the_length_is_that_of_the_bytes() {
    for envelope in envelopes(&KeyedHash) {
        assert_eq!(envelope.encoded_len(), envelope.encode().len(), "{envelope:?}");
    }
}
