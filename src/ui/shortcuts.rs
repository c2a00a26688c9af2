//! Which key presses become which commands.
//!
//! Letters, digits and Space act only while no text is being typed; Space and the arrows go to a focused
//! control first.

use crate::session::command::{Command, Shortcut};
use egui::{Context, Key, Modifiers};

/// The commands whose keys were pressed in this frame; their key presses are consumed.
pub fn pressed(ctx: &Context) -> Vec<Command> {
    let typing = ctx.text_edit_focused();
    let focused = ctx.memory(|memory| memory.focused().is_some());
    let mut commands = Vec::new();
    for (command, shortcut) in by_modifiers() {
        let for_control = matches!(shortcut.key, "Space" | "Left" | "Right");
        if (for_control && focused) || (!shortcut.command && typing) {
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

/// The commands that have keys, those with more modifiers first: egui takes Ctrl+Shift+Z for Ctrl+Z too.
fn by_modifiers() -> Vec<(Command, Shortcut)> {
    let all = Command::all().into_iter();
    let mut with_keys: Vec<_> = all
        .flat_map(|command| [command.shortcut(), command.also()].map(|keys| (command, keys)))
        .filter_map(|(command, keys)| Some((command, keys?)))
        .collect();
    with_keys.sort_by_key(|(_, keys)| std::cmp::Reverse(keys.command as u8 + keys.shift as u8));
    with_keys
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
