//! The screen as a test sees it: a session, a pointer, keys, and widgets found by role and name.

use crate::support::Cpu;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, Vec2, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{AccessKitNode, NodeT, Queryable};
use ravine::core::simulate::simulate;
use ravine::core::trajectory::Trajectory;
use ravine::session::Session;
use ravine::session::command::Command;
use ravine::session::preset::{self, PresetFile};
use ravine::session::scene::{Run, Scene};
use ravine::ui::screen::screen_ui;
use ravine::ui::shortcuts;
use ravine::ui::state::UiState;
use ravine::ui::theme;
use ravine::ui::view::plane::projection::Projection;

/// The usual size of the window.
pub const USUAL: [f32; 2] = [1440.0, 900.0];
/// The smallest size at which everything has its place.
pub const SMALLEST: [f32; 2] = ravine::ui::screen::SMALLEST;
/// Seconds between two frames.
const FRAME_SECS: f32 = 1.0 / 60.0;

/// What the screen looks at.
pub struct App {
    pub session: Session,
    pub state: UiState,
}

/// The screen and what acts on it. Every event has a frame of its own.
pub struct Screen {
    pub harness: Harness<'static, App>,
}

impl Screen {
    /// A screen over a scene, paused at the first step.
    pub fn new(scene: Scene, size: [f32; 2]) -> Self {
        let mut session = Session::new(&PresetFile::new(scene));
        session.playback.seek(0, 0);
        let app = App {
            session,
            state: UiState::default(),
        };
        let harness = Harness::builder()
            .with_size(size)
            .with_pixels_per_point(1.0)
            .with_step_dt(FRAME_SECS)
            .with_max_steps(60)
            .with_render_cursor(false)
            .with_context_setup(theme::apply)
            .renderer(Cpu::new())
            .build_ui_state(
                |ui, app: &mut App| {
                    // The harness keeps a margin that no window has.
                    let all = ui.ctx().content_rect();
                    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(all));
                    ui.set_clip_rect(all);
                    let dt = f64::from(FRAME_SECS);
                    screen_ui(&mut ui, &mut app.session, &mut app.state, dt);
                },
                app,
            );
        Self { harness }
    }

    /// The scene that Ravine opens with, at its usual size.
    pub fn usual() -> Self {
        Self::new(preset::default_scene(), USUAL)
    }

    pub fn session(&self) -> &Session {
        &self.harness.state().session
    }
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.harness.state_mut().session
    }
    pub fn scene(&self) -> &Scene {
        &self.session().scene
    }
    /// The run of this name.
    pub fn run(&self, name: &str) -> &Run {
        let found = self.scene().runs.iter().find(|run| run.name == name);
        found.unwrap_or_else(|| panic!("no run is called {name}"))
    }
    /// The names of the runs, in the order of their cards.
    pub fn names(&self) -> Vec<String> {
        self.scene()
            .runs
            .iter()
            .map(|run| run.name.clone())
            .collect()
    }

    /// Draws a frame with this event.
    pub fn event(&mut self, event: Event) {
        self.harness.event(event);
        self.harness.step();
    }
    /// Draws so many frames in which nothing happens.
    pub fn frames(&mut self, count: usize) {
        self.harness.run_steps(count);
    }

    /// All widgets of this role and name.
    pub fn count(&self, role: Role, name: &str) -> usize {
        let found = self.harness.query_all_by_role_and_label(role, name);
        found.count()
    }
    /// Where a widget is.
    pub fn rect(&self, role: Role, name: &str) -> Rect {
        self.harness.get_by_role_and_label(role, name).rect()
    }
    /// The number that a widget tells a screen reader.
    pub fn number(&self, role: Role, name: &str) -> f64 {
        let node = self.harness.get_by_role_and_label(role, name);
        node.accesskit_node().numeric_value().unwrap()
    }
    /// The text that a button shows besides its name.
    pub fn written(&self, button: &str) -> String {
        let node = self.harness.get_by_role_and_label(Role::Button, button);
        node.accesskit_node().value().unwrap_or_default()
    }
    /// Scrolls a widget into sight, if it is not, and answers where it is then.
    pub fn reveal(&mut self, role: Role, name: &str) -> Rect {
        self.harness
            .get_by_role_and_label(role, name)
            .scroll_to_me();
        self.harness.step();
        self.frames(2);
        self.rect(role, name)
    }
    /// Every name, value and description that a screen reader could read, with the numbers.
    pub fn texts(&self) -> Vec<(String, Option<f64>)> {
        let mut texts = Vec::new();
        for node in self.harness.root().children_recursive() {
            let node: AccessKitNode<'_> = node.accesskit_node();
            let number = node.numeric_value();
            for text in [node.label(), node.value(), node.description()] {
                texts.push((text.unwrap_or_default(), number));
            }
        }
        texts
    }

    /// Where the widgets are that a hand can act on.
    pub fn inputs(&self) -> Vec<Rect> {
        let nodes = self.harness.root().children_recursive();
        let inputs = nodes.filter(|node| {
            let node = node.accesskit_node();
            node.has_bounds() && egui::accessibility::is_input(node.role())
        });
        inputs.map(|node| node.rect()).collect()
    }

    pub fn move_to(&mut self, at: Pos2) {
        self.event(Event::PointerMoved(at));
    }
    pub fn button(&mut self, at: Pos2, button: PointerButton, pressed: bool) {
        self.event(Event::PointerButton {
            pos: at,
            button,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    pub fn press(&mut self, at: Pos2) {
        self.move_to(at);
        self.button(at, PointerButton::Primary, true);
    }
    pub fn release(&mut self, at: Pos2) {
        self.button(at, PointerButton::Primary, false);
    }
    pub fn click_at(&mut self, at: Pos2) {
        self.press(at);
        self.release(at);
    }
    pub fn right_click_at(&mut self, at: Pos2) {
        self.move_to(at);
        self.button(at, PointerButton::Secondary, true);
        self.button(at, PointerButton::Secondary, false);
        self.frames(2);
    }
    pub fn double_click_at(&mut self, at: Pos2) {
        // Long enough ago that an earlier click is not counted.
        self.frames(30);
        self.press(at);
        self.release(at);
        self.button(at, PointerButton::Primary, true);
        self.release(at);
    }
    /// Presses at one place and moves to another in so many frames, without letting go.
    pub fn pull(&mut self, from: Pos2, to: Pos2, frames: usize) {
        self.press(from);
        for i in 1..=frames {
            self.move_to(from.lerp(to, i as f32 / frames as f32));
        }
    }
    pub fn drag(&mut self, from: Pos2, to: Pos2, frames: usize) {
        self.pull(from, to, frames);
        self.release(to);
        self.frames(1);
    }
    pub fn click(&mut self, role: Role, name: &str) {
        let at = self.reveal(role, name).center();
        self.click_at(at);
        self.frames(2);
    }
    pub fn double_click(&mut self, role: Role, name: &str) {
        let at = self.reveal(role, name).center();
        self.double_click_at(at);
        self.frames(1);
    }
    /// Where the label of a parameter is, in front of its slider.
    pub fn label_at(&mut self, slider: &str) -> Pos2 {
        let slider = self.reveal(Role::Slider, slider);
        pos2(slider.left() - 105.0, slider.center().y)
    }
    /// Where the name of a run is, on its card.
    pub fn name_at(&mut self, run: &str) -> Pos2 {
        let unfold = self.reveal(Role::Button, &format!("Unfold {run}"));
        pos2(unfold.right() + 52.0, unfold.center().y)
    }
    /// Opens a menu and clicks an entry of it.
    pub fn choose(&mut self, menu: &str, entry: &str) {
        self.click(Role::Button, menu);
        self.click_entry(entry);
    }
    /// The name of the entry of an open menu that says this command, with its mark, its object and its key.
    pub fn entry_of(&self, command: Command) -> String {
        let text = command.text();
        let key = command.shortcut().map(shortcuts::text).unwrap_or_default();
        let found = self.harness.query_all_by_label_contains(text);
        let mut names = found
            .filter(|node| node.accesskit_node().role() == Role::Button)
            .filter_map(|node| node.accesskit_node().label());
        let is_entry = |name: &String| {
            let plain = name.trim_end_matches(&key).trim_end();
            plain.ends_with(text) || plain.starts_with(&format!("{text}: "))
        };
        let name = names.find(is_entry);
        name.unwrap_or_else(|| panic!("no entry says {text:?}"))
    }
    /// Clicks an entry of an open menu, which scrolls to it.
    pub fn click_entry(&mut self, entry: &str) {
        let rect = |screen: &Self| {
            let harness = &screen.harness;
            let found = harness.query_all_by_role_and_label(Role::Button, entry);
            let node = found
                .last()
                .unwrap_or_else(|| panic!("no entry is {entry:?}"));
            node.scroll_to_me();
            node.rect()
        };
        rect(self);
        self.frames(30);
        let at = rect(self).center();
        self.click_at(at);
        self.frames(2);
    }

    pub fn key(&mut self, key: Key) {
        self.key_with(Modifiers::NONE, key);
    }
    pub fn key_with(&mut self, modifiers: Modifiers, key: Key) {
        self.event(Event::ModifiersChanged(modifiers));
        for pressed in [true, false] {
            self.event(Event::Key {
                key,
                physical_key: None,
                pressed,
                repeat: false,
                modifiers,
            });
        }
        self.event(Event::ModifiersChanged(Modifiers::NONE));
    }
    /// Types a text as a keyboard sends it: every character as a key press and as text.
    pub fn text(&mut self, text: &str) {
        for letter in text.chars() {
            let letter = letter.to_string();
            if let Some(key) = Key::from_name(&letter.to_uppercase()) {
                self.key(key);
            }
            self.event(Event::Text(letter));
        }
    }
    pub fn scroll(&mut self, at: Pos2, points: f32) {
        self.move_to(at);
        self.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: Vec2::new(0.0, points),
            modifiers: Modifiers::NONE,
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
        });
    }
    pub fn undo(&mut self) {
        self.key_with(Modifiers::CTRL | Modifiers::COMMAND, Key::Z);
        self.frames(1);
    }
    pub fn redo(&mut self) {
        self.key_with(
            Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT,
            Key::Z,
        );
        self.frames(1);
    }

    /// How the plane lies on the screen.
    pub fn projection(&self) -> Projection {
        let session = self.session();
        let region = session
            .view
            .region
            .unwrap_or(ravine::core::surface::landmarks(&session.scene.surface).region);
        Projection::fit(region, self.rect(Role::Canvas, "Landscape"))
    }
    /// Where the common start is on the screen.
    pub fn start_at(&self) -> Pos2 {
        self.projection().screen_from_world(self.scene().start)
    }

    /// Every run shown was simulated with the scene as it is now, to the last step and the last bit.
    #[track_caller]
    pub fn assert_runs_are_up_to_date(&self, after: &str) {
        let session = self.session();
        for run in &session.scene.runs {
            let product = session.derived().run(run.id).unwrap();
            let request = session.scene.request(run);
            assert_eq!(product.request(), &request, "{after}: {}", run.name);
            let (want, ending) = simulate(&request);
            assert!(
                is_same(product.trajectory(), &want),
                "{after}: {}",
                run.name
            );
            assert_eq!(product.ending(), Some(ending), "{after}: {}", run.name);
        }
    }
}

/// Whether two trajectories have the same bits, all NaN being one.
fn is_same(a: &Trajectory, b: &Trajectory) -> bool {
    let numbers = |of: &Trajectory| -> Vec<u64> {
        let vectors = [&of.position, &of.gradient, &of.noisy, &of.clipped];
        let vectors = vectors.into_iter().flatten().flat_map(|v| v.to_array());
        let plain = [&of.loss, &of.rate, &of.momentum].into_iter().flatten();
        let bits = |x: f64| if x.is_nan() { f64::NAN } else { x }.to_bits();
        vectors.chain(plain.copied()).map(bits).collect()
    };
    numbers(a) == numbers(b)
}

/// The place on a slider's rail at a share of its length.
pub fn on_rail(slider: Rect, share: f32) -> Pos2 {
    let rail = slider.width() - 12.0;
    pos2(slider.left() + 6.0 + share * rail, slider.center().y)
}
