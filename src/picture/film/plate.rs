//! What a film shows in every picture is painted once: the meshes with which the drawings begin that are alike.
//!
//! Each triangle is painted onto the same pixels in the same order as without it, so no pixel differs.

use crate::picture::frame::{Canvas, Drawing};
use crate::picture::raster::{Pixel, Raster};
use egui::TexturesDelta;
use egui::epaint::{ClippedPrimitive, Mesh, Primitive};

/// A raster that remembers how its drawings begin.
pub(super) struct Bench {
    raster: Raster,
    /// The drawing before, as long as its textures are as they were.
    before: Option<Drawing>,
    plate: Option<Plate>,
}

/// The beginning of a drawing, and its pixels.
struct Plate {
    /// How many of the meshes of `drawing` belong to it, and how many corners of the next one.
    length: Length,
    drawing: Drawing,
    pixels: Vec<Pixel>,
}

/// How much of a drawing: whole meshes, corners of triangles in the next one, and corners altogether.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Length {
    meshes: usize,
    corners: usize,
    total: usize,
}

impl Bench {
    /// A bench that has seen no texture and no drawing.
    pub(super) fn new() -> Self {
        Self {
            raster: Raster::new(0, 0),
            before: None,
            plate: None,
        }
    }

    /// Takes in changes of textures; what was painted with the old ones is forgotten.
    pub(super) fn textures(&mut self, textures: &mut TexturesDelta) {
        if !textures.set.is_empty() {
            (self.before, self.plate) = (None, None);
        }
        self.raster.textures(textures);
    }

    /// The pixels of a drawing.
    pub(super) fn develop(&mut self, drawing: Drawing) -> Canvas {
        let shared = self
            .before
            .take()
            .map(|before| (common(&before, &drawing), before));
        // One that is much longer than the plate is worth a new plate.
        let longer = |than: usize| shared.as_ref().filter(|(shared, _)| shared.total > than);
        let plate = self
            .plate
            .take()
            .filter(|plate| begins_with(&drawing, plate));
        let known = plate.as_ref().map_or(0, |plate| plate.length.total);
        let plate = if longer(2 * known).is_some() {
            shared.map(|(length, before)| self.expose(length, before))
        } else {
            plate
        };
        let canvas = match &plate {
            Some(plate) => {
                let (width, height) = (drawing.width, drawing.height);
                self.raster.resume(width, height, &plate.pixels);
                paint_from(&mut self.raster, &drawing, plate.length);
                drawing.finish(&self.raster)
            }
            None => drawing.paint(&mut self.raster),
        };
        (self.plate, self.before) = (plate, Some(drawing));
        canvas
    }

    /// Paints the beginning of a drawing.
    fn expose(&mut self, length: Length, drawing: Drawing) -> Plate {
        let raster = &mut self.raster;
        raster.clear(drawing.width, drawing.height, drawing.ground);
        let scale = drawing.pixels_per_point;
        raster.paint(&drawing.primitives[..length.meshes], scale);
        if let Some((clip_rect, mesh)) = mesh(&drawing, length.meshes) {
            raster.paint(
                &[part(clip_rect, mesh, &mesh.indices[..length.corners])],
                scale,
            );
        }
        Plate {
            length,
            pixels: raster.pixels().to_vec(),
            drawing,
        }
    }
}

/// Paints what comes after the beginning of a drawing.
fn paint_from(raster: &mut Raster, drawing: &Drawing, length: Length) {
    let scale = drawing.pixels_per_point;
    if let Some((clip_rect, mesh)) = mesh(drawing, length.meshes) {
        raster.paint(
            &[part(clip_rect, mesh, &mesh.indices[length.corners..])],
            scale,
        );
    }
    let rest = drawing.primitives.get(length.meshes + 1..).unwrap_or(&[]);
    raster.paint(rest, scale);
}

fn mesh(drawing: &Drawing, number: usize) -> Option<(egui::Rect, &Mesh)> {
    let primitive = drawing.primitives.get(number)?;
    match &primitive.primitive {
        Primitive::Mesh(mesh) => Some((primitive.clip_rect, mesh)),
        Primitive::Callback(_) => None,
    }
}

/// A mesh with only these of its triangles.
fn part(clip_rect: egui::Rect, mesh: &Mesh, indices: &[u32]) -> ClippedPrimitive {
    ClippedPrimitive {
        clip_rect,
        primitive: Primitive::Mesh(Mesh {
            indices: indices.to_vec(),
            vertices: mesh.vertices.clone(),
            texture_id: mesh.texture_id,
        }),
    }
}

fn begins_with(drawing: &Drawing, plate: &Plate) -> bool {
    common(&plate.drawing, drawing).total >= plate.length.total
}

/// How far two drawings are alike from their beginning.
fn common(a: &Drawing, b: &Drawing) -> Length {
    let mut length = Length::default();
    let is_one_ground = (a.width, a.height, a.ground) == (b.width, b.height, b.ground)
        && a.pixels_per_point == b.pixels_per_point;
    if !is_one_ground {
        return length;
    }
    while let (Some((a_clip, a_mesh)), Some((b_clip, b_mesh))) =
        (mesh(a, length.meshes), mesh(b, length.meshes))
    {
        if a_clip != b_clip || a_mesh.texture_id != b_mesh.texture_id {
            return length;
        }
        let alike = alike(a_mesh, b_mesh);
        length.total += alike;
        if alike < a_mesh.indices.len() || alike < b_mesh.indices.len() {
            length.corners = alike;
            return length;
        }
        length.meshes += 1;
    }
    length
}

/// With how many corners of equal triangles two meshes begin.
fn alike(a: &Mesh, b: &Mesh) -> usize {
    let pairs = a.vertices.iter().zip(&b.vertices);
    let vertices = pairs.take_while(|(a, b)| a == b).count();
    let triangles = a.indices.chunks_exact(3).zip(b.indices.chunks_exact(3));
    let is_alike = |(a, b): &(&[u32], &[u32])| a == b && a.iter().all(|i| (*i as usize) < vertices);
    3 * triangles.take_while(is_alike).count()
}
