//! What must not happen, in words.

use world::engine::job::JobState;
use world::engine::ledger::Cause;
use world::engine::{Amount, JobId, NodeId, TaskId, Time};

/// An invariant that does not hold. Times are simulated, since genesis.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// Everything went quiet, and a job is not over.
    #[error("job {job} is lost: submitted at {submitted}, {}, and not over at {now}", at_validator(*.state))]
    Lost {
        /// Which.
        job: JobId,
        /// When its requester was given it.
        submitted: Time,
        /// Where its validator has it; `None` if it never knew it.
        state: Option<JobState>,
        /// When its time was over.
        now: Time,
    },
    /// A job was closed more than once.
    #[error("job {job} was closed twice: {first:?} at {first_at}, and {again:?} at {again_at}")]
    ClosedTwice {
        /// Which.
        job: JobId,
        /// How, the first time.
        first: JobState,
        /// When.
        first_at: Time,
        /// How, the second time.
        again: JobState,
        /// When.
        again_at: Time,
    },
    /// A job was sent to another validator twice, or after one had taken it in.
    #[error("job {job} was referred at {at}, {}, {}", at_validator(*.state), first_at.map_or_else(|| "for the first time".to_owned(), |at| format!("as it had been at {at}")))]
    ReferredLate {
        /// Which.
        job: JobId,
        /// When it was referred before, if it was.
        first_at: Option<Time>,
        /// Where a validator had it by then.
        state: Option<JobState>,
        /// When.
        at: Time,
    },
    /// A requester was told more than once that its job is over.
    #[error("requester was told twice that job {job} is over: at {first_at} and at {again_at}")]
    ToldTwice {
        /// Which.
        job: JobId,
        /// When, the first time.
        first_at: Time,
        /// When, the second time.
        again_at: Time,
    },
    /// A requester was told another end than its validator reported.
    #[error("job {job} ended as {closed:?}, and its requester was told {told:?}")]
    ToldOtherwise {
        /// Which.
        job: JobId,
        /// How its validator closed it; `None` if it did not.
        closed: Option<JobState>,
        /// What the requester was told.
        told: JobState,
    },
    /// A job that nobody submitted.
    #[error("job {job} came from nowhere: {node} told of it at {at}, and nobody submitted it")]
    FromNowhere {
        /// Which.
        job: JobId,
        /// Who told of it.
        node: NodeId,
        /// When.
        at: Time,
    },
    /// A job's state changed along no edge of its life cycle.
    #[error("job {job} became {to:?} at {at} {}", match .from { None => "before anything else".to_owned(), Some(from) => format!("after {from:?}") })]
    LifeCycle {
        /// Which.
        job: JobId,
        /// From where; `None` at the first time.
        from: Option<JobState>,
        /// To where.
        to: JobState,
        /// When.
        at: Time,
    },
    /// Two attempts at one task were verified.
    #[error("task {task} was verified twice: now on {node} at {at}")]
    VerifiedTwice {
        /// The second one.
        task: TaskId,
        /// Who did it.
        node: NodeId,
        /// When.
        at: Time,
    },
    /// An attempt was placed that was under way, or that had been.
    #[error("attempt {task} was placed twice: now on {node} at {at}")]
    PlacedTwice {
        /// Which.
        task: TaskId,
        /// Where now.
        node: NodeId,
        /// When.
        at: Time,
    },
    /// An attempt ended that was not under way.
    #[error("attempt {task} on {node} ended at {at}, and was not under way there")]
    NotUnderWay {
        /// Which.
        task: TaskId,
        /// Where.
        node: NodeId,
        /// When.
        at: Time,
    },
    /// A job was closed while attempts at its tasks were under way.
    #[error("job {job} was closed at {at} with attempt {task} under way")]
    ClosedEarly {
        /// Which.
        job: JobId,
        /// One of the attempts.
        task: TaskId,
        /// When.
        at: Time,
    },
    /// What was locked for a job is not what was paid, burned and given back.
    #[error("for job {job} {escrowed} tokens were locked, and {spent} paid, burned and given back")]
    Unbalanced {
        /// Which.
        job: JobId,
        /// Locked.
        escrowed: Amount,
        /// Paid, burned and given back.
        spent: Amount,
    },
    /// What validators reported of all jobs is not what the chain did.
    #[error("{cause:?}: the chain moved {chain} tokens, validators told of {told}")]
    Ledger {
        /// What for.
        cause: Cause,
        /// What flowed on the chain.
        chain: Amount,
        /// What closed jobs come to.
        told: Amount,
    },
    /// All jobs are over, and tokens are still locked.
    #[error("all jobs are over, and {left} tokens are locked")]
    Locked {
        /// How much.
        left: Amount,
    },
    /// A validator's books contradict each other.
    #[error("the books of validator {node} contradict each other at {at}")]
    Inconsistent {
        /// Whose.
        node: NodeId,
        /// When.
        at: Time,
    },
    /// A node that should be up is not.
    #[error("{node} is down at {at}, when all faults have healed")]
    Down {
        /// Which.
        node: NodeId,
        /// When.
        at: Time,
    },
    /// The world could not be drawn or prepared, its run broke off, or the ledger does not add up.
    #[error("{0}")]
    BrokeOff(String),
}

fn at_validator(state: Option<JobState>) -> String {
    state.map_or_else(|| "never known to a validator".to_owned(), |state| format!("{} at its validator", state.name()))
}
