//! Who the operators are: classes of machines, and how operators of one class differ.

/// A class of machines and of those who run them.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// Its name, for tables.
    pub name: String,
    /// Share of candidates that are of this class, in any unit: weights are divided by their sum.
    pub weight: f64,
    /// Fixed cost of running a machine (USD per day), median; log-normal.
    pub opex_usd_per_day: f64,
    /// Standard deviation of its logarithm.
    pub opex_sigma: f64,
    /// Price of the machine (USD); sunk on entry.
    pub capex_usd: f64,
    /// Jobs that a machine can do in a day, median; log-normal.
    pub capacity_jobs_per_day: f64,
    /// Standard deviation of its logarithm.
    pub capacity_sigma: f64,
    /// Jobs that a machine does at once: c of M/M/c is this times the machines up.
    pub servers: f64,
    /// Mean share of an epoch that a machine is up.
    pub availability: f64,
    /// Standard deviation of that share from epoch to epoch.
    pub availability_sigma: f64,
    /// Energy and wear of one job (USD).
    pub energy_usd_per_job: f64,
    /// Price of one licence (USD).
    pub licence_usd: f64,
    /// Licences that an operator needs.
    pub licences: u32,
}

impl Class {
    /// A class that costs nothing but its `opex_usd_per_day`, is always up and has no spread. For tests and closed forms.
    #[must_use]
    pub fn plain(name: &str, opex_usd_per_day: f64, capacity_jobs_per_day: f64) -> Self {
        Self {
            name: name.into(),
            weight: 1.0,
            opex_usd_per_day,
            opex_sigma: 0.0,
            capex_usd: 0.0,
            capacity_jobs_per_day,
            capacity_sigma: 0.0,
            servers: 1.0,
            availability: 1.0,
            availability_sigma: 0.0,
            energy_usd_per_job: 0.0,
            licence_usd: 0.0,
            licences: 0,
        }
    }
}

/// The population of candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct Operators {
    /// Classes, 1 to 16.
    pub classes: Vec<Class>,
    /// Factor on every median of fixed costs.
    pub opex_scale: f64,
    /// Added to every `opex_sigma`.
    pub opex_sigma_added: f64,
    /// Factor on every price of a machine.
    pub capex_scale: f64,
    /// Fewest epochs of losses that an operator bears.
    pub patience_epochs_min: u32,
    /// Most epochs of losses that an operator bears; drawn uniformly.
    pub patience_epochs_max: u32,
    /// Share of liquid reward that an operator sells in the epoch it gets it.
    pub sell_share: f64,
}

impl Operators {
    /// What a machine of `class` costs at entry: itself and its licences (USD).
    #[must_use]
    pub fn sunk_usd(&self, class: &Class) -> f64 {
        class.capex_usd * self.capex_scale + class.licence_usd * f64::from(class.licences)
    }
}

impl Default for Operators {
    /// Home boxes, rented servers, gaming GPUs and datacentre GPUs. Costs: specification §2.12; the weights and the jobs a day are
    /// assumptions.
    fn default() -> Self {
        let home = Class {
            weight: 0.6,
            opex_sigma: 0.5,
            capex_usd: 300.0,
            capacity_sigma: 0.3,
            availability: 0.95,
            availability_sigma: 0.08,
            energy_usd_per_job: 0.002,
            licence_usd: 500.0,
            licences: 1,
            ..Class::plain("home-box", 0.386, 24.0)
        };
        let rented = Class {
            weight: 0.3,
            opex_sigma: 0.3,
            capex_usd: 0.0,
            availability: 0.98,
            availability_sigma: 0.03,
            energy_usd_per_job: 0.0,
            ..Class { name: "vps".into(), opex_usd_per_day: 0.67, ..home.clone() }
        };
        let gaming = Class {
            weight: 0.09,
            opex_usd_per_day: 60e-3 * 24.0 * 0.22,
            capex_usd: 1_899.0,
            capacity_jobs_per_day: 200.0,
            energy_usd_per_job: 0.010,
            name: "gaming-gpu".into(),
            ..home.clone()
        };
        let datacentre = Class {
            weight: 0.01,
            opex_usd_per_day: 60.0,
            capex_usd: 0.0,
            capacity_jobs_per_day: 2_000.0,
            energy_usd_per_job: 0.0,
            availability: 0.995,
            availability_sigma: 0.01,
            name: "datacentre-gpu".into(),
            ..home.clone()
        };
        Self {
            classes: vec![home, rented, gaming, datacentre],
            opex_scale: 1.0,
            opex_sigma_added: 0.0,
            capex_scale: 1.0,
            patience_epochs_min: 14,
            patience_epochs_max: 90,
            sell_share: 0.7,
        }
    }
}
