//! A place in a document: reading plain values there, and wording what is wrong with them.

use super::text::{Fault, Member, Node, Tree, join};
use crate::core::catalog::{Config, Kind};
use crate::core::clip::Place;
use crate::core::params::Domain;
use crate::core::vec2::{Vec2, vec2};

/// How many ids a sentence names.
const FEW: usize = 8;

/// What was read, or why not.
pub(super) type Read<T> = Result<T, Fault>;

/// A value and what its place is called.
pub(super) struct Spot<'d> {
    pub(super) node: &'d Node<'d>,
    place: String,
}

impl<'d> Spot<'d> {
    pub(super) fn root(node: &'d Node<'d>) -> Self {
        Self {
            node,
            place: String::new(),
        }
    }

    pub(super) fn fault(&self, problem: String) -> Fault {
        let problem = match self.place.as_str() {
            "" => format!("the file {problem}"),
            _ => problem,
        };
        Fault::new(self.node.at, self.place.clone(), problem)
    }

    /// The fault of a value that is not what it must be.
    pub(super) fn must(&self, allowed: &str) -> Fault {
        let found = match &self.node.tree {
            Tree::Null => "null".to_owned(),
            Tree::Bool(on) => on.to_string(),
            Tree::Number(digits) => digits.chars().take(40).collect(),
            Tree::Text(text) => format!("{:?}", text.chars().take(40).collect::<String>()),
            Tree::Array(items) => format!("a list of {}", items.len()),
            Tree::Object(_) => "an object".to_owned(),
        };
        self.fault(format!("must be {allowed}, but is {found}"))
    }

    pub(super) fn item(&self, items: &'d [Node<'d>], index: usize) -> Self {
        Self {
            node: &items[index],
            place: format!("{}[{index}]", self.place),
        }
    }

    pub(super) fn fields(&self) -> Read<Fields<'_, 'd>> {
        match &self.node.tree {
            Tree::Object(members) => Ok(Fields {
                spot: self,
                members,
            }),
            _ => Err(self.must("an object")),
        }
    }

    pub(super) fn text(&self) -> Read<&'d str> {
        match &self.node.tree {
            Tree::Text(text) => Ok(text),
            _ => Err(self.must("a text in quotes")),
        }
    }

    /// A text of at most so many characters: what is shown must be of bearable length.
    pub(super) fn words(&self, most: usize) -> Read<String> {
        let text = self.text()?;
        let count = text.chars().count();
        if count > most {
            return Err(self.fault(format!(
                "has {count} characters; it may have {most}: shorten it"
            )));
        }
        Ok(text.to_owned())
    }

    pub(super) fn toggle(&self) -> Read<bool> {
        match &self.node.tree {
            Tree::Bool(on) => Ok(*on),
            _ => Err(self.must("true or false")),
        }
    }

    pub(super) fn real(&self, domain: Domain) -> Read<f64> {
        let number = match &self.node.tree {
            Tree::Number(digits) => digits.parse().ok(),
            _ => None,
        };
        number
            .filter(|x| domain.contains(*x))
            .ok_or_else(|| self.must(&domain.to_string()))
    }

    pub(super) fn count(&self, min: u64, max: u64) -> Read<u64> {
        let number = match &self.node.tree {
            Tree::Number(digits) => whole(digits),
            _ => None,
        };
        number
            .filter(|n| (min..=max).contains(n))
            .ok_or_else(|| self.must(&format!("a whole number from {min} to {max}")))
    }

    pub(super) fn position(&self) -> Read<Vec2> {
        match &self.node.tree {
            Tree::Array(items) if items.len() == 2 => Ok(vec2(
                self.item(items, 0).real(Domain::REAL)?,
                self.item(items, 1).real(Domain::REAL)?,
            )),
            _ => Err(self.must("a position, [x, y]")),
        }
    }

    /// The index of the word that stands here, if it is one of these.
    pub(super) fn choice(&self, words: &[&str]) -> Read<usize> {
        let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let allowed = match &quoted[..] {
            [one, two] => format!("{one} or {two}"),
            all => format!("one of {}", all.join(", ")),
        };
        let Tree::Text(found) = &self.node.tree else {
            return Err(self.must(&allowed));
        };
        let index = words.iter().position(|word| word == found);
        index.ok_or_else(|| self.must(&allowed).adding(&nearest(found, words)))
    }

    pub(super) fn place(&self, allowed: &[Place]) -> Read<Place> {
        let words: Vec<&str> = allowed.iter().map(|place| place.id()).collect();
        let known = Place::ALL.iter().map(|place| place.id());
        let stands_elsewhere =
            matches!(&self.node.tree, Tree::Text(word) if known.clone().any(|id| id == word));
        match self.choice(&words) {
            Ok(index) => Ok(allowed[index]),
            Err(fault) if stands_elsewhere => {
                Err(fault.adding(", which this optimizer does not have"))
            }
            Err(fault) => Err(fault),
        }
    }

    pub(super) fn entry(&self, kind: Kind, id: &str) -> Read<Config> {
        if let Some(about) = kind.find(id) {
            return Ok(Config::new(about));
        }
        let ids: Vec<&str> = kind.entries().iter().map(|about| about.info.id).collect();
        let id: String = id.chars().take(40).collect();
        let all = if ids.len() > FEW {
            let plural = kind.plural();
            format!("`ravine list {plural}` names all {}", ids.len())
        } else {
            format!("there is {}", ids.join(", "))
        };
        let near = nearest(&id, &ids);
        Err(self.fault(format!("is {id:?}, and no {kind} has that id{near}; {all}")))
    }
}

/// The members of an object.
pub(super) struct Fields<'s, 'd> {
    spot: &'s Spot<'d>,
    members: &'d [Member<'d>],
}

impl<'d> Fields<'_, 'd> {
    pub(super) fn get(&self, key: &str) -> Option<Spot<'d>> {
        let member = self.members.iter().find(|member| member.key == key)?;
        Some(Spot {
            node: &member.node,
            place: join(&self.spot.place, key),
        })
    }

    pub(super) fn required(&self, key: &str, what: &str) -> Read<Spot<'d>> {
        let missing = || {
            let place = join(&self.spot.place, key);
            Fault::new(self.spot.node.at, place, format!("is missing: {what}"))
        };
        self.get(key).ok_or_else(missing)
    }

    /// Refuses a key that means nothing here.
    pub(super) fn only(&self, known: &[&str]) -> Read<()> {
        let unknown = |member: &&Member<'_>| !known.contains(&member.key.as_str());
        let Some(member) = self.members.iter().find(unknown) else {
            return Ok(());
        };
        let near = nearest(&member.key, known);
        let problem = format!("is not known{near}; there is {}", known.join(", "));
        let place = join(&self.spot.place, &member.key);
        Err(Fault::new(member.key_at, place, problem))
    }
}

/// A question after the known name that is nearest to a misspelt one, if any is near.
fn nearest(word: &str, known: &[&str]) -> String {
    near(word, known).map_or_else(String::new, |name| format!(" (did you mean `{name}`?)"))
}

/// The known name that is nearest to a misspelt one, whatever its capitals, if any is near.
pub(super) fn near<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    // Distances take time in proportion to both lengths; no name is long.
    if word.len() > 60 {
        return None;
    }
    let plain = word.to_lowercase().replace([' ', '-'], "_");
    let distance = |name: &&str| strsim::osa_distance(&plain, name);
    let near = known.iter().copied().min_by_key(distance)?;
    (distance(&near) <= 1 + near.len() / 3).then_some(near)
}

/// The whole number that these digits are, also where they are written `1e3` or `1000.0`.
pub(super) fn whole(digits: &str) -> Option<u64> {
    let exact = |x: &f64| *x >= 0.0 && x.fract() == 0.0 && *x <= 9_007_199_254_740_992.0;
    let as_real = || digits.parse().ok().filter(exact).map(|x| x as u64);
    digits.parse().ok().or_else(as_real)
}
