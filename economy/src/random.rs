//! Draws by counter: what is drawn for (epoch, row) depends on the seed, the epoch and the row alone.
//!
//! A row gets one 64-bit word an epoch, cut into fields, so that a policy that uses a field shifts no other draw:
//!
//! ```text
//!   63…53  availability (11 bits)   52…36  jobs (17 bits)   31…0  whether it is found out (from the least on)
//!                                                                 or measured (from the largest on; 32 bits)
//! ```
//!
//! What is rare (attention, exit, measurements) is drawn from streams of its own.

use engine::rng::Stream;
use world::law::normal_quantile;

/// What a draw is for.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(crate) enum Purpose {
    /// Class, costs, capacity, patience of a row; once.
    Row = 1_001,
    /// A row's word of an epoch.
    Epoch,
    /// Whether a candidate thinks of entering.
    Attention,
    /// Whether a row that gave up leaves now.
    Exit,
    /// Epochs that a row stays, for reasons of its own.
    Stay,
    /// The logarithm of demand.
    Demand,
    /// The outside price.
    Price,
    /// Which rows follow the strategy of an attack.
    Attack,
    /// How far a measurement of capacity is off.
    Measurement,
    /// Which rows change between honesty and the strategy.
    Learning,
}

/// The stream of `entity` for `purpose`: rows draw at their number from the stream of the epoch.
pub(crate) fn stream(seed: u64, entity: u64, purpose: Purpose) -> Stream {
    Stream::new(seed, entity, purpose as u64)
}

/// A uniform number in (0, 1).
pub(crate) fn unit(word: u64) -> f64 {
    ((word >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

/// A standard normal number.
pub(crate) fn normal(word: u64) -> f64 {
    normal_quantile(unit(word))
}

/// Probability as parts of 2³².
pub(crate) fn parts(probability: f64) -> u64 {
    (probability.clamp(0.0, 1.0) * 4_294_967_296.0) as u64
}

const CELLS: usize = 1 << 11;

/// Share of an epoch that a machine is up, in 65,536ths: quantiles of a normal law, cut off at 0 and 1.
///
/// Place and width are set so that mean and standard deviation *after* the cut are those asked for.
#[derive(Clone, Debug)]
pub(crate) struct UpTable {
    cells: Box<[u16; CELLS]>,
}

impl UpTable {
    /// The law with this mean and standard deviation.
    pub(crate) fn new(mean: f64, sigma: f64) -> Self {
        let z: Vec<f64> = (0..CELLS).map(|cell| normal_quantile((cell as f64 + 0.5) / CELLS as f64)).collect();
        let (mut place, mut width) = (mean, sigma);
        for _ in 0..400 {
            let (got, spread) = moments(z.iter().map(|z| (place + width * z).clamp(0.0, 1.0)));
            if sigma == 0.0 || (got - mean).abs() < 1e-6 && (spread / sigma - 1.0).abs() < 1e-4 {
                break;
            }
            place += (mean - got) * (1.0 + width / sigma);
            width *= 1.0 + 0.5 * (sigma / spread.max(1e-9) - 1.0).clamp(-0.5, 0.5);
        }
        let mut cells = Box::new([0; CELLS]);
        for (cell, z) in cells.iter_mut().zip(z) {
            *cell = ((place + width * z).clamp(0.0, 1.0) * 65_535.0 + 0.5) as u16;
        }
        Self { cells }
    }

    /// The value for a row's word.
    #[inline(always)]
    pub(crate) fn draw(&self, word: u64) -> u16 {
        self.cells[(word >> 53) as usize]
    }
}

/// Mean and standard deviation.
fn moments(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for value in values {
        n += 1.0;
        sum += value;
        squares += value * value;
    }
    let mean = sum / n;
    (mean, libm::sqrt((squares / n - mean * mean).max(0.0)))
}

const LEVELS: usize = 33;
const STEPS_PER_ONE: f32 = 8.0;
const SMALL: f32 = 4.0;
const SMALL_CELLS: usize = 128;
const NORMAL_CELLS: usize = 1 << 10;

/// Poisson draws from 17 bits, for any mean.
///
/// Below 4: the mean is rounded to a neighbouring eighth at random, then a table of 128 quantiles, each the mean of its cell
/// and rounded at random: the mean is exact, the variance that of Poisson but for the far tail. From 4 on: the normal quantile
/// with the Cornish-Fisher term of skewness, λ + √λ·z + (z² − 1)/6, rounded to the nearest count.
#[derive(Clone, Debug)]
pub(crate) struct Poisson {
    small: Box<[[u16; SMALL_CELLS]; LEVELS]>,
    normal: Box<[f32; NORMAL_CELLS]>,
}

impl Poisson {
    pub(crate) fn new() -> Self {
        let mut small = Box::new([[0; SMALL_CELLS]; LEVELS]);
        for (level, row) in small.iter_mut().enumerate() {
            quantile_cells(level as f64 / f64::from(STEPS_PER_ONE), row);
        }
        let mut normal = Box::new([0.0; NORMAL_CELLS]);
        for (cell, z) in normal.iter_mut().enumerate() {
            *z = normal_quantile((cell as f64 + 0.5) / NORMAL_CELLS as f64) as f32;
        }
        Self { small, normal }
    }

    /// A standard normal number, one of 1,024, from the last ten bits of a word.
    pub(crate) fn normal(&self, word: u64) -> f32 {
        self.normal[(word & (NORMAL_CELLS as u64 - 1)) as usize]
    }

    /// A count with mean `lambda`, 0 or more and below 10⁷, for a row's word.
    #[inline(always)]
    pub(crate) fn draw(&self, lambda: f32, word: u64) -> u32 {
        let bits = (word >> 36) as u32 & 0x1_FFFF;
        if lambda < SMALL {
            // 7 bits choose the cell, 5 round the mean, 5 round the count.
            let level = (lambda * STEPS_PER_ONE + ((bits >> 5 & 31) as f32 + 0.5) / 32.0) as usize;
            let cell = self.small[level.min(LEVELS - 1)][(bits >> 10) as usize];
            (u32::from(cell) + (bits & 31) * 8 + 4) >> 8
        } else {
            let z = self.normal[(bits >> 7) as usize];
            (lambda + lambda.sqrt() * z + (z * z - 1.0) / 6.0 + 0.5).max(0.0) as u32
        }
    }
}

/// Mean count in each of equally likely cells of the Poisson law of mean `lambda`, in 256ths.
fn quantile_cells(lambda: f64, cells: &mut [u16; SMALL_CELLS]) {
    let width = 1.0 / SMALL_CELLS as f64;
    let (mut count, mut mass) = (0.0_f64, libm::exp(-lambda));
    let mut left = mass;
    for cell in cells.iter_mut() {
        let (mut room, mut sum) = (width, 0.0);
        while room > left && mass > 1e-18 {
            sum += left * count;
            room -= left;
            count += 1.0;
            mass *= lambda / count;
            left = mass;
        }
        sum += room * count;
        left -= room;
        *cell = (sum / width * 256.0 + 0.5) as u16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_times_have_the_mean_and_spread_asked_for() {
        for (mean, sigma) in [(0.95, 0.08), (0.98, 0.03), (0.5, 0.2), (0.995, 0.01), (0.7, 0.3)] {
            let table = UpTable::new(mean, sigma);
            let (got, spread) = moments(table.cells.iter().map(|cell| f64::from(*cell) / 65_535.0));
            assert!((got - mean).abs() < 2e-4, "mean {got} for {mean}");
            assert!((spread / sigma - 1.0).abs() < 0.01, "sigma {spread} for {sigma}");
        }
        assert!(UpTable::new(1.0, 0.0).cells.iter().all(|cell| *cell == 65_535));
    }

    #[test]
    fn counts_have_the_mean_and_variance_of_poisson() {
        let (poisson, draws) = (Poisson::new(), stream(5, 0, Purpose::Epoch));
        for lambda in [0.0_f64, 0.05, 0.3, 1.0, 2.4, 3.9, 4.0, 4.6, 5.0, 6.3, 8.0, 12.5, 60.0, 2_500.0] {
            let n = 400_000;
            let (mean, sigma) = moments((0..n).map(|i| f64::from(poisson.draw(lambda as f32, draws.at(i)))));
            let error = 3.0 * libm::sqrt(lambda.max(1e-9) / n as f64) + 2e-3 * lambda + 1e-9;
            assert!((mean - lambda).abs() < error, "mean {mean} for {lambda}");
            assert!((sigma * sigma - lambda).abs() < 0.04 * lambda + 0.004, "variance {} for {lambda}", sigma * sigma);
        }
    }
}
