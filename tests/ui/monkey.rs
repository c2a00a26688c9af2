//! A monkey at the screen: whatever it does, nothing panics, the scene stays one, and undo leads back.

use crate::common::Dice;
use crate::honest::assert_honest;
use crate::screen::{SMALLEST, Screen, USUAL};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, pos2};
use ravine::session::preset::{self, PresetFile};
use ravine::session::scene::Scene;

/// What a monkey does, thrown.
struct Stream(Dice);

impl Stream {
    fn next(&mut self) -> u64 {
        self.0.next()
    }
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
    fn place(&mut self, size: [f32; 2]) -> Pos2 {
        let mut share = || (self.next() % 1001) as f32 / 1000.0;
        pos2(share() * size[0], share() * size[1])
    }
}

const KEYS: &[Key] = &[
    Key::Space,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::Home,
    Key::End,
    Key::R,
    Key::Num0,
    Key::Num1,
    Key::Num3,
    Key::C,
    Key::H,
    Key::F,
    Key::F2,
    Key::F3,
    Key::F4,
    Key::Tab,
    Key::Enter,
    Key::Escape,
    Key::Backspace,
    Key::Questionmark,
];
const TEXTS: &[&str] = &[
    "1e-3", "0,5", "1e300", "-7", "nan", "x", "1e-320", "99999", "0",
];

/// What the monkey does next; `anchor` is a widget, so that it hits more than the background.
fn act(screen: &mut Screen, random: &mut Stream, size: [f32; 2]) {
    let anchor = |screen: &Screen, random: &mut Stream| {
        let rects = screen.inputs();
        let rect = rects.get(random.below(rects.len().max(1)));
        let inside = random.place([1.0, 1.0]).to_vec2();
        rect.map_or(pos2(1.0, 1.0), |rect| rect.lerp_inside(inside))
    };
    let at = if random.below(4) == 0 {
        random.place(size)
    } else {
        anchor(screen, random)
    };
    match random.below(16) {
        0..=4 => screen.click_at(at),
        5..=7 => {
            let to = match random.below(3) {
                0 => random.place(size),
                _ => at + (random.place([120.0, 40.0]) - pos2(60.0, 20.0)),
            };
            screen.drag(at, to, 1 + random.below(3));
        }
        8 => screen.double_click_at(at),
        9 => screen.right_click_at(at),
        10 => screen.scroll(
            at,
            random.one(&[-400.0, -50.0, 50.0, 400.0, 5000.0, -5000.0]),
        ),
        11 => {
            screen.double_click_at(at);
            screen.text(random.one(TEXTS));
            screen.key(random.one(&[Key::Enter, Key::Escape, Key::Tab]));
        }
        12 => {
            let control = Modifiers::CTRL | Modifiers::COMMAND;
            let modifiers = random.one(&[control, control | Modifiers::SHIFT]);
            let key = random.one(&[Key::Z, Key::Z, Key::Z, Key::Plus, Key::Minus, Key::A]);
            screen.key_with(modifiers, key);
        }
        13 => screen.key_with(
            random.one(&[Modifiers::NONE, Modifiers::SHIFT]),
            random.one(KEYS),
        ),
        14 => {
            // A press that is never seen to end, as when the window loses the pointer.
            screen.button(at, PointerButton::Primary, true);
            screen.event(Event::PointerGone);
        }
        _ => screen.frames(2),
    }
}

/// Keeps what the monkey asks for small enough to be worked out between two frames.
fn tame(screen: &mut Screen) {
    let scene = &mut screen.session_mut().scene;
    if scene.steps > 20_000 {
        scene.steps = 20_000;
    }
    scene.runs.truncate(16);
}

fn assert_is_a_scene(scene: &Scene, what: &str) {
    let text = preset::write(&PresetFile::new(scene.clone()));
    let back = preset::parse(&text).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(&back.scene, scene, "{what}");
}

fn play(name: &str, size: [f32; 2], dark: bool, seed: u64, actions: usize) {
    let first = preset::from_json(preset::built_in(name).unwrap()).unwrap();
    let mut screen = Screen::new(first.clone(), size);
    screen.harness.state_mut().state.settings.dark = dark;
    let mut random = Stream(Dice(seed));
    for i in 0..actions {
        let what = format!("{name} {size:?} seed {seed} action {i}");
        act(&mut screen, &mut random, size);
        tame(&mut screen);
        assert_is_a_scene(screen.scene(), &what);
        if i % 20 == 0 {
            assert_honest(&screen, &what);
        }
    }
    screen.event(Event::PointerMoved(pos2(1.0, 1.0)));
    screen.release(pos2(1.0, 1.0));
    screen.key(Key::Escape);
    screen.frames(3);
    screen.harness.check_accessibility();
    let mut back = 0;
    while screen.session().undo_name().is_some() && back < 1000 {
        screen
            .session_mut()
            .perform(ravine::session::command::Command::Undo);
        assert_is_a_scene(screen.scene(), name);
        back += 1;
    }
    assert!(back > 3, "the monkey changed something: {back}");
    if back < 200 {
        assert_eq!(screen.scene(), &first, "{name} seed {seed}");
    }
    screen.frames(3);
}

#[test]
fn a_monkey_on_the_ravine() {
    play("ravine", USUAL, true, 1, 300);
}

#[test]
fn a_monkey_on_the_recurrent_cliff() {
    play("recurrent_cliff", SMALLEST, false, 2, 300);
}

#[test]
fn a_monkey_on_rosenbrock() {
    play("rosenbrock", [1100.0, 600.0], true, 3, 300);
}
