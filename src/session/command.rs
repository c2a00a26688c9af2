//! Every action a person can take that is not an edit of a value: once, with its text and its key.
//!
//! Menus, keys, buttons, the command palette and the help sheet are all drawn from this list.

/// A list of commands, in the order of the help sheet: each with its words in a menu, what it does in a
/// sentence, and its key if it has one. What stands in brackets is the heading of those that follow.
macro_rules! commands {
    ($([$group:ident] $($name:ident: $text:literal, $tooltip:literal $(, $key:expr)?;)*)*) => {
        /// An action.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Command {
            $($(#[doc = $tooltip] $name,)*)*
            /// Draw only the run with this number, counted from 0.
            Solo(usize),
        }

        const PLAIN: &[Command] = &[$($(Command::$name),*),*];

        impl Command {
            /// The words of a menu entry or button.
            pub fn text(self) -> &'static str {
                match self {
                    $($(Self::$name => $text,)*)*
                    Self::Solo(_) => "Solo run",
                }
            }

            /// What it does, in a sentence.
            pub fn tooltip(self) -> &'static str {
                match self {
                    $($(Self::$name => $tooltip,)*)*
                    Self::Solo(_) => "Draw only this run; once more draws all",
                }
            }

            /// Its key, if it has one.
            pub fn shortcut(self) -> Option<Shortcut> {
                match self {
                    $($($(Self::$name => Some($key),)?)*)*
                    Self::Solo(n) => DIGITS.get(n).copied().map(plain),
                    _ => None,
                }
            }

            /// The heading under which it stands.
            pub fn group(self) -> Group {
                match self {
                    $($(Self::$name => Group::$group,)*)*
                    Self::Solo(_) => Group::Look,
                }
            }
        }
    };
}

/// The headings of the help sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// The playhead and the race.
    Play,
    /// What is drawn of the scene.
    Look,
    /// What changes the scene.
    Edit,
    /// What comes from files and goes there.
    File,
    /// The interface around it all.
    Window,
}

impl Group {
    /// All, in the order of the help sheet.
    pub const ALL: [Self; 5] = [Self::Play, Self::Look, Self::Edit, Self::File, Self::Window];

    /// The word above its commands.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Play => "Play",
            Self::Look => "Look",
            Self::Edit => "Edit",
            Self::File => "File",
            Self::Window => "Window",
        }
    }
}

commands! {
    [Play]
    PlayPause: "Play or pause", "Play the race, or pause it", plain("Space");
    StepForward: "One step on", "Move the playhead one step on", plain("Right");
    StepBack: "One step back", "Move the playhead one step back", plain("Left");
    TenForward: "Ten steps on", "Move the playhead ten steps on", shift("Right");
    TenBack: "Ten steps back", "Move the playhead ten steps back", shift("Left");
    ToStart: "To the start", "Move the playhead to the first step", plain("Home");
    ToEnd: "To the end", "Move the playhead to the last step", plain("End");
    Restart: "Restart", "Play from the first step", plain("R");
    ToggleLoop: "Loop", "At the end, start again";
    [Look]
    ShowAll: "Show all runs", "Draw every run", plain("0");
    ToggleContours: "Contour lines", "Draw lines of equal height", plain("C");
    ToggleHeat: "Heat map", "Colour the landscape by its height", plain("H");
    ToggleGradient: "Gradient field", "Draw arrows down the slope, longer where it is steeper", plain("G");
    ToggleCurvature: "Curvature at the head", "Draw the Hessian where the chosen run stands, as an ellipse with its eigenvectors";
    ToggleNames: "Names at the heads", "Write each run's name beside its head";
    Follow: "Follow the run", "Keep the chosen run's head in the middle of the plane";
    ZoomToEnd: "Zoom to the run's end", "Show the last steps of the chosen run as large as they fit";
    Fit: "Fit the surface", "Show the whole surface, in 3D from the usual place", plain("F");
    ShowPlane: "Landscape in 2D", "Show the landscape from above, as a map", plain("F2");
    ShowRelief: "Landscape in 3D", "Show the landscape as a height field, lit and turned by hand", plain("F3");
    ShowBoth: "2D and 3D", "Show the map and the height field side by side", plain("F4");
    ShowBasins: "Basins", "Colour each place by where the chosen run goes when it starts there", plain("B");
    ShowSweep: "Sweep", "Show what becomes of the chosen run as its parameters vary", plain("W");
    [Edit]
    Undo: "Undo", "Take back the last change", ctrl("Z");
    Redo: "Redo", "Do again what was taken back", ctrl_shift("Z");
    PasteScene: "Paste scene", "Open the scene whose text is on the clipboard", ctrl("V");
    ResetParameters: "Reset parameters", "Put every run's parameters back to their defaults";
    Import: "Run from PyTorch…", "Add a run from lines of a script: its optimizer, scheduler and clip";
    Tune: "Tune…", "Find the best learning rate of each run, or of other numbers, with as many trials for every run";
    PinRun: "Pin the run", "Keep the chosen run in sight as it is now, to see what a change does to it";
    UnpinAll: "Unpin all", "Forget every ghost";
    [File]
    NewScene: "New scene", "Start over with the scene that Ravine opens with", ctrl("N");
    Open: "Open…", "Open a scene from a file", ctrl("O");
    Gallery: "Gallery…", "Choose among the scenes that come with the program, by picture and sentence";
    Save: "Save", "Save the scene to its file", ctrl("S");
    SaveAs: "Save as…", "Save the scene to another file", ctrl_shift("S");
    Export: "Export…", "Write a picture, a film, numbers, code or a table", ctrl("E");
    CopyText: "Copy as text", "Copy the scene as a short text to send, which Paste scene opens again";
    CopyPicture: "Copy picture", "Copy the landscape as it is shown to the clipboard", ctrl_shift("C");
    CopyScreen: "Copy picture of the screen", "Copy the whole screen as it is shown to the clipboard";
    [Window]
    Palette: "Find a command…", "Search everything that can be done, and do it", ctrl("K");
    Present: "Present", "Large type, strong contrast and only what a lesson needs", plain("P");
    FullScreen: "Full screen", "Fill the whole screen, or go back to a window", plain("F11");
    ToggleTheme: "Light or dark", "Switch between the light and the dark theme";
    ToggleLeft: "Landscape panel", "Fold the landscape panel away, or bring it back";
    ToggleRight: "Optimizers panel", "Fold the optimizers panel away, or bring it back";
    ToggleCurves: "Curves", "Fold the curves away, or bring them back";
    ZoomIn: "Larger interface", "Make text and controls larger, for a projector", ctrl("Plus");
    ZoomOut: "Smaller interface", "Make text and controls smaller", ctrl("Minus");
    ZoomReset: "Usual interface size", "Text and controls at their usual size", ctrl("0");
    ResetSettings: "Reset settings", "Panels, theme and size of the interface as they were at first";
    Help: "Keys and gestures", "Show every key, and what the hand can do", plain("?");
    About: "About Ravine", "What this program is, and its licences";
}

/// A key with its modifiers, by name: the layers above know keyboards, this one does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// Ctrl, or Command on a Mac.
    pub command: bool,
    /// Shift.
    pub shift: bool,
    /// The key: a letter, a digit, or `F2`, `Space`, `Left`, `Right`, `Home`, `End`, `Plus`,
    /// `Minus`, `?`.
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
    /// A second key, where people expect one.
    pub fn also(self) -> Option<Shortcut> {
        match self {
            Self::Palette => Some(ctrl_shift("P")),
            _ => None,
        }
    }

    /// Every command, in the order of the help sheet; the digits, which draw one run alone, come before
    /// the one that draws all.
    pub fn all() -> Vec<Self> {
        let solo = (0..DIGITS.len()).map(Self::Solo);
        let at = PLAIN.iter().position(|command| *command == Self::ShowAll);
        let (before, after) = PLAIN.split_at(at.unwrap_or(0));
        let (before, after) = (before.iter().copied(), after.iter().copied());
        before.chain(solo).chain(after).collect()
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
                let keys = [a.shortcut(), a.also()].into_iter().flatten();
                for key in keys {
                    let others = [b.shortcut(), b.also()];
                    assert!(!others.contains(&Some(key)), "{a:?} and {b:?}");
                }
                let solo = matches!((a, b), (Command::Solo(_), Command::Solo(_)));
                assert!(solo || a.text() != b.text(), "{a:?} and {b:?}");
            }
            assert!(!a.tooltip().ends_with('.'), "{a:?}");
        }
    }
}
