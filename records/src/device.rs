//! The device file: one machine as `xpand-node bench` measured it, for `population.classes[].device` of a scenario.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scenario::{ScenarioError, read_checked};

/// A measured machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceFile {
    /// Name of the device in tables and figures.
    pub name: String,
    /// Date of the measurement (UTC, year-month-day).
    pub measured_on: String,
    /// Version of the program that measured.
    pub version: String,
    /// Tasks the device runs at once (count).
    #[schemars(range(min = 1, max = 1024))]
    pub slots: u32,
    /// Main memory (GiB).
    #[schemars(range(min = 0.0, max = 1e6))]
    pub memory_gib: f64,
    /// Size of each of the three arrays that memory bandwidth was measured on (MiB).
    #[schemars(range(min = 0, max = 1_000_000_000))]
    pub memory_bandwidth_array_mib: u32,
    /// Memory bandwidth with all cores: the triad of the STREAM benchmark, counted as it counts, two reads and one write
    /// (GB/s).
    pub memory_bandwidth_gb_s: Figure,
    /// The processor.
    pub cpu: Cpu,
    /// Rate of a model's inferences; absent if no model was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Inference")]
    pub inference: Option<Inference>,
    /// The GPU; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Gpu")]
    pub gpu: Option<Gpu>,
}

/// The median of repeated measurements, in the unit of its key, and their range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The median, which stands for the figure (unit of the key).
    #[schemars(range(min = 1e-6, max = 1e9))]
    pub median: f64,
    /// The least value measured (unit of the key).
    #[schemars(range(min = 0.0, max = 1e9))]
    pub low: f64,
    /// The greatest value measured (unit of the key).
    #[schemars(range(min = 0.0, max = 1e9))]
    pub high: f64,
    /// Repeats (count).
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub repeats: u32,
}

/// The processor and its dense single-precision speed: products of square matrices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cpu {
    /// Model as the system calls it.
    pub model: String,
    /// Logical cores that the program may use (count).
    #[schemars(range(min = 1, max = 1_000_000))]
    pub cores: u32,
    /// Speed of one thread (GFLOP/s).
    pub gflops_one_core: Figure,
    /// Speed of one thread on each core, together (GFLOP/s).
    pub gflops_all_cores: Figure,
}

/// Inferences of one model on the CPU.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inference {
    /// Name of the model.
    pub model: String,
    /// Rate of one thread (inferences/s).
    pub per_s_one_thread: Figure,
    /// Rate of one thread on each core, together (inferences/s).
    pub per_s_all_threads: Figure,
}

/// The GPU as its driver describes it. Its speed is not measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gpu {
    /// Model as the driver calls it.
    pub model: String,
    /// Memory (GiB).
    #[schemars(range(min = 0.0, max = 1e6))]
    pub memory_gib: f64,
    /// Power that the driver allows (W); absent if it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "f64", range(min = 0.0, max = 1e6))]
    pub power_limit_w: Option<f64>,
    /// Version of the driver.
    pub driver: String,
    /// GPU preset of the scenarios, such as `GeForce RTX 3060 12 GB`, whose speed stands for this GPU. Empty: tasks run on
    /// the CPU, and none that asks for GPU memory runs here.
    #[serde(default)]
    pub preset: String,
}

/// Why a device file was refused.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The file is missing or unreadable.
    #[error("{}: cannot read the device file: {cause}; `xpand-node bench` writes one", path.display())]
    Read {
        /// File as it was named.
        path: PathBuf,
        /// The operating system's reason.
        cause: std::io::Error,
    },
    /// The text is not as the schema says.
    #[error(transparent)]
    Wrong(#[from] ScenarioError),
    /// A median outside its own range.
    #[error("{file}: {key}: expected low <= median <= high, found {} <= {} <= {}", figure.low, figure.median, figure.high)]
    Disordered {
        /// File as it was named.
        file: String,
        /// Dotted key.
        key: &'static str,
        /// What it holds.
        figure: Figure,
    },
}

impl DeviceFile {
    /// Reads the device file at `path`.
    ///
    /// # Errors
    /// A file that cannot be read, or any key in it that is not as documented; the message names file, line and key, what was
    /// found and what is allowed.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, DeviceError> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|cause| DeviceError::Read { path: path.to_owned(), cause })?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads a device file from `text`; `name` stands for the file in messages.
    ///
    /// # Errors
    /// As [`DeviceFile::load`].
    pub fn parse(name: &str, text: &str) -> Result<Self, DeviceError> {
        let device: Self = read_checked(name, text)?;
        for (key, figure) in device.figures() {
            if !(figure.low <= figure.median && figure.median <= figure.high) {
                return Err(DeviceError::Disordered { file: name.to_owned(), key, figure });
            }
        }
        Ok(device)
    }

    /// Every figure with its dotted key, in the order of the file.
    pub fn figures(&self) -> impl Iterator<Item = (&'static str, Figure)> {
        let always = [
            ("memory_bandwidth_gb_s", self.memory_bandwidth_gb_s),
            ("cpu.gflops_one_core", self.cpu.gflops_one_core),
            ("cpu.gflops_all_cores", self.cpu.gflops_all_cores),
        ];
        let rates = self.inference.as_ref().map(|inference| {
            [
                ("inference.per_s_one_thread", inference.per_s_one_thread),
                ("inference.per_s_all_threads", inference.per_s_all_threads),
            ]
        });
        always.into_iter().chain(rates.into_iter().flatten())
    }

    /// The file's text; reading it gives the same value again.
    ///
    /// # Panics
    /// Never: every value has a TOML form.
    #[must_use]
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a device has a TOML form")
    }
}
