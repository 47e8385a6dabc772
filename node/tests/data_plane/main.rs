//! The data plane between nodes over channels that lose, repeat, reorder and alter; and with strangers on them.

mod channels;
mod strangers;

use channels::{Net, Trouble};
use engine::job::{JobSpec, Stage, TaskSpec};
use engine::units::MilliGflop;
use engine::wire::{Digest, Submission};
use engine::{Amount, JobId, NodeId, Record, TaskId};
use node::data::{DataError, ballast};
use std::future::Future;
use std::sync::OnceLock;
use std::time::Duration;

const A: NodeId = NodeId(1);
const B: NodeId = NodeId(2);
const C: NodeId = NodeId(3);
const CHUNK: u64 = 128 * 1_024;

/// One runtime for all tests: they wait more than they work.
fn block_on<F: Future>(future: F) -> F::Output {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    let build = || tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    RUNTIME.get_or_init(build).block_on(future)
}

fn blob(seed: u64, length: u64) -> Vec<u8> {
    let mut bytes = ballast(length);
    bytes.iter_mut().zip(seed.to_le_bytes()).for_each(|(byte, seed)| *byte ^= seed);
    bytes
}

fn job(number: u32) -> JobId {
    JobId { requester: A, number }
}

fn task(number: u32, task: u16) -> TaskId {
    TaskId { job: job(number), task, attempt: 0 }
}

/// A job of three parts with outputs of at most `output_bytes`.
fn submitted(number: u32, output_bytes: u64) -> Record {
    let part = TaskSpec {
        stage: Stage::Scatter,
        work: MilliGflop(1),
        input_bytes: 9,
        output_bytes,
        memory_mib: 1,
        gpu_memory_mib: 0,
        checkpoint_every: engine::Span::ZERO,
        checkpoint_bytes: 0,
        replica: engine::job::Replica::ONE,
        privacy: engine::job::Privacy::Open,
        near_bytes: 0,
    };
    let spec = JobSpec::scatter_gather(3, part, MilliGflop(1));
    Record::Submitted(Submission { job: job(number), spec, budget: Amount::ZERO })
}

#[test]
fn every_fetch_and_gift_ends_with_exactly_the_bytes() {
    let troubles = [
        Trouble::default(),
        Trouble { lost: 10, ..Trouble::default() },
        Trouble { repeated: 50, late: 50, ..Trouble::default() },
        Trouble { altered: 5, ..Trouble::default() },
        Trouble { lost: 5, repeated: 20, late: 50, altered: 3 },
    ];
    let lengths = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 10 * CHUNK + 7];
    block_on(async {
        let mut cases = tokio::task::JoinSet::new();
        for seed in 0..30 {
            let (trouble, length) = (troubles[seed as usize % troubles.len()], lengths[seed as usize / troubles.len()]);
            cases.spawn(async move {
                let net = Net::default();
                let (a, b) = (net.join(A, trouble, seed), net.join(B, trouble, seed));
                let input = blob(seed, length);
                let digest = a.exchange.blobs().put(&input).unwrap();
                let case = format!("seed {seed}, {length} bytes, {trouble:?}");
                assert_eq!(b.exchange.fetch(A, digest, length).await.expect(&case), input, "{case}");
                a.jobs.note(&submitted(0, length));
                let output = blob(!seed, length);
                let digest = b.exchange.give(A, task(0, 1), &output).await.expect(&case);
                assert_eq!(a.exchange.blobs().get(&digest), Some(output), "{case}");
            });
        }
        while let Some(done) = cases.join_next().await {
            done.unwrap();
        }
    });
}

#[test]
fn what_cannot_be_had_or_is_too_long_is_said() {
    block_on(async {
        let net = Net::default();
        let (a, b) = (net.join(A, Trouble::default(), 0), net.join(B, Trouble::default(), 0));
        let digest = Digest::of(b"nobody has it");
        assert_eq!(b.exchange.fetch(A, digest, 9).await, Err(DataError::Missing { node: A, digest }));
        let digest = a.exchange.blobs().put(&[7; 10]).unwrap();
        let too_long = Err(DataError::TooLong { digest, length: 10, max: 9 });
        assert_eq!(b.exchange.fetch(A, digest, 9).await, too_long);
        assert_eq!(b.exchange.fetch(A, digest, 10).await, Ok(vec![7; 10]), "the refusal is not remembered");
        assert_eq!(b.exchange.fetch(A, digest, 9).await, too_long, "also when it is here already");
    });
}

/// What is replaced goes from the requester's disk, but for what is there for another reason; the worker keeps none.
#[test]
fn a_requester_keeps_the_latest_checkpoints_of_a_task() {
    block_on(async {
        let net = Net::default();
        let [a, b, c] = [A, B, C].map(|node| net.join(node, Trouble::default(), 0));
        let Record::Submitted(mut submission) = submitted(0, 5) else { panic!("it is one") };
        let every = engine::Span::SECOND;
        submission.spec.tasks.iter_mut().for_each(|task| (task.checkpoint_every, task.checkpoint_bytes) = (every, 9));
        a.jobs.note(&Record::Submitted(submission));
        let state = |n: u64| blob(n, 9);
        let has = |exchange: &node::data::Exchange, n| exchange.blobs().get(&Digest::of(&state(n))).is_some();
        a.exchange.blobs().put(&state(0)).unwrap();
        for n in 0..6 {
            b.exchange.give_checkpoint(A, task(0, 1), &state(n)).await.unwrap();
            assert!(has(&a.exchange, n) && !has(&b.exchange, n));
        }
        // Said first, cleared away then.
        let cleared = async {
            while has(&a.exchange, 1) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), cleared).await.expect("it is replaced");
        assert_eq!([0, 1, 2, 3, 4, 5].map(|n| has(&a.exchange, n)), [true, false, true, true, true, true]);
        let last = Digest::of(&state(5));
        assert_eq!(c.exchange.fetch_checkpoint(A, last, 9).await, Ok(state(5)));
        assert!(!has(&c.exchange, 5));
        let digest = Digest::of(&blob(7, 10));
        assert_eq!(b.exchange.give_checkpoint(A, task(0, 1), &blob(7, 10)).await, Err(DataError::Unwanted { node: A, digest }));
    });
}

/// Of no open job, after its end, or longer than declared: refused, and nothing is kept.
#[test]
fn a_requester_takes_outputs_of_its_open_jobs_only() {
    block_on(async {
        let net = Net::default();
        let (a, b) = (net.join(A, Trouble::default(), 0), net.join(B, Trouble::default(), 0));
        a.jobs.note(&submitted(0, 5));
        a.jobs.note(&submitted(1, 5));
        a.jobs.note(&Record::JobOver { job: job(1) });
        let give = async |task: TaskId, bytes: &[u8]| {
            let digest = Digest::of(bytes);
            (b.exchange.give(A, task, bytes).await, Err(DataError::Unwanted { node: A, digest }), a.exchange.blobs().get(&digest))
        };
        let (over, long, none, other) = tokio::join!(
            give(task(1, 0), b"over"),
            give(task(0, 0), b"longer"),
            give(task(0, 9), b"none"),
            give(task(7, 0), b"job")
        );
        for (result, unwanted, kept) in [over, long, none, other] {
            assert_eq!((result, kept), (unwanted, None));
        }
        let (taken, _, kept) = give(task(0, 0), b"fits").await;
        assert_eq!((taken, kept), (Ok(Digest::of(b"fits")), Some(b"fits".to_vec())));
    });
}

#[test]
fn all_who_want_the_same_at_once_get_it() {
    block_on(async {
        let net = Net::default();
        let trouble = Trouble { late: 100, ..Trouble::default() };
        let (a, b) = (net.join(A, trouble, 0), net.join(B, Trouble::default(), 0));
        let bytes = blob(1, 3 * CHUNK);
        let digest = a.exchange.blobs().put(&bytes).unwrap();
        let want = || b.exchange.fetch(A, digest, 3 * CHUNK);
        let (one, two, three) = tokio::join!(want(), want(), want());
        assert_eq!([one, two, three], [Ok(bytes.clone()), Ok(bytes.clone()), Ok(bytes)]);
    });
}

#[test]
fn a_fetch_that_is_dropped_half_way_does_not_block_the_next() {
    block_on(async {
        let net = Net::default();
        let b = net.join(B, Trouble::default(), 0);
        let bytes = blob(2, 2 * CHUNK);
        let digest = Digest::of(&bytes);
        // Nobody is at A yet.
        let first = tokio::time::timeout(Duration::from_millis(50), b.exchange.fetch(A, digest, 2 * CHUNK)).await;
        assert!(first.is_err(), "{first:?}");
        let a = net.join(A, Trouble::default(), 0);
        a.exchange.blobs().put(&bytes).unwrap();
        assert_eq!(b.exchange.fetch(A, digest, 2 * CHUNK).await, Ok(bytes));
    });
}

/// The same work on two nodes has the same output. One that died while giving it must not keep the other from it.
#[test]
fn an_output_whose_first_giver_died_is_taken_from_the_second() {
    block_on(async {
        let net = Net::default();
        let (a, c) = (net.join(A, Trouble::default(), 0), net.join(C, Trouble::default(), 0));
        a.jobs.note(&submitted(0, 100));
        // B is nowhere: it died once its offer was out.
        let digest = Digest::of(&[5; 100]);
        let asked = tokio::spawn(async move { a.exchange.fetch(B, digest, 100).await });
        let given = tokio::time::timeout(Duration::from_secs(30), c.exchange.give(A, task(0, 0), &[5; 100])).await;
        assert_eq!(given.expect("before the dead one is given up"), Ok(digest));
        assert_eq!(asked.await.unwrap(), Ok(vec![5; 100]));
    });
}

#[test]
fn tasks_with_the_same_output_are_given_side_by_side() {
    block_on(async {
        let net = Net::default();
        let (a, b) = (net.join(A, Trouble::default(), 0), net.join(B, Trouble::default(), 0));
        a.jobs.note(&submitted(0, CHUNK));
        let output = blob(3, CHUNK);
        let give = |number| b.exchange.give(A, task(0, number), &output);
        let (one, two, three) = tokio::join!(give(0), give(1), give(2));
        let digest = Digest::of(&output);
        assert_eq!([one, two, three], [Ok(digest), Ok(digest), Ok(digest)]);
        assert_eq!(a.exchange.blobs().get(&digest), Some(output));
    });
}
