//! Keys become commands.
//!
//! Letters, digits and Space act only while no text is being typed; Space and the arrows go to a focused
//! control first.

use super::slider::focused_slider;
use crate::session::command::{Command, Shortcut};
use egui::{Context, Key, Modifiers};

/// The commands whose keys were pressed in this frame; their key presses are consumed.
pub fn pressed(ctx: &Context) -> Vec<Command> {
    let typing = ctx.text_edit_focused();
    let focused = ctx.memory(|memory| memory.focused());
    let slider = focused.is_some() && ctx.data(|data| data.get_temp(focused_slider())) == focused;
    let mut commands = Vec::new();
    // A key with Shift also counts as the key alone: those that ask for Shift come first.
    let mut all = Command::all();
    all.sort_by_key(|command| !command.shortcut().is_some_and(|shortcut| shortcut.shift));
    for command in all {
        let Some(shortcut) = command.shortcut() else {
            continue;
        };
        let for_control = match shortcut.key {
            "Left" | "Right" => focused.is_some(),
            "Space" => focused.is_some() && !slider,
            _ => false,
        };
        if for_control || (!shortcut.command && typing) {
            continue;
        }
        let Some((modifiers, keys)) = keys_of(shortcut) else {
            continue;
        };
        let hit = ctx.input_mut(|input| keys.iter().any(|key| input.consume_key(modifiers, *key)));
        if hit {
            commands.push(command);
        }
    }
    commands
}

/// The keys that a shortcut can arrive as.
fn keys_of(shortcut: Shortcut) -> Option<(Modifiers, Vec<Key>)> {
    let mut modifiers = Modifiers::NONE;
    if shortcut.command {
        modifiers |= Modifiers::COMMAND;
    }
    if shortcut.shift {
        modifiers |= Modifiers::SHIFT;
    }
    let keys = match shortcut.key {
        "Left" => vec![Key::ArrowLeft],
        "Right" => vec![Key::ArrowRight],
        "Plus" => vec![Key::Plus, Key::Equals],
        "?" => vec![Key::Questionmark, Key::F1],
        name => vec![Key::from_name(name)?],
    };
    Some((modifiers, keys))
}

/// A shortcut as it is written in menus: `Ctrl+Shift+Z`, `←`.
pub fn text(shortcut: Shortcut) -> String {
    let key = match shortcut.key {
        "Left" => "←",
        "Right" => "→",
        "Plus" => "+",
        "Minus" => "−",
        other => other,
    };
    let control = if !shortcut.command {
        ""
    } else if cfg!(target_os = "macos") {
        "⌘"
    } else {
        "Ctrl+"
    };
    format!(
        "{control}{}{key}",
        if shortcut.shift { "Shift+" } else { "" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shortcut_is_a_key() {
        for command in Command::all() {
            if let Some(shortcut) = command.shortcut() {
                assert!(keys_of(shortcut).is_some(), "{command:?}: {}", shortcut.key);
                assert!(!text(shortcut).is_empty());
            }
        }
    }
}
