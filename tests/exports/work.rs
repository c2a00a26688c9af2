//! Exports as work: they say how far they are, can be called off, and fail cleanly.

use ravine::export::progress::{Cancelled, Quiet};
use ravine::export::{EXPORTERS, Exporter, Failure, Group, Subject};
use ravine::session::preset::{self, PresetFile};
use std::io::{self, Write};

/// Takes what is written until it is told enough.
struct Narrow(usize);

impl Write for Narrow {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self
            .0
            .checked_sub(bytes.len())
            .ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn numbers() -> impl Iterator<Item = &'static Exporter> {
    let is_of_numbers = |one: &&Exporter| matches!(one.group, Group::Trajectories | Group::Table);
    EXPORTERS.iter().filter(is_of_numbers)
}

#[test]
fn work_tells_how_far_it_is_can_be_called_off_and_fails_where_nothing_can_be_written() {
    let mut scene = preset::default_scene();
    scene.steps = 20_000;
    let preset = PresetFile::new(scene);
    let subject = Subject {
        preset: &preset,
        run: None,
    };
    for exporter in numbers() {
        let mut told = Vec::new();
        let mut listen = |done: u64, total: u64| {
            told.push((done, total));
            Ok(())
        };
        (exporter.write)(&subject, &mut io::sink(), &mut listen).unwrap();
        let (last, total) = *told.last().unwrap();
        assert!(
            last == total && told.len() > 20,
            "{}: {last} of {total}",
            exporter.id
        );
        assert!(
            told.is_sorted() && told.iter().all(|(_, one)| *one == total),
            "{}",
            exporter.id
        );

        let mut asked = 0;
        let mut call_off = |_: u64, _: u64| {
            asked += 1;
            if asked < 5 { Ok(()) } else { Err(Cancelled) }
        };
        let done = (exporter.write)(&subject, &mut io::sink(), &mut call_off);
        assert!(matches!(done, Err(Failure::Cancelled)), "{}", exporter.id);
        assert_eq!(asked, 5, "{}", exporter.id);

        let done = (exporter.write)(&subject, &mut Narrow(500), &mut Quiet);
        match done {
            Err(Failure::Unwritten(error)) => assert_eq!(error.kind(), io::ErrorKind::StorageFull),
            other => panic!("{}: {other:?}", exporter.id),
        }
    }
}
