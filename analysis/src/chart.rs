//! What many runs came to, as far as a figure of it goes: estimates with their intervals, by a key or by name.
//!
//! Plain numbers: whoever ran them fills them in.

/// The unit of what is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share, 0 to 1; shown in percent.
    Share,
    /// A time (s).
    Seconds,
    /// Any other number; the title of its axis says in what.
    Number,
}

/// An estimate with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimated {
    /// The estimate (unit of its panel).
    pub mean: f64,
    /// Ends of its interval; both the estimate where there is none.
    pub interval: (f64, f64),
}

/// Several panels side by side, all with the same names and colours.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Says what is shown.
    pub title: String,
    /// What is drawn along the horizontal axis.
    pub across: Across,
    /// Names of the series, in the order of their colours; one that is empty stands for the only one.
    pub series: Vec<String>,
    /// The panels.
    pub panels: Vec<ChartPanel>,
}

/// What series are drawn over.
#[derive(Clone, Debug)]
pub enum Across {
    /// The values of a key, each series a curve.
    Values {
        /// Title of the axis, with the unit.
        title: String,
        /// Whether the axis is logarithmic.
        log: bool,
        /// The unit of the values.
        unit: Unit,
        /// The values, ascending.
        values: Vec<f64>,
    },
    /// Things with names, each a row; the estimates lie along the horizontal axis.
    Names(Vec<String>),
}

/// One measure.
#[derive(Clone, Debug)]
pub struct ChartPanel {
    /// What is measured, with the unit.
    pub title: String,
    /// Its unit.
    pub unit: Unit,
    /// Whether its axis is logarithmic.
    pub log: bool,
    /// By series, then by value or name; `None` where nothing was measured.
    pub estimates: Vec<Vec<Option<Estimated>>>,
}
