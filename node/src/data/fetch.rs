//! One blob's way here: who is asked for which piece, how often, and when that is given up.

use super::DataError;
use super::assembly::{Assembly, Taken};
use super::exchange::{PATIENCE, TRIES, TRIES_DENIED};
use engine::NodeId;
use engine::wire::Digest;
use std::collections::VecDeque;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// Nodes that are asked for one blob in turn.
const SOURCES_MAX: usize = 4;

/// A piece of a blob.
pub(super) struct Piece {
    /// Of the blob (bytes).
    pub length: u64,
    /// Where it begins (bytes).
    pub offset: u64,
    /// What it is.
    pub bytes: Vec<u8>,
}

/// What a fetch hears; its cookie tells from whom.
pub(super) enum Heard {
    /// A piece.
    Piece(NodeId, Piece),
    /// It does not have it.
    Missing(NodeId),
    /// Somebody here would fetch it from this node.
    Source(NodeId),
}

/// What is fetched, first of all from whom, and how long it may be (bytes).
#[derive(Clone, Copy)]
pub(super) struct Target {
    pub from: NodeId,
    pub digest: Digest,
    pub max: u64,
}

/// Who has the blob, so they say. Once the pieces of several did not make the blob, those of one at a time are taken.
struct Sources {
    /// The one asked now is in front.
    nodes: VecDeque<NodeId>,
    one_by_one: bool,
}

impl Sources {
    fn front(&self) -> NodeId {
        self.nodes[0]
    }

    /// Adds a node that was heard; where there are many, it replaces the one that was asked last.
    fn add(&mut self, node: NodeId) {
        if !self.nodes.contains(&node) {
            self.nodes.truncate(SOURCES_MAX - 1);
            self.nodes.push_back(node);
        }
    }
}

/// Puts the blob together from what is heard, and from its `first` piece if that is known; `ask` asks a node for the piece at an
/// offset, `progress` is called at every new piece.
///
/// Only a piece that was missing counts as progress: shouting does not put off asking again.
pub(super) async fn collect(
    ask: impl Fn(NodeId, u64),
    progress: impl Fn(),
    target: Target,
    first: Option<Piece>,
    heard: &mut mpsc::Receiver<Heard>,
) -> Result<Vec<u8>, DataError> {
    let Target { from, digest, max } = target;
    let mut sources = Sources { nodes: VecDeque::from([from]), one_by_one: false };
    let mut assembly = Assembly::new(digest, max);
    let (mut tries, mut wrong, mut denied) = (0, 0, None);
    let mut deadline = Instant::now() + PATIENCE;
    let mut next = first.map(|piece| Heard::Piece(from, piece));
    loop {
        let node = sources.front();
        if next.is_none() {
            assembly.asks().into_iter().for_each(|offset| ask(node, offset));
        }
        let now = match next.take() {
            Some(first) => Some(first),
            // A channel that is never empty would never time out.
            None if Instant::now() >= deadline => None,
            None => timeout_at(deadline, heard.recv()).await.ok().flatten(),
        };
        match now {
            Some(Heard::Piece(source, Piece { length, offset, bytes })) => {
                sources.add(source);
                if sources.one_by_one && source != node {
                    continue;
                }
                match assembly.take(length, offset, bytes) {
                    Taken::New => {
                        (tries, denied, deadline) = (0, None, Instant::now() + PATIENCE);
                        progress();
                    }
                    Taken::Whole(bytes) => return Ok(bytes),
                    Taken::Nothing => {}
                    Taken::TooLong(length) => denied = Some(DataError::TooLong { digest, length, max }),
                    Taken::Wrong => {
                        wrong += 1;
                        if wrong >= TRIES {
                            return Err(DataError::Wrong { node, digest });
                        }
                        sources.one_by_one = true;
                        sources.nodes.rotate_left(1);
                    }
                }
            }
            Some(Heard::Missing(node)) => denied = Some(DataError::Missing { node, digest }),
            Some(Heard::Source(node)) => sources.add(node),
            None => {
                tries += 1;
                let limit = if denied.is_some() { TRIES_DENIED * sources.nodes.len() as u32 } else { TRIES };
                if tries >= limit {
                    return Err(denied.unwrap_or(DataError::Silent { node, digest }));
                }
                let was_contradicted = assembly.ask_again();
                if !sources.one_by_one {
                    sources.one_by_one = was_contradicted;
                    sources.nodes.rotate_left(1);
                } else if tries.is_multiple_of(TRIES_DENIED) && sources.nodes.len() > 1 {
                    sources.nodes.rotate_left(1);
                    assembly = Assembly::new(digest, max);
                }
                deadline = Instant::now() + PATIENCE;
            }
        }
    }
}
