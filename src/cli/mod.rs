//! What was typed -> the calls of the library; exit codes; progress. The only module that prints.

mod inspect;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Why a distilled student disappoints, measured on the checkpoints themselves.
#[derive(Parser)]
#[command(name = "penult", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// What a checkpoint is: family, layers, head, parameters, metadata
    Inspect {
        /// A checkpoint.
        path: PathBuf,
    },
    /// Remake the report from an analysis.json
    Render {
        /// The analysis.json.
        analysis: PathBuf,
        /// Folder of the report.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// The statistics, with their definitions
    Metrics,
    /// The figures
    Figures,
    /// The training objectives of the lab, with their definitions
    Objectives,
    /// The network families that are recognised
    Families,
    /// The JSON Schema of analysis.json
    Schema,
    /// Train variants from a recipe
    Lab {
        #[command(subcommand)]
        command: Lab,
    },
}

#[derive(Subcommand)]
enum Lab {
    /// Train what the recipe names and is not there yet
    Run {
        /// The recipe.
        recipe: PathBuf,
        /// Folder of the variants; the recipe's own by default.
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

/// Parses, runs, and says in one line what went wrong. 0 done, 1 the input is at fault, 2 usage.
#[must_use]
pub fn main() -> ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("penult: {error}");
            ExitCode::from(1)
        }
    }
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn dispatch(command: Command) -> Outcome {
    match command {
        Command::Inspect { path } => inspect::run(&path),
        Command::Render { analysis, out } => render(&analysis, out.as_deref()),
        Command::Metrics => {
            for m in crate::metrics::METRICS {
                anstream::println!(
                    "{}\n  {}\n  {}\n  source: {}\n  interval: {}\n",
                    m.name,
                    m.title,
                    m.formula,
                    m.source,
                    m.interval.method()
                );
            }
            Ok(())
        }
        Command::Figures => {
            for f in crate::figure::FIGURES {
                anstream::println!("{}\n  {}\n  {}\n", f.name, f.title, f.shows);
            }
            Ok(())
        }
        Command::Objectives => {
            for o in crate::lab::objectives::OBJECTIVES {
                anstream::println!("{}\n  {}\n", o.name, o.definition);
            }
            Ok(())
        }
        Command::Families => {
            for f in crate::network::families::FAMILIES {
                anstream::println!("{}", f.name);
            }
            Ok(())
        }
        Command::Schema => {
            anstream::println!(
                "{}",
                serde_json::to_string_pretty(&schemars::schema_for!(crate::analysis::schema::Analysis))?
            );
            Ok(())
        }
        Command::Lab { command: Lab::Run { recipe, out } } => {
            let folder = recipe.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf);
            crate::lab::run(&recipe, &out.unwrap_or(folder), &|line| anstream::eprintln!("{line}"))?;
            Ok(())
        }
    }
}

fn render(path: &Path, out: Option<&Path>) -> Outcome {
    let record = crate::analysis::Record::read(path)?;
    let folder = out.or_else(|| path.parent()).unwrap_or_else(|| Path::new("."));
    let page = crate::report::write(&record, folder)?;
    anstream::println!("{}", page.display());
    Ok(())
}
