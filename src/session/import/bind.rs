//! From a framework's arguments to a setting of an entry, by the names that its alias translates.

use super::known::Known;
use super::put::{parts_of, set, spec_of};
use super::reader::{Read, Reader};
use super::signature::{Argument, is_object};
use super::text::Fault;
use super::thing::{Thing, missing, must};
use crate::core::catalog::{Config, Framework, Kind};
use crate::core::params::Value;
use ruff_python_ast::ExprCall;

/// Arguments that change how a framework computes and not what.
const HARMLESS: [&str; 16] = [
    "foreach",
    "fused",
    "capturable",
    "differentiable",
    "verbose",
    "error_if_nonfinite",
    "accumulator_dtype",
    "mu_dtype",
    "mask",
    "weight_decay_mask",
    "trust_ratio_mask",
    "name",
    "jit_compile",
    "loss_scale_factor",
    "ema_momentum",
    "ema_overwrite_frequency",
];

/// What a call makes.
pub(super) struct Made {
    pub(super) config: Config,
    /// The optimizer that a schedule is of.
    pub(super) of: Option<usize>,
    /// A schedule in place of the rate.
    pub(super) schedule: Option<Config>,
    /// Clips among the arguments of an optimizer.
    pub(super) clips: Vec<Config>,
}

impl Made {
    fn of(config: Config) -> Self {
        Self {
            config,
            of: None,
            schedule: None,
            clips: Vec::new(),
        }
    }
}

impl Reader<'_> {
    /// The setting that a call makes of an entry.
    pub(super) fn bind(&mut self, known: Known, call: &ExprCall, at: usize) -> Read<Made> {
        let mut config = Config::new(known.about);
        if let Some((key, id)) = known.alias.inside {
            let inner = Value::Config(Box::new(Kind::Optimizer.default_config(id)));
            set(&mut config, key, inner, at)?;
        }
        self.fill(known, config, call, at)
    }

    /// The setting that a call makes of a wrapper around a setting.
    pub(super) fn around(
        &mut self,
        known: Known,
        inner: Config,
        call: &ExprCall,
        at: usize,
    ) -> Read<Config> {
        let mut config = Config::new(known.about);
        let key = known.alias.inside.map_or("optimizer", |(key, _)| key);
        set(&mut config, key, Value::Config(Box::new(inner)), at)?;
        let mut rest = call.clone();
        rest.arguments.args = Box::default();
        let names = known.about.specs.iter().filter(|spec| spec.key != key);
        let places = call.arguments.args.iter().skip(1).zip(names);
        for (arg, spec) in places {
            let thing = self.eval(arg)?;
            self.put(
                known,
                &mut config,
                spec.key,
                &thing,
                super::eval::start(arg),
            )?;
        }
        self.fill(known, config, &rest, at).map(|made| made.config)
    }

    fn fill(&mut self, known: Known, config: Config, call: &ExprCall, at: usize) -> Read<Made> {
        let mut arguments = self.arguments(known, call, at)?;
        self.first_group(&mut arguments);
        total_of_epochs(&mut arguments);
        let mut made = Made::of(config);
        for argument in &arguments {
            let Some(thing) = &argument.thing else {
                continue;
            };
            if is_object(&argument.name) {
                if let Thing::Optimizer(index) = thing {
                    made.of = Some(*index);
                }
                continue;
            }
            let key = known.alias.key_of(&argument.name);
            let has_counterpart =
                spec_of(&made.config, key).is_some() || parts_of(known.alias, &argument.name) > 0;
            if has_counterpart {
                if known.kind == Kind::Optimizer
                    && let Thing::Schedule(index) = thing
                {
                    self.schedules[*index].used = true;
                    made.schedule = Some(self.schedules[*index].config.clone());
                } else {
                    self.put(known, &mut made.config, &argument.name, thing, argument.at)?;
                }
            } else if let Some(clip) = self.clip_of(known, argument)? {
                made.clips.push(clip);
            } else {
                self.left_over(known, argument)?;
            }
        }
        Ok(made)
    }

    /// The clip that an argument of Keras's optimizers is.
    fn clip_of(&mut self, known: Known, argument: &Argument) -> Read<Option<Config>> {
        let Some(thing) = argument
            .thing
            .as_ref()
            .filter(|thing| !matches!(thing, Thing::Nothing))
        else {
            return Ok(None);
        };
        let found = Kind::Clip.find_alias(known.framework, &argument.name);
        let Some((about, alias)) = found.filter(|_| known.framework == Framework::Keras) else {
            return Ok(None);
        };
        let mut config = Config::new(about);
        let known = Known {
            kind: Kind::Clip,
            about,
            alias,
            ..known
        };
        let key = alias.key_of("value");
        let Some(spec) = spec_of(&config, key) else {
            return Ok(None);
        };
        // The fault names the argument as Keras does.
        self.put(known, &mut config, "value", thing, argument.at)
            .map_err(|fault| match thing {
                Thing::Unknown(unknown) => missing(&argument.name, unknown),
                _ => must(&argument.name, spec, thing, fault.at),
            })?;
        Ok(Some(config))
    }

    /// An argument that has no counterpart here: nothing if it says what is so anyway, else a remark or a fault.
    fn left_over(&mut self, known: Known, argument: &Argument) -> Read<()> {
        if !argument.is_given {
            return Ok(());
        }
        let (name, thing) = (&argument.name, argument.thing.as_ref());
        let default = match name.as_str() {
            "last_epoch" => Some(Thing::Number(-1.0)),
            _ => None,
        };
        let is_nothing = |thing: &Thing| {
            matches!(thing, Thing::Nothing | Thing::Flag(false))
                || default.as_ref().is_some_and(|default| default.same(thing))
        };
        let Some(thing) = thing.filter(|thing| !is_nothing(thing)) else {
            return Ok(());
        };
        let shown = match thing {
            Thing::Unknown(unknown) => unknown.code.clone(),
            other => other.shown(),
        };
        if HARMLESS.contains(&name.as_str()) {
            self.remark(format!(
                "`{name}={shown}` is left out: it does not change the numbers here"
            ));
            return Ok(());
        }
        if matches!(name.as_str(), "epochs" | "steps_per_epoch") {
            return Ok(());
        }
        let remedy = match name.as_str() {
            "decoupled_weight_decay" => "write `AdamW`, which is the same",
            "maximize" => "Ravine descends; leave it out",
            "last_epoch" => "a schedule starts at the first step; leave it out",
            _ => "leave it out",
        };
        let text = format!(
            "`{name}={shown}` of {} `{}` has no counterpart in Ravine: {remedy}",
            known.framework, known.alias.name
        );
        Err(Fault::new(argument.at, text))
    }

    /// Takes what the first parameter group says for its own.
    fn first_group(&mut self, arguments: &mut [Argument]) {
        let groups = arguments.first().and_then(|first| match &first.thing {
            Some(Thing::List(items)) if is_object(&first.name) => Some((items.clone(), first.at)),
            _ => None,
        });
        let Some((groups, at)) = groups else {
            return;
        };
        let Some(Thing::Table(first)) = groups.list.first() else {
            return;
        };
        for (key, value) in &first.list {
            let named = arguments
                .iter_mut()
                .skip(1)
                .find(|one| key.text() == Some(&one.name));
            if let Some(argument) = named {
                argument.thing = Some(value.clone());
                (argument.at, argument.is_given) = (at, true);
            }
        }
        if groups.list.len() > 1 {
            let count = groups.list.len();
            self.remark(format!(
                "Of {count} parameter groups the first is taken: the plane is one group"
            ));
        }
    }
}

/// One-cycle's length, where it is said as epochs and the steps of each.
fn total_of_epochs(arguments: &mut [Argument]) {
    let of = |name: &str| {
        let argument = arguments.iter().find(|one| one.name == name)?;
        argument
            .thing
            .clone()
            .filter(|thing| !matches!(thing, Thing::Nothing))
    };
    let total = match (of("total_steps"), of("epochs"), of("steps_per_epoch")) {
        (None, Some(Thing::Number(epochs)), Some(Thing::Number(steps))) => {
            Thing::Number(epochs * steps)
        }
        (None, Some(unknown @ Thing::Unknown(_)), Some(_))
        | (None, Some(_), Some(unknown @ Thing::Unknown(_))) => unknown,
        _ => return,
    };
    if let Some(argument) = arguments.iter_mut().find(|one| one.name == "total_steps") {
        argument.thing = Some(total);
    }
}
