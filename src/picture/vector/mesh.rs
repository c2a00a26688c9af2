//! Meshes of triangles as elements of SVG: areas and ramps of colour stay areas, everything else becomes an image.

use super::page::{PathData, number, paint, place, straight};
use crate::picture::frame::{Canvas, png_bytes};
use base64::Engine as _;
use egui::epaint::{Mesh, Vertex};
use egui::{Color32, Pos2, Rect, TextureId};
use std::fmt::Write as _;

/// The most triangles of one colour that are written one by one.
const MOST_TRIANGLES: usize = 64;

/// What a mesh is.
pub(super) enum Kind {
    /// Nothing that is seen.
    Nothing,
    /// An area of one colour.
    Area(Vec<Vec<Pos2>>, Color32),
    /// A rectangle whose colour changes along it.
    Ramp(Rect, bool, Vec<(f32, Color32)>),
    /// A texture in a rectangle, upright and whole.
    Image(Rect, TextureId),
    /// Triangles that only pixels can show.
    Shaded,
}

/// Finds out what a mesh is.
pub(super) fn kind(mesh: &Mesh) -> Kind {
    let [first, ..] = &mesh.vertices[..] else {
        return Kind::Nothing;
    };
    if mesh.indices.len() < 3 || mesh.vertices.iter().any(|v| v.pos.any_nan()) {
        return Kind::Shaded;
    }
    let is_plain =
        mesh.texture_id == TextureId::default() && mesh.vertices.iter().all(|v| v.uv == first.uv);
    if !is_plain {
        return image(mesh);
    }
    let is_flat = mesh.vertices.iter().all(|v| v.color == first.color);
    if is_flat && first.color == Color32::TRANSPARENT {
        return Kind::Nothing;
    }
    let is_ladder = is_ladder(mesh);
    if is_flat && is_ladder {
        let (left, right) = sides(&mesh.vertices);
        let outline = left.chain(right.rev()).map(|v| v.pos).collect();
        return Kind::Area(vec![outline], first.color);
    }
    if is_ladder && let Some(ramp) = ramp(&mesh.vertices) {
        return ramp;
    }
    if is_flat && mesh.indices.len() <= 3 * MOST_TRIANGLES {
        let corner = |i: &u32| mesh.vertices.get(*i as usize).map(|v| v.pos);
        let triangles = mesh.indices.chunks_exact(3);
        let triangles = triangles.map(|three| three.iter().filter_map(corner).collect());
        return Kind::Area(triangles.collect(), first.color);
    }
    Kind::Shaded
}

/// Whether vertices come in pairs, each pair joined to the next by two triangles.
fn is_ladder(mesh: &Mesh) -> bool {
    let pairs = mesh.vertices.len() / 2;
    if !mesh.vertices.len().is_multiple_of(2) || pairs < 2 || mesh.indices.len() != 6 * (pairs - 1)
    {
        return false;
    }
    mesh.indices.chunks_exact(6).enumerate().all(|(k, six)| {
        let n = 2 * k as u32;
        six.iter().all(|i| (n..n + 4).contains(i)) && (n..n + 4).all(|i| six.contains(&i))
    })
}

/// The left and the right ends of the pairs.
fn sides(
    vertices: &[Vertex],
) -> (
    impl DoubleEndedIterator<Item = &Vertex>,
    impl DoubleEndedIterator<Item = &Vertex>,
) {
    let left = vertices.iter().step_by(2);
    (left, vertices.iter().skip(1).step_by(2))
}

/// A ladder as an upright rectangle with a colour for each rung.
fn ramp(vertices: &[Vertex]) -> Option<Kind> {
    let rect = Rect::from_points(&vertices.iter().map(|v| v.pos).collect::<Vec<_>>());
    for is_upright in [true, false] {
        let along = |v: &Vertex| if is_upright { v.pos.y } else { v.pos.x };
        let across = |v: &Vertex| if is_upright { v.pos.x } else { v.pos.y };
        let low = if is_upright { rect.top() } else { rect.left() };
        let length = if is_upright {
            rect.height()
        } else {
            rect.width()
        };
        let (left, right) = sides(vertices);
        let is_rung = |(a, b): (&Vertex, &Vertex)| along(a) == along(b) && a.color == b.color;
        let (first, second) = (across(&vertices[0]), across(&vertices[1]));
        let (lefts, rights) = sides(vertices);
        let is_straight =
            lefts.map(across).all(|x| x == first) && rights.map(across).all(|x| x == second);
        if length > 0.0 && is_straight && left.zip(right).all(is_rung) {
            let (left, _) = sides(vertices);
            let stop = |v: &Vertex| ((along(v) - low) / length, v.color);
            let mut stops: Vec<(f32, Color32)> = left.map(stop).collect();
            stops.sort_by(|a, b| a.0.total_cmp(&b.0));
            return Some(Kind::Ramp(rect, is_upright, stops));
        }
    }
    // The corners of a rectangle may also be paired the other way.
    let [a, b, c, d] = vertices else { return None };
    let is_turned = a.color != b.color;
    is_turned.then(|| ramp(&[*a, *c, *b, *d])).flatten()
}

/// A texture that fills an upright rectangle and is not tinted.
fn image(mesh: &Mesh) -> Kind {
    let rect = Rect::from_points(&mesh.vertices.iter().map(|v| v.pos).collect::<Vec<_>>());
    let is_corner = |v: &Vertex| {
        let at = |x: f32, low: f32, high: f32| {
            if x == low {
                Some(0.0)
            } else if x == high {
                Some(1.0)
            } else {
                None
            }
        };
        let u = at(v.pos.x, rect.left(), rect.right());
        let w = at(v.pos.y, rect.top(), rect.bottom());
        v.color == Color32::WHITE && u == Some(v.uv.x) && w == Some(v.uv.y)
    };
    let is_whole = mesh.vertices.len() == 4 && mesh.vertices.iter().all(is_corner);
    if is_whole && mesh.texture_id != TextureId::default() {
        Kind::Image(rect, mesh.texture_id)
    } else {
        Kind::Shaded
    }
}

/// Writes an area.
pub(super) fn area(out: &mut String, parts: &[Vec<Pos2>], colour: Color32) {
    let mut path = PathData::in_points();
    for part in parts {
        path.polyline(part, true);
    }
    if !path.is_empty() {
        let (data, ink) = (path.as_str(), paint("fill", colour));
        let _written = writeln!(out, "<path d=\"{data}\"{ink}/>");
    }
}

/// Writes a ramp, and its gradient into the definitions under this number.
pub(super) fn ramp_rect(
    out: &mut String,
    defs: &mut String,
    id: usize,
    (rect, is_upright): (Rect, bool),
    stops: &[(f32, Color32)],
) {
    let end = if is_upright { " x2=\"0\" y2=\"1\"" } else { "" };
    let _written = write!(defs, "<linearGradient id=\"r{id}\"{end}>");
    for (i, (at, colour)) in stops.iter().enumerate() {
        // What is clear has its neighbour's colour here: SVG does not mix colours with their alpha multiplied in.
        let a = colour.a();
        let neighbours = [i.checked_sub(1), Some(i), Some(i + 1)];
        let seen = neighbours
            .into_iter()
            .flatten()
            .filter_map(|k| stops.get(k));
        let seen = seen.map(|(_, colour)| *colour).max_by_key(Color32::a);
        let [r, g, b, _] = straight(if a == 0 {
            seen.unwrap_or(*colour)
        } else {
            *colour
        });
        let offset = (f64::from(*at) * 1e4).round() / 1e4;
        let _written = write!(
            defs,
            "<stop offset=\"{offset}\" stop-color=\"#{r:02x}{g:02x}{b:02x}\""
        );
        if a < 255 {
            let _written = write!(defs, " stop-opacity=\"{}\"", number(f32::from(a) / 255.0));
        }
        defs.push_str("/>");
    }
    defs.push_str("</linearGradient>\n");
    let _written = writeln!(out, "<rect{} fill=\"url(#r{id})\"/>", place(rect));
}

/// Writes an image into a rectangle.
pub(super) fn embed(out: &mut String, rect: Rect, canvas: &Canvas) -> Result<(), String> {
    if canvas.width == 0 || canvas.height == 0 {
        return Ok(());
    }
    let png = png_bytes(canvas)?;
    let _written = write!(
        out,
        "<image{} preserveAspectRatio=\"none\" image-rendering=\"optimizeQuality\" xlink:href=\"data:image/png;base64,",
        place(rect)
    );
    base64::engine::general_purpose::STANDARD.encode_string(png, out);
    out.push_str("\"/>\n");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Direction, Shape, pos2};

    fn mesh_of(shape: Shape) -> std::sync::Arc<Mesh> {
        match shape {
            Shape::Mesh(mesh) => mesh,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn areas_and_ramps_and_images_are_told_from_shaded_triangles() {
        let rect = Rect::from_min_max(pos2(1.0, 2.0), pos2(9.0, 20.0));
        let (red, blue) = (Color32::RED, Color32::BLUE);
        for direction in [Direction::TopDown, Direction::LeftToRight] {
            let mesh = mesh_of(Shape::gradient_rect(rect, direction, [red, blue]));
            match kind(&mesh) {
                Kind::Ramp(at, is_upright, stops) => {
                    assert_eq!((at, is_upright), (rect, direction == Direction::TopDown));
                    assert_eq!(stops, [(0.0, red), (1.0, blue)]);
                }
                _ => panic!("{direction:?} is a ramp"),
            }
        }
        let mut plain = Mesh::default();
        plain.add_colored_rect(rect, red);
        assert!(matches!(kind(&plain), Kind::Area(..)));
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        let texture = TextureId::User(7);
        let image = mesh_of(Shape::image(texture, rect, whole, Color32::WHITE));
        assert!(matches!(kind(&image), Kind::Image(at, id) if at == rect && id == texture));
        let tinted = mesh_of(Shape::image(texture, rect, whole, red));
        assert!(matches!(kind(&tinted), Kind::Shaded));
        let mut shaded = Mesh::default();
        for (x, y, colour) in [(0.0, 0.0, red), (9.0, 0.0, blue), (0.0, 9.0, red)] {
            shaded.colored_vertex(pos2(x, y), colour);
        }
        shaded.add_triangle(0, 1, 2);
        assert!(matches!(kind(&shaded), Kind::Shaded));
        assert!(matches!(kind(&Mesh::default()), Kind::Nothing));
    }

    #[test]
    fn what_fades_out_keeps_its_colour() {
        let (mut out, mut defs) = (String::new(), String::new());
        let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(9.0, 9.0));
        let stops = [(0.0, Color32::TRANSPARENT), (1.0, Color32::RED)];
        ramp_rect(&mut out, &mut defs, 1, (rect, true), &stops);
        assert_eq!(defs.matches("#ff0000").count(), 2, "{defs}");
        assert!(out.contains("url(#r1)"));
    }
}
