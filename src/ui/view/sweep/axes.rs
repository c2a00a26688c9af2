//! The axes of a sweep: the frame around what is drawn, ticks at any depth of zoom, and a hand that pans and zooms.
//!
//! Knows axes and where they lie on the screen, nothing of what is drawn between them.

use crate::core::map::{Axis, AxisScale, Limits};
use crate::session::format;
use crate::ui::theme::{self, Theme};
use crate::ui::view::axes as round;
use egui::{
    Align2, Event, FontFamily, FontId, Modifiers, Painter, Pos2, Rect, Response, Stroke, Ui, pos2,
    vec2,
};

/// Room for the numbers left of the vertical axis.
pub const LEFT: f32 = 60.0;
/// Room for the numbers and the name under the horizontal axis.
pub const BELOW: f32 = 40.0;
/// Room for the name over the vertical axis.
pub const ABOVE: f32 = 24.0;
/// Length of a tick.
const TICK: f32 = 4.0;
/// A part of an axis that is so much shorter than its numbers are large is labelled by differences.
const SHORT: f64 = 2e-3;

/// A tick along an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where: 0 at the beginning of the axis, 1 at its end.
    pub position: f64,
    /// Its number; empty for one between others.
    pub text: String,
}

/// The ticks of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticks {
    /// In order.
    pub ticks: Vec<Tick>,
    /// The number that all of them are differences to, written out in full; none where they are the numbers themselves.
    pub base: Option<String>,
}

/// About so many ticks at round numbers. `whole` says that only whole numbers stand on the axis.
pub fn ticks(axis: &Axis, wanted: usize, whole: bool) -> Ticks {
    let wanted = wanted.max(2);
    let of = |low: f64, high: f64| -> Option<Vec<Tick>> {
        match axis.scale {
            AxisScale::Linear => None,
            AxisScale::Log => powers(axis, low, high, wanted, &|value| value),
            AxisScale::OneMinus => powers(axis, 1.0 - high, 1.0 - low, wanted, &|left| 1.0 - left),
        }
    };
    if let Some(mut ticks) = of(axis.low, axis.high) {
        ticks.sort_by(|a, b| a.position.total_cmp(&b.position));
        return Ticks { ticks, base: None };
    }
    let extent = axis.high - axis.low;
    let largest = axis.low.abs().max(axis.high.abs());
    if extent >= SHORT * largest {
        let wanted = if whole {
            wanted.min(extent.max(1.0) as usize)
        } else {
            wanted
        };
        let rounds = round::ticks(axis.low, axis.high, wanted).into_iter();
        let rounds = rounds.filter(|tick| !whole || tick.value.fract() == 0.0);
        let ticks = rounds.map(|tick| Tick {
            position: axis.position_of(tick.value),
            text: tick.text,
        });
        return Ticks {
            ticks: ticks.collect(),
            base: None,
        };
    }
    // So short a part that its numbers differ in late digits only.
    let base = roundest(axis.low, axis.high);
    let differences = round::ticks(axis.low - base, axis.high - base, wanted);
    let ticks = differences.into_iter().map(|tick| Tick {
        position: axis.position_of(base + tick.value),
        text: if tick.value > 0.0 {
            format!("+{}", tick.text)
        } else {
            tick.text
        },
    });
    Ticks {
        ticks: ticks.collect(),
        base: Some(base.to_string().replace('-', "−")),
    }
}

/// Ticks at powers of ten between two positive numbers, and at 2 and 5 times them where there is room; none where the ratio
/// is so small that equal differences say more. `shown` makes the number on the axis of the one that has the powers.
fn powers(
    axis: &Axis,
    low: f64,
    high: f64,
    wanted: usize,
    shown: &dyn Fn(f64) -> f64,
) -> Option<Vec<Tick>> {
    let (from, to) = (low.log10(), high.log10());
    let decades = to - from;
    if decades.is_nan() || decades < 0.9 {
        return None;
    }
    let every = (decades / wanted as f64).ceil().max(1.0) as i32;
    let per_decade = wanted as f64 / decades;
    let numbered: &[u32] = match per_decade {
        x if x >= 3.5 => &[1, 2, 5],
        x if x >= 2.0 => &[1, 3],
        _ => &[1],
    };
    let mut ticks = Vec::new();
    for power in from.floor() as i32..=to.ceil() as i32 {
        if power.rem_euclid(every) != 0 {
            continue;
        }
        for m in 1..10u32 {
            if m > 1 && every > 1 {
                break;
            }
            let number: f64 = format!("{m}e{power}").parse().unwrap_or(f64::NAN);
            if !(low..=high).contains(&number) {
                continue;
            }
            let value = shown(number);
            ticks.push(Tick {
                position: axis.position_of(value),
                text: if numbered.contains(&m) {
                    number_text(value)
                } else {
                    String::new()
                },
            });
        }
    }
    Some(ticks)
}

/// A number with all of its digits, short where it is very small or large.
fn number_text(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e5).contains(&size) {
        format!("{value:e}").replace('-', "−")
    } else {
        format::significant(value, 15)
    }
}

/// The number with the fewest digits between two.
fn roundest(low: f64, high: f64) -> f64 {
    let middle = low + 0.5 * (high - low);
    (0..17)
        .filter_map(|digits| format!("{middle:.digits$e}").parse::<f64>().ok())
        .find(|x| (low..=high).contains(x))
        .unwrap_or(middle)
}

/// Where things are drawn between the axes: the rest of a place once the numbers have their room, and what stands right of it.
pub fn plot_rect(rect: Rect, right: f32) -> Rect {
    Rect::from_min_max(rect.min + vec2(LEFT, ABOVE), rect.max - vec2(right, BELOW))
}

/// Where a position on both axes is on the screen.
pub fn screen(plot: Rect, position: [f64; 2]) -> Pos2 {
    // Far outside stays outside, where single precision still knows it.
    let [x, y] = position.map(|p| p.clamp(-50.0, 50.0) as f32);
    pos2(
        plot.left() + x * plot.width(),
        plot.bottom() - y * plot.height(),
    )
}

/// The positions on both axes of a point of the screen.
pub fn position(plot: Rect, at: Pos2) -> [f64; 2] {
    [
        f64::from((at.x - plot.left()) / plot.width()),
        f64::from((plot.bottom() - at.y) / plot.height()),
    ]
}

/// Which way an axis lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Under the plot, from left to right, its name below.
    Across,
    /// Left of the plot, upwards, its name above.
    Up,
}

impl Way {
    /// Both, in the order of the axes of a map.
    pub const ALL: [Self; 2] = [Self::Across, Self::Up];

    /// How long it is, and how far from one number to the next there is room for one.
    fn length(self, plot: Rect) -> [f32; 2] {
        match self {
            Self::Across => [plot.width(), 64.0],
            Self::Up => [plot.height(), 44.0],
        }
    }

    /// The point so far along it, and so far outside the plot.
    fn point(self, plot: Rect, along: f32, outside: f32) -> Pos2 {
        match self {
            Self::Across => pos2(plot.left() + along, plot.bottom() + outside),
            Self::Up => pos2(plot.left() - outside, plot.bottom() - along),
        }
    }

    /// How far outside the plot the numbers stand, by which of their corners, and how much of the axis a text takes up:
    /// to both sides, and between it and the next.
    fn number(self, width: f32) -> (f32, Align2, [f32; 2]) {
        match self {
            Self::Across => (6.0, Align2::CENTER_TOP, [width / 2.0, 6.0]),
            Self::Up => (8.0, Align2::RIGHT_CENTER, [7.0, 0.0]),
        }
    }

    /// Where the name stands, by which of its corners.
    fn name(self, plot: Rect) -> (Pos2, Align2) {
        match self {
            Self::Across => {
                let at = pos2(plot.center().x, plot.bottom() + BELOW - 2.0);
                (at, Align2::CENTER_BOTTOM)
            }
            Self::Up => {
                let at = pos2(plot.left() - LEFT + 12.0, plot.top() - 6.0);
                (at, Align2::LEFT_BOTTOM)
            }
        }
    }
}

/// An axis beside the plot: ticks, numbers where they have room, and its name.
pub fn paint(
    painter: &Painter,
    plot: Rect,
    way: Way,
    (axis, whole): (&Axis, bool),
    name: &str,
    theme: &Theme,
) {
    let font = FontId::new(theme::sizes().small, FontFamily::Proportional);
    let [length, room] = way.length(plot);
    let Ticks { ticks, base } = ticks(axis, (length / room) as usize, whole);
    let mut free = f32::NEG_INFINITY;
    for tick in ticks {
        let along = tick.position as f32 * length;
        if !(-0.5..=length + 0.5).contains(&along) {
            continue;
        }
        let long = if tick.text.is_empty() { 0.5 } else { 1.0 } * TICK;
        let line = [1.0, 1.0 + long].map(|outside| way.point(plot, along, outside));
        painter.line_segment(line, Stroke::new(1.0, theme.control));
        if tick.text.is_empty() {
            continue;
        }
        let galley = painter.layout_no_wrap(tick.text, font.clone(), theme.text_muted);
        let (outside, corner, [half, gap]) = way.number(galley.size().x);
        if along - half > free {
            free = along + half + gap;
            let at = way.point(plot, along, outside);
            let at = corner.anchor_size(at, galley.size()).min;
            painter.galley(at, galley, theme.text_muted);
        }
    }
    let (at, corner) = way.name(plot);
    painter.text(at, corner, with_base(name, base), font, theme.text);
}

/// The name of an axis, less the number that its ticks are differences to.
pub fn with_base(name: &str, base: Option<String>) -> String {
    match base {
        Some(base) => format!("{name}  less  {base}"),
        None => name.to_owned(),
    }
}

/// What scroll wheel, pinch and keys do to one or two axes.
pub struct Hand<'a> {
    /// The axis and how far it may go, across and up.
    pub axes: [Option<(Axis, Limits)>; 2],
    /// Pixels across and up.
    pub pixels: [usize; 2],
    /// What the pointer is over.
    pub response: &'a Response,
    /// Where the axes lie.
    pub plot: Rect,
}

impl Hand<'_> {
    /// Scroll and pinch: the axes magnified at the pointer; with Ctrl the horizontal one alone, with Shift the vertical one.
    /// None if nothing moved.
    pub fn zoomed(&self, ui: &Ui) -> Option<[Option<Axis>; 2]> {
        // Also over what stands on the plot, such as a cross.
        let is_over = self.response.contains_pointer();
        let pointer = ui
            .input(|input| input.pointer.hover_pos())
            .filter(|_| is_over)?;
        let (scroll, pinch) = ui.input(|input| {
            let scroll = input.smooth_scroll_delta();
            // Shift turns the wheel sideways.
            let scroll = if scroll.y == 0.0 { scroll.x } else { scroll.y };
            (scroll, input.zoom_delta())
        });
        let modifiers = self.wheel_modifiers(ui, scroll == 0.0 && pinch == 1.0);
        let factor = f64::from(pinch) * (f64::from(scroll) / 240.0).exp();
        if factor == 1.0 {
            return None;
        }
        let position = position(self.plot, pointer);
        let moves = [!modifiers.shift, !(modifiers.ctrl || modifiers.command)];
        let zoomed = std::array::from_fn(|i| {
            let (axis, limits) = self.axes[i]?;
            Some(if moves[i] {
                axis.zoomed(factor, position[i], &limits, self.pixels[i])
            } else {
                axis
            })
        });
        Some(zoomed)
    }

    /// The keys that were held when the wheel was turned: a turn goes on for some frames, in which they may be let go.
    fn wheel_modifiers(&self, ui: &Ui, is_over: bool) -> Modifiers {
        let id = self.response.id.with("wheel modifiers");
        let (turned, now) = ui.input(|input| {
            let turned = input.events.iter().rev().find_map(|event| match event {
                Event::MouseWheel { modifiers, .. } => Some(*modifiers),
                _ => None,
            });
            (turned, input.modifiers)
        });
        ui.data_mut(|data| {
            match turned {
                Some(modifiers) => {
                    data.insert_temp(id, modifiers);
                }
                None if is_over => data.remove::<Modifiers>(id),
                None => {}
            }
            data.get_temp(id).unwrap_or(now)
        })
    }

    /// The axes moved by so many points.
    pub fn panned(&self, by: egui::Vec2) -> [Option<Axis>; 2] {
        let shares = [-by.x / self.plot.width(), by.y / self.plot.height()];
        std::array::from_fn(|i| {
            let (axis, limits) = self.axes[i]?;
            Some(axis.panned(f64::from(shares[i]), &limits))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(axis: &Axis, wanted: usize) -> Vec<String> {
        let all = ticks(axis, wanted, false).ticks.into_iter();
        all.map(|tick| tick.text)
            .filter(|t| !t.is_empty())
            .collect()
    }

    #[test]
    fn ticks_are_round_in_every_scale() {
        assert_eq!(
            texts(&Axis::linear(0.0, 1.0), 5),
            ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]
        );
        assert_eq!(
            texts(&Axis::log(1e-4, 1e-1), 4),
            ["1e−4", "0.001", "0.01", "0.1"]
        );
        assert_eq!(
            texts(&Axis::log(0.01, 0.2), 8),
            ["0.01", "0.02", "0.05", "0.1", "0.2"]
        );
        let shares = Axis {
            low: 0.0,
            high: 0.9995,
            scale: AxisScale::OneMinus,
        };
        assert_eq!(texts(&shares, 4), ["0", "0.9", "0.99", "0.999"]);
        assert_eq!(texts(&Axis::log(1e-300, 1e300), 4).len(), 5);
        let counts = ticks(&Axis::linear(0.5, 5.5), 20, true);
        let counts: Vec<_> = counts.ticks.into_iter().map(|t| t.text).collect();
        assert_eq!(counts, ["1", "2", "3", "4", "5"]);
    }

    /// Down to one number per pixel there are ticks, all different, in order and in their place.
    #[test]
    fn there_are_ticks_at_any_depth() {
        let free = Limits {
            low: 0.0,
            high: 1.0,
            least: 0.0,
        };
        for start in [Axis::linear(0.0, 1.0), Axis::log(1e-4, 1.0)] {
            let mut axis = start;
            for _ in 0..200 {
                let all = ticks(&axis, 6, false);
                assert!((2..=40).contains(&all.ticks.len()), "{axis:?}: {all:?}");
                for pair in all.ticks.windows(2) {
                    assert!(pair[0].position < pair[1].position, "{axis:?}: {all:?}");
                    assert!(
                        pair[0].text != pair[1].text || pair[0].text.is_empty(),
                        "{all:?}"
                    );
                }
                let widest = all.ticks.iter().map(|tick| tick.text.chars().count()).max();
                assert!(widest < Some(10), "{all:?}");
                axis = axis.zoomed(1.4, 0.331, &free, 512);
            }
            let deepest = ticks(&axis, 6, false);
            assert!(deepest.base.is_some(), "{axis:?} {deepest:?}");
        }
    }
}
