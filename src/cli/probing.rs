//! `--probes` and `--augmentations` -> what is measured on the weights of each variant, by split.
//!
//! Weights are always measured. The rest costs many passes: it is asked for, and made on one split, train where there is one,
//! since the claims are about training examples.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};

use super::Failure;
use super::pipeline::class;
use super::runner::Runner;
use crate::analysis::Input;
use crate::analysis::schema::Preprocessing;
use crate::checkpoint::{self, Checkpoint, Part, Weights};
use crate::data::Normalise;
use crate::extract::probes::augmentations::{self, Augmentations};
use crate::extract::probes::{self, EXAMPLES, Probes, Settings, Subject, barrier, hessian, landscape, mixing, weights};
use crate::extract::{Activations, Source};
use crate::metrics::{Undefined, temperature};
use crate::network::{self, Plan};
use crate::study::{self, Files, Study};

/// What is measured on weights.
#[derive(Args, Debug, Default)]
pub(super) struct Probing {
    /// Measure on the weights too, on train where it is given, else on test.
    #[arg(long, value_enum, value_delimiter = ',')]
    probes: Vec<Kind>,
    /// Examples of the landscape, class-stratified.
    #[arg(long, default_value_t = EXAMPLES, value_parser = clap::value_parser!(u32).range(2..))]
    probe_examples: u32,
    /// Augmented passes (random crops and flips) over 300 examples of each of two classes, for the mutual information; 50 are
    /// enough, the paper takes 5.
    #[arg(long, value_name = "L", value_parser = clap::value_parser!(u32).range(2..))]
    augmentations: Option<u32>,
    /// The two classes of the augmented passes, by name or index; the first and the middle one by default, of CIFAR-10 airplane
    /// and dog, the paper's.
    #[arg(long, value_delimiter = ',', requires = "augmentations")]
    augmented_classes: Option<Vec<String>>,
}

/// A probe that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// The loss around the weights, its curvature, and on the line to the reference and the next seed.
    Landscape,
    /// How far from linear the answers are between examples.
    Mixing,
    /// Norms, zeros and distances: always measured.
    Weights,
}

impl Probing {
    /// Whether anything is asked for.
    pub(super) fn is_asked(&self) -> bool {
        !self.probes.is_empty() || self.augmentations.is_some()
    }

    /// What is made on one split alone, of what is asked for.
    fn of_one_split(&self) -> impl Iterator<Item = &'static str> {
        let asked = [
            ("landscape", self.has(Kind::Landscape)),
            ("mixing", self.has(Kind::Mixing)),
            ("augmentations", self.augmentations.is_some()),
        ];
        asked.into_iter().filter_map(|(kind, is_asked)| is_asked.then_some(kind))
    }

    fn has(&self, kind: Kind) -> bool {
        self.probes.contains(&kind)
    }

    /// The augmented passes that are asked for, on these classes.
    ///
    /// # Errors
    /// Classes that are not two of these.
    pub(super) fn augmentations(&self, classes: &[String]) -> Result<Option<Augmentations>, String> {
        let Some(passes) = self.augmentations else { return Ok(None) };
        let of = |named: &Vec<String>| named.iter().map(|text| class(text, classes)).collect::<Option<Vec<_>>>();
        let named = self.augmented_classes.as_ref().map(of);
        let classes = match named {
            None => augmentations::default_classes(classes.len()),
            Some(Some(found)) if found.len() == 2 && found[0] != found[1] => [found[0], found[1]],
            Some(_) => {
                let (known, found) =
                    (classes.join(", "), self.augmented_classes.as_deref().unwrap_or_default().join(","));
                return Err(format!(
                    "--augmented-classes: expected two different classes among {known}, found {found}"
                ));
            }
        };
        Ok(Some(Augmentations { passes: passes as usize, classes }))
    }
}

/// A variant's network, its weights and its constants, where it was run.
pub(super) struct Probed<'a> {
    pub(super) variant: &'a study::Variant,
    pub(super) checkpoint: &'a Checkpoint,
    pub(super) plan: &'a Plan,
    pub(super) normalise: Option<&'a Normalise>,
}

/// Fills in what can be measured on the weights of all inputs, or lies beside their activations.
pub(super) fn of_study(
    study: &Study,
    runner: &Runner<'_>,
    inputs: &mut [Input],
    constants: &[Option<Preprocessing>],
) -> Result<(), Failure> {
    for (input, constants) in inputs.iter_mut().zip(constants) {
        let Some(variant) = study.variants.iter().find(|v| v.id == input.id) else { continue };
        let path = match &variant.files {
            Files::Activations(_) => {
                input.probes = beside(&input.activations)?;
                continue;
            }
            Files::Checkpoint(path) => path,
        };
        let checkpoint = checkpoint::load_part(path, variant.part)?;
        let plan = network::recognise(&checkpoint)?;
        let normalise = constants.as_ref().map(|c| Normalise { mean: c.mean.clone(), std: c.std.clone() });
        let probed = Probed { variant, checkpoint: &checkpoint, plan: &plan, normalise: normalise.as_ref() };
        input.probes = of_variant(study, &probed, &input.activations, runner)?;
    }
    Ok(())
}

/// Probes files beside activations.
fn beside(activations: &BTreeMap<String, Activations>) -> Result<BTreeMap<String, Probes>, Failure> {
    let mut out = BTreeMap::new();
    for (split, a) in activations {
        if let Some(path) = probes::beside(&a.file).filter(|path| path.is_file()) {
            out.insert(split.clone(), Probes::open(&path)?);
        }
    }
    Ok(out)
}

/// What is measured on the weights of one variant, by split.
pub(super) fn of_variant(
    study: &Study,
    of: &Probed<'_>,
    activations: &BTreeMap<String, Activations>,
    runner: &Runner<'_>,
) -> Result<BTreeMap<String, Probes>, Failure> {
    let others = Others::find(study, of)?;
    let own = others.weights(of);
    let mut out: BTreeMap<String, Probes> = activations.keys().map(|split| (split.clone(), own.clone())).collect();
    let chosen = runner.sets.get_key_value("train").or_else(|| runner.sets.first_key_value());
    let (Some((split, data)), Some(normalise)) = (chosen, of.normalise) else { return Ok(out) };
    let source = Source { checkpoint: of.checkpoint, plan: of.plan, normalise };
    let found = if runner.class_map_file(of.variant).is_some() {
        let why = "its classes are in another order than the data's (--class-map), which probes do not follow";
        let missing = runner.probing.of_one_split().map(|kind| (format!("missing.{kind}"), why.to_owned()));
        Probes { words: missing.collect(), ..Probes::default() }
    } else {
        on_data(&Subject { source: &source, data, split }, &others, activations.get(split), runner)?
    };
    for (of, probes) in &mut out {
        if of == split {
            probes.merge(found.clone());
        } else {
            let alone = |kind| (format!("missing.{kind}"), format!("probed on the split {split} alone"));
            probes.words.extend(runner.probing.of_one_split().map(alone));
        }
    }
    runner.screen.clear();
    Ok(out)
}

/// The probes that are asked for.
fn on_data(
    subject: &Subject<'_>,
    others: &Others<'_>,
    activations: Option<&Activations>,
    runner: &Runner<'_>,
) -> Result<Probes, Failure> {
    let probing = &runner.probing;
    let progress = |what: &str, done: usize, total: usize| runner.screen.progress(what, "steps", done, total);
    let settings = Settings {
        device: &runner.device,
        folder: &runner.folder,
        examples: probing.probe_examples as usize,
        progress: &progress,
    };
    let mut out = Probes::default();
    if probing.has(Kind::Landscape) {
        let mut temperatures = vec![1.0];
        match activations.map(|a| temperature::fit(a.logits(), &a.labels, &|_| true)) {
            Some(Ok(fitted)) => temperatures.push(fitted),
            Some(Err(Undefined(why))) => out = out.saying("missing.temperature", why),
            None => {}
        }
        out.merge(landscape::run(subject, &temperatures, &settings)?);
        out.merge(hessian::run(subject, &temperatures, &settings)?);
        let seed = same_network(subject.source.plan, others.seed, "its group has no other seed")?;
        for (name, other) in [("reference", &others.reference), ("seed", &seed)] {
            match other {
                Ok(other) => out.merge(barrier::run(subject, (name, other), &settings)?),
                Err(why) => out = out.saying(&format!("missing.barrier.{name}"), why.clone()),
            }
        }
    }
    if probing.has(Kind::Mixing) {
        out.merge(mixing::run(subject, &settings)?);
    }
    if let Some(how) = runner.augmentations {
        out.merge(augmentations::run(subject, how, &settings)?);
    }
    Ok(out)
}

/// The checkpoints that a variant's weights are held against, or why there is none.
struct Others<'a> {
    reference: Result<Checkpoint, String>,
    previous: Result<Checkpoint, String>,
    averaged: Result<Checkpoint, String>,
    /// The next of its group; read where a barrier is asked for.
    seed: Option<&'a study::Variant>,
}

impl<'a> Others<'a> {
    fn find(study: &'a Study, of: &Probed<'_>) -> Result<Self, Failure> {
        let v = of.variant;
        let by_id = |id: &String| study.variants.iter().find(|other| other.id == *id);
        let load = |other: Option<&study::Variant>, none: &str| same_network(of.plan, other, none);
        let of_group: Vec<&study::Variant> =
            study.variants.iter().filter(|o| o.group == v.group && o.epoch == v.epoch).collect();
        let own = of_group.iter().position(|o| o.id == v.id).unwrap_or(0);
        let next = of_group.get((own + 1) % of_group.len().max(1)).copied().filter(|o| o.id != v.id);
        Ok(Self {
            reference: load(v.reference.as_ref().and_then(by_id), "it has no reference")?,
            previous: load(earlier(study, v), "no earlier checkpoint of its run is a variant")?,
            averaged: averaged(v, of.checkpoint)?,
            seed: next,
        })
    }

    /// The weights alone, and against the others.
    fn weights(&self, of: &Probed<'_>) -> Probes {
        let mut out = weights::measure(of.plan, of.checkpoint);
        let others = [("reference", &self.reference), ("previous", &self.previous), ("averaged", &self.averaged)];
        for (name, other) in others {
            match other {
                Ok(other) => out.merge(weights::between(of.plan, of.checkpoint, (name, other))),
                Err(why) => out = out.saying(&format!("missing.weights.{name}"), why.clone()),
            }
        }
        out
    }
}

/// The checkpoint that is next before a variant in its run.
fn earlier<'a>(study: &'a Study, v: &study::Variant) -> Option<&'a study::Variant> {
    let run = |of: &study::Variant| of.run.as_ref().map(|r| r.id.clone());
    let is_of_run = |o: &&study::Variant| run(o).is_some() && run(o) == run(v);
    let before = study.variants.iter().filter(is_of_run).filter(|o| o.epoch.is_some() && o.epoch < v.epoch);
    before.max_by_key(|o| o.epoch)
}

/// The weights of another variant, where it is of the same network.
fn same_network(
    plan: &Plan,
    other: Option<&study::Variant>,
    none: &str,
) -> Result<Result<Checkpoint, String>, Failure> {
    let Some(other) = other else { return Ok(Err(none.to_owned())) };
    let Files::Checkpoint(path) = &other.files else {
        return Ok(Err(format!("of {} there are activations, no weights", other.id)));
    };
    let found = checkpoint::load_part(path, other.part)?;
    let fits = weights::has_same_plan(plan, &found);
    Ok(if fits { Ok(found) } else { Err(format!("{} is another network", other.id)) })
}

/// The weights of the file that were not taken: averaged ones beside raw ones, or raw beside averaged.
fn averaged(v: &study::Variant, own: &Checkpoint) -> Result<Result<Checkpoint, String>, Failure> {
    let none = || Ok(Err("the file holds no averaged weights beside the raw ones".to_owned()));
    let Some(path) = v.files.first().filter(|path| checkpoint::is_torch(path)) else { return none() };
    let weights = if v.part.weights == Weights::Raw { Weights::Averaged } else { Weights::Raw };
    let other = checkpoint::load_part(path, Part { weights, ..v.part })?;
    let is_same = |(name, t): (&String, &checkpoint::Tensor)| own.tensors.get(name).is_some_and(|o| o.data == t.data);
    if other.tensors.iter().all(is_same) { none() } else { Ok(Ok(other)) }
}
