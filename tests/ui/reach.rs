//! Everything on the screen has a name and a tooltip, and is reached and worked by the keyboard alone.

use crate::screen::{SMALLEST, Screen, USUAL};
use egui::accesskit::{Action, Role};
use egui::{Key, LayerId, Order, Rect, pos2};
use egui_kittest::kittest::NodeT;
use ravine::session::preset;
use ravine::ui::icons;

/// A control as a screen reader sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    role: Role,
    name: String,
    rect: Rect,
}

/// What can be clicked or set, and is not disabled; labels, which only a hand can double-click, apart.
pub fn controls(screen: &Screen) -> Vec<Control> {
    let nodes = screen.harness.root().children_recursive();
    let mut found = Vec::new();
    for node in nodes {
        let inner = node.accesskit_node();
        let data = inner.data();
        let acts = data.supports_action(Action::Click) || data.supports_action(Action::SetValue);
        if acts
            && !matches!(inner.role(), Role::Label | Role::ScrollBar)
            && inner.has_bounds()
            && !inner.is_disabled()
        {
            found.push(Control {
                role: inner.role(),
                name: inner.label().unwrap_or_default(),
                rect: node.rect(),
            });
        }
    }
    found
}

/// The control that has the keyboard.
fn focused(screen: &Screen) -> Option<(Role, String)> {
    let nodes = screen.harness.root().children_recursive();
    let mut nodes = nodes.into_iter().map(|node| node.accesskit_node());
    let node = nodes.find(egui_kittest::kittest::AccessKitNode::is_focused)?;
    Some((node.role(), node.label().unwrap_or_default()))
}

/// Every control that Tab reaches, in its order, until it begins again.
pub fn reached(screen: &mut Screen) -> Vec<(Role, String)> {
    let mut order = Vec::new();
    for _ in 0..400 {
        screen.key(Key::Tab);
        screen.frames(1);
        let Some(control) = focused(screen) else {
            continue;
        };
        // What has the keyboard is in sight.
        let all = screen.harness.ctx.content_rect();
        let mut rect = screen.rect(control.0, &control.1);
        for _ in 0..30 {
            if !all.contains(rect.center()) {
                screen.frames(1);
                rect = screen.rect(control.0, &control.1);
            }
        }
        assert!(all.contains(rect.center()), "{control:?} at {rect:?}");
        if order.first() == Some(&control) {
            return order;
        }
        order.push(control);
    }
    panic!("Tab never comes back: {order:?}");
}

/// A busy screen: a card unfolded, a shared clip, something to undo.
fn busy(size: [f32; 2]) -> Screen {
    let mut screen = Screen::new(preset::default_scene(), size);
    screen.click(Role::Button, "Unfold Adam");
    screen.click(Role::CheckBox, "Clip for all");
    screen.click(Role::Button, "Hide SGD");
    screen.frames(2);
    screen
}

#[test]
fn every_control_has_a_name_of_its_own() {
    for size in [USUAL, SMALLEST] {
        let all = controls(&busy(size));
        assert!(all.len() > 60, "{}", all.len());
        assert_names_differ(&all);
    }
}

/// Every control has a name, and no other one of its role has it.
#[track_caller]
pub fn assert_names_differ(all: &[Control]) {
    for (i, control) in all.iter().enumerate() {
        let name = control.name.trim();
        let is_icon = icons::ALL.iter().any(|(_, icon)| name == *icon);
        assert!(!name.is_empty() && !is_icon, "{control:?}");
        let same = |other: &&Control| other.role == control.role && other.name == control.name;
        let twin = all[..i].iter().find(same);
        assert!(twin.is_none(), "{control:?} and {twin:?}");
    }
}

#[test]
fn every_small_button_has_a_tooltip() {
    let mut screen = busy(USUAL);
    let small = |control: &Control| {
        control.role == Role::Button && control.rect.width() < 40.0 && control.rect.top() < 880.0
    };
    let names = ["File", "Edit", "View", "Lessons", "Help"];
    let mut all = controls(&screen);
    all.retain(|control| small(control) && !names.contains(&control.name.as_str()));
    assert!(all.len() > 20, "{}", all.len());
    for control in all {
        // Elsewhere first, so that an earlier tooltip is gone; then long enough for one to come.
        screen.move_to(pos2(640.0, 20.0));
        screen.frames(3);
        screen.move_to(control.rect.center());
        screen.frames(40);
        let is_tooltip = |layer: &LayerId| layer.order == Order::Tooltip;
        let shown = screen
            .harness
            .ctx
            .memory(|memory| memory.areas().visible_layer_ids().iter().any(is_tooltip));
        assert!(shown, "{control:?} has no tooltip");
    }
}

#[test]
fn tab_reaches_every_control_in_order() {
    for size in [USUAL, SMALLEST] {
        let mut screen = busy(size);
        let order = reached(&mut screen);
        for control in controls(&screen) {
            let it = (control.role, control.name.clone());
            assert!(order.contains(&it), "Tab does not reach {control:?}");
        }
        let place = |name: &str| {
            let is_it = |other: &str| other == name || name == "Curve" && other.starts_with(name);
            let at = order.iter().position(|(_, other)| is_it(other));
            at.unwrap_or_else(|| panic!("{name} is not reached"))
        };
        // From the bar to the left, the right, the middle and down.
        let names = [
            "File",
            "Help",
            "Surface",
            "Condition number of Quadratic",
            "Steps of the race",
            "Clip for all",
            "Add an optimizer",
            "Unfold SGD",
            "Unfold Adam",
            "To the start",
            "Step",
            "Curve",
            "Select Adam",
        ];
        for pair in names.windows(2) {
            assert!(place(pair[0]) < place(pair[1]), "{pair:?}");
        }
    }
}

/// Gives the keyboard to a control.
fn focus(screen: &mut Screen, role: Role, name: &str) {
    screen.harness.get_by_role_and_label_focus(role, name);
    screen.frames(2);
    assert_eq!(focused(screen), Some((role, name.to_owned())));
}

trait Focus {
    fn get_by_role_and_label_focus(&self, role: Role, name: &str);
}

impl Focus for egui_kittest::Harness<'_, crate::screen::App> {
    fn get_by_role_and_label_focus(&self, role: Role, name: &str) {
        use egui_kittest::kittest::Queryable;
        self.get_by_role_and_label(role, name).focus();
    }
}

#[test]
fn the_keyboard_works_every_kind_of_control() {
    for key in [Key::Enter, Key::Space] {
        let mut screen = Screen::usual();
        focus(&mut screen, Role::Button, "Light theme");
        screen.key(key);
        screen.frames(2);
        assert!(!screen.harness.state().state.settings.dark, "a button");
        focus(&mut screen, Role::CheckBox, "Momentum for all");
        screen.key(key);
        screen.frames(2);
        assert!(screen.scene().shared.momentum.is_some(), "a check box");
        focus(&mut screen, Role::Button, "Curve: rate");
        screen.key(key);
        screen.frames(2);
        assert_eq!(screen.session().view.curves[0].id(), "rate", "a tab");
        focus(&mut screen, Role::Button, "Select RMSprop");
        screen.key(key);
        screen.frames(2);
        let id = screen.run("RMSprop").id;
        assert_eq!(screen.session().selected, Some(id), "a line");
        for (role, name) in [
            (Role::Button, "File"),
            (Role::Button, "More for Adam"),
            (Role::ComboBox, "Surface"),
        ] {
            focus(&mut screen, role, name);
            screen.key(key);
            screen.frames(3);
            assert!(egui::Popup::is_any_open(&screen.harness.ctx), "{name}");
            screen.key(Key::Escape);
            screen.frames(3);
            assert!(!egui::Popup::is_any_open(&screen.harness.ctx), "{name}");
        }
        assert_eq!(screen.session().step(), 0, "the race heard nothing");
    }
    let mut screen = Screen::usual();
    let value = |screen: &Screen| screen.run("SGD").optimizer.real("lr").unwrap();
    let before = value(&screen);
    focus(&mut screen, Role::Slider, "Learning rate of SGD");
    screen.key(Key::ArrowRight);
    screen.frames(2);
    assert!(value(&screen) > before, "a slider");
    focus(&mut screen, Role::Button, "Type Learning rate of SGD");
    screen.key(Key::Delete);
    screen.frames(2);
    let usual = screen.run("SGD").optimizer.about.specs[0].default();
    let now = screen.run("SGD").optimizer.get("lr");
    assert_eq!(now, Some(&usual), "the default of a value");
    screen.assert_runs_are_up_to_date("the default");
}

/// Wherever the keyboard is, it shows: the picture is another one than without it.
#[test]
fn the_focus_is_visible_on_every_control() {
    let mut screen = Screen::new(preset::default_scene(), SMALLEST);
    screen.frames(3);
    let mut before = screen.harness.render().unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..90 {
        screen.key(Key::Tab);
        screen.frames(2);
        let Some((role, name)) = focused(&screen) else {
            continue;
        };
        // One of each kind is enough.
        let kind = name.split(' ').next().unwrap_or_default().to_owned();
        if !seen.insert((format!("{role:?}"), kind)) {
            continue;
        }
        let now = screen.harness.render().unwrap();
        let at = screen.rect(role, &name).expand(3.0);
        let changed = now.enumerate_pixels().filter(|(x, y, pixel)| {
            at.contains(pos2(*x as f32, *y as f32)) && before.get_pixel(*x, *y) != *pixel
        });
        let changed = changed.count();
        assert!(changed > 20, "{role:?} {name:?}: {changed} pixels changed");
        before = now;
    }
    assert!(seen.len() > 20, "{seen:?}");
}
