//! stub
use super::theme::{RunStyle, Theme};
use egui::{Color32, Painter, Pos2, Rect, Stroke, Vec2};
pub struct TrailOptions {
    pub width: f32,
    pub dimmed: bool,
    pub emphasised: bool,
}
pub fn paint_trail(
    p: &Painter,
    points: impl Iterator<Item = Pos2>,
    s: &RunStyle,
    o: &TrailOptions,
    t: &Theme,
) {
    p.line(points.collect(), Stroke::new(o.width, s.colour(t)));
}
pub fn paint_head(
    p: &Painter,
    at: Pos2,
    _: Option<Vec2>,
    s: &RunStyle,
    r: f32,
    _: bool,
    t: &Theme,
) {
    p.circle_filled(at, r, s.colour(t));
}
pub fn paint_swatch(p: &Painter, r: Rect, s: &RunStyle, t: &Theme) {
    p.hline(r.x_range(), r.center().y, Stroke::new(2.0, s.colour(t)));
}
pub fn paint_edge_mark(p: &Painter, at: Pos2, _: Vec2, s: &RunStyle, t: &Theme) {
    p.circle_filled(at, 3.0, s.colour(t));
}
pub fn paint_start(p: &Painter, at: Pos2, c: Option<Color32>, _: bool, t: &Theme) {
    p.circle_stroke(at, 7.0, Stroke::new(2.0, c.unwrap_or(t.mark)));
}
pub fn paint_minimum(p: &Painter, at: Pos2, t: &Theme) {
    p.circle_filled(at, 3.0, t.mark);
}
pub fn paint_saddle(p: &Painter, at: Pos2, t: &Theme) {
    p.circle_stroke(at, 3.0, Stroke::new(1.0, t.mark));
}
