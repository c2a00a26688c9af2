//! The scene as one short line for a chat or a mail.

use super::{Exporter, Group, preset::chosen};
use crate::session::preset::share;

/// The share string.
pub(super) const EXPORTER: Exporter = Exporter {
    id: "share",
    name: "Share string",
    group: Group::Scene,
    extension: "txt",
    summary: "One line to paste into a chat or a mail; whoever pastes it into Ravine sees the same scene",
    write: |subject, out, progress| {
        progress.at(0, 1)?;
        writeln!(out, "{}", share::encode(&chosen(subject)))?;
        Ok(progress.at(1, 1)?)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Subject;
    use crate::export::progress::Quiet;
    use crate::session::preset::{self, PresetFile};

    #[test]
    fn a_line_holds_the_whole_scene() {
        for (name, text) in preset::BUILT_IN {
            let file = PresetFile {
                schema: None,
                ..preset::parse(text).unwrap()
            };
            let mut out = Vec::new();
            let subject = Subject {
                preset: &file,
                run: None,
            };
            (EXPORTER.write)(&subject, &mut out, &mut Quiet).unwrap();
            let line = String::from_utf8(out).unwrap();
            assert_eq!(line.lines().count(), 1, "{name}");
            assert_eq!(preset::parse(&line).unwrap(), file, "{name}");
        }
    }
}
