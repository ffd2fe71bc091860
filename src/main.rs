//! Arguments in, bytes out, exit code.

mod cli;
mod output;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;

use cli::{Check, Cli, Command, FailOn, Format, Inputs, Inspect, ShortFormat, Why};
use mailgap::cases::{self, Case, Severity};
use mailgap::collect::{self, Directory};
use mailgap::config::{Config, Taken};
use mailgap::error::{Error, Remark, Topic};
use mailgap::instant::Instant;
use mailgap::intake::{self, Bytes, Charset, Exports, Forced, Progress, Request, Silent, Table};
use mailgap::records::{self, Trusted};
use mailgap::render::csv::Dialect;
use mailgap::render::table::Page;
use mailgap::render::{self, clean};
use mailgap::report::{self, Report, Showing};
use mailgap::schema::{Field, Kind};
use mailgap::tenant::{Given, Tenant};
use mailgap::verdict::State;
use output::Bar;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => {
            let code = if answer.use_stderr() { 2 } else { 0 };
            let _ = answer.print();
            return ExitCode::from(code);
        }
    };
    match run(&cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            let text = error.to_string();
            let mut lines = text.lines().map(clean);
            let _ = writeln!(io::stderr(), "error: {}", lines.next().unwrap_or_default());
            for line in lines {
                let _ = writeln!(io::stderr(), "{line}");
            }
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> Result<u8, Error> {
    let Some(command) = &cli.command else { return run_bare(cli) };
    match command {
        Command::Check(check) => run_check(cli, check),
        Command::Why(why) => run_why(cli, why),
        Command::Inspect(inspect) => run_inspect(cli, inspect),
        Command::Cases(form) => output::to_stdout(|out| match form.format {
            ShortFormat::Table => render::catalogue::cases(output::page(None), out),
            ShortFormat::Json => render::catalogue::cases_json(out),
        }),
        Command::Explain(explain) => {
            let case = case_named(&explain.case)?;
            output::to_stdout(|out| match explain.form.format {
                ShortFormat::Table => render::catalogue::explain(case, output::page(None), out),
                ShortFormat::Json => render::catalogue::explain_json(case, out),
            })
        }
        Command::Collect(collect) => {
            let directories = directories(&collect.directories);
            output::to_stdout(|out| collect::render(&directories, out))
        }
    }
}

/// The directories that are asked for, each once and in the order of the script; all where none is named.
fn directories(named: &[cli::Directory]) -> Vec<Directory> {
    let is_asked_for = |directory: &Directory| {
        let name = match directory {
            Directory::Ad => cli::Directory::Ad,
            Directory::Entra => cli::Directory::Entra,
            Directory::Exchange => cli::Directory::Exchange,
        };
        named.is_empty() || named.contains(&name)
    };
    Directory::ALL.into_iter().filter(is_asked_for).collect()
}

/// The bare command checks the current folder; where that holds no export, it says what the program is for.
fn run_bare(cli: &Cli) -> Result<u8, Error> {
    let answer = run_check(cli, &Check::default());
    if !matches!(answer, Err(Error::Nothing(_))) {
        return answer;
    }
    let _ = writeln!(
        io::stderr(),
        "mailgap tells why Exchange Online mailboxes were not provisioned, from exports of the three directories\n\
         mailgap check FOLDER   reads the exports (CSV, XLSX, LDIF or JSON) in a folder; here are none to examine\n\
         mailgap collect        prints the PowerShell that makes them; mailgap --help lists all commands"
    );
    Ok(2)
}

fn run_check(cli: &Cli, check: &Check) -> Result<u8, Error> {
    let targets = targets(check)?;
    let format = check.format.unwrap_or(Format::Table);
    let formats: Vec<Format> = match targets[..] {
        [] => vec![format],
        ref targets => targets.iter().map(|(_, format)| *format).collect(),
    };
    let showing = Showing {
        all: check.all,
        everybody: formats.contains(&Format::Html),
        only: check.only.iter().map(|id| case_named(id)).collect::<Result<_, _>>()?,
        ignore: check.ignore.iter().map(|id| case_named(id)).collect::<Result<_, _>>()?,
    };
    if targets.is_empty() && !format.is_text() && io::stdout().is_terminal() {
        let help = "help    write it to a file: --output report.xlsx";
        return Err(Error::Usage(format!("a workbook is nothing to show on a terminal\n  {help}")));
    }
    let expected = check.expect.as_deref().map(read_names).transpose()?.unwrap_or_default();
    let given = given(&check.inputs, expected)?;
    let hash = check.inputs.hash || formats.iter().any(|format| format.is_for_people());
    let request = Request { hash, ..request(&check.inputs)? };
    let exports = read(cli, &check.inputs, &request)?;
    let read_besides =
        [(check.expect.as_deref(), "the list of names"), (check.inputs.config.as_deref(), "the configuration")];
    output::refuse_inputs(&targets, &exports, &read_besides)?;

    let tenant = Tenant::join(&exports, &given);
    if tenant.is_empty() {
        return Err(Error::Nothing("no row of any export is a person\n  help    export users or recipients".into()));
    }
    let report = Report::new(&exports, &tenant, showing);

    let mut remarks = report.remarks.clone();
    let writer = Writer { report: &report, dialect: check.csv.dialect() };
    if targets.is_empty() {
        let page = output::page(Some(40));
        output::to_stdout(|out| writer.write(format, page, Path::new("report.xlsx"), out, &mut remarks))?;
    }
    for (path, format) in &targets {
        output::to_file(path, |out| writer.write(*format, Page::FILE, Path::new(path), out, &mut remarks))?;
    }
    say_remarks(cli, &remarks);
    if report.is_all_undetermined() {
        let columns =
            report.not_judged.iter().flat_map(|entry| entry.missing.clone()).collect::<std::collections::BTreeSet<_>>();
        let columns = columns.into_iter().collect::<Vec<_>>().join(", ");
        let how = report.export.as_ref().map(|command| format!("; {command} prints the PowerShell for it"));
        let _ = writeln!(io::stderr(), "nobody can be judged: export {columns}{}", how.unwrap_or_default());
    }
    let code = exit_code(check, &report);
    // The process ends here: to give back millions of rows one by one would be time for nothing.
    drop(report);
    std::mem::forget(tenant);
    std::mem::forget(exports);
    Ok(code)
}

fn exit_code(check: &Check, report: &Report<'_>) -> u8 {
    let limit = match check.fail_on {
        FailOn::Blocks => Some(Severity::Blocks),
        FailOn::Degrades => Some(Severity::Degrades),
        FailOn::Advisory => Some(Severity::Advisory),
        FailOn::Never => None,
    };
    let found = limit.is_some_and(|limit| report.summary.worst >= Some(limit));
    let open = check.strict && report.summary.states[State::Undetermined.name()] > 0;
    u8::from(found || open)
}

/// Writes a report in any format.
struct Writer<'r> {
    report: &'r Report<'r>,
    dialect: Dialect,
}

impl Writer<'_> {
    /// Writes it and remarks what the format has no room for. Temporary files stand beside `path`.
    fn write(
        &self,
        format: Format,
        page: Page,
        path: &Path,
        out: &mut (dyn io::Write + Send),
        remarks: &mut Vec<Remark>,
    ) -> io::Result<()> {
        let Self { report, dialect } = *self;
        match format {
            Format::Table => render::table::render(report, page, out),
            Format::Json => render::json::render(report, out),
            Format::Ndjson => render::ndjson::render(report, out),
            Format::Csv => render::csv::render(report, dialect, out),
            Format::Html => render::html::render(report, out),
            Format::Xlsx => render::xlsx::render(report, path, out).map(|lost| remarks.extend(lost)),
            Format::Markdown => render::markdown::render(report, out),
            Format::ForwardSync => render::forward_sync::render(report, dialect, out),
        }
    }
}

/// Shows how everything was understood, also what cannot be used; whether it could is the exit code.
fn run_inspect(cli: &Cli, inspect: &Inspect) -> Result<u8, Error> {
    if let Some(named) = &inspect.rows {
        return print_rows(cli, &inspect.inputs, named);
    }
    let given = given(&inspect.inputs, Vec::new())?;
    let exports = look(cli, &inspect.inputs, &request(&inspect.inputs)?)?;
    let tenant = Tenant::join(&exports, &given);
    let report = Report::new(&exports, &tenant, Showing::default());
    let inspection = report::inspect(&exports, &tenant, &report);
    output::to_stdout(|out| match inspect.form.format {
        ShortFormat::Table => render::inspect::render(&inspection, output::page(None), out),
        ShortFormat::Json => render::inspect::render_json(&inspection, out),
    })?;
    say_remarks(cli, &inspection.remarks);
    match exports.failure() {
        Some(error) => Err(error),
        None if exports.tables.is_empty() => Err(intake::nothing(&exports.remarks)),
        None => refuse_mixed(&exports, &inspect.inputs).map(|()| 0),
    }
}

/// Prints the rows of one file or sheet, so that anybody can check the reading itself.
fn print_rows(cli: &Cli, inputs: &Inputs, named: &str) -> Result<u8, Error> {
    let (path, sheet) = path_and_sheet(named);
    let request = Request { paths: vec![path.clone()], rows: true, ..request(inputs)? };
    let exports = look(cli, inputs, &request)?;
    if let Some(error) = exports.failure() {
        return Err(error);
    }
    let wanted = |table: &&Table| sheet.is_none() || table.sheet == sheet;
    let tables: Vec<&Table> = exports.tables.iter().filter(wanted).collect();
    let sheets: BTreeSet<_> = tables.iter().map(|table| (&table.path, &table.sheet)).collect();
    if sheets.len() != 1 {
        let known: Vec<_> = exports.tables.iter().map(Table::place).collect();
        return Err(Error::Usage(format!(
            "'{named}' names {} tables\n  found   {}\n  help    name one: --rows PATH, or --rows 'PATH#SHEET' of a workbook",
            sheets.len(),
            if known.is_empty() { "none".to_owned() } else { known.join(", ") }
        )));
    }
    output::to_stdout(|out| render::rows::render(&tables, out))?;
    say_remarks(cli, &exports.remarks);
    Ok(0)
}

fn run_why(cli: &Cli, why: &Why) -> Result<u8, Error> {
    let given = given(&why.inputs, vec![why.name.clone()])?;
    let exports = read(cli, &why.inputs, &request(&why.inputs)?)?;
    let tenant = Tenant::join(&exports, &given);
    match tenant.find(&why.name)[..] {
        [number] => {
            let walk = report::walk(tenant.subject(number));
            output::to_stdout(|out| match why.form.format {
                ShortFormat::Table => render::why::render(&walk, output::page(None), out),
                ShortFormat::Json => render::why::render_json(&walk, out),
            })
        }
        [] => Err(nobody(&tenant, &exports, &why.name)),
        ref several => {
            let mut text = format!("'{}' means {} people", why.name, several.len());
            for number in several.iter().take(20) {
                let person = report::whole_person(tenant.subject(*number));
                let id = person.object_guid.or(person.object_id);
                let id = id.as_deref().unwrap_or_default();
                let upn = person.upn.unwrap_or("(no UPN)");
                let _ = write!(text, "\n  {upn}  {}  {id}", person.name.unwrap_or_default());
            }
            text.push_str("\n  help    name one of them by UPN or GUID");
            Err(Error::Usage(text))
        }
    }
}

fn nobody(tenant: &Tenant<'_>, exports: &Exports, name: &str) -> Error {
    let files: Vec<_> =
        exports.tables.iter().map(|table| format!("{} ({} rows)", table.path, table.records())).collect();
    let mut text = format!("'{name}' is nobody in the exports\n  sought in {}", files.join(", "));
    let nearest = nearest_names(tenant, name);
    if !nearest.is_empty() {
        let _ = write!(text, "\n  nearest   {}", nearest.join(", "));
    }
    text.push_str("\n  help    give UPN, SMTP address, alias, sAMAccountName, GUID, ImmutableId, object id or DN");
    Error::Usage(text)
}

fn nearest_names(tenant: &Tenant<'_>, name: &str) -> Vec<String> {
    let wanted = name.to_lowercase();
    let mut scored: Vec<(f64, String)> = Vec::new();
    for number in tenant.numbers() {
        let subject = tenant.subject(number);
        let names = [subject.upn(), subject.sam_account_name(), subject.primary_smtp(), subject.name()];
        let best = names
            .into_iter()
            .flatten()
            .map(|own| (strsim::jaro_winkler(&wanted, &own.to_lowercase()), own.to_owned()))
            .max_by(|one, other| one.0.total_cmp(&other.0));
        scored.extend(best.filter(|(score, _)| *score > 0.85));
    }
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    scored.into_iter().take(5).map(|(_, name)| name).collect()
}

/// Reads what must be usable.
fn read(cli: &Cli, inputs: &Inputs, request: &Request) -> Result<Exports, Error> {
    let exports = look(cli, inputs, request)?.usable()?;
    refuse_mixed(&exports, inputs)?;
    Ok(exports)
}

fn refuse_mixed(exports: &Exports, inputs: &Inputs) -> Result<(), Error> {
    match records::mixed(exports).filter(|_| !inputs.mixed) {
        None => Ok(()),
        Some(mixed) => Err(Error::Mixed { one: mixed.one, other: mixed.other }),
    }
}

const MOST_THREADS: usize = 256;

/// Reads what there is.
fn look(cli: &Cli, inputs: &Inputs, request: &Request) -> Result<Exports, Error> {
    if let Some(threads) = inputs.threads {
        // It fails only when the pool exists already, which it does not. Thousands of threads would only wait for each other.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.min(MOST_THREADS)).build_global();
    }
    let bar = (!cli.quiet && io::stderr().is_terminal()).then(Bar::new);
    let progress: &dyn Progress = bar.as_ref().map_or(&Silent, |bar| bar);
    let exports = intake::read(request, progress)?;
    drop(bar);
    if cli.verbose {
        say_bytes(exports.bytes);
    }
    Ok(exports)
}

/// How much of the text was read the fast way.
fn say_bytes(Bytes { regular, irregular }: Bytes) {
    let all = regular + irregular;
    if all > 0 {
        // Only all of it is 100 %.
        let share = u128::from(regular) * 1000 / u128::from(all);
        let _ = writeln!(
            io::stderr(),
            "{}.{} % of {all} bytes of text were cut the fast way, the others by the csv crate",
            share / 10,
            share % 10
        );
    }
}

fn request(inputs: &Inputs) -> Result<Request, Error> {
    Ok(Request {
        paths: inputs.paths.clone(),
        forced: inputs.forced.iter().map(|text| forced(text)).collect::<Result<_, _>>()?,
        encoding: inputs.encoding.as_deref().map(charset).transpose()?,
        hash: inputs.hash,
        rows: false,
    })
}

fn given(inputs: &Inputs, expected: Vec<String>) -> Result<Given, Error> {
    let config = inputs.config.as_deref().map(read_config).transpose()?.unwrap_or_default();
    let as_of = match &inputs.as_of {
        None => config.as_of.map(|Taken(instant)| instant),
        Some(text) => Some(Instant::as_of(text).ok_or_else(|| {
            Error::Usage(format!("'{text}' is no date\n  help    --as-of 2026-10-15 or --as-of 2026-10-15T12:00:00Z"))
        })?),
    };
    let trusted = inputs.trust_blank.iter().map(|text| trusted(text)).collect::<Result<_, _>>()?;
    Ok(Given { as_of, trusted, expected, config })
}

/// `KIND=PATH[#SHEET]`
fn forced(text: &str) -> Result<Forced, Error> {
    let kinds = || Kind::ALL.map(Kind::name).join(", ");
    let wrong = || {
        Error::Usage(format!("'--as {text}' names no kind\n  help    --as KIND=PATH, KIND being one of {}", kinds()))
    };
    let (kind, path) = text.split_once('=').ok_or_else(wrong)?;
    let kind = Kind::from_name(kind).ok_or_else(wrong)?;
    let (path, sheet) = path_and_sheet(path);
    Ok(Forced { kind, path, sheet })
}

/// `PATH[#SHEET]`; a file may have the sign in its name.
fn path_and_sheet(text: &str) -> (String, Option<String>) {
    match text.rsplit_once('#') {
        Some((path, sheet)) if text != "-" && !std::path::Path::new(text).exists() => {
            (path.to_owned(), Some(sheet.to_owned()))
        }
        _ => (text.to_owned(), None),
    }
}

/// The label of an encoding.
fn charset(label: &str) -> Result<Charset, Error> {
    Charset::named(label).ok_or_else(|| {
        let nearest = Charset::nearest(label);
        let hint = if nearest.is_empty() { String::new() } else { format!("\n  nearest {}", nearest.join(", ")) };
        Error::Usage(format!("'{label}' is no encoding{hint}\n  help    --encoding LABEL, such as {}", Charset::LABELS))
    })
}

/// `KIND:COLUMN`
fn trusted(text: &str) -> Result<Trusted, Error> {
    let found = text.split_once(':').and_then(|(kind, column)| {
        let kind = Kind::from_name(kind)?;
        Some(Trusted { kind, field: Field::named(kind, column)? })
    });
    found.ok_or_else(|| {
        Error::Usage(format!(
            "'--trust-blank {text}' names no column that is read\n  help    --trust-blank KIND:COLUMN, such as entra-users:UsageLocation"
        ))
    })
}

fn case_named(id: &str) -> Result<&'static Case, Error> {
    cases::find(id).ok_or_else(|| {
        let nearest = cases::nearest(id);
        let hint = if nearest.is_empty() { String::new() } else { format!("\n  nearest {}", nearest.join(", ")) };
        Error::Usage(format!("'{id}' is no case{hint}\n  help    mailgap cases lists them all"))
    })
}

/// The files to write, each with its format.
fn targets(check: &Check) -> Result<Vec<(String, Format)>, Error> {
    check
        .output
        .iter()
        .map(|path| match check.format.or_else(|| Format::of_extension(path)) {
            Some(format) => Ok((path.clone(), format)),
            None => Err(Error::Usage(format!(
                "the name '{path}' tells no format\n  help    end it in .html, .json, .ndjson, .csv, .xlsx, .md or .txt, or add --format"
            ))),
        })
        .collect()
}

fn read_config(path: &str) -> Result<Config, Error> {
    let text = read_text(path).map_err(|cause| {
        Error::Usage(format!(
            "cannot read the configuration in '{path}': {cause}\n  help    docs/config.md tells what it holds"
        ))
    })?;
    Config::parse(path, &text)
}

/// A small text in UTF-8, or in what its byte order mark says: `Out-File` of Windows PowerShell writes UTF-16.
fn read_text(path: &str) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|cause| cause.to_string())?;
    let (encoding, mark) = encoding_rs::Encoding::for_bom(&bytes).unwrap_or((encoding_rs::UTF_8, 0));
    match encoding.decode_without_bom_handling(&bytes[mark..]) {
        (text, false) => Ok(text.into_owned()),
        (_, true) => Err(format!("it is no {}; save it as UTF-8", encoding.name())),
    }
}

fn read_names(path: &str) -> Result<Vec<String>, Error> {
    let text = read_text(path).map_err(|cause| {
        Error::Usage(format!("cannot read the names in '{path}': {cause}\n  help    a text file with a name a line"))
    })?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// So many remarks of a kind are shown unless all are asked for.
const REMARKS: usize = 20;

fn say_remarks(cli: &Cli, remarks: &[Remark]) {
    if cli.quiet {
        return;
    }
    let mut by_topic: BTreeMap<Topic, Vec<&Remark>> = BTreeMap::new();
    for remark in remarks {
        by_topic.entry(remark.topic).or_default().push(remark);
    }
    let mut err = io::stderr().lock();
    for remarks in by_topic.values() {
        let shown = if cli.verbose { remarks.len() } else { remarks.len().min(REMARKS) };
        for remark in &remarks[..shown] {
            let sheet = remark.sheet.as_ref().map(|sheet| format!("#{sheet}")).unwrap_or_default();
            let row = remark.row.map(|row| format!(" row {row}")).unwrap_or_default();
            let line = remark
                .line
                .filter(|line| Some(*line) != remark.row)
                .map(|line| format!(" (line {line})"))
                .unwrap_or_default();
            let column = remark.column.as_ref().map(|column| format!(", {column}")).unwrap_or_default();
            let text = format!("remark: {}{sheet}{row}{line}{column}: {}", remark.path, remark.message);
            let _ = writeln!(err, "{}", clean(&text));
        }
        if shown < remarks.len() {
            let _ = writeln!(err, "remark: … and {} more of this kind; -v shows all", remarks.len() - shown);
        }
    }
}
