//! Lines of a script become runs: the sheet under a hand and a keyboard, and what it says.

use crate::screen::{SMALLEST, Screen, USUAL};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use ravine::core::catalog::Kind;
use ravine::session::preset;
use ravine::ui::panel::import::ImportSheet;

const CTRL: Modifiers = Modifiers::CTRL.plus(Modifiers::COMMAND);
const FIELD: &str = "Lines of a script";
/// The line.
const ADAMW: &str = "torch.optim.AdamW(params, lr=3e-4, betas=(0.9, 0.95))";

fn opened(size: [f32; 2]) -> Screen {
    let mut screen = Screen::new(preset::default_scene(), size);
    screen.choose("Edit", "Run from PyTorch…");
    assert!(is_open(&screen));
    screen
}

fn is_open(screen: &Screen) -> bool {
    screen.harness.state().state.import.is_some()
}

fn paste(screen: &mut Screen, text: &str) {
    screen.event(Event::Paste(text.to_owned()));
    screen.frames(2);
}

/// Whether a sentence that contains this is on the screen.
fn says(screen: &Screen, text: &str) -> bool {
    screen.harness.query_all_by_label_contains(text).count() > 0
}

/// Whether the button of this name can be pressed.
fn is_enabled(screen: &Screen, button: &str) -> bool {
    let node = screen.harness.get_by_role_and_label(Role::Button, button);
    !node.accesskit_node().is_disabled()
}

#[test]
fn a_pasted_line_is_said_added_and_taken_back() {
    for size in [USUAL, SMALLEST] {
        let mut screen = opened(size);
        assert!(!is_enabled(&screen, "Add run"));
        paste(&mut screen, ADAMW);
        assert!(
            says(&screen, "AdamW, η 3e−4, β₂ 0.95"),
            "{:?}",
            screen.texts()
        );
        let before = screen.scene().clone();
        screen.click(Role::Button, "Add run");
        assert!(!is_open(&screen));
        let run = screen.run("AdamW").clone();
        assert_eq!(run.optimizer.real("lr"), Some(3e-4));
        assert_eq!(run.optimizer.real("beta2"), Some(0.95));
        assert_eq!(screen.session().selected, Some(run.id));
        assert!(screen.harness.state().state.unfolded.contains(&run.id));
        screen.assert_runs_are_up_to_date("a run that was imported");
        assert_eq!(screen.session().undo_name(), Some("Import run"));
        screen.click(Role::Button, "Undo");
        assert_eq!(*screen.scene(), before);
    }
}

#[test]
fn it_is_typed_and_entered_without_a_mouse() {
    let mut screen = opened(USUAL);
    screen.text("SGD(p, 0.1, momentum=0.");
    screen.frames(2);
    assert!(
        says(&screen, "Line 1, column 24: this is no Python"),
        "{:?}",
        screen.texts()
    );
    screen.key_with(CTRL, Key::Enter);
    screen.frames(2);
    assert!(is_open(&screen), "what is no run is not added");
    screen.text("9)");
    // Enter is a new line; its letters are no keys of the race.
    screen.key(Key::Enter);
    screen.text("StepLR(o, 30)");
    screen.frames(2);
    assert!(
        says(&screen, "SGD, η 0.1, μ 0.9") && says(&screen, "30"),
        "{:?}",
        screen.texts()
    );
    screen.key_with(CTRL, Key::Enter);
    screen.frames(2);
    let last = screen.scene().runs.last().unwrap();
    assert_eq!(
        (last.optimizer.real("momentum"), last.schedule.id()),
        (Some(0.9), "step")
    );
    assert!(!is_open(&screen) && !screen.session().playback.playing);
}

#[test]
fn what_is_wrong_is_said_with_its_place_and_nothing_is_added() {
    let table = [
        (
            "optim.AdmaW(p)",
            "Line 1, column 1: `AdmaW` is not an optimizer that Ravine knows (did you mean `AdamW`?).",
        ),
        (
            "Adam(p,\n  lr=-1)",
            "Line 2, column 6: `lr` must be a number above 0, but is -1.",
        ),
        (
            "x = 1",
            "Line 1, column 1: no optimizer, scheduler or clip is made here",
        ),
    ];
    for (text, sentence) in table {
        let mut screen = opened(SMALLEST);
        let before = screen.scene().clone();
        paste(&mut screen, text);
        assert!(says(&screen, sentence), "{text}: {:?}", screen.texts());
        assert!(!is_enabled(&screen, "Add run"));
        screen.key_with(CTRL, Key::Enter);
        screen.frames(2);
        assert!(is_open(&screen));
        screen.click(Role::Button, "Cancel");
        assert!(!is_open(&screen));
        assert_eq!(*screen.scene(), before);
    }
}

#[test]
fn undo_belongs_to_the_field_escape_closes_and_a_click_beside_keeps_the_text() {
    let mut screen = Screen::usual();
    screen.click(Role::Button, "Hide Adam");
    let before = screen.scene().clone();
    screen.choose("Edit", "Run from PyTorch…");
    paste(&mut screen, ADAMW);
    screen.frames(60);
    screen.key_with(CTRL, Key::Z);
    screen.frames(2);
    assert_eq!(
        *screen.scene(),
        before,
        "the scene is not undone below the sheet"
    );
    screen.click_at(egui::pos2(20.0, 860.0));
    screen.frames(2);
    assert!(is_open(&screen));
    screen.key(Key::Escape);
    screen.frames(2);
    assert!(!is_open(&screen));
    assert_eq!(*screen.scene(), before);
}

#[test]
fn a_scheduler_alone_is_set_on_the_chosen_run() {
    let mut screen = Screen::usual();
    let chosen = screen.run("RMSprop").id;
    screen.session_mut().selected = Some(chosen);
    screen.harness.state_mut().state.import =
        Some(ImportSheet::new("CosineAnnealingLR(o, T_max=100)"));
    screen.frames(3);
    assert!(
        says(&screen, "Set on") && says(&screen, "Cosine, T 100"),
        "{:?}",
        screen.texts()
    );
    screen.click(Role::Button, "Set on the run");
    assert_eq!(screen.run("RMSprop").schedule.id(), "cosine");
    assert_eq!(screen.session().undo_name(), Some("Import schedule"));
    screen
        .session_mut()
        .change("Clear", |scene| scene.runs.clear());
    screen.harness.state_mut().state.import =
        Some(ImportSheet::new("CosineAnnealingLR(o, T_max=100)"));
    screen.frames(3);
    assert!(says(
        &screen,
        "There is no run to set it on: paste the optimizer's line too."
    ));
    assert!(!is_enabled(&screen, "Set on the run") && is_enabled(&screen, "Cancel"));
}

#[test]
fn loops_and_shared_settings_are_said() {
    let mut screen = Screen::usual();
    let count = screen.names().len();
    screen.session_mut().scene.shared.schedule = Some(Kind::Schedule.default_config("cosine"));
    screen.frames(2);
    let text = "opt = SGD(p, 0.1, foreach=True)\nfor i in range(120):\n    opt.step()";
    screen.harness.state_mut().state.import = Some(ImportSheet::new(text));
    screen.frames(3);
    assert!(says(&screen, "`foreach=True` is left out"));
    assert!(
        says(&screen, "it follows the shared one (Cosine)"),
        "{:?}",
        screen.texts()
    );
    let check = "Take 120 steps, as the loop does, not 300";
    screen.click(Role::CheckBox, check);
    screen.click(Role::Button, "Add run");
    assert_eq!(
        (screen.scene().steps, screen.names().len()),
        (120, count + 1)
    );
    screen.click(Role::Button, "Undo");
    assert_eq!((screen.scene().steps, screen.names().len()), (300, count));
}

#[test]
fn it_opens_from_the_list_of_optimizers_and_the_palette_and_fits_the_smallest_screen() {
    let mut screen = Screen::new(preset::default_scene(), SMALLEST);
    screen.choose("Add an optimizer", "Run from PyTorch…");
    assert!(is_open(&screen));
    let many = "opt = torch.optim.AdamW(params, lr=3e-4)\n".repeat(30);
    paste(&mut screen, &many);
    let all = screen.harness.ctx.content_rect();
    for (role, name) in [(Role::Button, "Add 30 runs"), (Role::Button, "Cancel")] {
        assert!(all.contains_rect(screen.rect(role, name)), "{name}");
    }
    assert_eq!(screen.count(Role::MultilineTextInput, FIELD), 1);
    screen.key(Key::Escape);
    screen.frames(2);
    screen.key_with(CTRL, Key::K);
    screen.frames(2);
    screen.text("pytorch");
    screen.frames(2);
    screen.key(Key::Enter);
    screen.frames(2);
    assert!(is_open(&screen));
}

#[test]
fn the_keyboard_goes_from_the_field_to_the_buttons() {
    let mut screen = opened(USUAL);
    paste(&mut screen, ADAMW);
    let count = screen.names().len();
    for _ in 0..2 {
        screen.key(Key::Tab);
        screen.frames(2);
        if is_focused(&screen, "Add run") {
            screen.key(Key::Space);
            screen.frames(2);
            assert_eq!(screen.names().len(), count + 1);
            return;
        }
    }
    panic!("Tab does not reach the button");
}

fn is_focused(screen: &Screen, button: &str) -> bool {
    let node = screen.harness.get_by_role_and_label(Role::Button, button);
    node.accesskit_node().is_focused()
}
