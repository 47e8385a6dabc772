//! T7, T7b, T7c, T18: machines that come and go by the world's own laws, and hours that are counted by the engine.

use super::draws::{Draws, Estimate};
use super::row::Check;
use crate::closed::uptime;
use engine::Time;
use engine::availability::{Availability, SlotRule};
use world::law::{Law, Renewal};
use world::{Spells, SpellsState};

const HOUR_S: f64 = 3_600.0;
/// Weibull spells: up with shape 0.5 and scale 6 h, down with 0.8 and 1 h.
const UP: (f64, f64) = (0.5, 6.0);
const DOWN: (f64, f64) = (0.8, 1.0);
/// The horizon that the table's deviation is for (h).
const TABLE_HORIZON_H: f64 = 20_000.0;
/// Each machine is watched ten times longer: the formula leaves out terms that fall faster than itself.
const HORIZON_H: f64 = 10.0 * TABLE_HORIZON_H;

/// In seconds, as the world has them.
fn laws() -> Renewal {
    let weibull = |(shape, scale_h): (f64, f64)| Law::Weibull { shape, scale: scale_h * HOUR_S };
    Renewal { up: weibull(UP), down: weibull(DOWN) }
}

/// Share of the horizon for which one machine of the world is up.
fn share_up(spells: &Spells, seed: u64) -> f64 {
    let until = Time((HORIZON_H * HOUR_S * 1e9) as u64);
    let (mut state, mut up, mut end) = SpellsState::start(spells, seed, 0);
    let (mut now, mut up_ns) = (Time::ZERO, 0_u64);
    while now < until {
        let next = end.map_or(until, |end| end.min(until));
        if up {
            up_ns += next.0 - now.0;
        }
        up = !up;
        end = state.end_of_spell(spells, next, up);
        now = next;
    }
    up_ns as f64 / until.0 as f64
}

fn shares_up(draws: &Draws) -> Vec<f64> {
    let spells = Spells::Renewal(laws());
    draws.replicate(|stream| share_up(&spells, stream.next()))
}

pub(super) fn mean(draws: &Draws) -> Vec<Check> {
    vec![Estimate::mean(shares_up(draws).into_iter()).against("availability", uptime::availability(&laws()))]
}

/// About the known mean, so that the mean square is free of bias; the root's error by the delta method.
pub(super) fn deviation(draws: &Draws) -> Vec<Check> {
    let mean = uptime::availability(&laws());
    let square = Estimate::mean(shares_up(draws).into_iter().map(|share| (share - mean) * (share - mean)));
    let value = libm::sqrt(square.value);
    let of_horizon = Estimate { value, standard_error: square.standard_error / (2.0 * value) };
    let theory = uptime::availability_sd(&laws(), TABLE_HORIZON_H * HOUR_S);
    vec![of_horizon.times(libm::sqrt(HORIZON_H / TABLE_HORIZON_H)).against("at H = 20,000 h, watched 200,000 h", theory)]
}

/// Jobs that start at a random moment on machines that are up, 2,000 machines a replication.
pub(super) fn uncut(draws: &Draws) -> Vec<Check> {
    const MACHINES: u32 = 2_000;
    const LENGTHS_H: [f64; 2] = [10.0, 50.0];
    let spells = Spells::Renewal(laws());
    let pairs = draws.replicate(|stream| {
        let seed = stream.next();
        let up_for = |node| match SpellsState::start(&spells, seed, node) {
            (_, true, Some(end)) => Some(end.0 as f64 / 1e9 / HOUR_S),
            _ => None,
        };
        let found: Vec<f64> = (0..MACHINES).filter_map(up_for).collect();
        LENGTHS_H.map(|length| [found.iter().filter(|left| **left > length).count() as f64, found.len() as f64])
    });
    (0..LENGTHS_H.len())
        .map(|at| {
            let of: Vec<[f64; 2]> = pairs.iter().map(|lengths| lengths[at]).collect();
            let length = LENGTHS_H[at];
            Estimate::ratio(&of).against(format!("L = {length} h"), uptime::uncut_share(UP.0, UP.1, length))
        })
        .collect()
}

/// A machine whose every hour costs something picks, of 0 to 24 beats' hours as the engine counts them, those that pay best when
/// a day is paid from θ of its hours on. Nothing is rounded.
pub(super) fn threshold(_: &Draws) -> Vec<Check> {
    const HOURS: u32 = 24;
    const PAY_USD: f64 = 1.0;
    const HOUR_USD: f64 = 0.01;
    let rule = SlotRule { slots_per_epoch: u64::from(HOURS), missed_max: 0 };
    let counted = |hours: u32| {
        let mut beats = Availability::default();
        (0..u64::from(hours)).for_each(|slot| beats.record(slot, rule));
        f64::from(beats.slots_in(0))
    };
    [0.25, 0.5, 0.75]
        .into_iter()
        .flat_map(|theta| {
            let profit = |hours: u32| {
                let up = counted(hours);
                let paid = if up >= theta * f64::from(HOURS) { PAY_USD } else { 0.0 };
                paid - HOUR_USD * up
            };
            let best = (0..=HOURS).max_by(|a, b| profit(*a).total_cmp(&profit(*b))).unwrap_or_default();
            let per_hour = PAY_USD / f64::from(best) / (PAY_USD / f64::from(HOURS));
            [
                Check::within(format!("hours up of 24, θ {theta}"), theta * f64::from(HOURS), f64::from(best), 0.0),
                Check::within(format!("pay an hour, θ {theta}"), uptime::overpay(theta), per_hour, 1e-12),
            ]
        })
        .collect()
}
