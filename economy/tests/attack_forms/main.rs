//! Gain, cost and threshold of each strategy against the closed forms and the expected columns of the specification.

mod choices;
mod emission;
mod votes;
mod work;

use economy::attack::{AttackFacts, AuditFacts, Belief, Entry, HorizonFacts, OperatorFacts, Strategy, strongest};

fn near(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs().max(1e-12), "{found} is not {expected}");
}

fn profit(strategy: &dyn Strategy, facts: &AttackFacts) -> f64 {
    strategy.assess(facts).profit_usd
}

fn best(facts: &AttackFacts, entry: Entry) -> (f64, f64) {
    let choice = strongest(facts, &Belief::default(), &entry);
    (choice.strength, choice.profit_usd)
}

/// E13's worker: paid 1 per epoch, work 0.6, made up 0.05, so h = 0.4.
fn worker(slash_usd: f64, gamma: f64, detection: f64) -> AttackFacts {
    AttackFacts {
        operator: OperatorFacts { fee_usd: 1.0, work_usd: 0.6, fake_work_usd: 0.05, ..OperatorFacts::default() },
        audit: AuditFacts {
            audit_share: detection,
            sensitivity: 1.0,
            slash_usd,
            withheld_epochs: f64::INFINITY,
            ..AuditFacts::default()
        },
        horizon: HorizonFacts { discount_per_epoch: gamma, ..HorizonFacts::default() },
        ..AttackFacts::default()
    }
}
