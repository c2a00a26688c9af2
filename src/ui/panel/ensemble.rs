//! The cloud around the runs: what its members differ in, how many there are, how far apart they start.

use crate::core::cloud::{Ensemble, MEMBERS, Tally};
use crate::session::Session;
use crate::session::ensemble::{most_members, simulated, usual_spread};
use crate::session::scene::RunId;
use crate::session::specs;
use crate::ui::format;
use crate::ui::param_row::{count_row_ui, real_row_ui};
use crate::ui::theme::Theme;
use egui::{Label, RichText, Ui};

/// Shows the rows.
pub fn ensemble_ui(ui: &mut Ui, session: &mut Session) {
    let before = session.scene.ensemble;
    if let Some(kind) = kind_ui(ui, before) {
        let count = match before.count() {
            0 => specs::USUAL_MEMBERS,
            count => count,
        };
        let spread = usual_spread(&session.scene);
        session.change("Change the cloud", |scene| {
            scene.ensemble = match kind {
                Kind::Off => Ensemble::Off,
                Kind::Starts => Ensemble::Starts { count, spread },
                Kind::Seeds => Ensemble::Seeds { count },
            };
        });
    }
    let mut changed = None;
    match &mut session.scene.ensemble {
        Ensemble::Off => return,
        Ensemble::Starts { count, spread } => {
            if count_row_ui(ui, &specs::MEMBER_COUNT, count, "every cloud") {
                changed = Some("Change the members");
            }
            if real_row_ui(ui, &specs::SPREAD, spread, "every cloud") {
                changed = Some("Change the spread");
            }
        }
        Ensemble::Seeds { count } => {
            if count_row_ui(ui, &specs::MEMBER_COUNT, count, "every cloud") {
                changed = Some("Change the members");
            }
        }
    }
    if let Some(changed) = changed {
        session.edited(changed);
    }
    if let Some(words) = caveat(session) {
        let theme = Theme::in_ui(ui);
        ui.horizontal_wrapped(|ui| {
            ui.add_space(26.0);
            let text = RichText::new(words).small().color(theme.warning);
            ui.add(Label::new(text).wrap().selectable(false));
        });
    }
}

/// What the members differ in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Off,
    Starts,
    Seeds,
}

/// One of the kinds side by side; answers which was chosen anew.
fn kind_ui(ui: &mut Ui, ensemble: Ensemble) -> Option<Kind> {
    let theme = Theme::in_ui(ui);
    let present = match ensemble {
        Ensemble::Off => Kind::Off,
        Ensemble::Starts { .. } => Kind::Starts,
        Ensemble::Seeds { .. } => Kind::Seeds,
    };
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.add_space(18.0);
        for (kind, word, hint) in [
            (Kind::Off, "Off", "Only the runs themselves"),
            (
                Kind::Starts,
                "Starts",
                "A faint cloud around every run: the same method from starts scattered around its own",
            ),
            (
                Kind::Seeds,
                "Seeds",
                "A faint cloud around every run: the same method with the noise of other seeds",
            ),
        ] {
            let is_chosen = kind == present;
            let colour = if is_chosen { theme.text } else { theme.text_muted };
            let label = ui
                .selectable_label(is_chosen, RichText::new(word).color(colour))
                .on_hover_text(hint);
            let label = label.accessible_name(format!("Ensemble: {}", word.to_lowercase()));
            if label.clicked() && !is_chosen {
                chosen = Some(kind);
            }
        }
    });
    chosen
}

/// Why there is no cloud, or a smaller one than was asked for.
fn caveat(session: &Session) -> Option<String> {
    let scene = &session.scene;
    let (wanted, shown) = (scene.ensemble, simulated(scene));
    if wanted == shown || scene.runs.is_empty() {
        return None;
    }
    if let Ensemble::Seeds { .. } = wanted
        && scene.noise.sigma <= 0.0
    {
        return Some("Without noise every seed is the same run. Raise σ above.".to_owned());
    }
    let (runs, steps) = (scene.runs.len(), format::count(scene.steps));
    Some(match most_members(scene) {
        few if few < MEMBERS[0] => {
            format!("{runs} runs of {steps} steps leave no room for a cloud. Take fewer steps.")
        }
        few => format!(
            "{few} of {} members are shown: {runs} runs of {steps} steps leave room for no more.",
            wanted.count()
        ),
    })
}

/// How the members of a run's cloud fare at the playhead, and a sentence more.
pub fn share_words(session: &Session, id: RunId) -> Option<[String; 2]> {
    let cloud = session.clouds().of(id)?.cloud();
    let Some(tally) = cloud.tally(session.step()) else {
        let (step, all) = (format::count(cloud.step()), cloud.request().steps);
        let words = format!("{} members, simulated to step {step}", cloud.count());
        let more = format!("Of {} steps", format::count(all));
        return Some([words, more]);
    };
    let Tally {
        count,
        converged,
        diverged,
        median,
    } = tally;
    let gone = match diverged {
        0 => String::new(),
        some => format!(", {some} diverged"),
    };
    let words = format!("{converged} of {count} converged{gone}");
    let more = match median {
        Some(step) => format!(
            "As of the playhead. Half of the members are within the tolerance by step {}",
            format::count(step)
        ),
        None => "As of the playhead. Fewer than half of the members ever converge".to_owned(),
    };
    Some([words, more])
}
