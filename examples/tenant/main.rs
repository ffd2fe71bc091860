//! Writes the exports of an invented tenant, to measure and to test with:
//!
//!     cargo run --release --example tenant -- --people 100000 --seed 1 FOLDER
//!
//! The same arguments give the same bytes. Memory does not grow with the number of people.

mod world;

use std::io;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use world::{Dialect, Encoding, Tenant};

/// The command line.
#[derive(Debug, Parser)]
#[command(about = "Writes the exports of an invented tenant")]
struct Cli {
    /// Where the files go; the folder is made
    folder: PathBuf,

    /// How many users Active Directory has
    #[arg(long, default_value_t = 1000)]
    people: u32,

    /// Another seed makes another tenant
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// How many of a thousand people have a fault
    #[arg(long, value_name = "PER MILLE", default_value_t = 120)]
    faults: u32,

    /// Also write who has which fault: objectGUID, state, `root_cause` and the case to be found
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,

    /// What parts the cells
    #[arg(long, default_value_t = ',')]
    delimiter: char,

    /// Which cells stand in quotes
    #[arg(long, value_enum, default_value_t = Quotes::All)]
    quotes: Quotes,

    /// How lines end
    #[arg(long, value_enum, default_value_t = LineEnd::Crlf)]
    eol: LineEnd,

    /// What the text is written in
    #[arg(long, value_enum, default_value_t = Encoding::Utf8)]
    encoding: Encoding,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Quotes {
    All,
    Needed,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LineEnd {
    Crlf,
    Lf,
}

fn main() -> io::Result<()> {
    let cli = Cli::parse();
    let line_end = match cli.eol {
        LineEnd::Crlf => "\r\n",
        LineEnd::Lf => "\n",
    };
    let quotes_all = cli.quotes == Quotes::All;
    let dialect = Dialect { delimiter: cli.delimiter, quotes_all, line_end, encoding: cli.encoding };
    let tenant = Tenant { people: cli.people, seed: cli.seed, faults: cli.faults, dialect };
    tenant.write(&cli.folder, cli.truth.as_deref())
}
