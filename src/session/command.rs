//! Every action a person can take that is not an edit of a value: once, with its text and its key.
//!
//! Menus, keys, buttons and the help sheet are all drawn from this list.

/// An action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Open a scene from a file.
    Open,
    /// Save the scene to its file.
    Save,
    /// Save the scene to another file.
    SaveAs,
    /// Start over with the scene that Ravine opens with.
    NewScene,
    /// Take back the last change.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Put every run's parameters back to their defaults.
    ResetParameters,
    /// Play or pause.
    PlayPause,
    /// One step on.
    StepForward,
    /// One step back.
    StepBack,
    /// Ten steps on.
    TenForward,
    /// Ten steps back.
    TenBack,
    /// To the first step.
    ToStart,
    /// To the last step.
    ToEnd,
    /// Play from the start.
    Restart,
    /// Start again at the end, or not.
    ToggleLoop,
    /// Draw only the run with this number, counted from 0.
    Solo(usize),
    /// Draw all runs.
    ShowAll,
    /// Heat map on or off.
    ToggleHeat,
    /// Contour lines on or off.
    ToggleContours,
    /// Show the whole surface.
    Fit,
    /// Light or dark.
    ToggleTheme,
    /// Fold the left panel away or bring it back.
    ToggleLeft,
    /// Fold the right panel away or bring it back.
    ToggleRight,
    /// Fold the curves away or bring them back.
    ToggleCurves,
    /// Larger interface.
    ZoomIn,
    /// Smaller interface.
    ZoomOut,
    /// Interface at its usual size.
    ZoomReset,
    /// Show or hide the list of keys.
    Help,
    /// Show or hide what this program is.
    About,
}

/// A key with its modifiers, by name: the layers above know keyboards, this one does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// Ctrl, or Command on a Mac.
    pub command: bool,
    /// Shift.
    pub shift: bool,
    /// The key: a letter, a digit, or `Space`, `Left`, `Right`, `Home`, `End`, `Plus`, `Minus`, `?`.
    pub key: &'static str,
}

const fn plain(key: &'static str) -> Shortcut {
    Shortcut {
        command: false,
        shift: false,
        key,
    }
}
const fn shift(key: &'static str) -> Shortcut {
    Shortcut {
        command: false,
        shift: true,
        key,
    }
}
const fn ctrl(key: &'static str) -> Shortcut {
    Shortcut {
        command: true,
        shift: false,
        key,
    }
}
const fn ctrl_shift(key: &'static str) -> Shortcut {
    Shortcut {
        command: true,
        shift: true,
        key,
    }
}

const DIGITS: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

impl Command {
    /// Every command, in the order of the help sheet.
    pub fn all() -> Vec<Self> {
        let mut all = vec![
            Self::PlayPause,
            Self::StepForward,
            Self::StepBack,
            Self::TenForward,
            Self::TenBack,
            Self::ToStart,
            Self::ToEnd,
            Self::Restart,
            Self::ToggleLoop,
        ];
        all.extend((0..DIGITS.len()).map(Self::Solo));
        all.extend([
            Self::ShowAll,
            Self::ToggleContours,
            Self::ToggleHeat,
            Self::Fit,
            Self::Undo,
            Self::Redo,
            Self::ResetParameters,
            Self::NewScene,
            Self::Open,
            Self::Save,
            Self::SaveAs,
            Self::ToggleTheme,
            Self::ToggleLeft,
            Self::ToggleRight,
            Self::ToggleCurves,
            Self::ZoomIn,
            Self::ZoomOut,
            Self::ZoomReset,
            Self::Help,
            Self::About,
        ]);
        all
    }

    /// The words of a menu entry or button.
    pub fn text(self) -> &'static str {
        match self {
            Self::Open => "Open…",
            Self::Save => "Save",
            Self::SaveAs => "Save as…",
            Self::NewScene => "New scene",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::ResetParameters => "Reset parameters",
            Self::PlayPause => "Play or pause",
            Self::StepForward => "One step on",
            Self::StepBack => "One step back",
            Self::TenForward => "Ten steps on",
            Self::TenBack => "Ten steps back",
            Self::ToStart => "To the start",
            Self::ToEnd => "To the end",
            Self::Restart => "Restart",
            Self::ToggleLoop => "Loop",
            Self::Solo(_) => "Solo run",
            Self::ShowAll => "Show all runs",
            Self::ToggleHeat => "Heat map",
            Self::ToggleContours => "Contour lines",
            Self::Fit => "Fit the surface",
            Self::ToggleTheme => "Light or dark",
            Self::ToggleLeft => "Landscape panel",
            Self::ToggleRight => "Optimizers panel",
            Self::ToggleCurves => "Curves",
            Self::ZoomIn => "Larger interface",
            Self::ZoomOut => "Smaller interface",
            Self::ZoomReset => "Usual interface size",
            Self::Help => "Keyboard shortcuts",
            Self::About => "About Ravine",
        }
    }

    /// What it does, in a sentence.
    pub fn tooltip(self) -> &'static str {
        match self {
            Self::Open => "Open a scene from a file",
            Self::Save => "Save the scene to its file",
            Self::SaveAs => "Save the scene to another file",
            Self::NewScene => "Start over with the scene that Ravine opens with",
            Self::Undo => "Take back the last change",
            Self::Redo => "Do again what was taken back",
            Self::ResetParameters => "Put every run's parameters back to their defaults",
            Self::PlayPause => "Play the race, or pause it",
            Self::StepForward => "Move the playhead one step on",
            Self::StepBack => "Move the playhead one step back",
            Self::TenForward => "Move the playhead ten steps on",
            Self::TenBack => "Move the playhead ten steps back",
            Self::ToStart => "Move the playhead to the first step",
            Self::ToEnd => "Move the playhead to the last step",
            Self::Restart => "Play from the first step",
            Self::ToggleLoop => "At the end, start again",
            Self::Solo(_) => "Draw only this run; once more draws all",
            Self::ShowAll => "Draw every run",
            Self::ToggleHeat => "Colour the landscape by its height",
            Self::ToggleContours => "Draw lines of equal height",
            Self::Fit => "Show the whole surface",
            Self::ToggleTheme => "Switch between the light and the dark theme",
            Self::ToggleLeft => "Fold the landscape panel away, or bring it back",
            Self::ToggleRight => "Fold the optimizers panel away, or bring it back",
            Self::ToggleCurves => "Fold the curves away, or bring them back",
            Self::ZoomIn => "Make text and controls larger, for a projector",
            Self::ZoomOut => "Make text and controls smaller",
            Self::ZoomReset => "Text and controls at their usual size",
            Self::Help => "Show every key",
            Self::About => "What this program is, and its licences",
        }
    }

    /// Its key, if it has one.
    pub fn shortcut(self) -> Option<Shortcut> {
        Some(match self {
            Self::Open => ctrl("O"),
            Self::Save => ctrl("S"),
            Self::SaveAs => ctrl_shift("S"),
            Self::NewScene => ctrl("N"),
            Self::Undo => ctrl("Z"),
            Self::Redo => ctrl_shift("Z"),
            Self::PlayPause => plain("Space"),
            Self::StepForward => plain("Right"),
            Self::StepBack => plain("Left"),
            Self::TenForward => shift("Right"),
            Self::TenBack => shift("Left"),
            Self::ToStart => plain("Home"),
            Self::ToEnd => plain("End"),
            Self::Restart => plain("R"),
            Self::Solo(n) => plain(DIGITS.get(n)?),
            Self::ShowAll => plain("0"),
            Self::ToggleHeat => plain("H"),
            Self::ToggleContours => plain("C"),
            Self::Fit => plain("F"),
            Self::ZoomIn => ctrl("Plus"),
            Self::ZoomOut => ctrl("Minus"),
            Self::ZoomReset => ctrl("0"),
            Self::Help => plain("?"),
            Self::ResetParameters
            | Self::ToggleLoop
            | Self::ToggleTheme
            | Self::ToggleLeft
            | Self::ToggleRight
            | Self::ToggleCurves
            | Self::About => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_a_key_or_a_text() {
        let all = Command::all();
        for (i, a) in all.iter().enumerate() {
            for b in &all[..i] {
                assert!(
                    a.shortcut().is_none() || a.shortcut() != b.shortcut(),
                    "{a:?} and {b:?}"
                );
                let solo = matches!((a, b), (Command::Solo(_), Command::Solo(_)));
                assert!(solo || a.text() != b.text(), "{a:?} and {b:?}");
            }
            assert!(!a.tooltip().ends_with('.'), "{a:?}");
        }
    }
}
