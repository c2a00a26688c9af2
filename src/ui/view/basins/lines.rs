//! The lines of the legend: what there is to be told apart, with its share.

use super::dye::{Key, stretches, versus};
use super::palette::{MOST_AHEAD, Palette, Versus};
use super::pixels::{Layer, percents};
use super::words;
use crate::session::Session;
use crate::session::maps::{Basin, Places};

/// How many kinds there are of what two runs do.
pub(super) const KINDS: usize = 7;
/// The most minima that are listed.
const MOST: usize = 9;

/// What a line's sample shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sample {
    /// A minimum of this style, from fast to slow.
    Style(usize),
    /// What is no minimum.
    Other(Basin),
    /// What two runs do.
    Versus(Versus),
    /// Nothing: a remark.
    None,
}

/// A line of the legend.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) sample: Sample,
    pub(super) percent: Option<(u32, bool)>,
    pub(super) text: String,
}

/// What the legend is about.
pub(super) struct About<'a> {
    pub(super) layers: [&'a Layer; 2],
    pub(super) places: &'a Places,
    pub(super) key: &'a Key,
    /// How many pixels are of each [`kind`], where two runs are compared.
    pub(super) of_two: [u64; KINDS],
    /// The share that is worked out.
    pub(super) progress: f64,
    /// Whether runs are taken one by one.
    pub(super) is_slow: bool,
    /// Why it will not be finished.
    pub(super) fault: Option<String>,
    /// Whether it is not known of some that reach a minimum since when they are there.
    pub(super) is_partly_unknown: bool,
    /// The steps of a run.
    pub(super) steps: u64,
}

/// The lines, the largest shares first.
pub(super) fn lines(session: &Session, about: &About<'_>, room: usize) -> Vec<Line> {
    let mut lines = if about.key.is_versus {
        of_two(session, about)
    } else {
        of_one(about, room)
    };
    if about.is_slow {
        lines.push(remark("One by one, at the speed of single runs"));
    }
    lines.extend(about.fault.as_deref().map(remark));
    lines
}

fn remark(text: &str) -> Line {
    Line {
        sample: Sample::None,
        percent: None,
        text: text.to_owned(),
    }
}

/// Lines with their shares, which are a hundred together.
fn shared(rows: Vec<(Sample, u64, String)>) -> Vec<Line> {
    let counts: Vec<u64> = rows.iter().map(|(_, count, _)| *count).collect();
    let percents = percents(&counts);
    rows.into_iter()
        .zip(percents)
        .map(|((sample, _, text), percent)| Line {
            sample,
            percent: Some((percent, percent == 0)),
            text,
        })
        .collect()
}

fn of_one(about: &About<'_>, room: usize) -> Vec<Line> {
    let counts = about.layers[0].counts();
    let order = about.places.in_order();
    let unit = about.places.unit();
    let mut minima: Vec<(usize, u64)> = counts
        .minima
        .iter()
        .map(|n| u64::from(*n))
        .enumerate()
        .filter(|(_, n)| *n > 0)
        .collect();
    minima.sort_by(|a, b| {
        b.1.cmp(&a.1)
            .then(about.places.rank(a.0).cmp(&about.places.rank(b.0)))
    });
    let others = counts.others.iter().filter(|n| **n > 0).count();
    let most = room.saturating_sub(others).clamp(1, MOST);
    let listed = if minima.len() > most {
        most - 1
    } else {
        minima.len()
    };
    let mut rows: Vec<(Sample, u64, String)> = Vec::new();
    for (found, count) in &minima[..listed] {
        let place = order.get(about.places.rank(*found));
        let text = place.map_or_else(String::new, |place| words::place(place, unit));
        rows.push((
            Sample::Style(about.key.style(*found)),
            *count,
            format!("→ {text}"),
        ));
    }
    let left = &minima[listed..];
    if !left.is_empty() {
        let count = left.iter().map(|(_, count)| count).sum();
        rows.push((
            Sample::Style(about.key.style(left[0].0)),
            count,
            format!("→ {} more minima", left.len()),
        ));
    }
    for (basin, count) in Basin::OTHERS.into_iter().zip(counts.others) {
        if count > 0 {
            let text = match basin {
                Basin::Saddle => "at a saddle",
                Basin::Cycling => "cycling",
                Basin::Undecided => "undecided, nearest's tint",
                Basin::Diverged => "diverged",
                _ => "outside the domain",
            };
            rows.push((Sample::Other(basin), u64::from(count), text.to_owned()));
        }
    }
    let mut lines = shared(rows);
    let palette = Palette::of(about.key.dark);
    if about.is_partly_unknown {
        lines.push(remark("Of some it is not known how fast"));
    }
    let used = minima.len();
    if used > palette.styles() {
        lines.push(remark("Colours come again, far apart"));
    } else if about.key.styles.iter().enumerate().any(|(found, style)| {
        *style >= palette.hues() && counts.minima.get(found).is_some_and(|n| *n > 0)
    }) {
        lines.push(remark("Hues come again, paler"));
    }
    lines
}

/// How many pixels are of each [`kind`].
pub(super) fn counts_of_two([first, second]: [&Layer; 2]) -> [u64; KINDS] {
    let mut counts = [0; KINDS];
    for row in 0..first.size()[1] {
        let (first, second) = (first.row(row), second.row(row));
        for alike in stretches(first, Some(second)) {
            if let Some(versus) = versus(first[alike.start], second[alike.start]) {
                counts[kind(versus)] += alike.len() as u64;
            }
        }
    }
    counts
}

fn of_two(session: &Session, about: &About<'_>) -> Vec<Line> {
    let subject = session.subject().map_or("", |run| run.name.as_str());
    let other = other_name(session).unwrap_or_default();
    let counts = about.of_two;
    let kinds = [
        (
            Versus::Same(MOST_AHEAD / 2),
            format!("same, {subject} sooner"),
        ),
        (Versus::Same(0), "same, together".to_owned()),
        (
            Versus::Same(-MOST_AHEAD / 2),
            format!("same, {other} sooner"),
        ),
        (Versus::First, format!("only {subject} arrives")),
        (Versus::Second, format!("only {other} arrives")),
        (Versus::Apart, "different minima".to_owned()),
        (Versus::Neither, "neither arrives".to_owned()),
    ];
    let rows = kinds
        .into_iter()
        .filter(|(versus, _)| counts[kind(*versus)] > 0);
    shared(
        rows.map(|(versus, text)| (Sample::Versus(versus), counts[kind(versus)], text))
            .collect(),
    )
}

/// How two runs are told apart in the legend.
pub(super) fn kind(versus: Versus) -> usize {
    match versus {
        Versus::Same(1..) => 0,
        Versus::Same(0) => 1,
        Versus::Same(_) => 2,
        Versus::First => 3,
        Versus::Second => 4,
        Versus::Apart => 5,
        Versus::Neither => 6,
    }
}

/// The name of the run that is compared with.
fn other_name(session: &Session) -> Option<&str> {
    let run = session.against.and_then(|id| session.scene.run(id));
    run.map(|run| run.name.as_str())
}
