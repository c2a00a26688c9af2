//! Letters as outlines: which glyph of the bundled fonts draws a character, and its shape. Knows no page.

use super::page::PathData;
use crate::ui::theme;
use egui::{FontDefinitions, FontFamily};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use std::collections::BTreeMap;

/// The fonts of the interface.
pub(super) struct Letters<'a> {
    faces: Vec<Face<'a>>,
    families: BTreeMap<FontFamily, Vec<usize>>,
    /// What a glyph is called in the definitions, in the order in which they were used.
    names: BTreeMap<(usize, u32), usize>,
    outlines: String,
}

/// One font file.
pub(super) struct Face<'a> {
    /// The name under which the interface knows it.
    pub(super) name: &'a str,
    font: FontRef<'a>,
    /// Units of its outlines in one em.
    pub(super) units: f32,
    /// How far its glyphs are lowered, in ems.
    pub(super) drop: f32,
}

/// A glyph of a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    pub(super) face: usize,
    id: GlyphId,
}

impl Glyph {
    /// Whether a face draws this; what no face draws is an empty box.
    pub(super) fn is_known(self) -> bool {
        self.id != GlyphId::NOTDEF
    }
}

impl<'a> Letters<'a> {
    /// The letters of these fonts; what is no font is left out.
    pub(super) fn new(fonts: &'a FontDefinitions) -> Self {
        let faces: Vec<Face<'a>> = fonts
            .font_data
            .iter()
            .filter_map(|(name, data)| {
                let font = FontRef::from_index((*data.font).as_ref(), data.index).ok()?;
                let metrics = font.metrics(Size::unscaled(), LocationRef::default());
                Some(Face {
                    name,
                    units: f32::from(metrics.units_per_em),
                    drop: data.tweak.y_offset_factor,
                    font,
                })
            })
            .collect();
        let place = |name: &String| faces.iter().position(|face| face.name == name);
        let families = fonts.families.iter();
        let families = families
            .map(|(family, chain)| (family.clone(), chain.iter().filter_map(place).collect()));
        Self {
            families: families.collect(),
            faces,
            names: BTreeMap::new(),
            outlines: String::new(),
        }
    }

    pub(super) fn face(&self, glyph: Glyph) -> &Face<'a> {
        &self.faces[glyph.face]
    }

    /// The glyph that draws a character in a family: of the first face that has it, or else an empty box.
    pub(super) fn glyph(&self, family: &FontFamily, c: char) -> Option<Glyph> {
        let chain = self.families.get(family)?;
        let drawn = chain.iter().find_map(|face| {
            let id = self.faces[*face].font.charmap().map(c)?;
            (id != GlyphId::NOTDEF).then_some(Glyph { face: *face, id })
        });
        let face = *chain.first()?;
        let id = GlyphId::NOTDEF;
        drawn.or(Some(Glyph { face, id }))
    }

    /// The name of a glyph's outline in the definitions; none if it is blank.
    pub(super) fn outline(&mut self, glyph: Glyph) -> Option<String> {
        let key = (glyph.face, glyph.id.to_u32());
        if let Some(name) = self.names.get(&key) {
            return (*name > 0).then(|| format!("g{name}"));
        }
        let mut pen = Pen(PathData::in_units());
        let outlines = self.faces[glyph.face].font.outline_glyphs();
        if let Some(outline) = outlines.get(glyph.id) {
            let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
            // A glyph that cannot be drawn is drawn as far as it goes.
            let _drawn = outline.draw(settings, &mut pen);
        }
        let is_blank = pen.0.is_empty();
        let most = self.names.values().max().copied().unwrap_or(0);
        let name = if is_blank { 0 } else { most + 1 };
        self.names.insert(key, name);
        if is_blank {
            return None;
        }
        let id = format!("g{name}");
        self.outlines.push_str("<path id=\"");
        self.outlines.push_str(&id);
        self.outlines.push_str("\" d=\"");
        self.outlines.push_str(pen.0.as_str());
        self.outlines.push_str("\"/>\n");
        Some(id)
    }

    /// The definitions of all outlines that were asked for.
    pub(super) fn into_outlines(self) -> String {
        self.outlines
    }
}

/// The fonts of the interface as it is drawn.
pub(super) fn fonts() -> FontDefinitions {
    theme::fonts()
}

/// Draws an outline, whose y grows upwards, onto a page, whose y grows downwards.
struct Pen(PathData);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, -y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.go('l', [[x, -y]]);
    }
    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.go('q', [[cx, -cy], [x, -y]]);
    }
    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.0.go('c', [[cx0, -cy0], [cx1, -cy1], [x, -y]]);
    }
    fn close(&mut self) {
        self.0.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_an_outline_once() {
        let fonts = fonts();
        let mut letters = Letters::new(&fonts);
        let body = FontFamily::Proportional;
        let a = letters.glyph(&body, 'a').unwrap();
        let symbol = letters.glyph(&body, '∇').unwrap();
        assert!(a.is_known() && symbol.is_known());
        let name = letters.outline(a).unwrap();
        assert_eq!(letters.outline(a), Some(name.clone()));
        assert_ne!(letters.outline(symbol), Some(name));
        let blank = letters.glyph(&body, ' ').unwrap();
        assert_eq!(letters.outline(blank), None);
        let missing = letters.glyph(&body, '\u{1F984}').unwrap();
        assert!(!missing.is_known());
        assert!(letters.outline(missing).is_some(), "an empty box");
        assert_eq!(letters.into_outlines().matches("<path").count(), 3);
        assert!(
            Letters::new(&fonts)
                .glyph(&FontFamily::Name("no".into()), 'a')
                .is_none()
        );
    }
}
