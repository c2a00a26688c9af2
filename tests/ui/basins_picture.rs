//! Pictures of basins without a window: the legend fits them, however small they are.

use crate::screen::App;
use crate::support::Cpu;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use ravine::core::catalog::Kind;
use ravine::session::Session;
use ravine::session::derived::Budget;
use ravine::session::preset::PresetFile;
use ravine::session::scene::{Run, Scene};
use ravine::session::view::Mode;
use ravine::ui::figure::{self, Beside};
use ravine::ui::state::UiState;
use ravine::ui::theme;

/// A picture of the basins of a run with some endings of every kind.
fn picture(size: [f32; 2], dark: bool) -> Harness<'static, App> {
    let mut scene = Scene::on(Kind::Surface.default_config("himmelblau"));
    let optimizer = Kind::Optimizer.default_config("sgd").with("lr", 0.03);
    let run = Run::new(scene.free_id(), "First", scene.free_style(), optimizer);
    scene.runs.push(run);
    scene.steps = 20;
    scene.tolerance = 1e-2;
    let mut preset = PresetFile::new(scene);
    preset.view.mode = Mode::Basins;
    let mut session = Session::new(&preset);
    session.budget = Budget::UNLIMITED;
    let mut state = UiState::default();
    state.settings.dark = dark;
    let mut harness = Harness::builder()
        .with_size(size)
        .with_context_setup(theme::apply)
        .renderer(Cpu::new())
        .build_ui_state(
            |ui, app: &mut App| {
                let all = ui.ctx().content_rect();
                let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(all));
                ui.set_clip_rect(all);
                let beside = Beside::default();
                figure::landscape_ui(&mut ui, &mut app.session, &mut app.state, beside);
            },
            App { session, state },
        );
    harness.run_steps(3);
    harness
}

#[test]
fn the_legend_of_the_basins_fits_every_picture() {
    // Which one there is: none, a small one, or the whole.
    for (size, small, whole) in [
        ([200.0, 150.0], 0, false),
        ([279.0, 400.0], 0, false),
        ([320.0, 240.0], 1, false),
        ([480.0, 360.0], 1, false),
        ([800.0, 204.0], 1, false),
        ([720.0, 540.0], 0, true),
    ] {
        for dark in [true, false] {
            let harness = picture(size, dark);
            let legends = harness.query_all_by_label_contains("Basins of First, ");
            let legends: Vec<_> = legends.map(|node| node.rect()).collect();
            assert_eq!(legends.len(), small, "{size:?}");
            let lists = harness.query_all_by_label_contains("undecided").count();
            assert_eq!(lists > 0, small == 1 || whole, "{size:?}");
            let minima = harness.query_all_by_label_contains("→ (").count();
            assert_eq!(minima > 0, whole, "{size:?}");
            for legend in legends {
                let share = legend.area() / (size[0] * size[1]);
                assert!(share <= 0.13, "{size:?}: {share}");
                assert!(harness.ctx.content_rect().contains_rect(legend), "{size:?}");
            }
        }
    }
}
