//! Signed envelopes to send.

use engine::amount::Amount;
use engine::job::{JobSpec, Pattern, Stage, TaskSpec};
use engine::units::MilliGflop;
use engine::wire::{
    Capability, Digest, KeyedHash, PublicKey, Scheme, SecretKey, Signature, Submission, WIRE_VERSION, WorkResult,
};
use engine::{Envelope, JobId, Message, NodeId, RegionId, TaskId, Time, Topic};

/// Every node's key is made of its id.
pub fn secret(node: u32) -> SecretKey {
    SecretKey([u8::try_from(node).expect("tests use few nodes"); 32])
}

/// `message` from `sender`, signed by `scheme` for `network`.
pub fn signed(scheme: &dyn Scheme, network: u64, sender: u32, to: Topic, sequence: u64, message: Message) -> Envelope {
    let (sender_id, expires, signature) = (NodeId(sender), Time(u64::MAX), Signature([0; 64]));
    let mut envelope = Envelope { version: WIRE_VERSION, sender: sender_id, to, sequence, expires, message, signature };
    envelope.sign(network, scheme, &secret(sender), &mut Vec::new());
    envelope
}

/// The `sequence`th of many small ones.
pub fn numbered(network: u64, sender: u32, to: Topic, sequence: u64) -> Envelope {
    signed(&KeyedHash, network, sender, to, sequence, Message::Inventory { incarnation: sequence, digest: 0 })
}

/// A job of at least `bytes` on the wire; no node would run it.
pub fn huge(network: u64, sender: u32, to: Topic, bytes: usize) -> Envelope {
    let task = TaskSpec {
        stage: Stage::Map,
        work: MilliGflop(0x0102_0304_0506_0708),
        input_bytes: u64::MAX,
        output_bytes: 1,
        memory_mib: 7,
        gpu_memory_mib: 0,
        checkpoint_every: engine::Span(3),
        checkpoint_bytes: 9,
        replica: engine::job::Replica::ONE,
        privacy: engine::job::Privacy::Open,
        near_bytes: 0,
    };
    let spec = JobSpec {
        pattern: Pattern::MapReduce,
        tasks: vec![task; bytes / 49 + 1],
        edges: vec![(0, 1)],
        manifest: Digest([9; 32]),
        due: engine::Span(5),
    };
    let submission = Submission { job: JobId { requester: NodeId(sender), number: 1 }, spec, budget: Amount(u128::MAX) };
    signed(&KeyedHash, network, sender, to, 1, Message::Submit(Box::new(submission)))
}

/// Messages of different shapes.
pub fn assorted() -> Vec<Message> {
    let task = TaskId { job: JobId { requester: NodeId(9), number: 8 }, task: 7, attempt: 6 };
    vec![
        Message::Located,
        Message::Locate { key: PublicKey([0xff; 32]) },
        Message::Register { incarnation: u64::MAX, capability: Capability { slots: 3, ..Capability::default() } },
        Message::Welcome { incarnation: 0, tasks: vec![task; 100] },
        Message::Done { task, result: WorkResult { output: Digest([0xde; 32]), output_bytes: 0 } },
        Message::Cancel { task },
    ]
}

/// The inbox of a node.
pub fn inbox(node: u32) -> Topic {
    Topic::Node(NodeId(node))
}

/// A region's topic.
pub fn region(region: u16) -> Topic {
    Topic::Region(RegionId(region))
}
