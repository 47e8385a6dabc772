//! Failure detectors: how soon a loss is noticed, and how often one is noticed that is none.

use scenarios::{prepare, shipped};
use sim::{Happened, Simulation};
use std::sync::Arc;
use world::engine::{Event, Span, Time};
use world::{Role, Spells};

const PERIOD_S: f64 = 10.0;
const WORKERS: u32 = 120;
/// Every worker is up until then; then they go down one after the other, for good.
const UP_S: u64 = 3 * 3_600;

/// What a detector did.
#[derive(Debug)]
struct Judged {
    /// From a machine's going down to its being given up, of those that were not given up before: mean and longest (s).
    detection_s: [f64; 2],
    /// A day of a worker's time up.
    false_suspicions: f64,
}

/// Under `detector`, with messages lost with this probability.
fn judged(detector: &[(&str, &str)], loss: f64) -> Judged {
    let world = [
        ("time.duration_s", "14400"),
        ("time.epoch_s", "7200"),
        ("time.settle_grace_s", "600"),
        ("population.regions", "[\"EU_WEST\"]"),
        ("population.region_weights", "[]"),
        ("population.workers", "120"),
        ("network.jitter", "\"none\""),
        ("churn.model", "\"none\""),
        ("workload.arrivals", "\"none\""),
        ("heartbeat.period_s", "10"),
        ("heartbeat.exact", "true"),
    ];
    let loss = format!("{loss:?}");
    let set = [&world[..], &[("network.loss", loss.as_str())], detector].concat();
    let overrides: Vec<_> = set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let mut plan = prepare(&shipped::load("quickstart", &overrides).unwrap()).unwrap().plan;
    let first = plan.nodes.iter().position(|node| node.role == Role::Worker).unwrap();
    // 17.3 s apart: at all phases of the beats.
    let down = |at: usize| Time::ZERO + Span::from_secs(UP_S) + Span(17_300_000_000).times(at as u64);
    for (at, node) in plan.nodes[first..].iter_mut().enumerate() {
        node.spells = Arc::new(Spells::Recorded(vec![(Time::ZERO, down(at))]));
    }
    let up_days = (0..WORKERS as usize).map(|at| down(at).as_secs() as f64 / 86_400.0).sum::<f64>();
    let end = Time::ZERO + plan.duration;
    let mut simulation = Simulation::new(plan, None).unwrap();
    simulation.watch();
    simulation.run_until(end, |_| ()).unwrap();
    let (mut false_suspicions, mut online, mut taken_s) = (0_u32, vec![false; WORKERS as usize], Vec::new());
    for seen in simulation.take_seen() {
        match seen.what {
            Happened::Reported(Event::MemberUp(node)) => online[node.0 as usize - first] = true,
            Happened::Reported(Event::MemberLost(node)) => {
                let at = node.0 as usize - first;
                assert!(std::mem::replace(&mut online[at], false), "given up twice");
                match seen.at < down(at) {
                    true => false_suspicions += 1,
                    false => taken_s.push(seen.at.since(down(at)).as_secs_f64()),
                }
            }
            _ => {}
        }
    }
    assert!(online.iter().all(|online| !online), "some are not missed");
    let mean = taken_s.iter().sum::<f64>() / taken_s.len() as f64;
    let longest = taken_s.iter().copied().fold(0.0, f64::max);
    Judged { detection_s: [mean, longest], false_suspicions: f64::from(false_suspicions) / up_days }
}

const PHI: [(&str, &str); 1] = [("heartbeat.detector", "\"phi-accrual\"")];

#[test]
fn of_regular_beats_a_loss_is_noticed_when_the_closed_form_says() {
    // The last beat came between nothing and a period before the end: half of one on average.
    let near = |judged: &Judged, patience_s: f64| {
        let [mean_s, longest_s] = judged.detection_s;
        let error_s = PERIOD_S / (12.0 * f64::from(WORKERS)).sqrt();
        assert!((mean_s - (patience_s - PERIOD_S / 2.0)).abs() < 3.0 * error_s + 0.1, "{judged:?}, not {patience_s} s");
        assert!(longest_s <= patience_s + 0.1 && longest_s > patience_s - 1.0, "{judged:?}, not {patience_s} s");
        assert_eq!(judged.false_suspicions, 0.0);
    };
    near(&judged(&[], 0.0), 4.5 * PERIOD_S);
    near(&judged(&[("heartbeat.missed_max", "1")], 0.0), 2.5 * PERIOD_S);
    // The deviation is the least that is taken for one, a tenth of the period; 10⁻⁸ is 5.612 of them.
    near(&judged(&PHI, 0.0), PERIOD_S * (1.0 + 0.5612));
    near(&judged(&[&PHI[..], &[("heartbeat.phi", "3.0")]].concat(), 0.0), PERIOD_S * (1.0 + 0.3090));
}

/// φ takes the times between beats for normally distributed. With losses they are geometric, with a much longer tail: a false suspicion
/// is far more likely than the threshold says. What φ gains is that its patience grows with the loss.
#[test]
fn with_losses_phi_grows_patient_and_suspects_more_than_a_time_out_that_is_as_quick() {
    let losses = [0.001, 0.01, 0.05, 0.1, 0.2];
    println!("loss    phi 8: s to notice, false a day    time-out of 25 s    of 45 s");
    let found = losses.map(|loss| {
        let [short, long] = ["1", "3"].map(|missed| judged(&[("heartbeat.missed_max", missed)], loss));
        let all = [judged(&PHI, loss), short, long];
        let shown: Vec<String> =
            all.iter().map(|judged| format!("{:>8.1} {:>10.3}", judged.detection_s[0], judged.false_suspicions)).collect();
        println!("{loss:<7}{}", shown.join("    "));
        all
    });
    let phi = |at: usize| &found[at][0];
    for (at, loss) in losses.iter().enumerate() {
        assert!(at == 0 || phi(at).detection_s[0] > phi(at - 1).detection_s[0], "{loss}: its patience does not grow");
        assert!(phi(at).false_suspicions > 1e-8 * 86_400.0 / PERIOD_S, "{loss}: it keeps what its threshold says");
    }
    for (at, timeout) in [(2, &found[2][1]), (4, &found[4][2])] {
        assert!((phi(at).detection_s[0] / timeout.detection_s[0] - 1.0).abs() < 0.15, "{:?} is not as quick", phi(at));
        assert!(phi(at).false_suspicions > timeout.false_suspicions, "{:?}, {timeout:?}", phi(at));
    }
    assert!(phi(4).false_suspicions < found[4][1].false_suspicions / 5.0, "it is no more patient than a short time-out");
}

#[test]
fn phi_asks_for_beats_that_are_events() {
    let set = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    };
    let error = shipped::load("quickstart", &set(&PHI)).unwrap_err().to_string();
    for word in ["heartbeat.detector", "phi-accrual", "set heartbeat.exact", "to true"] {
        assert!(error.contains(word), "no `{word}` in: {error}");
    }
    assert!(shipped::load("quickstart", &set(&[PHI[0], ("heartbeat.exact", "true")])).is_ok());
    let struck = ("faults.loss", "[{at_s = 5, length_s = 60, loss = 0.5}]");
    assert!(shipped::load("quickstart", &set(&[PHI[0], struck])).is_ok());
    let runs = shipped::load("quickstart", &set(&[PHI[0], ("heartbeat.exact", "true"), ("heartbeat.mode", "\"runs\"")]));
    assert!(runs.unwrap_err().to_string().contains("heartbeat.mode"));
}
