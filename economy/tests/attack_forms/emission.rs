//! Volume, adoption and the split: what is done to the emission.

use crate::{best, near, profit};
use economy::attack::{
    AttackFacts, EmissionFacts, OperatorFacts, PeerFacts, Strategy, VolumeFacts, adoption_wash, eclipse, learning,
    negative_score, self_dealing,
};

/// T2's numbers: E·p = 500, β = 0.15, V_h = 1000.
fn volume() -> AttackFacts {
    let volume = VolumeFacts {
        honest_volume_usd: 1_000.0,
        volume_reward_usd: 500.0,
        burn_share: 0.15,
        adoption_full_usd: 5e6,
        ..VolumeFacts::default()
    };
    AttackFacts { volume, ..AttackFacts::default() }
}

#[test]
fn t2_and_e15_wash_volume() {
    near(self_dealing::equilibrium_usd(500.0, 0.15, 1_000.0), 2_333.333_333, 1e-9);
    near(self_dealing::honest_share(500.0, 0.15, 1_000.0), 0.3, 1e-12);
    let (wash, gain) = best(&volume(), self_dealing::ENTRY);
    let alone = self_dealing::best_alone_usd(500.0, 0.15, 1_000.0);
    near(wash, alone, 1e-4);
    near(gain, 500.0 * alone / (1_000.0 + alone) - 0.15 * alone, 1e-9);
    let mut burnt = volume();
    burnt.volume.burn_share = 0.5; // βV_h = E·p: burn as large as emission
    assert_eq!(best(&burnt, self_dealing::ENTRY).1, 0.0);
    assert_eq!(self_dealing::equilibrium_usd(500.0, 0.5, 1_000.0), 0.0);
}

#[test]
fn t2_free_entry_of_wash_volume_comes_to_rest_where_a_dollar_earns_what_it_burns() {
    let mut wash = 0.0;
    for _ in 0..20_000 {
        wash = learning::adjust(wash, 500.0 / (1_000.0 + wash) - 0.15, 50.0);
    }
    near(wash, self_dealing::equilibrium_usd(500.0, 0.15, 1_000.0), 1e-6);
}

#[test]
fn e15_the_adoption_frontier_has_the_published_prices() {
    let (mnd, gnd) = (42_230_686.878, 46_761_182.022);
    for (tokens, published) in [(mnd + gnd, 0.0169), (mnd, 0.0355), (3_236_067.96, 0.4635)] {
        let price = adoption_wash::frontier_price_usd(5e6, 0.15, tokens);
        near(price, published, 5e-3);
        for (factor, pays) in [(0.999, false), (1.001, true)] {
            let mut facts = volume();
            facts.volume.volume_reward_usd = 0.0;
            facts.volume.gated_tokens = tokens;
            facts.emission.token_price_usd = price * factor;
            let found = adoption_wash::AdoptionWash { points: 0.4 }.assess(&facts);
            near(found.threshold.value, price, 1e-12);
            assert_eq!(found.profit_usd > 0.0, pays);
        }
    }
}

#[test]
fn an_eclipse_moves_the_reward_of_the_missing_under_a_pool_only() {
    let mut facts = AttackFacts {
        emission: EmissionFacts { reward_usd_per_weight: 1.0, ..EmissionFacts::default() },
        operator: OperatorFacts { capacity: 100.0, ..OperatorFacts::default() },
        peers: PeerFacts { peers: 20, degree: 4, peer_usd: 0.5, victims_weight_share: 0.5 },
        ..AttackFacts::default()
    };
    near(eclipse::seen_availability(20, 4, 20), 0.0, 1e-12);
    // (1 − f)² plus the spread of how many of one's own four are held: f(1 − f)/m · (N − m)/(N − 1).
    near(eclipse::seen_availability(20, 4, 5), 0.75 * 0.75 + 0.25 * 0.75 / 4.0 * 16.0 / 19.0, 1e-12);
    near(eclipse::eclipsed_share(20, 4, 5), 1.0 / 969.0, 1e-12);
    let all = eclipse::Eclipse { share: 1.0 };
    near(profit(&all, &facts), 100.0 * (1.0 / 0.5 - 1.0) - 10.0, 1e-12);
    facts.emission.pooled = false;
    near(profit(&all, &facts), -10.0, 1e-12);
}

#[test]
fn e21_unclamped_negative_scores_mint_more_than_there_is() {
    near(negative_score::minted_share(&[10.0, 5.0, -5.0], false).unwrap() * 300.0, 450.0, 1e-12);
    near(negative_score::minted_share(&[10.0, 5.0, -5.0], true).unwrap(), 1.0, 1e-15);
    assert_eq!(negative_score::minted_share(&[5.0, -5.0], false), None);
    assert!(negative_score::minted_share(&[5.0, -4.999], false).unwrap() > 4_999.0);
    let mut facts = AttackFacts {
        emission: EmissionFacts { reward_usd_per_weight: 20.0, clamped: false, ..EmissionFacts::default() },
        operator: OperatorFacts { capacity: 10.0, licence_usd: 0.5, ..OperatorFacts::default() },
        ..AttackFacts::default()
    };
    // The node with 10 of 15 earns 200 clamped; a third of the weight sacrificed makes it 300.
    near(profit(&negative_score::NegativeScore { share: 1.0 / 3.0 }, &facts), 100.0 - 0.5, 1e-9);
    facts.emission.clamped = true;
    near(profit(&negative_score::NegativeScore { share: 1.0 / 3.0 }, &facts), -0.5, 1e-12);
}
