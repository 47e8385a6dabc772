//! Colours, sizes and the plain SVG canvas that all figures share.

use plotters::prelude::*;
use plotters::style::FontStyle;

/// The drawing is twice the shown size, so that whole pixels of the backend are half pixels on the page.
pub(super) const SCALE: i32 = 2;
/// Size of tick labels and values \[px\].
pub(super) const TICK_PX: f64 = 12.0;
/// Size of axis titles and legends \[px\].
pub(super) const LABEL_PX: f64 = 12.5;
pub(super) const FONT: &str = "Helvetica, Arial, sans-serif";
pub(super) const INK: RGBColor = RGBColor(34, 40, 49);
pub(super) const MUTED: RGBColor = RGBColor(96, 103, 112);
pub(super) const GRID: RGBColor = RGBColor(229, 231, 235);
pub(super) const GREY: RGBColor = RGBColor(153, 153, 153);

// The palette of Okabe and Ito (2008), told apart by all common kinds of colour vision.
pub(super) const BLUE: RGBColor = RGBColor(0, 114, 178);
pub(super) const ORANGE: RGBColor = RGBColor(230, 159, 0);
pub(super) const GREEN: RGBColor = RGBColor(0, 158, 115);
pub(super) const PURPLE: RGBColor = RGBColor(204, 121, 167);
pub(super) const SKY: RGBColor = RGBColor(86, 180, 233);
pub(super) const VERMILION: RGBColor = RGBColor(213, 94, 0);
pub(super) const YELLOW: RGBColor = RGBColor(240, 228, 66);

/// Colour of the `at`-th of several runs, kinds or classes.
pub(super) fn colour(at: usize) -> RGBColor {
    [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, INK, GREY][at % 8]
}

/// A text style of `px` shown pixels.
pub(super) fn text(px: f64, colour: RGBColor) -> TextStyle<'static> {
    // The SVG backend divides font sizes by 1.24 (point to pixel); undone here.
    let mut style = TextStyle::from((FONT, px * 1.24 * f64::from(SCALE)));
    style.color = colour.to_backend_color();
    style
}

/// The bold variant of [`text`].
pub(super) fn bold(px: f64, colour: RGBColor) -> TextStyle<'static> {
    let mut style = text(px, colour);
    style.font = style.font.style(FontStyle::Bold);
    style
}

/// Estimated width of `label` at `px` shown pixels, in shown pixels: no font is at hand to measure with.
pub(super) fn width_px(label: &str, px: f64) -> i32 {
    let em: f64 = label
        .chars()
        .map(|letter| match letter {
            'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '.' | ',' | ':' | ' ' | '(' | ')' | '|' | '\u{2009}' => 0.32,
            'm' | 'w' | 'M' | 'W' | '%' => 0.86,
            letter if letter.is_uppercase() => 0.7,
            _ => 0.56,
        })
        .sum();
    (em * px).ceil() as i32
}

/// `label` cut to `limit_px` shown pixels, with an ellipsis where it was cut.
pub(super) fn fit(label: &str, px: f64, limit_px: i32) -> String {
    if width_px(label, px) <= limit_px {
        return label.to_owned();
    }
    let mut cut: String = label.to_owned();
    while !cut.is_empty() && width_px(&cut, px) + px as i32 > limit_px {
        cut.pop();
    }
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_labels_are_cut_to_fit() {
        assert_eq!(fit("laptop", 11.0, 200), "laptop");
        let cut = fit("a very long device class name indeed", 11.0, 80);
        assert!(cut.ends_with('…') && width_px(&cut, 11.0) <= 80, "{cut}");
    }
}
