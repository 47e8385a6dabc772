use crate::{NODE, OWNER, at};
use engine::Amount;
use engine::ratio1::nd::LICENCES;
use engine::ratio1::sale::{Liquidity, Order, Sale, SaleError, Split, TIERS, company_least, licence_price};
use proptest::prelude::*;

const DOLLAR: u128 = 1_000_000_000_000_000_000;

fn order(units: u32, tier: u8, invoice: u8) -> Order {
    Order { buyer: OWNER, units, tier, price_max: Amount(u128::MAX), invoice: [invoice; 16], usd_max: u64::MAX, vat: 0 }
}

#[test]
fn tiers_are_fibonacci_numbers_and_come_to_all_licences() {
    assert_eq!(TIERS.iter().map(|&(_, units)| units).sum::<u32>(), LICENCES);
    assert_eq!(TIERS.iter().map(|&(usd, units)| usd * u64::from(units)).sum::<u64>(), 313_899_000);
    assert!(TIERS.windows(3).all(|three| three[0].1 + three[1].1 == three[2].1));
    assert_eq!((TIERS[0], TIERS[11]), ((500, 89), (9_500, 17_711)));
}

#[test]
fn a_licence_costs_its_dollars_at_the_exchanges_price() {
    assert_eq!(licence_price(500, DOLLAR), Some(Amount::tokens(500)));
    assert_eq!(licence_price(500, 3 * DOLLAR), Some(Amount(166_666_666_666_666_666_666)));
    assert_eq!(
        licence_price(9_500, 20_000_000_000_000_000),
        Some(Amount::tokens(475_000)),
        "at two cents: the product has 133 bits"
    );
    assert_eq!([licence_price(500, 0), licence_price(9_500, 1)], [None, None]);
}

#[test]
fn a_sale_takes_what_is_left_of_the_tier_and_moves_on() {
    let mut sale = Sale::new(0);
    let receipt = sale.buy(Order { vat: 1_900, ..order(100, 1, 1) }, 2 * DOLLAR, at(1, 0)).unwrap();
    assert_eq!((receipt.units, receipt.usd), (89, 44_500));
    assert_eq!((receipt.taxable, receipt.vat), (Amount::tokens(22_250), Amount(4_227_500_000_000_000_000_000)));
    assert_eq!((sale.tier, sale.sold_in_tier), (2, 0));
    assert_eq!(sale.buy(order(1, 1, 2), DOLLAR, at(1, 0)), Err(SaleError::Tier { found: 1, current: 2 }));
    assert_eq!(sale.buy(order(0, 2, 2), DOLLAR, at(1, 0)), Err(SaleError::NoUnits));
    assert_eq!(sale.buy(order(1, 2, 1), DOLLAR, at(1, 0)), Err(SaleError::Invoice));
    assert_eq!(sale.buy(order(1, 2, 2), 0, at(1, 0)), Err(SaleError::NoPrice { token_usd: 0 }));
    let poor = Order { price_max: Amount::tokens(749), ..order(1, 2, 2) };
    assert_eq!(
        sale.buy(poor, DOLLAR, at(1, 0)),
        Err(SaleError::TooDear { found: Amount::tokens(750), max: Amount::tokens(749) })
    );
    let limited = Order { usd_max: 45_249, ..order(1, 2, 2) };
    assert_eq!(sale.buy(limited, DOLLAR, at(1, 0)), Err(SaleError::Limit { found: 45_250, max: 45_249 }));
    assert!(sale.buy(Order { buyer: NODE, ..limited }, DOLLAR, at(1, 0)).is_ok(), "the limit is one buyer's");
}

#[test]
fn the_price_may_not_move_far_an_hour_after_a_sale_of_the_tier() {
    let mut sale = Sale::new(1_000);
    sale.buy(order(1, 1, 1), DOLLAR, at(1, 0)).unwrap();
    // 500 tokens ± 10 %; within the hour anything goes.
    let (dear, dearest) = (DOLLAR * 100 / 111, DOLLAR * 10 / 11 + 1);
    let (found, min, max) = (licence_price(500, dear).unwrap(), Amount::tokens(450), Amount::tokens(550));
    let moved = SaleError::PriceMoved { found, min, max };
    assert_eq!(sale.clone().buy(order(1, 1, 2), dear, at(1, 3_600)), Err(moved));
    assert!(sale.clone().buy(order(1, 1, 2), dear, at(1, 3_599)).is_ok());
    assert!(sale.clone().buy(order(1, 1, 2), dearest, at(1, 3_600)).is_ok());
    sale.buy(order(88, 1, 2), DOLLAR, at(1, 0)).unwrap();
    assert!(sale.buy(order(1, 2, 3), dear, at(1, 3_600)).is_ok(), "another tier has no last price");
}

#[test]
fn all_tiers_sell_out() {
    let mut sale = Sale::new(0);
    let (mut units, mut usd) = (0, 0);
    for tier in 1..=12 {
        let receipt = sale.buy(order(u32::MAX, tier, tier), DOLLAR, at(u64::from(tier), 0)).unwrap();
        units += receipt.units;
        usd += receipt.usd;
    }
    assert_eq!((units, usd), (LICENCES, 313_899_000));
    assert_eq!(sale.buy(order(1, 13, 99), DOLLAR, at(20, 0)), Err(SaleError::SoldOut));
}

#[test]
fn the_company_needs_97_percent_of_its_share() {
    assert_eq!(company_least(500), 145_500_000, "of 150 USDC");
    assert_eq!(
        Liquidity::of(Amount(1_001), 5_000),
        Liquidity { swapped: Amount(250), paired: Amount(250), reserved: Amount(501) }
    );
    assert_eq!(Liquidity::of(Amount(1_001), 0).reserved, Amount(1_001), "nothing is added until the owner sets a share");
}

proptest! {
    #[test]
    fn the_split_leaves_at_most_two_units(tokens in 0..u128::MAX) {
        let split = Split::of(Amount(tokens));
        let given = split.burned.0 + split.liquidity.0 + split.company.0;
        prop_assert!(given <= tokens && tokens - given <= 2);
        let liquidity = Liquidity::of(split.liquidity, 3_333);
        let used = liquidity.swapped.0 + liquidity.paired.0 + liquidity.reserved.0;
        prop_assert!(used <= split.liquidity.0 && split.liquidity.0 - used <= 1);
    }

    #[test]
    fn a_price_is_the_floor_of_the_quotient(usd in 1_u64..10_000, token_usd in 1_000_000_000_u128..1 << 100) {
        let price = licence_price(usd, token_usd).unwrap().0;
        // price·token_usd ≤ usd·10³⁶ < (price + 1)·token_usd, compared after dividing both by 10³⁶.
        let exact = usd as f64 * 1e36 / token_usd as f64;
        prop_assert!((price as f64 - exact).abs() <= 1.0 + exact * 1e-14, "{} for {}", price, exact);
    }
}
