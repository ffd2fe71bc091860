//! Keeps the borders: a stage uses only what stands before it, and nothing opens a socket.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// The modules of the binary, which may use the whole library.
const BINARY: [&str; 3] = ["main", "cli", "output"];

#[test]
fn a_module_uses_only_modules_declared_above_it() {
    let modules = modules();
    let used = Regex::new(r"\bcrate::([a-z_]+|\{)").unwrap();
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !BINARY.contains(&source.module.as_str())) {
        let Some(own) = modules.iter().position(|module| *module == source.module) else {
            assert_eq!(source.module, "lib", "{} belongs to a module that lib.rs does not declare", source.path);
            continue;
        };
        for found in used.captures_iter(&source.text) {
            match modules.iter().position(|module| *module == found[1]) {
                Some(other) if other <= own => {}
                Some(_) => faults.push(format!("{} uses crate::{}, declared below it", source.path, &found[1])),
                None => faults.push(format!("{} uses '{}', which names no module", source.path, &found[0])),
            }
        }
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{}\n\nlib.rs declares {}", faults.join("\n"), modules.join(", "));
}

#[test]
fn no_module_reaches_past_its_own_root_with_super() {
    let chain = Regex::new(r"\b(?:super::)+").unwrap();
    let inline = Regex::new(r"(?m)^ *(?:pub(?:\([a-z]+\))? )?mod [a-z$_]+ \{").unwrap();
    for source in sources().iter().filter(|source| !BINARY.contains(&source.module.as_str())) {
        let allowed = source.depth + usize::from(inline.is_match(&source.text));
        for found in chain.find_iter(&source.text) {
            let levels = found.as_str().matches("super").count();
            assert!(levels <= allowed, "{} reaches out of '{}' with {}", source.path, source.module, found.as_str());
        }
    }
}

#[test]
fn the_architecture_page_shows_the_modules_in_their_order() {
    let page = fs::read_to_string(repository().join("docs/architecture.md")).unwrap();
    let line = page.lines().find(|line| line.contains('→')).unwrap();
    let shown: Vec<_> = line.split(['·', '│', '→']).map(str::trim).collect();
    assert_eq!(shown, modules());
}

#[test]
fn what_is_deliberately_absent_is_absent() {
    let nowhere = [
        (r"std::net|TcpStream|TcpListener|UdpSocket|UnixStream|\breqwest\b|\bhyper\b", "opens no socket"),
        (r"\bunsafe\b", "is safe"),
        (r"(?i)\bmemmap|\bmmap", "maps no file into memory"),
        (r"\bworksheet_range|\.worksheets\(\)", "reads worksheets as a stream of cells"),
        (r"process::Command|Command::new", "starts no program"),
    ];
    let not_in_stages = [
        (r"\bSystemTime::now|\bInstant::now|\bTimestamp::now|\bZoned::now", "asks no clock"),
        (r"\benv::(?:var|args|current_dir|set_var)", "asks no environment"),
        (r"\be?print(?:ln)?!|\bdbg!", "prints nothing"),
    ];
    let mut faults = Vec::new();
    for source in sources() {
        let stage: &[_] = if BINARY.contains(&source.module.as_str()) { &[] } else { &not_in_stages };
        for (pattern, promise) in nowhere.iter().chain(stage) {
            // XLS and ODS, whose readers know no streams, have a place of their own, where their size is measured first.
            if source.path.ends_with("intake/dense.rs") && pattern.contains("worksheet") {
                assert!(!source.text.contains("Xlsx") && !source.text.contains("Xlsb"));
                continue;
            }
            for found in Regex::new(pattern).unwrap().find_iter(&source.text) {
                let line = source.text[..found.start()].lines().count().max(1);
                faults.push(format!("{}:{line}: '{}', but the program {promise}", source.path, found.as_str()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Values reach the page as text; what would read them as markup, ask for something, or need another policy is absent.
#[test]
fn the_page_takes_values_as_text_and_asks_for_nothing() {
    let folder = repository().join("src/render/html");
    let absent = Regex::new(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser|createContextualFragment|\bfetch\b|XMLHttpRequest|WebSocket|EventSource|sendBeacon|\bimport\b|@import|url\(|\ssrc=|\sstyle=|\son[a-z]+=|<link|<base|<iframe",
    );
    for file in ["page.js", "page.css", "page.html"] {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        let found: Vec<_> = absent.as_ref().unwrap().find_iter(&text).map(|found| found.as_str().to_owned()).collect();
        assert_eq!(found, Vec::<String>::new(), "{file}");
    }
}

/// Walks the lock file from the dependencies the program itself has, on any system, those of builds included.
#[test]
fn no_crate_of_the_program_opens_sockets_or_compiles_c() {
    let banned = banned();
    assert!(["reqwest", "hyper", "cc", "openssl"].iter().all(|name| banned.contains(*name)), "deny.toml was read");

    let packages = locked();
    let mut open = dependencies();
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        if reached.insert(name.clone()) {
            open.extend(packages[&name].iter().cloned());
        }
    }
    assert!(reached.len() > 20, "the lock file was read");
    let found: Vec<_> = reached.intersection(&banned).collect();
    assert!(found.is_empty(), "{found:?}: see deny.toml for the reasons");
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The modules of the library, in the order of lib.rs.
fn modules() -> Vec<String> {
    let lib = fs::read_to_string(repository().join("src/lib.rs")).unwrap();
    let declared = Regex::new(r"(?m)^pub mod ([a-z_]+);").unwrap();
    declared.captures_iter(&lib).map(|found| found[1].to_owned()).collect()
}

struct Source {
    path: String,
    /// The module of the library it belongs to.
    module: String,
    /// How far it lies below that module.
    depth: usize,
    text: String,
}

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = repository().join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let inner = path.strip_prefix(&root).unwrap().with_extension("");
            let mut parts: Vec<_> = inner.iter().map(|part| part.to_str().unwrap()).collect();
            if parts.last() == Some(&"mod") {
                parts.pop();
            }
            Source {
                path: format!("src/{}", path.strip_prefix(&root).unwrap().display()),
                module: parts[0].to_owned(),
                depth: parts.len() - 1,
                text: fs::read_to_string(&path).unwrap(),
            }
        })
        .collect()
}

/// The crates that deny.toml bans.
fn banned() -> BTreeSet<String> {
    let deny = fs::read_to_string(repository().join("deny.toml")).unwrap();
    let entry = Regex::new(r#"\{ crate = "([^"]+)""#).unwrap();
    entry.captures_iter(&deny).map(|found| found[1].to_owned()).collect()
}

/// The crates named in the section `[dependencies]` of Cargo.toml.
fn dependencies() -> Vec<String> {
    let manifest = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    let section = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    let named = section.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" = "));
    named.map(|(name, _)| name.to_owned()).collect()
}

/// The crates of the lock file, and what each depends on; several versions of one crate count as one.
fn locked() -> BTreeMap<String, Vec<String>> {
    let lock = fs::read_to_string(repository().join("Cargo.lock")).unwrap();
    let name = Regex::new(r#"(?m)^name = "([^"]+)""#).unwrap();
    let dependency = Regex::new(r#"(?m)^ "([^" ]+)"#).unwrap();
    let mut packages: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in lock.split("[[package]]").skip(1) {
        let needed = dependency.captures_iter(package).map(|found| found[1].to_owned());
        packages.entry(name.captures(package).unwrap()[1].to_owned()).or_default().extend(needed);
    }
    packages
}
