//! One row per candidate, a column per number. Rows that are in come first, so that the sweeps meet no branch on state.
//!
//! ```text
//!   0 ─────────── inside ──────────────────────── len
//!   │ in           │ out, or preparing to enter   │
//! ```
//!
//! A row keeps its number for life (`id`), its place changes; nothing depends on the place.

use crate::plan::{ExitRule, Plan};
use crate::random::{Purpose, stream, unit};
use engine::rng::Stream;
use world::law::normal_quantile;

/// `ready` of a row that is not about to enter.
pub(crate) const NEVER: u32 = u32::MAX;

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident: $kind:ty,)*) => {
        /// The columns.
        #[derive(Clone, Debug, Default)]
        pub(crate) struct Rows {
            /// Rows that are in.
            pub(crate) inside: usize,
            $($(#[$doc])* pub(crate) $name: Vec<$kind>,)*
        }

        impl Rows {
            fn swap(&mut self, a: usize, b: usize) {
                if a != b {
                    $(self.$name.swap(a, b);)*
                }
            }

            fn sized(rows: usize) -> Self {
                Self { inside: 0, $($name: vec![<$kind>::default(); rows],)* }
            }
        }
    };
}

columns! {
    /// Number for life.
    id: u32,
    /// Class.
    class: u8,
    /// 0 honest, 1 follows the strategy of the attack.
    strategy: u8,
    /// Jobs an epoch that the machine can do, in thousandths.
    capacity_milli: u32,
    /// Jobs an epoch that its power score says it can do, in thousandths.
    power_milli: u32,
    /// Fixed cost (micro-USD per epoch).
    opex_micro: u32,
    /// Epochs of losses that it bears.
    patience: u16,
    /// Epochs of losses on end.
    streak: u16,
    /// Share of this epoch that it is up, in 65,536ths.
    up: u16,
    /// Jobs done in this epoch.
    jobs: u32,
    /// Weight in the split of this epoch.
    weight: u64,
    /// Share of its jobs that come out right, averaged.
    quality: f32,
    /// What it was found out for, as a share of power.
    penalty: f32,
    /// Averaged profit (USD per epoch).
    profit_usd: f32,
    /// Profit since it was a candidate, less what it paid for machine and licences (USD); rewards at their price when received.
    net_usd: f32,
    /// Epoch in which `net_usd` was 0 again; `NEVER` before.
    recouped: u32,
    /// Epoch in which it entered, or will.
    ready: u32,
    /// Epoch in which it entered first.
    first: u32,
    /// First epoch in which it leaves for reasons of its own.
    stays_until: u32,
    /// First epoch in which rewards are not withheld.
    barred_until: u32,
    /// Dollars ever received (micro-USD).
    received_micro: u64,
    /// Tokens, free (10⁻¹⁸).
    liquid: u128,
    /// Tokens, at stake.
    staked: u128,
    /// Tokens, not vested.
    locked: u128,
}

/// Micro-USD of `usd`, saturating.
pub(crate) fn micro(usd: f64) -> u64 {
    (usd * 1e6 + 0.5).max(0.0) as u64
}

/// Epochs until something happens that has the chance `share` in each: at least 1; `NEVER` if it is 0.
pub(crate) fn geometric(word: u64, share: f64) -> u32 {
    if share <= 0.0 {
        return NEVER;
    }
    if share >= 1.0 {
        return 1;
    }
    let epochs = libm::log(unit(word)) / libm::log1p(-share);
    (epochs as u32).saturating_add(1)
}

impl Rows {
    /// The candidates of `plan`, those in that are in from the start.
    pub(crate) fn new(plan: &Plan) -> Self {
        let count = plan.candidates as usize;
        let mut rows = Self::sized(count);
        let operators = &plan.operators;
        let mut bounds: Vec<f64> = operators
            .classes
            .iter()
            .scan(0.0, |sum, class| {
                *sum += class.weight;
                Some(*sum)
            })
            .collect();
        let all = bounds.last().copied().unwrap_or(1.0);
        bounds.iter_mut().for_each(|bound| *bound /= all);
        let days = plan.days_per_epoch();
        let attackers = stream(plan.seed, 0, Purpose::Attack);
        let mut active = Vec::new();
        for place in 0..count {
            let id = place as u32;
            let draws = stream(plan.seed, u64::from(id), Purpose::Row);
            let at = unit(draws.at(0));
            let class = bounds.iter().position(|bound| at < *bound).unwrap_or(bounds.len() - 1);
            let machine = &operators.classes[class];
            let spread = |median: f64, sigma: f64, draw: u64| median * libm::exp(sigma * normal_quantile(unit(draws.at(draw))));
            let opex =
                spread(machine.opex_usd_per_day * operators.opex_scale, machine.opex_sigma + operators.opex_sigma_added, 1);
            let capacity = spread(machine.capacity_jobs_per_day, machine.capacity_sigma, 2);
            rows.id[place] = id;
            rows.class[place] = class as u8;
            rows.capacity_milli[place] = ((capacity * days * 1_000.0 + 0.5) as u32).clamp(1, 1 << 30);
            rows.power_milli[place] = rows.capacity_milli[place];
            rows.opex_micro[place] = u32::try_from(micro(opex * days)).unwrap_or(u32::MAX);
            let (least, most) = (operators.patience_epochs_min, operators.patience_epochs_max);
            let patience = match plan.entry.exit {
                ExitRule::LossStreak { .. } => u64::from(least) + ((draws.at(3) >> 32) * u64::from(most - least + 1) >> 32),
                ExitRule::Option { .. } => 0,
            };
            rows.patience[place] = patience as u16;
            rows.strategy[place] = u8::from(unit(attackers.at(u64::from(id))) < plan.attack.operator_share);
            rows.quality[place] = 1.0;
            rows.recouped[place] = NEVER;
            rows.ready[place] = NEVER;
            if unit(draws.at(4)) < plan.active_share {
                active.push(place);
            }
        }
        for place in active {
            rows.enter(place, 0, plan);
        }
        rows
    }

    /// All rows.
    pub(crate) fn len(&self) -> usize {
        self.id.len()
    }

    /// The row at `place`, which is out, is in from `epoch` on; tells its new place.
    pub(crate) fn enter(&mut self, place: usize, epoch: u32, plan: &Plan) -> usize {
        let machine = &plan.operators.classes[usize::from(self.class[place])];
        let stay = stream(plan.seed, u64::from(epoch), Purpose::Stay).at(u64::from(self.id[place]));
        // What was paid once is kept: whoever comes back has the machine and the licences.
        if self.net_usd[place] == 0.0 && self.received_micro[place] == 0 {
            let paid = machine.capex_usd * plan.operators.capex_scale + machine.licence_usd * f64::from(machine.licences);
            self.net_usd[place] = -paid as f32;
            self.first[place] = epoch;
        }
        self.ready[place] = epoch;
        self.stays_until[place] = epoch.saturating_add(geometric(stay, plan.entry.turnover_share));
        self.streak[place] = 0;
        self.profit_usd[place] = 0.0;
        let to = self.inside;
        self.swap(place, to);
        self.inside += 1;
        to
    }

    /// The row at `place`, which is in, is out.
    pub(crate) fn leave(&mut self, place: usize) {
        self.inside -= 1;
        self.ready[place] = NEVER;
        self.swap(place, self.inside);
    }
}

/// The stream that rows draw their word of `epoch` from, at their number.
pub(crate) fn words(seed: u64, epoch: u32) -> Stream {
    stream(seed, u64::from(epoch), Purpose::Epoch)
}
