//! Archives: what is in them is read as if it lay in a folder.

use std::io::{Cursor, Write as _};

use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::twins::{AD, ENTRA, EXCHANGE, Folder, input, named, remark, remarks, stands};

/// An archive of these files.
pub(crate) fn zipped<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Vec<u8> {
    packed(files, CompressionMethod::Deflated)
}

pub(crate) fn packed<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>, method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tenant() -> Vec<u8> {
    zipped([
        ("ad.csv", AD.as_bytes()),
        ("cloud/entra.csv", ENTRA.as_bytes()),
        ("cloud/exchange.csv", EXCHANGE.as_bytes()),
    ])
}

/// Where the central directory begins, behind the entries.
fn directory(archive: &[u8]) -> usize {
    archive.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap()
}

#[test]
fn an_archive_reads_as_a_folder_named_or_found_whatever_it_is_called() {
    for name in ["dump.zip", "dump.csv", "in/dump"] {
        let folder = Folder::empty().with(name, tenant());
        for arguments in
            [format!("check {name}"), "check .".to_owned(), "check".to_owned(), "check **/dump*".to_owned()]
        {
            let report = folder.is_twin(&arguments, &[]);
            input(&report, &format!("{name}/cloud/entra.csv"));
            let place = &named(&report, "dora")["sources"]["entra"];
            assert_eq!((&place["row"], &place["line"]), (&4.into(), &4.into()));
        }
    }
    let stored = packed([("ad.csv", AD.as_bytes())], CompressionMethod::Stored);
    Folder::tenant().instead("ad.csv", "ad.zip", stored).is_twin("check", &[]);
}

#[test]
fn an_archive_may_come_by_standard_input() {
    let run = Folder::empty().run_with("check - --all --format json", &tenant());
    assert_eq!(stands(&run.json()).len(), 5);
    input(&run.json(), "-/ad.csv");
}

#[test]
fn hidden_files_and_what_packers_add_are_passed_over() {
    let noise: [(&str, &[u8]); 4] = [
        ("__MACOSX/._ad.csv", b"?"),
        (".hidden/ad.csv", b"?"),
        ("~$ad.xlsx", b"?"),
        ("a/b/c/d/e/f/g/h/deep.csv", b"?"),
    ];
    let files = [("ad.csv", AD.as_bytes()), ("..\\entra.csv", ENTRA.as_bytes()), ("exchange.csv", EXCHANGE.as_bytes())];
    let report = Folder::empty().with("dump.zip", zipped(files.into_iter().chain(noise))).is_twin("check", &[]);
    input(&report, "dump.zip/entra.csv");
}

#[test]
fn what_cannot_be_used_within_an_archive_is_remarked() {
    let inner = tenant();
    let files: [(&str, &[u8]); 6] = [
        ("ad.csv", AD.as_bytes()),
        ("entra.csv", ENTRA.as_bytes()),
        ("exchange.csv", EXCHANGE.as_bytes()),
        ("inner.zip", &inner),
        ("notes.txt", b"Alias;Owner;Status\na;b;c\n"),
        ("empty.csv", b""),
    ];
    let words = ["archive within an archive", "not recognised", "0 rows"];
    let report = Folder::empty().with("dump.zip", zipped(files)).is_twin("check dump.zip", &words);
    remark(&report, "dump.zip/inner.zip", "unpack it");
}

#[test]
fn an_archive_without_anything_usable_is_refused_when_it_is_named() {
    let notes = zipped([("in/notes.txt", b"Alias;Owner;Status\na;b;c\n".as_slice())]);
    for (bytes, words) in
        [(zipped([]), ["nothing in it can be used", "help"]), (notes, ["'dump.zip/in/notes.txt'", "not recognised"])]
    {
        let folder = Folder::tenant().with("in/dump.zip", &bytes).with("dump.zip", &bytes);
        folder.run("check ad.csv entra.csv exchange.csv dump.zip").fails_with(&words);
        let report = folder.report("check");
        assert_eq!(stands(&report).len(), 5);
        assert!(remarks(&report).iter().any(|(path, _)| path.starts_with("in/dump.zip")), "{:?}", remarks(&report));
    }
}

#[test]
fn damaged_archives_are_named_as_such_and_nothing_of_them_is_data() {
    let spoil = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = packed([("ad.csv", AD.as_bytes())], CompressionMethod::Stored);
        change(&mut bytes);
        bytes
    };
    let deflated = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = zipped([("ad.csv", AD.as_bytes())]);
        change(&mut bytes);
        bytes
    };
    let at = |bytes: &[u8], field: usize| directory(bytes) + field;
    for (bytes, words) in [
        (spoil(&|bytes| bytes[200] ^= 1), ["checksum (CRC)", "pack it again"]),
        (deflated(&|bytes| bytes[60] ^= 0xFF), ["", "help"]),
        (
            spoil(&|bytes| {
                let at = at(bytes, 24);
                bytes[at] ^= 1;
            }),
            ["bytes where the archive says", "help"],
        ),
        (
            spoil(&|bytes| {
                let at = at(bytes, 8);
                bytes[at] |= 1;
            }),
            ["encrypted within the archive", "password"],
        ),
        (
            spoil(&|bytes| {
                let at = at(bytes, 10);
                bytes[at] = 12;
            }),
            ["packed with", "deflate"],
        ),
        (spoil(&|bytes| bytes.truncate(100)), ["archive or workbook cannot be read", "help"]),
    ] {
        let folder = Folder::tenant().with("in/dump.zip", &bytes);
        folder.run("check in/dump.zip").fails_with(&words);
        folder.run("check in/dump.zip").fails_with(&["'in/dump.zip"]);
        folder.is_twin("check", &words[..1]);
    }
}

#[test]
fn data_that_unpacks_to_far_more_than_an_export_is_refused() {
    let mut text = AD.as_bytes().to_vec();
    text.resize(70 << 20, b'\n');
    let folder = Folder::empty().with("bomb.zip", zipped([("ad.csv", text.as_slice())]));
    folder.run("check bomb.zip").fails_with(&["packed bytes unpack to", "help"]);
}

#[test]
fn an_entry_can_be_named_and_said_to_be_of_a_kind() {
    let folder = Folder::empty().with("dump.zip", tenant());
    let report = folder.report("check dump.zip/ad.csv dump.zip/cloud/entra.csv");
    assert_eq!(report["inputs"].as_array().unwrap().len(), 2);
    let one = folder.report("check --as ad-users=dump.zip/ad.csv");
    assert_eq!(one["inputs"].as_array().unwrap().len(), 1);
    folder.is_twin("check dump.zip --as ad-users=dump.zip/ad.csv", &[]);
    folder.is_twin("check dump.zip dump.zip/ad.csv ./dump.zip", &[]);
    folder.run("check --as ad-users=dump.zip/gone.csv").fails_with(&["holds no 'gone.csv'", "ad.csv, cloud/entra.csv"]);
    folder.run("check dump.zip --as ad-users=dump.zip").fails_with(&["is an archive"]);
    folder.run("check --as ad-users=dump.zip").fails_with(&["is an archive", "--as ad-users='dump.zip/NAME'"]);
    folder.run("check --as ad-users=dump.zip/ad.csv#AD").fails_with(&["text file", "no sheet 'AD'"]);
}

#[test]
fn the_hash_of_an_entry_is_that_of_its_bytes() {
    let report = Folder::empty().with("dump.zip", tenant()).report("check --hash");
    let told = input(&report, "dump.zip/ad.csv")["sha256"].as_str().unwrap();
    let digits: Vec<_> = told.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap()).collect();
    let sum: Vec<_> = digits.iter().map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
    assert_eq!(sum, Sha256::digest(AD).as_slice());
}

#[test]
fn a_report_never_replaces_the_archive_it_was_made_from() {
    let folder = Folder::empty().with("dump.csv", tenant());
    folder.run("check dump.csv --output dump.csv").fails_with(&["dump.csv"]);
    assert_eq!(std::fs::read(folder.path("dump.csv")).unwrap(), tenant());
}
