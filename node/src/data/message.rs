//! What nodes say to each other on their data channels.

use borsh::{BorshDeserialize, BorshSerialize};
use engine::wire::Digest;
use engine::{NodeId, TaskId};

/// Whose message about which blob, and the request's cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Label {
    /// Who sent it, so it says.
    pub from: NodeId,
    /// About what.
    pub digest: Digest,
    /// Chosen by whoever asks, repeated by whoever answers.
    pub cookie: u64,
}

/// What a worker offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) enum Gift {
    /// The output of the task.
    Output,
    /// How far it is.
    Checkpoint,
}

/// Any of it may be lost, repeated, late or a lie; only an answer with the right cookie is from where the request went.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) enum DataMessage {
    Request(Label, Request),
    Answer(Label, Answer),
}

#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) enum Request {
    /// Send me this from `offset` on.
    Ask { offset: u64 },
    /// This is of a task of yours: come and get it.
    Offer { task: TaskId, gift: Gift, length: u64 },
}

#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) enum Answer {
    /// A piece of it; empty if the offset asked for is past its end.
    Piece { length: u64, offset: u64, bytes: Vec<u8> },
    /// I do not have it.
    Missing,
    /// I have it now.
    Have { task: TaskId },
    /// It is of no open job of mine, or too long.
    Unwanted { task: TaskId },
}

/// What makes cookies, as a TCP server makes its SYN cookies: nothing is remembered, and nobody can guess those of others.
#[derive(Debug)]
pub(super) struct Cookies([u8; 32]);

impl Cookies {
    /// # Panics
    /// If the operating system has no random bytes.
    pub fn new() -> Self {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).expect("the operating system gives random bytes");
        Self(secret)
    }

    /// That of requests to `node` about `digest`.
    pub fn of(&self, node: NodeId, digest: &Digest) -> u64 {
        let Digest(hash) = Digest::of(&[&self.0[..], &node.0.to_le_bytes(), &digest.0].concat());
        hash.iter().take(8).fold(0, |cookie, byte| cookie << 8 | u64::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_of_one_node_one_digest_and_one_secret() {
        let (cookies, others) = (Cookies::new(), Cookies::new());
        let (a, b) = (Digest::of(b"a"), Digest::of(b"b"));
        let cookie = cookies.of(NodeId(1), &a);
        assert_eq!(cookies.of(NodeId(1), &a), cookie);
        for other in [cookies.of(NodeId(2), &a), cookies.of(NodeId(1), &b), others.of(NodeId(1), &a)] {
            assert_ne!(other, cookie);
        }
    }
}
