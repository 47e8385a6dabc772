//! A measurement as people read it.

use comfy_table::{Cell, CellAlignment, ContentArrangement, LineStyle, Table, TableStyle};
use records::device::Figure;

use super::measure::Measurement;

/// Columns of a terminal that shows a table without wrapping its frame.
const WIDTH: u16 = 100;

/// Median, range and repeats of each figure, then what the machine is and what is to be said about it.
#[must_use]
pub fn table(measurement: &Measurement) -> String {
    let device = &measurement.device;
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::new('─', '─', '─', '─')));
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(WIDTH);
    let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    let titles = ["median", "least", "greatest", "repeats"].map(|title| right(title.to_owned()));
    table.set_header(std::iter::once(Cell::new(&device.name)).chain(titles));
    let mut row = |name: String, figure: Figure| {
        let values = [figure.median, figure.low, figure.high].map(|value| right(short(value)));
        table.add_row(std::iter::once(Cell::new(name)).chain(values).chain([right(figure.repeats.to_string())]));
    };
    row("dense f32, one core (GFLOP/s)".to_owned(), device.cpu.gflops_one_core);
    row(format!("dense f32, {} cores (GFLOP/s)", device.cpu.cores), device.cpu.gflops_all_cores);
    let array_mib = device.memory_bandwidth_array_mib;
    row(format!("memory bandwidth, arrays of {array_mib} MiB (GB/s)"), device.memory_bandwidth_gb_s);
    if let Some(inference) = &device.inference {
        row(format!("{}, one thread (inferences/s)", inference.model), inference.per_s_one_thread);
        row(format!("{}, {} threads (inferences/s)", inference.model, device.cpu.cores), inference.per_s_all_threads);
    }
    let mut text = table.to_string();
    text += &format!("\n{}, {} cores, {} GiB", device.cpu.model, device.cpu.cores, device.memory_gib);
    if let Some(gpu) = &device.gpu {
        let limit = gpu.power_limit_w.map_or(String::new(), |limit_w| format!(", {limit_w} W"));
        text += &format!("\n{}, {:.1} GiB{limit}, driver {}", gpu.model, gpu.memory_gib, gpu.driver);
    }
    for note in &measurement.notes {
        text += &format!("\n{note}");
    }
    text
}

/// Three digits that count, or the whole part if it has more.
fn short(value: f64) -> String {
    let decimals = match value {
        value if value >= 100.0 => 0,
        value if value >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.decimals$}")
}
