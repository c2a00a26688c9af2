//! Undo and redo: scenes with the names of the changes that led to them.
//!
//! A change is committed when the hand lets go, so that a drag is one step however many frames it took.

use super::scene::Scene;

/// How many steps back are kept.
const DEPTH: usize = 200;

/// The past and the future of a scene.
#[derive(Debug)]
pub struct History {
    committed: Scene,
    past: Vec<(String, Scene)>,
    future: Vec<(String, Scene)>,
}

impl History {
    /// A history that begins with this scene.
    pub fn new(scene: &Scene) -> Self {
        Self {
            committed: scene.clone(),
            past: Vec::new(),
            future: Vec::new(),
        }
    }

    /// Takes in the scene as it is now, under the name of what changed it. Nothing happens if it is equal
    /// to the one committed last.
    pub fn commit(&mut self, scene: &Scene, name: &str) {
        if *scene == self.committed {
            return;
        }
        let before = std::mem::replace(&mut self.committed, scene.clone());
        self.past.push((name.to_owned(), before));
        self.future.clear();
        if self.past.len() > DEPTH {
            self.past.remove(0);
        }
    }

    /// What undo would take back.
    pub fn undo_name(&self) -> Option<&str> {
        self.past.last().map(|(name, _)| name.as_str())
    }

    /// What redo would do again.
    pub fn redo_name(&self) -> Option<&str> {
        self.future.last().map(|(name, _)| name.as_str())
    }

    /// The scene before the last change, which becomes the scene to return to by redo.
    pub fn undo(&mut self) -> Option<Scene> {
        let (name, scene) = self.past.pop()?;
        let after = std::mem::replace(&mut self.committed, scene.clone());
        self.future.push((name, after));
        Some(scene)
    }

    /// The scene after the change that was undone last.
    pub fn redo(&mut self) -> Option<Scene> {
        let (name, scene) = self.future.pop()?;
        let before = std::mem::replace(&mut self.committed, scene.clone());
        self.past.push((name, before));
        Some(scene)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalog::Kind;

    fn scene(steps: u64) -> Scene {
        Scene {
            steps,
            ..Scene::on(Kind::Surface.default_config("quadratic"))
        }
    }

    #[test]
    fn changes_are_taken_back_and_done_again() {
        let mut history = History::new(&scene(1));
        history.commit(&scene(1), "nothing");
        assert_eq!(history.undo_name(), None);
        history.commit(&scene(2), "two");
        history.commit(&scene(3), "three");
        assert_eq!(history.undo_name(), Some("three"));
        assert_eq!(history.undo(), Some(scene(2)));
        assert_eq!(history.redo_name(), Some("three"));
        assert_eq!(history.undo(), Some(scene(1)));
        assert_eq!(history.undo(), None);
        assert_eq!(history.redo(), Some(scene(2)));
        history.commit(&scene(9), "nine");
        assert_eq!(history.redo(), None, "a new change forgets the future");
        assert_eq!(history.undo(), Some(scene(2)));
    }

    #[test]
    fn the_past_is_bounded() {
        let mut history = History::new(&scene(0));
        for steps in 1..1000 {
            history.commit(&scene(steps), "more");
        }
        let mut back = 0;
        while history.undo().is_some() {
            back += 1;
        }
        assert_eq!(back, DEPTH);
    }
}
