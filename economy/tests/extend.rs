//! The example of `docs/extending-strategy.md`: a strategy of at most 40 lines in a file of its own, and one line that names it.

#[path = "extend/false_location.rs"]
mod false_location;

use economy::attack::{AttackFacts, AuditFacts, Belief, EmissionFacts, Entry, STRATEGIES, best_response};

fn registry() -> Vec<Entry> {
    let mut known = STRATEGIES.to_vec();
    known.push(false_location::ENTRY); // the one line
    known
}

#[test]
fn a_strategy_of_forty_lines_is_assessed_like_the_others() {
    assert!(include_str!("extend/false_location.rs").lines().count() <= 40);
    let mut facts = AttackFacts {
        emission: EmissionFacts { reward_usd_per_weight: 1.0, ..EmissionFacts::default() },
        audit: AuditFacts { audit_share: 0.1, benchmark_share: 1.0, slash_usd: 10.0, ..AuditFacts::default() },
        ..AttackFacts::default()
    };
    // Bonus 2 against 0.1 × (1 of reward + 10 of slash).
    let choice = best_response(&facts, &Belief::default(), &registry());
    assert_eq!((choice.name, choice.strength), ("false_location", 2.0));
    assert!((choice.profit_usd - (2.0 - 0.1 * 11.0)).abs() < 1e-12, "{choice:?}");
    let found = false_location::ENTRY.at(2.0).unwrap().assess(&facts);
    assert!((found.threshold.value - 2.0 / 11.0).abs() < 1e-12 && !found.threshold.holds());
    facts.audit.audit_share = 0.2;
    assert_eq!(best_response(&facts, &Belief::default(), &[false_location::ENTRY]).name, "honest");
}

#[test]
fn the_page_shows_the_file_that_is_compiled() {
    let page = include_str!("../../docs/extending-strategy.md");
    assert!(page.contains(include_str!("extend/false_location.rs").trim_end()), "docs/extending-strategy.md is out of date");
}
