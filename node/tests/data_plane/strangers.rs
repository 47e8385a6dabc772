//! Strangers on the channels: some can only publish, some have a channel of their own.

use super::channels::{Net, Trouble};
use super::{A, B, C, CHUNK, blob, block_on, submitted, task};
use engine::wire::Digest;
use engine::{NodeId, TaskId};
use node::data::DataError;
use std::time::Duration;
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};

/// A request or an answer, as it is on the wire.
fn message(is_answer: bool, from: NodeId, digest: Digest, cookie: u64, what: &[&[u8]]) -> Vec<u8> {
    [&[u8::from(is_answer)][..], &from.0.to_le_bytes(), &digest.0, &cookie.to_le_bytes(), &what.concat()].concat()
}

fn offer(from: NodeId, task: TaskId, digest: Digest, length: u64) -> Vec<u8> {
    message(false, from, digest, 7, &[&[1], &borsh::to_vec(&task).unwrap(), &[0], &length.to_le_bytes()])
}

fn piece(from: NodeId, digest: Digest, cookie: u64, length: u64, offset: u64, bytes: &[u8]) -> Vec<u8> {
    let size = u32::try_from(bytes.len()).unwrap();
    message(true, from, digest, cookie, &[&[0], &length.to_le_bytes(), &offset.to_le_bytes(), &size.to_le_bytes(), bytes])
}

/// Says what `next` gives to `node`, `per_pause` at once every 3 ms, until it is aborted.
fn shout(net: &Net, node: NodeId, per_pause: u64, mut next: impl FnMut(u64) -> Vec<u8> + Send + 'static) -> AbortHandle {
    let net = net.clone();
    let mut count = 0;
    let shouting = async move {
        loop {
            for _ in 0..per_pause {
                net.say(node, &next(count));
                count += 1;
            }
            sleep(Duration::from_millis(3)).await;
        }
    };
    tokio::spawn(shouting).abort_handle()
}

/// Who can publish on a channel but not read those of others: nothing he says in another's name is heard.
#[test]
fn who_denies_lies_and_shouts_does_not_keep_the_bytes_away() {
    block_on(async {
        for length in [100, 4 * CHUNK] {
            let net = Net::default();
            let trouble = Trouble { late: 100, lost: 10, ..Trouble::default() };
            let (a, b) = (net.join(A, trouble, 5), net.join(B, trouble, 5));
            let bytes = blob(4, length);
            let digest = a.exchange.blobs().put(&bytes).unwrap();
            let wrong = vec![0; length.min(CHUNK) as usize];
            let lies = [
                message(true, A, digest, 0, &[&[1]]),
                piece(A, digest, 1, length, 0, &wrong),
                piece(B, digest, 2, length, 0, &wrong),
                piece(A, digest, 3, 1 << 40, 0, &wrong),
                piece(A, digest, 4, length, 1, b"abc"),
                message(true, A, digest, 0, &[&[0], &[0xff; 20]]),
                vec![0xff; 300_000],
                Vec::new(),
            ];
            let liar = shout(&net, B, 8, move |n| lies[n as usize % lies.len()].clone());
            let fetched = b.exchange.fetch(A, digest, length).await;
            liar.abort();
            assert_eq!(fetched, Ok(bytes));
        }
    });
}

/// A forged receipt would have the worker report an output that nobody has; a forged refusal would have it give up.
#[test]
fn receipts_and_refusals_of_strangers_are_not_believed() {
    block_on(async {
        let net = Net::default();
        let b = net.join(B, Trouble::default(), 0);
        let digest = Digest::of(b"output");
        let named = borsh::to_vec(&task(0, 0)).unwrap();
        let lies = [2_u8, 3].map(|tag| message(true, A, digest, 0, &[&[tag], &named]));
        let liar = shout(&net, B, 2, move |n| lies[n as usize % 2].clone());
        // Nobody is at A: three seconds would do for a refusal.
        let given = timeout(Duration::from_millis(4_500), b.exchange.give(A, task(0, 0), b"output")).await;
        liar.abort();
        assert!(given.is_err(), "{given:?}");
    });
}

/// Thousands of offers a second in the names of nobody, of strangers and of the worker itself.
#[test]
fn forged_offers_do_not_keep_an_honest_output_away() {
    block_on(async {
        let net = Net::default();
        let (a, b) = (net.join(A, Trouble::default(), 0), net.join(B, Trouble::default(), 0));
        a.jobs.note(&submitted(0, 3 * CHUNK));
        let stranger = net.join(C, Trouble::default(), 0);
        let forger = shout(&net, A, 10, |n| {
            let from = [B, C, NodeId(1_000 + n as u32)][n as usize % 3];
            offer(from, task(0, (n % 4) as u16), Digest::of(&n.to_le_bytes()), n % (3 * CHUNK))
        });
        sleep(Duration::from_millis(500)).await;
        for (n, length) in [(0, 100), (1, 3 * CHUNK), (2, CHUNK)] {
            let output = blob(n, length);
            let given = timeout(Duration::from_secs(5), b.exchange.give(A, task(0, n as u16), &output)).await;
            assert_eq!(given.expect("in time"), Ok(Digest::of(&output)));
            assert_eq!(a.exchange.blobs().get(&Digest::of(&output)), Some(output));
        }
        forger.abort();
        drop(stranger);
    });
}

/// A stranger with a channel of his own begins more transfers than a task may have, and ends none.
#[test]
fn transfers_that_stand_still_make_way() {
    block_on(async {
        let net = Net::default();
        let (a, b) = (net.join(A, Trouble::default(), 0), net.join(B, Trouble::default(), 0));
        a.jobs.note(&submitted(0, 3 * CHUNK));
        let mut asked = net.listen(C);
        for n in 0_u64..6 {
            net.say(A, &offer(C, task(0, 0), Digest::of(&n.to_le_bytes()), 3 * CHUNK));
        }
        for _ in 0..6 {
            let request = asked.recv().await.unwrap();
            let (digest, cookie) = (request[5..37].try_into().unwrap(), request[37..45].try_into().unwrap());
            let first = piece(C, Digest(digest), u64::from_le_bytes(cookie), 3 * CHUNK, 0, &[0; CHUNK as usize]);
            net.say(A, &first);
        }
        sleep(Duration::from_millis(300)).await;
        let output = blob(9, 2 * CHUNK);
        let given = timeout(Duration::from_secs(15), b.exchange.give(A, task(0, 0), &output)).await;
        assert_eq!(given.expect("before the stranger is given up"), Ok(Digest::of(&output)));
    });
}

/// Full means silence, not a refusal: the worker asks again, and is not told that nobody wants its output.
#[test]
fn a_task_keeps_sixteen_outputs_and_is_silent_about_the_next() {
    block_on(async {
        let net = Net::default();
        let (a, b) = (net.join(A, Trouble::default(), 0), net.join(B, Trouble::default(), 0));
        a.jobs.note(&submitted(0, 8));
        for n in 0_u64..16 {
            let output = n.to_le_bytes();
            assert_eq!(b.exchange.give(A, task(0, 0), &output).await, Ok(Digest::of(&output)));
        }
        let more = timeout(Duration::from_millis(4_500), b.exchange.give(A, task(0, 0), b"more")).await;
        assert!(more.is_err(), "{more:?}");
        assert_eq!(b.exchange.give(A, task(0, 1), b"another").await, Ok(Digest::of(b"another")));
        assert_eq!(b.exchange.give(A, task(0, 0), &3_u64.to_le_bytes()).await, Ok(Digest::of(&3_u64.to_le_bytes())));
    });
}

#[test]
fn a_blob_damaged_at_its_source_is_repaired_by_giving_it_again() {
    block_on(async {
        let net = Net::default();
        let (a, b) = (net.join(A, Trouble::default(), 0), net.join(B, Trouble::default(), 0));
        let bytes = blob(1, 2 * CHUNK);
        let digest = a.exchange.blobs().put(&bytes).unwrap();
        a.damage(&digest);
        assert_eq!(b.exchange.fetch(A, digest, 2 * CHUNK).await, Err(DataError::Wrong { node: A, digest }));
        a.exchange.blobs().put(&bytes).unwrap();
        assert_eq!(b.exchange.fetch(A, digest, 2 * CHUNK).await, Ok(bytes));
    });
}

#[test]
fn with_the_exchange_end_its_tasks() {
    block_on(async {
        let net = Net::default();
        let a = net.join(A, Trouble::default(), 0);
        a.jobs.note(&submitted(0, 3 * CHUNK));
        let mut asked = net.listen(C);
        net.say(A, &offer(C, task(0, 0), Digest::of(b"slow"), 3 * CHUNK));
        let request = asked.recv().await.unwrap();
        let cookie = u64::from_le_bytes(request[37..45].try_into().unwrap());
        net.say(A, &piece(C, Digest::of(b"slow"), cookie, 3 * CHUNK, 0, &[0; CHUNK as usize]));
        let next = timeout(Duration::from_secs(5), asked.recv()).await.expect("it is followed");
        assert_eq!(next.unwrap()[46..54], CHUNK.to_le_bytes());
        assert_eq!(a.sender.strong_count(), 1);
        let sender = a.sender.clone();
        net.leave(A);
        drop(a);
        let ended = async {
            while sender.strong_count() > 0 {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(Duration::from_secs(5), ended).await.expect("nothing is left of it");
    });
}
