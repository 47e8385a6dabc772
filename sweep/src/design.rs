//! The points of a sweep, from its design.

use records::scenario::{Axis, AxisKind, Design, Scale, Sweep, SweepFile};
use toml::Value;
use world::engine::rng::Stream;

/// Purpose of the draws of a Latin hypercube, one stream an axis.
const HYPERCUBE: u64 = u64::from_le_bytes(*b"latincub");

/// Points, each a value of every key that changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// Dotted keys of the scenario.
    pub keys: Vec<String>,
    /// What the values of each key are.
    pub kinds: Vec<AxisKind>,
    /// Values by point, then by key.
    pub values: Vec<Vec<Value>>,
}

impl Points {
    /// The points of `file`'s design, in their order.
    #[must_use]
    pub fn of(file: &SweepFile) -> Self {
        let keys = file.keys();
        let kinds: Vec<AxisKind> = keys.iter().map(|key| file.kind(key)).collect();
        let values = match file.sweep.design {
            Design::Grid => grid(&file.sweep.axes),
            Design::List => list(file, &keys),
            Design::LatinHypercube => hypercube(&file.sweep, &kinds),
            Design::Morris | Design::Sobol => Vec::new(),
        };
        Self { keys, kinds, values }
    }

    /// `key = value, key = value` of a point.
    #[must_use]
    pub fn told(&self, point: usize) -> String {
        let one = |(key, value): (&String, &Value)| format!("{key} = {value}");
        self.keys.iter().zip(&self.values[point]).map(one).collect::<Vec<_>>().join(", ")
    }
}

/// Every combination; the last axis changes fastest. Without an axis there is one point, of which nothing changes.
fn grid(axes: &[Axis]) -> Vec<Vec<Value>> {
    axes.iter().fold(vec![Vec::new()], |points, axis| {
        let with = |point: &Vec<Value>| {
            let point = point.clone();
            axis.values.iter().map(move |value| [&point[..], std::slice::from_ref(value)].concat())
        };
        points.iter().flat_map(with).collect()
    })
}

/// The points of the file; what one leaves out has the base's value.
fn list(file: &SweepFile, keys: &[String]) -> Vec<Vec<Value>> {
    let usual: Vec<Option<Value>> = keys.iter().map(|key| file.base_value(key)).collect();
    // A key without a base value is refused where it is set, so the placeholder is never laid over a scenario that runs.
    let value = |point: &toml::Table, at: usize| {
        point.get(&keys[at]).or(usual[at].as_ref()).cloned().unwrap_or_else(|| Value::String(String::new()))
    };
    file.sweep.points.iter().map(|point| (0..keys.len()).map(|at| value(point, at)).collect()).collect()
}

/// Each axis cut into as many parts as there are points; a point takes a random place in a random part that no other takes.
fn hypercube(sweep: &Sweep, kinds: &[AxisKind]) -> Vec<Vec<Value>> {
    let n = sweep.samples;
    let mut points = vec![Vec::with_capacity(sweep.axes.len()); n as usize];
    for ((number, axis), kind) in (0_u64..).zip(&sweep.axes).zip(kinds) {
        let mut stream = Stream::new(sweep.seed, number, HYPERCUBE);
        let mut parts: Vec<u32> = (0..n).collect();
        for last in (1..parts.len()).rev() {
            let other = stream.below(last as u64 + 1) as usize;
            parts.swap(last, other);
        }
        for (point, part) in points.iter_mut().zip(parts) {
            let within = (stream.next() >> 11) as f64 / (1_u64 << 53) as f64;
            point.push(place(axis, *kind, (f64::from(part) + within) / f64::from(n)));
        }
    }
    points
}

/// The value at `share` (0 to 1) of the way from least to greatest; of integers, each gets an equal part of a linear scale.
fn place(axis: &Axis, kind: AxisKind, share: f64) -> Value {
    let (min, max) = (axis.min.unwrap_or(0.0), axis.max.unwrap_or(0.0));
    let end = if kind == AxisKind::Integer { max + 1.0 } else { max };
    let value = match axis.scale {
        Scale::Linear => min + share * (end - min),
        Scale::Log => min * libm::exp(share * libm::log(end / min)),
    };
    match kind {
        AxisKind::Integer => Value::Integer(libm::floor(value).clamp(min, max) as i64),
        _ => Value::Float(value.clamp(min, max)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use records::scenario::Loader;

    fn points(text: &str) -> Points {
        Points::of(&Loader::default().parse_sweep("test", text, &[]).unwrap())
    }

    #[test]
    fn a_grid_is_every_combination_and_the_last_axis_changes_fastest() {
        let found = points(
            "[sweep]\n[[sweep.axes]]\nkey = \"heartbeat.missed_max\"\nvalues = [1, 2]\n\
             [[sweep.axes]]\nkey = \"schedule.policy\"\nvalues = [\"random\", \"least-loaded\", \"earliest-finish\"]\n",
        );
        assert_eq!(found.values.len(), 6);
        assert_eq!(found.told(1), "heartbeat.missed_max = 1, schedule.policy = \"least-loaded\"");
        assert_eq!(found.told(3), "heartbeat.missed_max = 2, schedule.policy = \"random\"");
    }

    #[test]
    fn a_list_fills_in_the_value_of_the_base() {
        let found = points(
            "[network]\nloss = 0.25\n[sweep]\ndesign = \"list\"\npoints = [{ network.loss = 0.5 }, { heartbeat.missed_max = 7 }]\n",
        );
        assert_eq!(found.keys, ["network.loss", "heartbeat.missed_max"]);
        assert_eq!(found.told(1), "network.loss = 0.25, heartbeat.missed_max = 7");
    }

    #[test]
    fn a_hypercube_uses_each_part_of_each_axis_once() {
        let found = points(
            "[sweep]\ndesign = \"latin-hypercube\"\nsamples = 50\n\
             [[sweep.axes]]\nkey = \"network.loss\"\nmin = 0.0\nmax = 0.5\n\
             [[sweep.axes]]\nkey = \"workload.jobs_per_hour\"\nmin = 1\nmax = 1024\nscale = \"log\"\n\
             [[sweep.axes]]\nkey = \"population.workers\"\nmin = 1\nmax = 100\n",
        );
        let parts = |axis: usize, part: fn(f64) -> f64| {
            let of = |point: &Vec<Value>| match &point[axis] {
                Value::Float(value) => part(*value) as u32,
                Value::Integer(value) => part(*value as f64) as u32,
                other => panic!("{other} is no number"),
            };
            let mut parts: Vec<u32> = found.values.iter().map(of).collect();
            assert!(!parts.is_sorted(), "axis {axis} was not shuffled");
            parts.sort_unstable();
            parts
        };
        let all: Vec<u32> = (0..50).collect();
        assert_eq!(parts(0, |value| value / 0.01), all);
        assert_eq!(parts(1, |value| libm::log2(value) * 5.0), all);
        assert_eq!(parts(2, |value| (value - 1.0) / 2.0), all);
    }

    #[test]
    fn another_seed_draws_other_points() {
        let text = |seed: u32| {
            let axis = "[[sweep.axes]]\nkey = \"network.loss\"\nmin = 0\nmax = 1\n";
            format!("[sweep]\ndesign = \"latin-hypercube\"\nsamples = 5\nseed = {seed}\n{axis}")
        };
        assert_eq!(points(&text(3)), points(&text(3)));
        assert_ne!(points(&text(3)), points(&text(4)));
    }
}
