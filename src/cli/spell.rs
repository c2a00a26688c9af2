//! How settings are said in one word of a command line: `adam:lr=0.01,schedule=step(size=50)`.
//!
//! This knows the grammar and nothing of what it is about: what was said becomes JSON as a preset has it,
//! and whoever reads presets judges it.

use serde_json::{Map, Value, json};

/// How deep settings may stand inside one another.
const MAX_DEPTH: usize = 16;

/// The grammar, for the help of every command that understands it.
pub(super) const GRAMMAR: &str = "\
METHOD, SURFACE, NOISE, SCHEDULE and CLIP are an id and, behind a colon, what differs from its defaults: \
adam:lr=0.01,beta1=0.95. `ravine list` names every id and key.\n\
A value is a number, a word (true, false, auto, a choice), a list in brackets, or another id with its settings in \
parentheses: 'adam:lr=0.1,schedule=multi_step(milestones=[50,80],gamma=0.5)'. What stands inside can also be named \
with a dot: adam:schedule=step,schedule.gamma=0.5. Text with commas stands in double quotes: 'sgd:name=\"a, b\"'.\n\
Besides the parameters of its method, a run has name, start=[x,y], schedule, clip and place (gradient, momentum or \
update: where the clip stands).";

/// A setting: an id, and keys with what was said of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Setting {
    pub(super) id: String,
    pub(super) pairs: Vec<(String, Said)>,
}

/// A value as it was said.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    /// A number or a word.
    Word(String),
    /// A text in quotes, which is never a number.
    Quoted(String),
    /// A list in brackets.
    List(Vec<Self>),
    /// An id with settings in parentheses.
    Setting(Setting),
}

impl Setting {
    /// The setting in a text; otherwise what is wrong with it, as a sentence.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text };
        let id = reader.word();
        if id.is_empty() {
            return Err("an id comes first, as in `adam:lr=0.01`".to_owned());
        }
        let pairs = match reader.next() {
            None => Vec::new(),
            Some(':') => reader.pairs(0)?,
            Some('(') => {
                let pairs = reader.pairs(0)?;
                reader.close(')')?;
                pairs
            }
            Some(other) => return Err(reader.unexpected(other)),
        };
        match reader.next() {
            None => Self { id, pairs }.resolved(),
            Some(other) => Err(reader.unexpected(other)),
        }
    }

    /// Takes a key out.
    pub(super) fn take(&mut self, key: &str) -> Option<Said> {
        let index = self.pairs.iter().position(|(known, _)| known == key)?;
        Some(self.pairs.remove(index).1)
    }

    /// As a preset has it: the id under this key, and the rest beside it.
    pub(super) fn into_json(self, id_key: &str) -> Value {
        let mut object = Map::new();
        object.insert(id_key.to_owned(), json!(self.id));
        for (key, said) in self.pairs {
            object.insert(key, said.into_json());
        }
        Value::Object(object)
    }

    /// What was said with dots, put into the settings that it is about; nothing is said twice.
    fn resolved(mut self) -> Result<Self, String> {
        let pairs = std::mem::take(&mut self.pairs);
        for (key, said) in pairs {
            self.put(&key, &key, said)?;
        }
        Ok(self)
    }

    fn put(&mut self, path: &str, whole: &str, said: Said) -> Result<(), String> {
        let Some((outer, rest)) = path.split_once('.') else {
            if self.pairs.iter().any(|(known, _)| known == path) {
                return Err(format!("`{whole}` is said twice"));
            }
            self.pairs.push((path.to_owned(), said));
            return Ok(());
        };
        let missing = || format!("`{whole}` needs `{outer}=…` before it");
        let found = self.pairs.iter_mut().find(|(known, _)| known == outer);
        let (_, inner) = found.ok_or_else(missing)?;
        if let Said::Word(id) = inner {
            let id = std::mem::take(id);
            *inner = Said::Setting(Self {
                id,
                pairs: Vec::new(),
            });
        }
        match inner {
            Said::Setting(inner) => inner.put(rest, whole, said),
            _ => Err(missing()),
        }
    }
}

impl Said {
    /// A value on its own.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text };
        let said = reader.value("", 0)?;
        match reader.next() {
            None => Ok(said),
            Some(other) => Err(reader.unexpected(other)),
        }
    }

    /// As a preset has it.
    pub(super) fn into_json(self) -> Value {
        match self {
            Self::Word(word) => word_as_json(&word),
            Self::Quoted(text) => json!(text),
            Self::List(items) => items.into_iter().map(Self::into_json).collect(),
            Self::Setting(setting) => setting.into_json("id"),
        }
    }
}

/// A number where it is one that JSON can hold, else a truth value or a text.
fn word_as_json(word: &str) -> Value {
    if let Ok(count) = word.parse::<u64>() {
        return json!(count);
    }
    if let Ok(count) = word.parse::<i64>() {
        return json!(count);
    }
    let is_number = word.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    match word {
        "true" => json!(true),
        "false" => json!(false),
        _ => match word.parse::<f64>() {
            Ok(number) if is_number && number.is_finite() => json!(number),
            _ => json!(word),
        },
    }
}

/// What is left of a text.
struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    /// The next letter that is no blank.
    fn next(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        let letter = self.rest.chars().next()?;
        self.rest = &self.rest[letter.len_utf8()..];
        Some(letter)
    }

    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn close(&mut self, bracket: char) -> Result<(), String> {
        match self.next() {
            Some(letter) if letter == bracket => Ok(()),
            Some(other) => Err(self.unexpected(other)),
            None => Err(format!("a `{bracket}` is missing at the end")),
        }
    }

    fn unexpected(&self, letter: char) -> String {
        let rest: String = self.rest.chars().take(20).collect();
        format!("`{letter}{rest}` cannot stand there")
    }

    /// An id, up to what opens its settings.
    fn word(&mut self) -> String {
        self.until([':', '(', ')', '[', ']', ',', '=', '"'])
    }

    fn until<const N: usize>(&mut self, ends: [char; N]) -> String {
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.trim().to_owned()
    }

    /// Keys and values up to a closing parenthesis or the end.
    fn pairs(&mut self, depth: usize) -> Result<Vec<(String, Said)>, String> {
        let mut pairs = Vec::new();
        loop {
            if matches!(self.peek(), None | Some(')')) {
                return Ok(pairs);
            }
            let key = self.until(['(', ')', '[', ']', ',', '=', '"']);
            match self.next() {
                Some('=') if !key.is_empty() => {}
                Some(',') | None if !key.is_empty() => {
                    return Err(format!("`{key}` needs a value, as in `{key}=1`"));
                }
                Some(other) => return Err(self.unexpected(other)),
                None => return Ok(pairs),
            }
            let value = self.value(&key, depth)?;
            pairs.push((key, value));
            match self.peek() {
                Some(',') => {
                    self.next();
                }
                None | Some(')') => {}
                Some(other) => {
                    self.next();
                    return Err(self.unexpected(other));
                }
            }
        }
    }

    fn value(&mut self, key: &str, depth: usize) -> Result<Said, String> {
        if depth > MAX_DEPTH {
            return Err("settings stand too deep inside one another".to_owned());
        }
        match self.peek() {
            Some('[') => {
                self.next();
                let mut items = Vec::new();
                while self.peek() != Some(']') {
                    items.push(self.value(key, depth + 1)?);
                    if self.peek() == Some(',') {
                        self.next();
                    } else {
                        break;
                    }
                }
                self.close(']')?;
                Ok(Said::List(items))
            }
            Some('"') => self.quoted(),
            _ => {
                let word = self.until(['(', ')', '[', ']', ',', '=', '"']);
                if word.is_empty() {
                    return Err(match self.rest.chars().next() {
                        Some(other) if !",)]".contains(other) => {
                            self.next();
                            self.unexpected(other)
                        }
                        _ if key.is_empty() => "a value is missing".to_owned(),
                        _ => format!("`{key}` needs a value, as in `{key}=1`"),
                    });
                }
                if self.peek() != Some('(') {
                    return Ok(Said::Word(word));
                }
                self.next();
                let pairs = self.pairs(depth + 1)?;
                self.close(')')?;
                let setting = Setting { id: word, pairs }.resolved()?;
                Ok(Said::Setting(setting))
            }
        }
    }

    /// A text in quotes, with JSON's escapes.
    fn quoted(&mut self) -> Result<Said, String> {
        let mut texts = serde_json::Deserializer::from_str(self.rest).into_iter::<String>();
        match texts.next() {
            Some(Ok(text)) => {
                let end = texts.byte_offset();
                self.rest = &self.rest[end..];
                Ok(Said::Quoted(text))
            }
            _ => {
                Err("a text in quotes does not end, or has an escape that JSON has not".to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_presets_have_them() {
        let table = [
            ("adam", r#"{"id":"adam"}"#),
            (" adam : ", r#"{"id":"adam"}"#),
            (
                "adam:lr=0.01,beta1=0.95",
                r#"{"id":"adam","lr":0.01,"beta1":0.95}"#,
            ),
            ("adam( lr = 1e-2 , )", r#"{"id":"adam","lr":0.01}"#),
            (
                "x:a=.5,b=-1,c=+2.5e3,d=7",
                r#"{"id":"x","a":0.5,"b":-1,"c":2500.0,"d":7}"#,
            ),
            (
                "x:a=true,b=false,c=auto,d=inf,e=1e999,f=nan,g=-inf",
                r#"{"id":"x","a":true,"b":false,"c":"auto","d":"inf","e":"1e999","f":"nan","g":"-inf"}"#,
            ),
            (
                "x:a=[1, 2,3],b=[],c=[step(n=1),cosine]",
                r#"{"id":"x","a":[1,2,3],"b":[],"c":[{"id":"step","n":1},"cosine"]}"#,
            ),
            (
                "x:s=warmup(then=cosine(k=1),n=2),c=norm",
                r#"{"id":"x","s":{"id":"warmup","then":{"id":"cosine","k":1},"n":2},"c":"norm"}"#,
            ),
            (
                "x:s=warmup,s.then=cosine,s.then.k=1",
                r#"{"id":"x","s":{"id":"warmup","then":{"id":"cosine","k":1}}}"#,
            ),
            (
                r#"x:name="a, \"b\" (c)",other=two words: yes"#,
                r#"{"id":"x","name":"a, \"b\" (c)","other":"two words: yes"}"#,
            ),
            (
                "x:seed=18446744073709551615",
                r#"{"id":"x","seed":18446744073709551615}"#,
            ),
        ];
        for (text, want) in table {
            let found = Setting::parse(text).unwrap().into_json("id");
            let want: Value = serde_json::from_str(want).unwrap();
            assert_eq!(found, want, "{text}");
        }
        assert_eq!(Said::parse("1,2").unwrap_err(), "`,2` cannot stand there");
    }

    #[test]
    fn what_is_no_setting_is_refused_in_a_sentence() {
        let deep = format!("x:a={}", "b(a=".repeat(2000));
        let list = format!("x:a={}", "[".repeat(2000));
        let table = [
            ("", "an id comes first"),
            (":lr=1", "an id comes first"),
            ("adam:lr", "`lr` needs a value"),
            ("adam:lr,beta1=1", "`lr` needs a value"),
            ("adam:lr=", "`lr` needs a value"),
            ("adam:lr=,x=1", "`lr` needs a value"),
            ("adam:=1", "`=1` cannot stand there"),
            ("adam=1", "`=1` cannot stand there"),
            ("adam:lr=1)", "`)` cannot stand there"),
            ("adam:lr=1=2", "`=2` cannot stand there"),
            ("adam:lr=(1)", "`(1)` cannot stand there"),
            ("adam(lr=1", "a `)` is missing"),
            ("adam(lr=1)x", "`x` cannot stand there"),
            ("x:a=[1,2", "a `]` is missing"),
            ("x:a=[1 2=3]", "`=3]` cannot stand there"),
            ("x:a=\"b", "does not end"),
            ("x:a=1,a=2", "`a` is said twice"),
            ("x:a=b(c=1),a.c=2", "`a.c` is said twice"),
            ("x:a.b=1", "`a.b` needs `a=…` before it"),
            ("x:a=[1],a.b=1", "`a.b` needs `a=…` before it"),
            (&deep, "too deep"),
            (&list, "too deep"),
        ];
        for (text, want) in table {
            let said = Setting::parse(text).unwrap_err();
            assert!(said.contains(want), "{text}: {said}");
        }
    }
}
