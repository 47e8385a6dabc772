//! One row per candidate, a column per number. Rows that are in come first, so that the sweeps meet no branch on state.
//!
//! ```text
//!   0 ─────────── inside ──────────────────────── len
//!   │ in           │ out, or preparing to enter   │
//! ```
//!
//! A row keeps its number for life (`id`), its place changes; nothing depends on the place.

use crate::conduct::Acts;
use crate::plan::{ExitRule, Plan, sunk_usd};
use crate::random::{Purpose, stream, unit};
use engine::rng::Stream;
use world::law::normal_quantile;

/// `ready` of a row that is not about to enter.
pub(crate) const NEVER: u32 = u32::MAX;

/// Numbers of a row that both sweeps read: 16 bytes, since a column each would need more pointers than there are registers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Who {
    /// Number for life.
    pub(crate) id: u32,
    /// Jobs an epoch that the machine can do, in thousandths.
    pub(crate) capacity_milli: u32,
    /// Jobs an epoch that its power score says it can do, in thousandths.
    pub(crate) power_milli: u32,
    /// Share of this epoch that it is up, in 65,536ths.
    pub(crate) up: u16,
    /// Class.
    pub(crate) class: u8,
    /// Bit 0: follows the strategy of the attack. Bit 1, [`MEASURED`]: its capacity was measured since it came, so that no claim
    /// counts.
    pub(crate) strategy: u8,
}

/// Flag of [`Who::strategy`].
pub(crate) const MEASURED: u8 = 2;

/// Numbers of a row that the second sweep changes, and those it compares them with: 48 bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Purse {
    /// Tokens, free (10⁻¹⁸).
    pub(crate) liquid: u128,
    /// Dollars ever received (micro-USD).
    pub(crate) received_micro: u64,
    /// Averaged profit (USD per epoch).
    pub(crate) profit_usd: f32,
    /// Profit since it entered, less what it paid for machine and licences (USD); rewards at their price when received.
    pub(crate) net_usd: f32,
    /// Epoch in which `net_usd` was 0 again; `NEVER` before.
    pub(crate) recouped: u32,
    /// First epoch in which it leaves for reasons of its own.
    pub(crate) stays_until: u32,
    /// Fixed cost (micro-USD per epoch).
    pub(crate) opex_micro: u32,
    /// Epochs of losses on end.
    pub(crate) streak: u16,
    /// Epochs of losses that it bears.
    pub(crate) patience: u16,
}

/// The time of a row from entry to exit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stay {
    /// Class.
    pub(crate) class: u8,
    /// Profit, less what was paid for machine and licences (USD).
    pub(crate) net_usd: f32,
    /// Epochs until that was 0; `NEVER` if it was not.
    pub(crate) recouped_epochs: u32,
}

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
    /// Who it is, what it can do, whether it is up: what both sweeps read.
    who: Who,
    /// What it has and how it fares: what the second sweep changes.
    purse: Purse,
    /// Jobs done in this epoch; flag [`UNPAID`](crate::sweep::UNPAID).
    jobs: u32,
    /// Weight in the split of this epoch.
    weight: u64,
    /// Share of its jobs that come out right, averaged.
    quality: f32,
    /// What it was found out for, as a share of power.
    penalty: f32,
    /// Epoch in which it entered, or will.
    ready: u32,
    /// Epoch in which it entered last.
    first: u32,
    /// First epoch in which it is given jobs and rewards again.
    barred_until: u32,
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
        let count = plan.operators.candidates as usize;
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
            rows.who[place].id = id;
            rows.who[place].class = class as u8;
            rows.who[place].capacity_milli = ((capacity * days * 1_000.0 + 0.5) as u32).clamp(1, 1 << 30);
            rows.who[place].power_milli = rows.who[place].capacity_milli;
            rows.purse[place].opex_micro = u32::try_from(micro(opex * days)).unwrap_or(u32::MAX);
            let (least, most) = (operators.patience_epochs_min, operators.patience_epochs_max);
            let patience = match plan.entry.exit {
                ExitRule::LossStreak { .. } => u64::from(least) + (((draws.at(3) >> 32) * u64::from(most - least + 1)) >> 32),
                ExitRule::Option { .. } => 0,
            };
            rows.purse[place].patience = patience as u16;
            rows.who[place].strategy = u8::from(unit(attackers.at(u64::from(id))) < plan.attack.operator_share);
            rows.quality[place] = 1.0;
            rows.purse[place].recouped = NEVER;
            rows.ready[place] = NEVER;
            if unit(draws.at(4)) < plan.operators.active_share {
                active.push(place);
            }
        }
        for place in active {
            rows.enter(place, 0, plan);
        }
        rows
    }

    /// What the row at `place` offers in `epoch` if it follows `acts`: see [`Acts::offers`]. Nothing while it is barred.
    pub(crate) fn offers(&self, place: usize, acts: &[Acts; 2], epoch: u32) -> u64 {
        let who = &self.who[place];
        let free = self.barred_until[place] <= epoch;
        if free { acts[usize::from(who.strategy & 1)].offers(who.capacity_milli, who.up) } else { 0 }
    }

    /// How the row at `place` fared since it entered.
    pub(crate) fn stay(&self, place: usize) -> Stay {
        let (purse, first) = (&self.purse[place], self.first[place]);
        let recouped = (purse.recouped != NEVER).then(|| purse.recouped - first + 1);
        Stay { class: self.who[place].class, net_usd: purse.net_usd, recouped_epochs: recouped.unwrap_or(NEVER) }
    }

    /// All rows.
    pub(crate) fn len(&self) -> usize {
        self.who.len()
    }

    /// The row at `place`, which is out, is in from `epoch` on; tells its new place.
    pub(crate) fn enter(&mut self, place: usize, epoch: u32, plan: &Plan) -> usize {
        let machine = &plan.operators.classes[usize::from(self.who[place].class)];
        let stay = stream(plan.seed, u64::from(epoch), Purpose::Stay).at(u64::from(self.who[place].id));
        self.purse[place].net_usd = -sunk_usd(&plan.operators, machine) as f32;
        self.purse[place].recouped = NEVER;
        self.first[place] = epoch;
        self.ready[place] = epoch;
        self.who[place].strategy &= !MEASURED;
        self.purse[place].stays_until = epoch.saturating_add(geometric(stay, plan.entry.turnover_share));
        self.purse[place].streak = 0;
        self.purse[place].profit_usd = 0.0;
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
