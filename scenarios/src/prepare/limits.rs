//! What the model leaves out, in words, for the report that shows its results.

use super::population::GPU_SUSTAINED_SHARE;
use records::scenario::{Fidelity, HeartbeatMode, OwnersModel, Scenario, ScheduleScope};

pub(super) fn of(scenario: &Scenario, replays: bool) -> Vec<String> {
    let mut limits = vec![
        format!(
            "Results are accepted when signed by the node they were placed on, in time and of no more than the declared size; no result \
             is recomputed, and {} about its work or its benchmark.",
            if scenario.faults.sybil_wave.is_empty() { "no node lies" } else { "none but those of faults.sybil_wave lies" }
        ),
        format!(
            "One validator serves {}, and the first one orders all transactions; validators and requesters {}.",
            if scenario.schedule.scope == ScheduleScope::Central { "all regions" } else { "each region" },
            if scenario.faults.crash.is_empty() { "never go down" } else { "go down only as faults.crash says" }
        ),
        "Links do not queue: a transfer takes its size over the narrower access link, however many run at once. Data goes straight \
         between requester and worker."
            .to_owned(),
        "Signing, verifying and encoding delay each message by their price; they do not compete for the processor.".to_owned(),
        format!(
            "A device computes at a fixed speed: a CPU at its benchmark, a GPU at {GPU_SUSTAINED_SHARE} of its peak (an assumption). {}",
            match scenario.owners.model {
                OwnersModel::None => "Owners do not use their machines.",
                OwnersModel::Diurnal => {
                    "Owners slow tasks down at the hours that [owners] says, not measured ones; each owner's day is drawn anew at four \
                     in the morning; a task that stands still counts as running."
                }
            }
        ),
        "Tokens have no market price here: nothing is said about income in money.".to_owned(),
        "Electricity prices are household prices of 2024 where known, else their mean; idle power counts for the time a node is up."
            .to_owned(),
    ];
    if scenario.fidelity == Fidelity::Session {
        limits.push(
            "Fidelity `session`: no message is sent, lost or counted. What nodes say is heard at once; registration takes no time; \
             transfers of data keep their latency and bandwidth. A worker whose machine goes down is missed a full silence later; \
             one whose heartbeats are lost in a row loses availability but is not given up; holes long enough for that are left out \
             where fewer than one beat in a billion begins one."
                .to_owned(),
        );
    } else if scenario.heartbeat.mode == HeartbeatMode::Runs {
        limits.push("Heartbeats are handed over in stretches: none is lost, and they make no traffic.".to_owned());
    }
    if replays {
        limits.push(
            "The trace says when a node was seen, not why it went; gaps between its windows are cut out of simulated time."
                .to_owned(),
        );
    }
    if scenario.population.classes.iter().any(|class| !class.device.is_empty()) {
        limits.push(
            "Classes with a device file compute at its dense f32 speed, which a task reaches only if it is dense linear algebra; \
             next to classes whose speed is a Whetstone benchmark they look faster than they are."
                .to_owned(),
        );
    }
    if !scenario.population.snapshot.is_empty() {
        limits.push(
            "The snapshot has no speeds and no regions: CPU speeds are drawn from the first class's hosts, and what came after the \
             snapshot is assumed: nodes that were up stay up."
                .to_owned(),
        );
    }
    limits
}
