//! `[schedule]`: how tasks are placed and when they are tried again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the scheduler ranks the workers that can run a task.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlacementPolicy {
    /// The worker that should finish the task first, if it stays.
    EarliestFinish,
    /// The worker with the least expected time to the end, losses of the machine included: how likely it is to leave follows
    /// from how long it has been up, and from how long machines of the region have stayed.
    #[default]
    AvailabilityAware,
    /// The worker that the task costs least in electricity, among those that end it in time: its expected time, as
    /// `availability-aware` expects it, times what its operator pays for an hour of a busy slot. In time is, for a job that is
    /// due, the task's share of the time that is left, else twice the least expected time.
    CostAware,
    /// The worker that has the least memory left with the task, GPU memory first: bin packing.
    BestFit,
    /// Of two workers drawn by lot the one with the smaller share of its slots taken.
    PowerOfTwo,
    /// The worker with the smallest share of its slots taken.
    LeastLoaded,
    /// Each task is dealt to a worker by lot; one with room takes the oldest of its own, else one of another that is drawn by lot
    /// (Blumofe and Leiserson 1999). The validator keeps the queues: what stealing costs in messages is left out. `schedule.sharing`
    /// does not apply.
    WorkStealing,
    /// The worker that has been up longest, up to three hours: the score by which the deployed network places.
    Oldest,
    /// Any worker, all alike.
    Random,
}

/// Who places the tasks of whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ScheduleScope {
    /// The validator of each region those of its region, on workers of its region.
    #[default]
    Regional,
    /// The validator of the first region all tasks, on all workers: a central scheduler, to compare with. The other validators
    /// serve nobody.
    Central,
}

/// Whose tasks are placed first when many wait.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QueueSharing {
    /// Those of the requester for whom the least work was placed.
    #[default]
    Fair,
    /// Those that came first, whoever asks.
    Arrival,
}

/// What becomes of a job that comes while the queue is full.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QueueFull {
    /// It waits with its requester, who asks again after longer and longer pauses.
    #[default]
    Wait,
    /// It is refused.
    Refuse,
}

/// Placement, time-outs and retries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Schedule {
    /// How the scheduler ranks the workers that can run a task.
    pub policy: PlacementPolicy,
    /// Who places the tasks of whom.
    pub scope: ScheduleScope,
    /// Whose tasks are placed first when many wait.
    pub sharing: QueueSharing,
    /// Tasks that may wait in a region when a job is admitted (count); 0: any number.
    #[schemars(range(min = 0, max = 4_000_000_000_i64))]
    pub queue_max: u32,
    /// What becomes of a job that comes while more wait.
    pub when_full: QueueFull,
    /// A worker that gave back, got wrong or did not finish in time so many attempts in a row gets none for a while (count); 0: never.
    #[schemars(range(min = 0, max = 1000))]
    pub breaker_failures: u32,
    /// For how long the first time (s); twice as long the next, up to 64 times.
    #[schemars(range(min = 1, max = 3_153_600_000_i64))]
    pub breaker_pause_s: u64,
    /// Attempts at a task, the first included, before its job fails (count).
    #[schemars(range(min = 1, max = 1000))]
    pub attempts_max: u32,
    /// An attempt may take this many times its expected run time before it counts as timed out (ratio, at least 1).
    #[schemars(range(min = 1.0, max = 1000.0))]
    pub timeout_factor: f64,
    /// Shortest time-out of an attempt, whatever its expected run time (s).
    #[schemars(range(min = 1, max = 3_153_600_000_i64))]
    pub timeout_min_s: u64,
    /// A job whose tasks find no worker for this long fails and is refunded (s).
    #[schemars(range(min = 1, max = 3_153_600_000_i64))]
    pub placement_timeout_s: u64,
    /// A worker that has not accepted a task after this time is passed over (s).
    #[schemars(range(min = 1, max = 86_400))]
    pub accept_timeout_s: u64,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            policy: PlacementPolicy::default(),
            scope: ScheduleScope::default(),
            sharing: QueueSharing::default(),
            queue_max: 0,
            when_full: QueueFull::default(),
            breaker_failures: 5,
            breaker_pause_s: 300,
            attempts_max: 4,
            timeout_factor: 3.0,
            timeout_min_s: 60,
            placement_timeout_s: 3600,
            accept_timeout_s: 15,
        }
    }
}
