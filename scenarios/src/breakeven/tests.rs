//! The calculator against numbers that can be checked by hand, and a simulated walk.

use super::*;
use proptest::prelude::*;
use world::streams::{Purpose, stream};

fn ask() -> Ask {
    Ask {
        gpu: "RTX 4090".to_owned(),
        country: Some("DE".to_owned()),
        price_usd: 0.5,
        jobs_per_day: 2.0,
        job: JobPrice::Type("G_ENTRY_MED1".to_owned()),
        availability: None,
        tier: 1,
        licence_usd: None,
        capex_usd: None,
        usd_per_kwh: None,
        hours_per_day: None,
        idle_watts: None,
        host_watts: None,
        life_years: None,
        volatility: None,
        drift: 0.0,
        horizon_days: 1080,
    }
}

fn near(found: f64, wanted: f64, within: f64) {
    assert!((found - wanted).abs() <= within, "{found}, wanted {wanted}");
}

/// A home box: no jobs, no card, its cost told as electricity of 1 kWh a day.
fn home(licence_usd: f64, opex_usd_per_day: f64) -> Terms {
    Terms {
        tokens_per_day: 1.458_508_188 * 0.98,
        licence_days: 1080.0,
        licence_usd,
        sold_at_usd: 1.0,
        fees_usd_per_day: 0.0,
        kwh_per_day: 1.0,
        usd_per_kwh: opex_usd_per_day,
        capex_usd: 0.0,
        life_years: 3.0,
        price_usd: 1.0,
        volatility: 1.0,
        drift: 0.0,
        horizon_days: 1080.0,
    }
}

#[test]
fn break_even_prices_of_licence_tiers_are_those_of_the_map() {
    for (licence_usd, price) in [(500.0, 0.594), (1000.0, 0.917), (2500.0, 1.889), (5000.0, 3.509), (9500.0, 6.424)] {
        near(home(licence_usd, 0.386).outcome().break_even_price_usd, price, 1e-3);
    }
    near(home(500.0, 0.386).outcome().running_price_usd, 0.270, 5e-4);
    // (500/1080 + 0.67) / 1.42934 and 0.67 / 1.42934.
    near(home(500.0, 0.67).outcome().break_even_price_usd, 0.7927, 1e-3);
}

#[test]
fn the_risk_of_three_operators_is_that_of_the_closed_form() {
    let rows = [(0.270, [0.574, 0.726, 0.825]), (0.466, [0.774, 0.861, 0.914]), (0.594, [0.855, 0.912, 0.945])];
    for (barrier, wanted) in rows {
        for (volatility, wanted) in [0.8, 1.0, 1.2].into_iter().zip(wanted) {
            near(below_within(1.0, barrier, volatility, 0.0, 1080.0), wanted, 1.5e-3);
        }
    }
}

#[test]
fn a_simulated_walk_finds_the_same_risk() {
    // Standard errors at 6,000 walks: at most 0.0065.
    let (walks, days, volatility, barrier) = (6_000, 360_u32, 0.9, 0.5);
    let step = volatility / 365_f64.sqrt();
    let mut random = stream(7, 0, Purpose::Job);
    let mut unit = || ((random.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    let (mut ever, mut at_end) = (0, 0);
    for _ in 0..walks {
        let (mut log, mut fell) = (0.0, false);
        for _ in 0..days {
            let normal = (-2.0 * libm::log(unit())).sqrt() * libm::cos(std::f64::consts::TAU * unit());
            log += step * normal - step * step / 2.0;
            fell |= log < libm::log(barrier);
        }
        ever += u32::from(fell);
        at_end += u32::from(log < libm::log(barrier));
    }
    let share = |count: u32| f64::from(count) / f64::from(walks);
    near(share(ever), below_within(1.0, barrier, volatility, 0.0, f64::from(days)), 0.02);
    near(share(at_end), below_at_end(1.0, barrier, volatility, 0.0, f64::from(days)), 0.02);
}

#[test]
fn a_rented_card_breaks_even_at_the_utilisation_worked_out_by_hand() {
    // 450 W busy, 60 W idle, 0.22 USD/kWh, 20 % for the platform, three years: u·24·0.8·rent = 1899/1095 + (60 + 390 u)·24·0.22/1000.
    for (rent_usd_per_h, utilisation) in [(0.37, 0.4066), (0.69, 0.1833)] {
        let busy_h = 24.0 * utilisation;
        let terms = Terms {
            fees_usd_per_day: busy_h * rent_usd_per_h * 0.8,
            kwh_per_day: (busy_h * 450.0 + (24.0 - busy_h) * 60.0) / 1000.0,
            usd_per_kwh: 0.22,
            capex_usd: 1899.0,
            ..home(0.0, 0.0)
        };
        near(Terms { sold_at_usd: 0.0, ..terms }.outcome().net_usd_per_month, 0.0, 0.03);
    }
}

#[test]
fn the_example_is_what_can_be_worked_out_by_hand() {
    let answer = breakeven(&ask()).unwrap();
    let Range { low, middle, high } = answer.outcome;
    assert_eq!((answer.gpu.as_str(), answer.country.as_deref()), ("GeForce RTX 4090", Some("Germany")));
    // 1.458508188 · 0.98 · 0.5 · 30 and 2 · 3.116666 · 0.85 · 30.
    near(middle.tokens_usd_per_month, 21.4401, 1e-3);
    near(middle.fees_usd_per_month, 158.9500, 1e-3);
    // Up 23.52 h: 11.76 h at 450 W, 11.76 h at 59.985 W, all of it 25 W more: 6.585424 kWh a day at 0.4304.
    near(middle.electricity_usd_per_month, 6.585_424 * 0.4304 * 30.0, 1e-2);
    near(middle.depreciation_usd_per_month, 1899.0 / 1095.0 * 30.0, 1e-9);
    near(middle.licence_usd_per_month, 500.0 / 36.0, 1e-9);
    near(middle.net_usd_per_month, middle.revenue_usd_per_month - middle.cost_usd_per_month, 1e-9);
    let back = (1899.0 + 500.0) / (middle.revenue_usd_per_month - middle.electricity_usd_per_month);
    near(middle.months_to_return.unwrap(), back, 1e-9);
    // 55 % fewer jobs, availability · 0.95².
    near(low.fees_usd_per_month, 0.45 * middle.fees_usd_per_month, 1e-9);
    assert!(low.net_usd_per_month < middle.net_usd_per_month && middle.net_usd_per_month < high.net_usd_per_month);
    near(high.electricity_usd_per_month, 23.52 * (59.985 + 25.0) / 1000.0 * 0.4304 * 0.945 * 30.0, 1e-2);
}

#[test]
fn every_price_is_told_with_source_and_date() {
    let answer = breakeven(&ask()).unwrap();
    for input in &answer.inputs {
        assert!(input.source.len() > 6 && !input.date.is_empty(), "{input:?}");
    }
    let of = |name: &str| answer.inputs.iter().find(|input| input.name == name).unwrap();
    assert_eq!(of("price of a job for a day").date, "2026-02-13");
    assert_eq!(of("price of electricity").date, "2023-07 to 2024-06");
    assert_eq!((of("price of the card").values.middle, of("price of the card").date.as_str()), (1899.0, "no date"));
    let given = breakeven(&Ask { capex_usd: Some(900.0), usd_per_kwh: Some(0.1), ..ask() }).unwrap();
    let dates: Vec<_> = given.inputs.iter().filter(|input| input.date == GIVEN).map(|input| input.name).collect();
    assert!(dates.contains(&"price of the card") && dates.contains(&"price of electricity"), "{dates:?}");
}

const GIVEN: &str = "given";

#[test]
fn names_that_are_not_known_answer_with_the_nearest() {
    let told = |ask: Ask| breakeven(&ask).unwrap_err().to_string();
    let gpu = told(Ask { gpu: "RTX 4O9O".to_owned(), ..ask() });
    assert!(gpu.starts_with("no GPU `RTX 4O9O`, nearest is `"), "{gpu}");
    let country = told(Ask { country: Some("Germoney".to_owned()), ..ask() });
    assert!(country.starts_with("no country `Germoney`, nearest is `DE (Germany)`; there are: AL Albania, "), "{country}");
    let japan = told(Ask { country: Some("JP".to_owned()), ..ask() });
    assert!(japan.starts_with("no price of electricity with a licence for country `JP`; give one"), "{japan}");
    let job = told(Ask { job: JobPrice::Type("MIKRO".to_owned()), ..ask() });
    assert!(job.starts_with("no job type `MIKRO`, nearest is `MICRO`"), "{job}");
}

#[test]
fn what_has_no_source_must_be_given() {
    let card = Ask { gpu: "GeForce RTX 3090".to_owned(), ..ask() };
    assert_eq!(breakeven(&card).unwrap_err(), BreakevenError::NoCardPrice { gpu: "GeForce RTX 3090".to_owned() });
    assert!(breakeven(&Ask { capex_usd: Some(0.0), ..card }).is_ok());
    assert_eq!(breakeven(&Ask { country: None, ..ask() }).unwrap_err(), BreakevenError::NoElectricity);
    assert_eq!(breakeven(&Ask { country: None, usd_per_kwh: Some(0.2), ..ask() }).unwrap().country, None);
}

#[test]
fn numbers_out_of_range_are_refused_with_the_range() {
    let refused = [
        Ask { price_usd: 0.0, ..ask() },
        Ask { price_usd: f64::NAN, ..ask() },
        Ask { jobs_per_day: -1.0, ..ask() },
        Ask { tier: 13, ..ask() },
        Ask { tier: 0, ..ask() },
        Ask { availability: Some(1.1), ..ask() },
        Ask { volatility: Some(0.0), ..ask() },
        Ask { horizon_days: 1081, ..ask() },
        Ask { job: JobPrice::Usd(f64::INFINITY), ..ask() },
    ];
    for ask in refused {
        let error = breakeven(&ask).unwrap_err();
        assert!(matches!(error, BreakevenError::OutOfRange { .. }) && error.to_string().contains(", allowed is "), "{error}");
    }
}

#[test]
fn the_outlay_comes_back_in_time_or_never() {
    let month = |terms: Terms| terms.outcome().months_to_return;
    // 1.42934 USD a day less 0.386: 300 USD in 287.5 days.
    near(month(home(300.0, 0.386)).unwrap(), 300.0 / (1.458_508_188 * 0.98 - 0.386) / 30.0, 1e-9);
    assert_eq!(month(home(300.0, 1.5)), None);
    assert_eq!(month(home(0.0, 1.5)), Some(0.0));
    // 1,126.8 USD in 1,080 days, and nothing after them.
    assert_eq!(month(Terms { life_years: 10.0, ..home(1200.0, 0.386) }), None);
    // With a dollar a day from jobs: 2,206.8 in 1,080 days, then 0.614 a day: 100 USD more take 162.9 days.
    let jobs = Terms { life_years: 10.0, fees_usd_per_day: 1.0, ..home(0.0, 0.386) };
    let mined = (1.458_508_188 * 0.98 + 1.0 - 0.386) * 1080.0;
    near(month(Terms { licence_usd: mined + 100.0, ..jobs }).unwrap(), (1080.0 + 100.0 / 0.614) / 30.0, 1e-6);
    assert_eq!(month(Terms { licence_usd: mined + 100.0, life_years: 3.0, ..jobs }), None);
}

#[test]
fn a_price_at_its_barrier_is_under_water_and_one_without_a_barrier_never_is() {
    assert_eq!(below_within(1.0, 1.0, 1.0, 0.0, 30.0), 1.0);
    assert_eq!(below_within(1.0, 0.0, 1.0, 0.0, 30.0), 0.0);
    assert_eq!(below_at_end(1.0, 0.0, 1.0, 0.0, 30.0), 0.0);
    // The median after a year is exp(-1/2).
    near(below_at_end(1.0, libm::exp(-0.5), 1.0, 0.0, 365.0), 0.5, 1e-12);
}

proptest! {
    #[test]
    fn risk_is_a_probability_that_grows_with_barrier_and_time(
        barrier in 0.01_f64..0.95, volatility in 0.1_f64..3.0, drift in -1.0_f64..1.0, days in 30_f64..1000.0,
    ) {
        let risk = below_within(1.0, barrier, volatility, drift, days);
        prop_assert!((0.0..=1.0).contains(&risk));
        prop_assert!(below_within(1.0, barrier * 1.05, volatility, drift, days) >= risk - 1e-12);
        prop_assert!(below_within(1.0, barrier, volatility, drift, days + 30.0) >= risk - 1e-12);
    }

    #[test]
    fn a_better_column_is_never_worse(price in 0.01_f64..20.0, jobs in 0.0_f64..20.0, tier in 1_u8..=12) {
        let Range { low, middle, high } = breakeven(&Ask { price_usd: price, jobs_per_day: jobs, tier, ..ask() }).unwrap().outcome;
        prop_assert!(low.net_usd_per_month <= middle.net_usd_per_month && middle.net_usd_per_month <= high.net_usd_per_month);
        prop_assert!(low.break_even_price_usd >= middle.break_even_price_usd);
        prop_assert!(low.months_to_return.is_none_or(|low| middle.months_to_return.is_some_and(|middle| middle <= low)));
        for column in [low, middle, high] {
            // A price above break-even today, and only then, may stay there.
            prop_assert_eq!(column.under_water_within == 1.0, price <= column.break_even_price_usd);
        }
    }
}
