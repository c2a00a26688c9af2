//! What UI tests share: a renderer for egui_kittest that needs no GPU.

use egui_kittest::TestRenderer;
use ravine::picture::raster::Raster;
use ravine::ui::theme::Theme;

/// Renders a test harness with the project's own rasterizer.
pub(crate) struct Cpu {
    raster: Raster,
}

impl Cpu {
    /// A renderer that has seen no texture yet; give it to `Harness::builder().renderer(..)`.
    pub(crate) fn new() -> Self {
        Self {
            raster: Raster::new(0, 0),
        }
    }
}

impl TestRenderer for Cpu {
    fn handle_delta(&mut self, delta: &mut egui::TexturesDelta) {
        self.raster.textures(delta);
    }

    fn render(
        &mut self,
        ctx: &egui::Context,
        output: &egui::FullOutput,
    ) -> Result<image::RgbaImage, String> {
        let scale = output.pixels_per_point;
        let size = ctx.content_rect().size() * scale;
        let (width, height) = (size.x.round() as usize, size.y.round() as usize);
        let primitives = ctx.tessellate(output.shapes.clone(), scale);
        let ground = Theme::of(ctx.theme() == egui::Theme::Dark).panel;
        self.raster.clear(width, height, ground);
        self.raster.paint(&primitives, scale);
        image::RgbaImage::from_raw(width as u32, height as u32, self.raster.rgba())
            .ok_or_else(|| "the picture does not fill its size".to_owned())
    }
}
