//! Violations on purpose: each must be found, told with the seed first, and in the same words whatever the threads.

use sim::{Happened, Seen, Simulation};
use std::ops::ControlFlow;
use swarm::{Checker, Drawn, Ended, Options, Violation, draw, fleet, run, run_drawn};
use world::engine::job::JobState;
use world::engine::node::TaskOutcome;
use world::engine::{Event, Span, Time};

/// All that is seen of the world of `seed` until jobs stop coming.
fn seen(seed: u64) -> Vec<Seen> {
    let Drawn { loaded, active_s } = draw(seed).unwrap();
    let mut simulation = Simulation::new(scenarios::prepare(&loaded).unwrap().plan, None).unwrap();
    simulation.watch();
    simulation.run_until(Time::ZERO + Span::from_secs(active_s), |_| ()).unwrap();
    simulation.take_seen()
}

fn violations(seen: &[Seen]) -> Vec<Violation> {
    let mut checker = Checker::default();
    checker.see(seen);
    checker.violations().to_vec()
}

/// Some world in which jobs are settled, and what is seen of it.
fn busy() -> Vec<Seen> {
    let is_settled = |seen: &Seen| matches!(&seen.what, Happened::Reported(Event::JobClosed { closed, .. }) if closed.state == JobState::Settled);
    (0..20).map(seen).find(|all| all.iter().filter(|seen| is_settled(seen)).count() > 5).expect("a world with jobs")
}

/// Where the first event that `is` stands.
fn place(seen: &[Seen], is: impl Fn(&Event) -> bool) -> usize {
    seen.iter().position(|seen| matches!(&seen.what, Happened::Reported(event) if is(event))).expect("such an event")
}

#[test]
fn a_record_that_was_not_touched_is_good() {
    assert_eq!(violations(&busy()), []);
}

#[test]
fn a_job_that_settles_twice_is_found() {
    let mut all = busy();
    let at = place(&all, |event| matches!(event, Event::JobClosed { .. }));
    all.insert(at + 1, all[at].clone());
    let found = violations(&all);
    assert!(matches!(found[..], [Violation::ClosedTwice { .. }]), "{found:?}");
}

#[test]
fn a_job_whose_requester_hears_twice_or_otherwise_is_found() {
    let mut all = busy();
    let at = place(&all, |event| matches!(event, Event::JobOver(_)));
    all.insert(at + 1, all[at].clone());
    assert!(matches!(violations(&all)[..], [Violation::ToldTwice { .. }]));
    all.remove(at + 1);
    let Happened::Reported(Event::JobOver(status)) = &mut all[at].what else { panic!() };
    status.state = if status.state == JobState::Settled { JobState::Refunded } else { JobState::Settled };
    assert!(matches!(violations(&all)[..], [Violation::ToldOtherwise { .. }]));
}

#[test]
fn a_job_that_is_lost_or_comes_from_nowhere_is_found() {
    let mut all = busy();
    let mut checker = Checker::default();
    let at = place(&all, |event| matches!(event, Event::JobOver(_)));
    let Happened::Reported(Event::JobOver(status)) = all.remove(at).what else { panic!() };
    checker.see(&all);
    let open = checker.open();
    checker.end(Time(1));
    assert!(open > 0 && checker.count() == open as u64, "{open} open");
    let is_it = |violation: &Violation| matches!(violation, Violation::Lost { job, .. } if *job == status.job);
    assert!(checker.violations().iter().any(is_it) || open > checker.violations().len(), "{:?}", checker.violations());

    let at = all.iter().position(|seen| seen.what == Happened::Submitted).unwrap();
    all.remove(at);
    assert!(matches!(violations(&all)[0], Violation::FromNowhere { .. }));
}

#[test]
fn a_task_that_is_verified_or_placed_twice_is_found() {
    let all = busy();
    let verified = place(&all, |event| matches!(event, Event::TaskEnded { outcome: TaskOutcome::Verified, .. }));
    let mut twice = all.clone();
    twice.insert(verified + 1, all[verified].clone());
    assert!(matches!(violations(&twice)[..], [Violation::NotUnderWay { .. }]));
    // Another attempt at it is placed, and verified too.
    let Happened::Reported(Event::TaskEnded { task, .. }) = all[verified].what else { panic!() };
    let placed = place(&all, |event| matches!(event, Event::TaskPlaced { task: placed, .. } if *placed == task));
    let mut again = [all[placed].clone(), all[verified].clone()];
    for seen in &mut again {
        if let Happened::Reported(Event::TaskPlaced { task, .. } | Event::TaskEnded { task, .. }) = &mut seen.what {
            task.attempt += 1;
        }
    }
    let mut twice = all.clone();
    twice.splice(verified + 1..verified + 1, again);
    assert!(matches!(violations(&twice)[..], [Violation::VerifiedTwice { .. }]));
    let mut twice = all.clone();
    twice.insert(placed + 1, all[placed].clone());
    assert!(matches!(violations(&twice)[..], [Violation::PlacedTwice { .. }]));
}

#[test]
fn tokens_that_do_not_add_up_are_found() {
    let mut all = busy();
    let at = place(&all, |event| matches!(event, Event::JobClosed { closed, .. } if closed.escrowed.0 > 0));
    let Happened::Reported(Event::JobClosed { closed, .. }) = &mut all[at].what else { panic!() };
    closed.refunded.0 += 1;
    assert!(matches!(violations(&all)[..], [Violation::Unbalanced { .. }]));
    let mut checker = Checker::default();
    checker.see(&all);
    checker.compare(&Default::default());
    assert!(checker.count() > 1, "validators tell of payments that no chain made");
}

#[test]
fn a_failing_seed_is_told_first_with_the_command_that_repeats_it() {
    let mut all = busy();
    let at = place(&all, |event| matches!(event, Event::JobClosed { .. }));
    all.insert(at + 1, all[at].clone());
    let violations = violations(&all);
    let ended = Ended { seed: 41, violations_count: 3, violations, ..Ended::default() };
    let told = ended.failure().unwrap();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines[0], "seed 41 failed; repeat it with: xpand swarm --seed 41");
    assert!(lines[1].contains("was closed twice") && lines[2] == "  and 2 more", "{told}");
    assert_eq!(Ended::default().failure(), None);
}

#[test]
fn worlds_are_told_of_in_order_and_alike_whatever_the_threads() {
    let told = |threads| {
        let mut all = Vec::new();
        let options = Options { first: 5, seeds: 12, threads };
        let keep = |ended: Ended| {
            all.push((ended.seed, ended.digest, ended.events, format!("{:?}", ended.faults), ended.settled, ended.violations));
            ControlFlow::Continue(())
        };
        fleet(options, run, keep, |_| ()).unwrap();
        all
    };
    let one = told(1);
    assert!(one.iter().map(|(seed, ..)| *seed).eq(5..17), "in order");
    assert_eq!(told(3), one);
}

#[test]
fn a_world_that_panics_or_cannot_be_prepared_has_failed() {
    let mut drawn = draw(3).unwrap();
    drawn.loaded.scenario.network.latency = "no such table".into();
    let told = run_drawn(&drawn).failure().unwrap();
    assert!(told.contains("cannot be prepared") && told.contains("no such table"), "{told}");
}
