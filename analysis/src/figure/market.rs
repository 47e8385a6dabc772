//! The economy epoch by epoch: nodes, price, supply, demand, income.

use plotters::style::RGBColor;

use super::Figure;
use super::axis::Axis;
use super::highest;
use super::plate::{Layer, Panel, Plate};
use super::series::{LINE_POINTS, thin};
use super::style::{BLUE, GREEN, ORANGE, PURPLE, VERMILION};
use crate::format;
use crate::{AnalysisError, MarketRun};

/// One line of a panel.
type Drawn<'a> = (&'a [f64], RGBColor);

/// Draws the figures of a run by epochs.
///
/// # Errors
///
/// [`AnalysisError::Figure`] when the drawing library fails.
pub fn market_figures(run: &MarketRun) -> Result<Vec<Figure>, AnalysisError> {
    let over_nodes =
        |values: &[f64]| values.iter().zip(&run.nodes).map(|(value, nodes)| value / nodes.max(1.0)).collect::<Vec<_>>();
    let (income, fees) = (over_nodes(&run.income_usd), over_nodes(&run.fees_usd));
    let under_water = over_nodes(&run.under_water);
    let nodes = plate(
        run,
        "nodes",
        format!("Nodes: {} at the end", last(&run.nodes)),
        vec![panel(run, "nodes", &[(&run.nodes, BLUE)]), panel(run, "share below their costs", &[(&under_water, VERMILION)])],
        &[("nodes", BLUE), ("below their costs", VERMILION)],
    );
    let income = plate(
        run,
        "income",
        "Income of a node, by epoch".to_owned(),
        vec![
            panel(run, "USD a node", &[(&income, BLUE), (&fees, GREEN)]),
            panel(run, "share of capacity used", &[(&run.utilisation_share, ORANGE)]),
        ],
        &[("all income", BLUE), ("pay for jobs", GREEN), ("capacity used", ORANGE)],
    );
    let market = plate(
        run,
        "token",
        format!("Token: {} USD at the end", last(&run.price_usd)),
        vec![
            panel(run, "price [USD]", &[(&run.price_usd, BLUE)]),
            panel(run, "tokens", &[(&run.minted, GREEN), (&run.burned, VERMILION), (&run.circulating, PURPLE)]),
        ],
        &[("price", BLUE), ("minted", GREEN), ("burned", VERMILION), ("circulating", PURPLE)],
    );
    let demand = plate(
        run,
        "demand",
        "Demand, and what of it was served".to_owned(),
        vec![
            panel(run, "USD an epoch", &[(&run.demand_usd, ORANGE), (&run.served_usd, BLUE)]),
            panel(run, "share of jobs in time and right", &[(&run.quality_share, GREEN)]),
        ],
        &[("wanted", ORANGE), ("paid", BLUE), ("quality", GREEN)],
    );
    [
        (nodes, "Nodes that worked, and the share of them whose averaged profit is negative."),
        (income, "What a node earned on average, tokens at the price of the epoch; and how much of the capacity was used."),
        (market, "The price of a token as the scenario's price mode makes it; and the tokens minted and burned since genesis, and those in anybody's hands."),
        (demand, "What requesters would have paid at this price and quality, what they paid, and the quality that they remember."),
    ]
    .into_iter()
    .map(|(plate, caption)| {
        let svg = plate.svg()?;
        Ok(Figure { name: plate.name, title: plate.title, caption: caption.to_owned(), svg })
    })
    .collect()
}

fn last(values: &[f64]) -> String {
    values.last().map_or(format::NONE.to_owned(), |value| format::number(*value))
}

fn plate(run: &MarketRun, name: &'static str, title: String, panels: Vec<Panel>, legend: &[(&str, RGBColor)]) -> Plate {
    let legend = if run.epoch.is_empty() { &[] } else { legend };
    let columns = panels.len();
    let legend = legend.iter().map(|(name, colour)| ((*name).to_owned(), *colour)).collect();
    Plate { name, title, legend, panels, columns, panel_height: 300 }
}

fn panel(run: &MarketRun, measure: &str, lines: &[Drawn<'_>]) -> Panel {
    let high = highest(lines.iter().flat_map(|(values, _)| values.iter().copied()), 1e-9);
    let layer = |(values, colour): &Drawn<'_>| {
        let points = run.epoch.iter().zip(*values).map(|(epoch, value)| (f64::from(*epoch), *value)).collect();
        Layer::Line { points: thin(points, LINE_POINTS), colour: *colour, dashed: false }
    };
    let end = run.epoch.last().map_or(1.0, |epoch| f64::from(*epoch));
    let y = if measure.starts_with("share") { Axis::share(measure, high) } else { Axis::from_zero(measure, high) };
    Panel {
        heading: String::new(),
        x: Axis::counts("epoch", end).bare(),
        y,
        layers: lines.iter().map(layer).collect(),
        empty: "no epoch ended",
    }
}
