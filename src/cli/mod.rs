//! What was typed -> the calls of the library; exit codes; progress. The only module that prints. One file a command.

mod after;
mod analyze;
mod compare;
mod convert;
mod device;
mod diff;
mod doctor;
mod extract;
mod figure;
mod gallery;
mod inspect;
mod inspect_folder;
mod lab;
mod open;
mod outputs;
mod part;
mod pipeline;
mod probing;
mod progress;
mod registries;
mod render;
mod report;
mod runner;
mod show;
mod typed;
mod watch;

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

/// Why a distilled student disappoints, measured on the checkpoints themselves.
#[derive(Parser)]
#[command(name = "penult", version, about, max_term_width = 100)]
struct Cli {
    /// Say nothing but results and errors.
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Extract, analyse, draw and render a folder of checkpoints
    Report(report::Arguments),
    /// The same for any checkpoints, activations files or folders, side by side
    Compare(compare::Arguments),
    /// What a checkpoint is: family, layers, taps, head, parameters, metadata; what a folder of them means, and a penult.toml
    Inspect(inspect::Arguments),
    /// A checkpoint of any kind as safetensors, with what it says of itself
    Convert(convert::Arguments),
    /// Penultimate features and logits of checkpoints, as activations files
    Extract(extract::Arguments),
    /// Statistics of activations files, as analysis.json
    Analyze(analyze::Arguments),
    /// Remake the report from an analysis.json
    Render(render::Arguments),
    /// What changed between two analyses beyond noise; exit code 3 where something did
    Diff(diff::Arguments),
    /// The index page of a folder of reports
    Gallery(gallery::Arguments),
    /// One figure, sized and typed for a venue
    Figure(figure::Arguments),
    /// The statistics, with their definitions
    Metrics(registries::Arguments),
    /// The papers' claims that checkpoints can test, with the rules that decide
    Claims(registries::Arguments),
    /// The figures, with what they show
    Figures(registries::Arguments),
    /// The training objectives of the lab, with their definitions
    Objectives(registries::Arguments),
    /// The network families that are recognised
    Families(registries::Arguments),
    /// The JSON Schema of analysis.json
    Schema,
    /// What this build and this machine can do
    Doctor(doctor::Arguments),
    /// Train variants from a recipe
    Lab {
        #[command(subcommand)]
        command: lab::Command,
    },
}

impl Command {
    /// With what was typed of the options that the numbers depend on.
    fn told(mut self, typed: Vec<String>) -> Self {
        match &mut self {
            Self::Report(arguments) => arguments.measuring.arguments = typed,
            Self::Compare(arguments) => arguments.measuring.arguments = typed,
            Self::Analyze(arguments) => arguments.measuring.arguments = typed,
            _ => {}
        }
        self
    }
}

/// Parses, runs, and says what went wrong. 0 done, 1 the input is at fault, 2 usage, 3 a gate tripped or something changed.
pub fn main() -> ExitCode {
    let matches = Cli::command().get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let out = progress::Screen::new(cli.quiet);
    let typed = matches.subcommand().map(|(_, of_command)| typed::numbers(of_command)).unwrap_or_default();
    match dispatch(cli.command.told(typed), &out) {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Tripped) => ExitCode::from(3),
        Err(error) => {
            out.clear();
            anstream::eprintln!("penult: {error}");
            ExitCode::from(if error.is::<Usage>() { 2 } else { 1 })
        }
    }
}

/// What went wrong, in a sentence.
type Failure = Box<dyn std::error::Error>;

/// Done, or what went wrong.
type Outcome = Result<(), Failure>;

/// How a command ended that did its work.
enum Ended {
    Done,
    /// A gate tripped, or something changed.
    Tripped,
}

/// A command that was typed wrongly, which only its work could tell.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

fn dispatch(command: Command, out: &progress::Screen) -> Result<Ended, Failure> {
    match command {
        Command::Report(arguments) => return report::run(&arguments, out),
        Command::Compare(arguments) => return compare::run(&arguments, out),
        Command::Analyze(arguments) => return analyze::run(&arguments, out),
        Command::Render(arguments) => return render::run(&arguments, out),
        Command::Diff(arguments) => return diff::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments)?,
        Command::Convert(arguments) => convert::run(&arguments, out)?,
        Command::Extract(arguments) => extract::run(&arguments, out)?,
        Command::Gallery(arguments) => gallery::run(&arguments)?,
        Command::Figure(arguments) => figure::run(&arguments)?,
        Command::Metrics(arguments) => registries::metrics(&arguments)?,
        Command::Claims(arguments) => registries::claims(&arguments)?,
        Command::Figures(arguments) => registries::figures(&arguments)?,
        Command::Objectives(arguments) => registries::objectives(&arguments)?,
        Command::Families(arguments) => registries::families(&arguments)?,
        Command::Schema => registries::schema()?,
        Command::Doctor(arguments) => doctor::run(&arguments)?,
        Command::Lab { command } => lab::run(&command, out)?,
    }
    Ok(Ended::Done)
}
