//! A vector picture as PDF: one page, its text real text in the fonts of the interface. Knows no shape.
//!
//! The fonts come into the file in an order that differs from time to time; everything else is the same to the byte.

use crate::ui::theme;
use std::fmt::Write as _;
use svg2pdf::usvg::fontdb::{Database, FaceInfo, ID, Language, Source, Stretch, Style, Weight};
use svg2pdf::usvg::{Options, Tree};
use svg2pdf::{ConversionOptions, PageOptions};

/// The page, as large as the picture: one point of the picture is one of the page.
///
/// # Errors
/// If this is no SVG, or cannot be said in PDF.
pub fn from_svg(svg: &str, title: &str) -> Result<Vec<u8>, String> {
    let pdf = svg2pdf::to_pdf(
        &tree(svg)?,
        ConversionOptions::default(),
        PageOptions::default(),
    )
    .map_err(|error| format!("The picture could not be written as PDF: {error}"))?;
    Ok(titled(pdf, title))
}

/// The picture as the converter knows it.
fn tree(svg: &str) -> Result<Tree, String> {
    let options = Options {
        fontdb: std::sync::Arc::new(fonts()),
        ..Options::default()
    };
    Tree::from_str(svg, &options)
        .map_err(|error| format!("The picture could not be read again for PDF: {error}."))
}

/// The fonts of the interface, each under the name that the interface has for it.
fn fonts() -> Database {
    let mut fonts = Database::new();
    for (name, data) in theme::fonts().font_data {
        fonts.push_face_info(FaceInfo {
            id: ID::dummy(),
            source: Source::Binary(data.font.clone()),
            index: data.index,
            families: vec![(name.clone(), Language::English_UnitedStates)],
            post_script_name: name,
            style: Style::Normal,
            weight: Weight::NORMAL,
            stretch: Stretch::Normal,
            monospaced: false,
        });
    }
    fonts
}

/// The file with a title, which is appended as PDF lets a change be: the old parts stay as they are.
fn titled(mut pdf: Vec<u8>, title: &str) -> Vec<u8> {
    let Some(change) = change(&pdf, title) else {
        return pdf;
    };
    pdf.extend_from_slice(change.as_bytes());
    pdf
}

/// The change: a new description of the document, where it stands, and a pointer to what was before.
fn change(pdf: &[u8], title: &str) -> Option<String> {
    let start = pdf.len().saturating_sub(1024);
    let tail = String::from_utf8_lossy(&pdf[start..]);
    let number_after = |word: &str| -> Option<u64> {
        let (_, rest) = tail.rsplit_once(word)?;
        let digits = rest.trim_start();
        let end = digits
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(digits.len());
        digits[..end].parse().ok()
    };
    let (before, size, root) = (
        number_after("startxref")?,
        number_after("/Size")?,
        number_after("/Root")?,
    );
    let mut hex = String::from("FEFF");
    for unit in title.encode_utf16() {
        let _written = write!(hex, "{unit:04X}");
    }
    let version = env!("CARGO_PKG_VERSION");
    let at = pdf.len() + 1;
    let object = format!(
        "\n{size} 0 obj\n<< /Title <{hex}> /Creator (Ravine {version}) /Producer (svg2pdf) >>\nendobj\n"
    );
    let table = pdf.len() + object.len();
    Some(format!(
        "{object}xref\n{size} 1\n{at:010} 00000 n \ntrailer\n<< /Size {} /Root {root} 0 R /Info {size} 0 R \
         /Prev {before} >>\nstartxref\n{table}\n%%EOF\n",
        size + 1
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::plan::{Options as Picture, What};
    use crate::picture::vector::Lettering;
    use crate::picture::{Shown, vector};
    use crate::session::preset::{self, PresetFile};
    use resvg::tiny_skia::{Pixmap, Transform};

    /// Text in fonts stands where its outlines stand, and looks the same.
    #[test]
    fn text_is_drawn_as_its_outlines_are() {
        let mut scene = preset::default_scene();
        scene.runs[0].name = "η‖∇f‖ m\u{302} → \u{1F984}".to_owned();
        let preset = PresetFile::new(scene);
        let options = Picture {
            size: [700.0, 300.0],
            scale: 1.0,
            step: Some(9),
            what: What::Curves,
            mode: None,
            dark: false,
            legend: true,
            caption: true,
        };
        let shown = Shown::of(&preset, &options);
        let [typed, drawn] = [Lettering::Fonts, Lettering::Outlines].map(|lettering| {
            let svg = vector(&shown, lettering).unwrap();
            assert_eq!(svg.contains("<use"), svg.contains("id=\"g1\""));
            let mut pixmap = Pixmap::new(1400, 600).unwrap();
            let twice = Transform::from_scale(2.0, 2.0);
            resvg::render(&tree(&svg).unwrap(), twice, &mut pixmap.as_mut());
            pixmap
        });
        let pairs = typed.data().iter().zip(drawn.data());
        let apart: u64 = pairs.map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        let mean = apart as f64 / typed.data().len() as f64;
        assert!(mean < 0.05, "{mean} of 255");
        let ink = typed.data().chunks_exact(4).filter(|pixel| pixel[0] < 128);
        assert!(ink.count() > 5000, "there is text at all");
    }

    #[test]
    fn a_file_that_is_no_pdf_stays_as_it_is() {
        assert_eq!(titled(b"startxref".to_vec(), "x"), b"startxref");
        assert!(from_svg("<svg", "x").is_err());
    }
}
