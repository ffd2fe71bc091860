//! Files whose name says something else than their bytes.

use crate::twins::{AD, Folder};

#[test]
fn csv_that_is_called_xls_is_read_as_csv() {
    for name in ["ad.xls", "ad.xlsx", "ad.zip", "ad.json", "ad.ldf", "ad"] {
        Folder::tenant().instead("ad.csv", name, AD).is_twin("check", &[]);
        Folder::tenant().instead("ad.csv", name, AD).is_twin(&format!("check {name} entra.csv exchange.csv"), &[]);
    }
}

#[test]
fn what_cannot_be_read_is_named_as_what_it_is_with_what_to_do() {
    let utf16 = |text: &str| format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let sheet = "<?xml version=\"1.0\"?>\r\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";
    let objects = "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">";
    let cases: [(&str, Vec<u8>, &str, &str); 12] = [
        ("users.xls", b"<html><body><table><tr><td>mail</td></tr></table>".to_vec(), "it is HTML", "save it as XLSX"),
        ("users.xls", b"\xEF\xBB\xBF\r\n<TABLE><TR>".to_vec(), "it is HTML", "save it as XLSX"),
        ("users.xls", utf16("<html><head>"), "it is HTML", "save it as XLSX"),
        ("users.xls", sheet.into(), "an XML spreadsheet of 2003", "save it as XLSX"),
        ("users.xls", b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n".to_vec(), "MHTML", "save it as XLSX"),
        ("users.csv", utf16(objects), "CLIXML of PowerShell", "Import-Clixml"),
        ("users.xml", b"<?xml version=\"1.0\"?><cs-objects>".to_vec(), "it is XML", "export as CSV"),
        ("users.csv", b"%PDF-1.7\n".to_vec(), "it is PDF", "export as CSV"),
        ("users.csv", b"\x89PNG\r\n\x1A\n".to_vec(), "a picture", "export as CSV"),
        ("users.csv", b"{\\rtf1\\ansi".to_vec(), "it is RTF", "export as CSV"),
        ("users.zip", b"7z\xBC\xAF\x27\x1C\0\x04".to_vec(), "a 7z archive", "ZIP"),
        ("users.csv.gz", b"\x1F\x8B\x08\0".to_vec(), "a gzip archive", "unpack it"),
    ];
    for (name, bytes, what, help) in cases {
        let folder = Folder::tenant().with(name, &bytes);
        folder.run(&format!("check ad.csv {name}")).fails_with(&[&format!("'{name}'"), what, help]);
        folder.is_twin("check", &[what]);
    }
}
