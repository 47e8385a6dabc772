//! The broker is killed in the middle of a job.

use crate::books::{assert_done_and_paid_once, assert_replays};
use crate::repository::Repository;
use crate::{mosquitto, options, run, with_short_epochs};
use engine::node::TaskOutcome;
use engine::{Event, Span};
use node::devnet::{Kill, Outcome, Wire};
use node::driver::Seen;
use std::thread;
use std::time::Duration;
use tokio::sync::mpsc;

/// Kills the broker at the first verified task, starts it again after `away`.
fn broker_killed_in_mid_job(away: Duration, kills: Vec<Kill>) -> Option<Outcome> {
    let mut broker = mosquitto()?;
    let (repository, folder) = (Repository::with(90), tempfile::tempdir().expect("a folder"));
    let mut options = with_short_epochs(options(&repository, folder.path(), Wire::Broker(broker.url().to_string()), kills));
    let (tap, mut seen) = mpsc::unbounded_channel();
    options.tap = Some(tap);
    let assassin = thread::spawn(move || {
        let (mut verified, mut killed) = (0_u32, false);
        while let Some(seen) = seen.blocking_recv() {
            let Seen::Event { event, .. } = seen else { continue };
            let Event::TaskEnded { outcome: TaskOutcome::Verified, .. } = *event else { continue };
            verified += 1;
            if !killed {
                killed = true;
                broker.kill();
                thread::sleep(away);
                broker.restart().expect("the same port");
            }
        }
        (broker, verified)
    });
    let outcome = run(options);
    let (_broker, verified) = assassin.join().expect("no panic");
    assert!(verified > 1, "the job went on after the broker");
    let lost = outcome.books.iter().filter(|books| books.links_lost > 0).count();
    assert!(lost + outcome.killed.len() >= outcome.names.len(), "{lost} nodes lost their link");
    assert_done_and_paid_once(&outcome, &repository);
    // Before the folder goes.
    let lives = assert_replays(&outcome);
    let started_again = lives.values().filter(|lives| **lives == 2).count();
    assert_eq!(started_again, outcome.killed.len(), "{lives:?}");
    Some(outcome)
}

#[test]
fn a_broker_that_is_killed_and_forgets_everything_costs_time_and_no_token() {
    broker_killed_in_mid_job(Duration::from_millis(2_500), Vec::new());
}

#[test]
fn broker_and_worker_killed_together() {
    let kill = Kill { worker: 3, at: Span::from_secs(1) };
    let Some(outcome) = broker_killed_in_mid_job(Duration::from_secs(2), vec![kill]) else { return };
    assert_eq!(outcome.killed.len(), 1);
}
