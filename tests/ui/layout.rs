//! Everything visible fits the screen, and every input has a name.

use crate::screen::{SMALLEST, Screen, USUAL};
use egui::Rect;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT, Queryable};
use ravine::core::catalog::Kind;
use ravine::session::preset;
use ravine::session::scene::Scene;
use ravine::session::view::Mode;

/// Whether a widget lies in the middle, between the panels at the sides, which scroll.
fn is_central(screen: &Screen, rect: Rect) -> bool {
    let splitters = screen.harness.query_all_by_role(Role::Splitter);
    let mut edges = splitters
        .filter(|node| node.accesskit_node().label().as_deref() != Some("Between 2D and 3D"))
        .map(|node| node.rect())
        .filter(|rect| rect.height() > rect.width());
    edges.all(|edge| {
        let is_left = edge.center().x < screen.harness.ctx.content_rect().center().x;
        let (beyond, before) = (rect.left() >= edge.left(), rect.right() <= edge.right());
        if is_left { beyond } else { before }
    })
}

/// Every widget lies within the screen; only the panels at the sides scroll, up and down.
#[track_caller]
pub fn assert_fits(screen: &Screen, what: &str) {
    let all = screen.harness.ctx.content_rect().expand(0.5);
    for node in screen.harness.root().children_recursive() {
        let inner = node.accesskit_node();
        let says = inner.label().or(inner.value());
        let (Some(says), true) = (says, inner.has_bounds()) else {
            continue;
        };
        let rect: Rect = node.rect();
        let fits = if is_central(screen, rect) {
            all.contains_rect(rect)
        } else {
            all.x_range().contains(rect.left()) && all.x_range().contains(rect.right())
        };
        let role = inner.role();
        assert!(
            fits || !rect.is_positive(),
            "{what}: {role:?} {says:?} at {rect:?}"
        );
    }
}

/// No two controls lie on each other.
#[track_caller]
pub fn assert_apart(screen: &Screen, what: &str) {
    let controls: Vec<(String, Rect)> = screen
        .harness
        .root()
        .children_recursive()
        .filter(|node| {
            matches!(
                node.accesskit_node().role(),
                Role::Button | Role::Slider | Role::SpinButton | Role::ComboBox | Role::CheckBox
            )
        })
        .filter(|node| is_central(screen, node.rect()))
        .map(|node| {
            (
                node.accesskit_node().label().unwrap_or_default(),
                node.rect(),
            )
        })
        .collect();
    for (i, (a, first)) in controls.iter().enumerate() {
        for (b, second) in &controls[..i] {
            let common = first.intersect(*second);
            assert!(
                common.width() < 1.0 || common.height() < 1.0,
                "{what}: {a:?} {first:?} on {b:?} {second:?}"
            );
        }
    }
}

pub fn crowded() -> Scene {
    let mut scene = preset::default_scene();
    while scene.runs.len() < 12 {
        scene.add_run(Kind::Optimizer.find("adam").unwrap());
    }
    scene.title =
        "A title that is far too long to fit between the menus and the buttons ".repeat(3);
    scene.runs[0].name = "A run with a name that is longer than its card ".repeat(2);
    scene.steps = 100_000;
    scene
}

#[test]
fn everything_fits_at_every_size() {
    for size in [USUAL, SMALLEST, [1100.0, 600.0]] {
        for (name, scene) in [("usual", preset::default_scene()), ("crowded", crowded())] {
            let what = format!("{name} at {size:?}");
            let mut screen = Screen::new(scene, size);
            screen.session_mut().playback.seek(100_000, 100_000);
            for mode in Mode::ALL {
                let what = format!("{what} in {}", mode.id());
                screen.session_mut().view.mode = mode;
                screen.frames(3);
                screen.harness.check_accessibility();
                assert_fits(&screen, &what);
                assert_apart(&screen, &what);
            }
        }
    }
}

#[test]
fn menus_sheets_and_unfolded_cards_fit() {
    for size in [USUAL, SMALLEST] {
        for menu in [
            "File",
            "Edit",
            "View",
            "Help",
            "Add an optimizer",
            "More for SGD",
            "More for Adam",
        ] {
            let mut screen = Screen::new(preset::default_scene(), size);
            screen.click(Role::Button, menu);
            screen.frames(3);
            screen.harness.check_accessibility();
            assert_fits(&screen, &format!("{menu} at {size:?}"));
        }
        let pickers = [
            ("Surface", "Search surfaces"),
            ("Optimizer of SGD", "Search optimizers"),
            ("Schedule of SGD", "Search schedules"),
        ];
        for (picker, search) in pickers {
            let mut screen = Screen::new(preset::default_scene(), size);
            screen.click(Role::Button, "Unfold SGD");
            screen.click(Role::ComboBox, picker);
            screen.frames(3);
            screen.harness.check_accessibility();
            // An open list scrolls; its search field does not.
            let fits = |rect: Rect| {
                let all = screen.harness.ctx.content_rect();
                all.x_range().contains(rect.left()) && all.x_range().contains(rect.right())
            };
            let rows = screen.harness.query_all_by_role(Role::Button);
            for row in rows.filter(|row| row.rect().is_positive()) {
                assert!(fits(row.rect()), "{picker} at {size:?}: {:?}", row.rect());
            }
            let field = screen.harness.get_by_label(search).rect();
            let all = screen.harness.ctx.content_rect();
            assert!(all.contains_rect(field), "{search} at {size:?}: {field:?}");
        }
        let mut screen = Screen::new(preset::default_scene(), size);
        for run in ["SGD", "Momentum", "Nesterov", "RMSprop", "Adam"] {
            screen.click(Role::Button, &format!("Unfold {run}"));
        }
        for switch in ["Momentum for all", "Schedule for all", "Clip for all"] {
            screen.click(Role::CheckBox, switch);
        }
        screen.key_with(
            egui::Modifiers::CTRL | egui::Modifiers::COMMAND | egui::Modifiers::SHIFT,
            egui::Key::S,
        );
        let state = &mut screen.harness.state_mut().state;
        state.about = true;
        state.notify("Saved /a/very/long/path/to/a/scene.ravine.json ".repeat(4));
        state.complain("It did not work, for a reason that takes a while to tell. ".repeat(4));
        screen.frames(3);
        screen.harness.check_accessibility();
        assert_fits(&screen, &format!("sheets at {size:?}"));
    }
}

/// Panels may be folded away in any combination, and the interface may be larger or smaller.
#[test]
fn panels_fold_and_the_interface_scales() {
    for bits in 0..8 {
        for size in [USUAL, SMALLEST] {
            let mut screen = Screen::new(preset::default_scene(), size);
            let settings = &mut screen.harness.state_mut().state.settings;
            settings.left = bits & 1 == 0;
            settings.right = bits & 2 == 0;
            settings.curves = bits & 4 == 0;
            screen.frames(3);
            screen.harness.check_accessibility();
            assert_fits(&screen, &format!("folded {bits} at {size:?}"));
            assert_apart(&screen, &format!("folded {bits} at {size:?}"));
        }
    }
}
