//! How operators choose, and where a population comes to rest.

use crate::{near, worker};
use economy::attack::{Belief, best_response, lazy_work, learning};

#[test]
fn a_belief_moves_the_choice() {
    let facts = worker(0.0, 0.9, 0.15); // d* is 0.12
    let known = [lazy_work::ENTRY];
    assert_eq!(best_response(&facts, &Belief::default(), &known).name, "honest");
    let careless = Belief { detection_factor: 0.5, ..Belief::default() };
    let choice = best_response(&facts, &careless, &known);
    assert_eq!((choice.name, choice.strength), ("lazy_work", 1.0));
    near(choice.profit_usd, 0.55 - 0.075 * 4.6, 1e-12);
    let blind_to_the_future = Belief { future_factor: 0.0, ..Belief::default() };
    assert_eq!(best_response(&facts, &blind_to_the_future, &known).name, "lazy_work");
}

#[test]
fn imitation_and_best_response_come_to_rest_where_payoffs_are_equal_or_the_loser_is_gone() {
    // Cheats earn 1 − x more and lose 2x, x their share: at rest where 1 − x = 2x.
    let payoffs = |shares: &[f64]| [0.0, 1.0 - 3.0 * shares[1]];
    let mut shares = vec![0.9, 0.1];
    for _ in 0..2_000 {
        shares = learning::imitate(&shares, &payoffs(&shares), 0.1);
    }
    near(shares[1], 1.0 / 3.0, 1e-9);
    near(shares.iter().sum(), 1.0, 1e-12);
    for _ in 0..20_000 {
        shares = learning::respond(&shares, &payoffs(&shares), 1e-3);
    }
    assert!((shares[1] - 1.0 / 3.0).abs() < 2e-3, "{shares:?}");
    let mut deterred = vec![0.5, 0.5];
    for _ in 0..200 {
        deterred = learning::respond(&deterred, &[0.0, -1.0], 0.1);
    }
    near(deterred[0], 1.0, 1e-8);
    assert_eq!(learning::imitate(&[1.0, 0.0], &[0.0, 9.0], 0.1), [1.0, 0.0], "nobody to imitate");
    near(learning::switch_chance(1.0, 3.0, 0.25), 0.5, 1e-15);
}

#[test]
fn t10b_fictitious_play_finds_the_published_cheat_frequency() {
    let game = learning::Inspection { check_usd: 1.0, reward_usd: 20.0, loss_usd: 40.0, gain_usd: 1.0, slash_usd: 4.0 };
    near(game.cheat_share(), 0.016_667, 1e-4);
    near(game.check_share(), 0.2, 1e-12);
    let (cheats, checks) = game.fictitious_play(1_000_000);
    near(cheats, game.cheat_share(), 0.02);
    near(checks, game.check_share(), 0.02);
}
