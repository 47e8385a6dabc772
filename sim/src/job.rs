//! The next job of a workload, given to its requester.

use engine::units::MilliGflop;
use engine::{Amount, Input, Time};
use records::observe::Observer;
use world::Workload;

/// A job on its way to a requester.
pub struct Given {
    /// To whom.
    pub requester: u32,
    /// Its work.
    pub work: MilliGflop,
    /// What the requester is told.
    pub input: Input,
}

/// Draws the job that comes `now` to one of `requesters`, and tells the observer. Its requester pays the whole price. `None` if that
/// one is not up: whoever would submit the job goes away.
pub fn give_job(
    workload: &mut Workload,
    observer: &mut Observer,
    requesters: &[u32],
    price: Amount,
    now: Time,
    is_up: impl Fn(u32) -> bool,
) -> Option<Given> {
    let arrival = workload.draw(u32::try_from(requesters.len()).unwrap_or(u32::MAX));
    let requester = requesters[arrival.requester as usize];
    if !is_up(requester) {
        return None;
    }
    let (work, budget) = (arrival.spec.work(), arrival.spec.price(price));
    observer.on_submit(requester, arrival.kind, &arrival.spec, budget, now);
    Some(Given { requester, work, input: Input::Submit { spec: Box::new(arrival.spec), budget } })
}
