//! Work as a machine does it, leg by leg.
//!
//! ```text
//!   fetch ─▶ compute ─▶ keep a checkpoint      a leg; the first one fetches the input, and what was kept before if there is any
//!            compute ─▶ keep a checkpoint      the next
//!            compute ─▶ give the output back   the last
//! ```

use crate::network::Network;
use engine::job::{Stage, TaskSpec};
use engine::units::{MilliGflop, MilliGflops};
use engine::{Span, Time};
use world::{Conduct, Owner};

/// Who works for whom, each with its site.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends<'a> {
    pub requester: (u32, u16),
    pub worker: (u32, u16),
    /// The worker's.
    pub speed: MilliGflops,
    /// What the worker makes of it.
    pub conduct: Conduct,
    /// Who uses the worker's machine meanwhile.
    pub owner: Option<Owner<'a>>,
}

/// A stretch of work up to a checkpoint or to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leg {
    pub ends: Time,
    /// How long it computes, in whatever way its owner slows it down.
    pub computes: Span,
    /// All work done by then.
    pub done: MilliGflop,
}

/// The leg that begins `now` after `done`; `None` if it never ends. Checkpoints are kept by the requester, as input and output are.
pub(crate) fn next_leg(
    network: &Network,
    now: Time,
    ends: Ends<'_>,
    spec: &TaskSpec,
    done: MilliGflop,
    is_first: bool,
) -> Option<Leg> {
    match ends.conduct {
        Conduct::Honest | Conduct::Wrong => {}
        Conduct::WrongAtOnce => {
            let (give, _) = network.delay(now, ends.worker, ends.requester, spec.output_bytes);
            return Some(Leg { ends: now + give, computes: Span::ZERO, done: spec.work });
        }
        Conduct::Silent => return None,
    }
    let piece = spec.next_piece(done, ends.speed);
    let then = MilliGflop(done.0.saturating_add(piece.0));
    let kept_bytes = if done.0 > 0 { spec.checkpoint_bytes } else { 0 };
    let fetched_bytes = spec.input_bytes.saturating_add(kept_bytes);
    let fetch = if is_first { network.delay(now, ends.requester, ends.worker, fetched_bytes).0 } else { Span::ZERO };
    let given_bytes = if then < spec.work { spec.checkpoint_bytes } else { spec.output_bytes };
    let (give, _) = network.delay(now, ends.worker, ends.requester, given_bytes);
    let mut computes = piece.at(spec.speed_on(ends.speed));
    // A service that is slowed down is up all the same.
    if let Some(owner) = ends.owner.filter(|owner| spec.stage != Stage::Serve || owner.suspends()) {
        computes = owner.elapsed(now + fetch, computes);
    }
    Some(Leg { ends: now + fetch + computes + give, computes, done: then })
}
