//! Basins under a hand: clicks that start there, words about a start, two runs compared, zooming to the end.

use crate::screen::{SMALLEST, Screen};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, pos2, vec2};
use egui_kittest::kittest::Queryable;
use ravine::core::catalog::Kind;
use ravine::core::simulate::simulate;
use ravine::core::vec2::Vec2;
use ravine::session::maps::Slot;
use ravine::session::scene::{Run, Scene};
use ravine::session::view::Mode;

/// A size at which the legend is unfolded.
const ROOMY: [f32; 2] = [1100.0, 800.0];

/// Two runs of plain descent on a surface.
fn scene(surface: &str, rates: [f64; 2], steps: u64) -> Scene {
    let mut scene = Scene::on(Kind::Surface.default_config(surface));
    for (name, rate) in ["First", "Second"].into_iter().zip(rates) {
        let optimizer = Kind::Optimizer.default_config("sgd").with("lr", rate);
        let run = Run::new(scene.free_id(), name, scene.free_style(), optimizer);
        scene.runs.push(run);
    }
    scene.steps = steps;
    scene
}

/// The screen with the basins of a scene, all worked out.
fn basins(scene: Scene, size: [f32; 2]) -> Screen {
    let mut screen = Screen::new(scene, size);
    screen.key(Key::B);
    assert_eq!(screen.session().view.mode, Mode::Basins);
    settle(&mut screen);
    screen
}

/// Draws frames until the maps are worked out.
fn settle(screen: &mut Screen) {
    screen.frames(2);
    screen.session_mut().finish_maps();
    screen.frames(3);
    assert!(!screen.session().maps().is_busy());
}

fn plane(screen: &Screen) -> Rect {
    screen.rect(Role::Canvas, "Landscape")
}

/// A place of the plane where nothing stands.
fn empty_place(screen: &Screen) -> Pos2 {
    plane(screen).lerp_inside(vec2(0.3, 0.45))
}

/// The start that the pixel here is.
fn start_under(screen: &Screen, at: Pos2) -> Vec2 {
    let grid = screen.session().maps().get(Slot::Basins).unwrap().grid();
    let [columns, rows] = grid.size();
    let share = (at - plane(screen).left_bottom()) / plane(screen).size();
    let [x, y] = grid.cell(
        (share.x * columns as f32) as usize,
        (-share.y * rows as f32) as usize,
    );
    Vec2 { x, y }
}

fn alt_click(screen: &mut Screen, at: Pos2) {
    screen.move_to(at);
    screen.event(Event::ModifiersChanged(Modifiers::ALT));
    for pressed in [true, false] {
        screen.event(Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::ALT,
        });
    }
    screen.event(Event::ModifiersChanged(Modifiers::NONE));
}

/// What is said about the start under the pointer.
fn said(screen: &Screen) -> Option<String> {
    let mut texts = screen.texts().into_iter().map(|(text, _)| text);
    texts.find(|text| text.starts_with("Start ("))
}

/// The lines of the legend that have a share, and the shares, in percent.
fn shares(screen: &Screen) -> Vec<(u32, String)> {
    let texts = screen.texts().into_iter();
    texts
        .filter_map(|(text, _)| {
            let (percent, words) = text.split_once(" % ")?;
            let percent = if percent == "<1" {
                0
            } else {
                percent.parse().ok()?
            };
            Some((percent, words.to_owned()))
        })
        .collect()
}

#[test]
fn a_click_starts_at_the_pixel_to_the_last_bit() {
    let first = scene("himmelblau", [0.01, 0.005], 60);
    let mut screen = basins(first.clone(), SMALLEST);
    let at = empty_place(&screen);
    let want = start_under(&screen, at);
    screen.click_at(at);
    screen.frames(2);
    let bits = |p: Vec2| [p.x.to_bits(), p.y.to_bits()];
    assert_eq!(bits(screen.scene().start), bits(want));
    screen.assert_runs_are_up_to_date("a click on a pixel");
    assert_eq!(screen.session().undo_name(), Some("Start here"));
    // What the pixel says is what the run does.
    settle(&mut screen);
    let grid = screen.session().maps().get(Slot::Basins).unwrap().grid();
    let share = (at - plane(&screen).left_bottom()) / plane(&screen).size();
    let [columns, rows] = grid.size();
    let outcome = grid.at(
        (share.x * columns as f32) as usize,
        (-share.y * rows as f32) as usize,
    );
    let (trajectory, ending) = simulate(&screen.scene().request(screen.run("First")));
    assert_eq!(outcome.ending, Some(ending));
    assert_eq!(
        outcome.loss.to_bits(),
        trajectory.loss.last().unwrap().to_bits()
    );
    screen.undo();
    assert_eq!(screen.scene(), &first, "one step");
}

#[test]
fn with_alt_only_the_chosen_run_starts_there() {
    let first = scene("himmelblau", [0.01, 0.005], 40);
    let mut screen = basins(first.clone(), SMALLEST);
    let at = empty_place(&screen);
    let want = start_under(&screen, at);
    alt_click(&mut screen, at);
    screen.frames(1);
    assert_eq!(screen.scene().start, first.start);
    assert_eq!(screen.run("First").start, Some(want));
    assert_eq!(screen.run("Second").start, None);
    // Now that it has a start of its own, a click moves that.
    settle(&mut screen);
    screen.frames(40);
    let there = at + vec2(12.0, -20.0);
    let want = start_under(&screen, there);
    screen.click_at(there);
    screen.frames(1);
    assert_eq!(
        (screen.run("First").start, screen.scene().start),
        (Some(want), first.start)
    );
}

#[test]
fn a_double_click_fits_and_leaves_the_start_where_it_was() {
    let first = scene("himmelblau", [0.01, 0.005], 40);
    let mut screen = basins(first.clone(), SMALLEST);
    let at = empty_place(&screen);
    screen.scroll(at, 240.0);
    screen.frames(20);
    assert!(screen.session().view.region.is_some());
    screen.double_click_at(at);
    screen.frames(2);
    assert_eq!(screen.session().view.region, None);
    assert_eq!(screen.scene(), &first);
}

#[test]
fn a_drag_pans_and_the_start_is_dragged_by_its_mark() {
    let first = scene("himmelblau", [0.01, 0.005], 40);
    let mut screen = basins(first.clone(), SMALLEST);
    let at = empty_place(&screen);
    screen.drag(at, at + vec2(30.0, 12.0), 3);
    assert!(screen.session().view.region.is_some());
    assert_eq!(screen.scene(), &first, "panning is no change");
    screen.key(Key::F);
    screen.frames(2);
    let from = screen.start_at();
    screen.drag(from, from + vec2(-40.0, -24.0), 3);
    assert!(screen.scene().start != first.start);
    assert_eq!(screen.session().undo_name(), Some("Move the start"));
}

#[test]
fn what_becomes_of_a_start_is_said() {
    let table = [
        ("himmelblau", 0.01, 80, "→ minimum "),
        ("himmelblau", 0.01, 2, "undecided after 2 steps, at ("),
        ("himmelblau", 0.5, 30, "diverged at step "),
        ("sphere", 0.3, 40, " steps, gap "),
    ];
    for (surface, rate, steps, want) in table {
        let mut screen = basins(scene(surface, [rate, 0.005], steps), SMALLEST);
        screen.move_to(empty_place(&screen));
        screen.frames(2);
        let words = said(&screen).unwrap();
        assert!(words.contains(want), "{surface} {rate}: {words}");
        assert!(words.ends_with("with Alt, only First"), "{words}");
        screen.move_to(pos2(2.0, 2.0));
        screen.frames(2);
        assert_eq!(said(&screen), None);
    }
}

#[test]
fn shares_of_the_legend_are_a_hundred_together() {
    let table = [
        ("himmelblau", 0.01, 40),
        ("rastrigin", 0.002, 15),
        ("himmelblau", 0.05, 15),
    ];
    for (surface, rate, steps) in table {
        let screen = basins(scene(surface, [rate, 0.005], steps), ROOMY);
        let shares = shares(&screen);
        let sum: u32 = shares.iter().map(|(percent, _)| percent).sum();
        assert_eq!(sum, 100, "{surface}: {shares:?}");
    }
}

#[test]
fn two_runs_are_compared_and_one_may_go() {
    let mut screen = basins(scene("himmelblau", [0.01, 0.002], 50), ROOMY);
    let id = screen.run("Second").id;
    let combo = "Compare the basins with";
    screen.click(Role::ComboBox, combo);
    screen.click_entry("Second");
    settle(&mut screen);
    assert_eq!(screen.session().against, Some(id));
    let shares = shares(&screen);
    assert_eq!(shares.iter().map(|(percent, _)| percent).sum::<u32>(), 100);
    assert!(
        shares
            .iter()
            .any(|(_, words)| words == "same, First sooner"),
        "{shares:?}"
    );
    screen.move_to(empty_place(&screen));
    screen.frames(2);
    let words = said(&screen).unwrap();
    assert!(
        words.contains("\nFirst ") && words.contains("\nSecond "),
        "{words}"
    );
    // The same run, a hidden one, one that is gone: the basins of one run are shown again.
    screen.session_mut().selected = Some(id);
    settle(&mut screen);
    assert!(!said(&screen).unwrap().contains("\nSecond "));
    screen.session_mut().selected = None;
    screen
        .session_mut()
        .change("Hide", |scene| scene.runs[1].visible = false);
    settle(&mut screen);
    screen
        .session_mut()
        .change("Remove", |scene| scene.runs.truncate(1));
    settle(&mut screen);
    assert!(!said(&screen).unwrap().contains("\nSecond "));
    assert_eq!(screen.count(Role::ComboBox, combo), 0);
}

#[test]
fn zooming_ends_at_one_number_per_pixel_and_says_so() {
    let mut screen = basins(scene("himmelblau", [0.01, 0.005], 12), SMALLEST);
    let says = |screen: &Screen| {
        let sentence = "One pixel is one floating-point number";
        let texts = screen.texts();
        texts.iter().any(|(text, _)| text.starts_with(sentence))
    };
    let at = empty_place(&screen);
    assert!(!says(&screen));
    for _ in 0..70 {
        screen.scroll(at, 400.0);
        screen.frames(4);
    }
    screen.frames(30);
    assert!(says(&screen));
    let region = screen.session().view.region.unwrap();
    assert!(region.size().x < 1e-12 && region.size().x > 0.0);
    settle(&mut screen);
    // A click is that number, and the map goes on under the hand.
    let want = start_under(&screen, at);
    screen.click_at(at);
    screen.frames(2);
    assert_eq!(screen.scene().start, want);
    assert!(region.contains(want));
    screen.drag(at, at + vec2(25.0, 10.0), 4);
    assert!(says(&screen));
    screen.key(Key::F2);
    screen.frames(2);
    assert!(says(&screen), "the landscape goes as deep");
    screen.key(Key::B);
    screen.key(Key::F);
    screen.frames(2);
    assert!(!says(&screen));
}

#[test]
fn absurd_scenes_have_basins_too() {
    let mut scenes = vec![
        scene("himmelblau", [1e300, 1e-300], 9),
        scene("monkey_saddle", [0.01, 0.1], 30),
        scene("easom", [0.1, 0.1], 0),
        scene("product_net", [0.1, 0.3], 20),
    ];
    let mut nobody = scene("ackley", [0.1, 0.1], 10);
    nobody.runs.clear();
    scenes.push(nobody);
    let mut hidden = scene("ackley", [0.1, 0.1], 10);
    for run in &mut hidden.runs {
        run.visible = false;
    }
    scenes.push(hidden);
    let mut far = scene("quadratic", [0.1, 0.1], 10);
    far.start = Vec2 {
        x: 1e200,
        y: -1e200,
    };
    scenes.push(far);
    let mut slow = scene("rosenbrock", [0.1, 0.1], 3);
    slow.runs[0].optimizer = Kind::Optimizer.default_config("nelder_mead");
    scenes.push(slow);
    for scene in scenes {
        let mut screen = basins(scene, SMALLEST);
        let at = empty_place(&screen);
        screen.move_to(at);
        screen.frames(2);
        screen.click_at(at);
        screen.right_click_at(at + vec2(9.0, 9.0));
        screen.frames(2);
    }
}

#[test]
fn the_heat_map_says_where_it_is() {
    let mut screen = basins(scene("himmelblau", [0.01, 0.005], 10), SMALLEST);
    screen.key(Key::H);
    screen.frames(2);
    assert!(screen.session().view.heat);
    let found = screen
        .harness
        .query_all_by_label_contains("in place of the heat map");
    assert!(found.count() > 0);
}

#[test]
fn the_legend_folds() {
    let mut screen = basins(scene("himmelblau", [0.01, 0.005], 40), SMALLEST);
    assert!(shares(&screen).is_empty(), "there is little room");
    screen.click(Role::Button, "Unfold the legend of the basins");
    assert!(!shares(&screen).is_empty());
    screen.click(Role::Button, "Fold the legend of the basins");
    assert!(shares(&screen).is_empty());
}
