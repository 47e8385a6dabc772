//! Drawing workers from device classes and regions.

use crate::churn::Spells;
use crate::conduct::Conduct;
use crate::law::Law;
use crate::plan::{Device, NodePlan, Role};
use crate::streams::{Purpose, stream};
use std::sync::Arc;

/// A GPU model.
#[derive(Clone, Debug)]
pub struct GpuPlan {
    /// Its name.
    pub name: Arc<str>,
    /// Sustained speed (GFLOP/s).
    pub gflops: f64,
    /// Its memory (GiB).
    pub memory_gib: f64,
}

/// A device class with its laws.
#[derive(Clone, Debug)]
pub struct ClassPlan {
    /// Its name.
    pub name: Arc<str>,
    /// Relative share of workers.
    pub weight: f64,
    /// Name of the measured host speeds.
    pub cpu: Arc<str>,
    /// Speed of the whole CPU (GFLOP/s).
    pub cpu_gflops: Law,
    /// Its GPU, if it has one; tasks then run on it.
    pub gpu: Option<GpuPlan>,
    /// Main memory (GiB).
    pub memory_gib: f64,
    /// Tasks at once.
    pub slots: u16,
    /// Power while idle (W).
    pub idle_w: f64,
    /// Power while busy (W).
    pub busy_w: f64,
    /// They may see private data.
    pub trusted: bool,
}

impl ClassPlan {
    fn device(&self, site: &SitePlan) -> Device {
        let (model, gpu_memory_gib) = match &self.gpu {
            Some(gpu) => (gpu.name.clone(), gpu.memory_gib),
            None => (self.cpu.clone(), 0.0),
        };
        let Self { memory_gib, slots, idle_w, busy_w, trusted, .. } = *self;
        let SitePlan { usd_per_kwh, gco2e_per_kwh, .. } = *site;
        let class = self.name.clone();
        Device { class, model, memory_gib, gpu_memory_gib, slots, idle_w, busy_w, usd_per_kwh, gco2e_per_kwh, trusted }
    }
}

/// A place that workers live in.
#[derive(Clone, Copy, Debug)]
pub struct SitePlan {
    /// Relative share of workers.
    pub weight: f64,
    /// Electricity price (USD/kWh).
    pub usd_per_kwh: f64,
    /// Carbon intensity of electricity (gCO2e/kWh).
    pub gco2e_per_kwh: f64,
}

/// Who the workers are.
#[derive(Clone, Debug)]
pub struct PopulationPlan {
    /// How many.
    pub workers: u32,
    /// Their classes; at least one with a positive weight.
    pub classes: Vec<ClassPlan>,
    /// Where they live.
    pub sites: Vec<SitePlan>,
    /// Regions of each site: first number and count. A site's workers are spread evenly over its regions.
    pub regions: Vec<(u16, u16)>,
}

/// Slowest host drawn (GFLOP/s): below the 1 % quantile of SETI@home hosts, 0.43.
const SLOWEST_GFLOPS: f64 = 0.1;

/// Draws the workers, each from streams of its own: one more worker changes no other.
///
/// `first_id` is the id of the first one; `spells` gives each its on/off process.
#[must_use]
pub fn draw_workers(plan: &PopulationPlan, seed: u64, first_id: u32, spells: impl Fn(u32) -> Arc<Spells>) -> Vec<NodePlan> {
    let at_sites = |class: &ClassPlan| plan.sites.iter().map(|site| Arc::new(class.device(site))).collect();
    let devices: Vec<Vec<Arc<Device>>> = plan.classes.iter().map(at_sites).collect();
    let draw = |index: u32| {
        let id = u64::from(first_id + index);
        let mut device = stream(seed, id, Purpose::Device);
        let number = pick(plan.classes.iter().map(|class| class.weight), device.next());
        let class = &plan.classes[number];
        let mut place = stream(seed, id, Purpose::Region);
        let site = pick(plan.sites.iter().map(|site| site.weight), place.next());
        let (first, count) = plan.regions[site];
        let region = first + u16::try_from(place.below(u64::from(count))).unwrap_or(0);
        let cpu_gflops = class.cpu_gflops.sample(&mut device).max(SLOWEST_GFLOPS);
        NodePlan {
            role: Role::Worker,
            region,
            device: devices[number][site].clone(),
            compute_gflops: class.gpu.as_ref().map_or(cpu_gflops, |gpu| gpu.gflops),
            spells: spells(index),
            conduct: Conduct::Honest,
            owned: false,
        }
    };
    (0..plan.workers).map(draw).collect()
}

/// The index that a uniform `word` falls on under `weights`; the last positive one if rounding leaves none.
pub(crate) fn pick(weights: impl Iterator<Item = f64> + Clone, word: u64) -> usize {
    let total: f64 = weights.clone().sum();
    let mut left = (word >> 11) as f64 / (1_u64 << 53) as f64 * total;
    let mut last = 0;
    for (index, weight) in weights.enumerate().filter(|(_, weight)| *weight > 0.0) {
        last = index;
        if left < weight {
            break;
        }
        left -= weight;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_and_regions_come_in_their_shares_and_one_more_worker_changes_no_other() {
        let class = |name: &str, weight| ClassPlan {
            name: name.into(),
            weight,
            cpu: "x".into(),
            cpu_gflops: Law::Lognormal { mu: 1.0, sigma: 1.0 },
            gpu: None,
            memory_gib: 8.0,
            slots: 1,
            idle_w: 1.0,
            busy_w: 2.0,
            trusted: false,
        };
        let classes = vec![class("a", 3.0), class("never", 0.0), class("b", 1.0)];
        let site = SitePlan { weight: 1.0, usd_per_kwh: 0.1, gco2e_per_kwh: 300.0 };
        let mut plan = PopulationPlan { workers: 8_000, classes, sites: vec![site; 2], regions: vec![(0, 1), (1, 1)] };
        let workers = draw_workers(&plan, 1, 10, |_| Arc::new(Spells::Always));
        let share = |test: &dyn Fn(&NodePlan) -> bool| workers.iter().filter(|node| test(node)).count() as f64 / 8_000.0;
        assert!((share(&|node| &*node.device.class == "a") - 0.75).abs() < 3.0 * 0.0049);
        assert!((share(&|node| node.region == 1) - 0.5).abs() < 3.0 * 0.0056);
        assert_eq!(share(&|node| &*node.device.class == "never"), 0.0);
        plan.workers += 1;
        let more = draw_workers(&plan, 1, 10, |_| Arc::new(Spells::Always));
        assert!(workers.iter().zip(&more).all(|(a, b)| a.compute_gflops == b.compute_gflops && a.region == b.region));
    }
}
