//! What is drawn between a pair of axes.

use plotters::chart::ChartContext;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::axis::Axis;
use super::style::{INK, LABEL_PX, MUTED, SCALE, TICK_PX, bold, text};

pub(super) type Drawn = Result<(), Box<dyn std::error::Error + Send + Sync>>;
pub(super) type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Axis, Axis>>;

/// How much of its colour a see-through area has.
const SHADE: f64 = 0.2;

/// Something drawn in data units.
pub(super) enum Layer {
    /// A line through points; a dashed one is a grey line of reference.
    Line { points: Vec<(f64, f64)>, colour: RGBColor, dashed: bool },
    /// The area between the points and the horizontal axis.
    Area { points: Vec<(f64, f64)>, colour: RGBColor },
    /// Dots, see-through so that a crowd shows as a darker patch.
    Dots { points: Vec<(f64, f64)>, colour: RGBColor },
    /// Rectangles (left, right, bottom, top).
    Boxes { boxes: Vec<[f64; 4]>, colour: RGBColor },
    /// Rectangles (left, right, bottom, top), see-through.
    Shade { boxes: Vec<[f64; 4]>, colour: RGBColor },
    /// The area between two heights at each place (place, low, high), see-through.
    Ribbon { points: Vec<(f64, f64, f64)>, colour: RGBColor },
    /// Words about a point.
    Caption { at: (f64, f64), words: String },
    /// Words to the right of a point.
    Words { at: (f64, f64), words: String },
}

impl Layer {
    /// True when the layer shows no data.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Line { points, .. } | Self::Area { points, .. } | Self::Dots { points, .. } => points.is_empty(),
            Self::Boxes { boxes, .. } | Self::Shade { boxes, .. } => boxes.is_empty(),
            Self::Ribbon { points, .. } => points.is_empty(),
            Self::Words { .. } | Self::Caption { .. } => false,
        }
    }

    /// Number of dots.
    pub fn dots(&self) -> usize {
        match self {
            Self::Dots { points, .. } => points.len(),
            _ => 0,
        }
    }

    /// Draws the layer; `crowd` is the number of dots of the whole panel, which sets the size of each.
    pub fn draw(&self, chart: &mut Chart, crowd: usize) -> Drawn {
        match self {
            Self::Line { points, dashed: true, .. } => {
                let style = MUTED.stroke_width(SCALE as u32);
                chart.draw_series(DashedLineSeries::new(points.iter().copied(), 10, 8, style))?;
            }
            // A line through a single point would not be seen.
            Self::Line { points, colour, .. } if points.len() == 1 => {
                chart.draw_series(points.iter().map(|point| Circle::new(*point, 3 * SCALE, colour.filled())))?;
            }
            Self::Line { points, colour, .. } => {
                chart.draw_series(LineSeries::new(points.iter().copied(), colour.stroke_width(2 * SCALE as u32)))?;
            }
            Self::Area { points, colour } => {
                chart.draw_series(AreaSeries::new(points.iter().copied(), 0.0, colour.filled()))?;
            }
            Self::Dots { points, colour } => {
                let (radius, opacity) = if crowd > 400 { (2, 0.35) } else { (3, 0.6) };
                let style = colour.mix(opacity).filled();
                chart.draw_series(points.iter().map(|point| Circle::new(*point, radius * SCALE, style)))?;
            }
            Self::Boxes { boxes, colour } => {
                let rectangle =
                    |&[left, right, bottom, top]: &[f64; 4]| Rectangle::new([(left, bottom), (right, top)], colour.filled());
                chart.draw_series(boxes.iter().map(rectangle))?;
            }
            Self::Shade { boxes, colour } => {
                let style = colour.mix(SHADE).filled();
                let rectangle = |&[left, right, bottom, top]: &[f64; 4]| Rectangle::new([(left, bottom), (right, top)], style);
                chart.draw_series(boxes.iter().map(rectangle))?;
            }
            Self::Ribbon { points, colour } => {
                let upper = points.iter().map(|&(place, _, high)| (place, high));
                let lower = points.iter().rev().map(|&(place, low, _)| (place, low));
                chart.draw_series([Polygon::new(upper.chain(lower).collect::<Vec<_>>(), colour.mix(SHADE).filled())])?;
            }
            Self::Caption { at, words } => {
                let style = bold(LABEL_PX, MUTED).pos(Pos::new(HPos::Center, VPos::Center));
                chart.draw_series([Text::new(words.clone(), *at, style)])?;
            }
            Self::Words { at, words } => {
                let style = text(TICK_PX, INK).pos(Pos::new(HPos::Left, VPos::Center));
                chart.draw_series([EmptyElement::at(*at) + Text::new(words.clone(), (6 * SCALE, 0), style)])?;
            }
        }
        Ok(())
    }
}
